import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { certifyRoundoff } from '../../src/certify/roundoff.ts';
import { RoundoffAnalysis } from '../../src/certify/roundoff-error.ts';
import { MachineError } from '../../src/certify/roundoff-sample.ts';
import { ERROR_UNIT } from '../../src/certify/roundoff-rules.ts';
import { NapierError } from '../../src/error/fault.ts';
import { nextUp } from '../../src/number/double-bits.ts';
import { FORMATS } from '../../src/number/formats.ts';
import { mpfr, ROUND } from '../../src/number/mpfr.ts';
import { createRandom } from '../../src/number/random.ts';
import { withWorkspace } from '../../src/number/workspace.ts';
import { compileProgram } from '../../src/program/evaluate.ts';
import { compileProgramBig } from '../../src/program/evaluate-big.ts';
import type { Instruction, Program } from '../../src/program/program.ts';
import type { Specification } from '../../src/program/specification.ts';
import {
  exponentialSeries,
  horner,
  oddHorner,
  PUBLISHED,
  specification,
  straightLine,
  value,
} from './real-cases.ts';
import { toHexFloat } from '../../src/number/exact-constant.ts';

const F64 = FORMATS.f64;

/** Largest error of the machine's result on inputs spread by value and by magnitude. */
function sampledError(program: Program, spec: Specification, lo: number, hi: number, count: number): number {
  return withWorkspace(400, (w) => {
    const machine = new MachineError(program, spec, F64);
    const random = createRandom(3);
    let largest = 0;
    for (let i = 0; i < count; i++) {
      let x = lo + (hi - lo) * random.next();
      if (i % 2 === 1 && lo <= 0) x *= 2 ** (-60 * random.next());
      if (i % 10 === 9 && lo <= 0) x *= 2 ** -1000;
      const mark = w.mark();
      const error = machine.at(x, w);
      w.release(mark);
      if (error !== undefined) largest = Math.max(largest, error.low);
    }
    return largest;
  });
}

const SINE = [1, -1 / 6, 1 / 120, -1 / 5040, 1 / 362880, -1 / 39916800, 1 / 6227020800];

describe('the bound in f64', () => {
  const cases: [
    name: string,
    program: Program,
    text: string,
    domain: string,
    lo: number,
    hi: number,
    loose: number,
  ][] = [
    ['exp by Horner', horner(exponentialSeries(16), 'f64'), 'exp(x)', '[-0.35,0.35]', -0.35, 0.35, 3],
    ['exp by Horner', horner(exponentialSeries(20), 'f64'), 'exp(x)', '[-1,1]', -1, 1, 3],
    ['sin, odd', oddHorner(SINE, 'f64'), 'sin(x)', '[-0.5,0.5]', -0.5, 0.5, 1.5],
    [
      'cos by Horner',
      horner([1, 0, -0.5, 0, 1 / 24, 0, -1 / 720, 0, 1 / 40320], 'f64'),
      'cos(x)',
      '[-0.25,0.25]',
      -0.25,
      0.25,
      3,
    ],
    [
      'expm1 by Horner',
      horner([0, ...exponentialSeries(14).slice(1)], 'f64'),
      'expm1(x)',
      '[-0.125,0.25]',
      -0.125,
      0.25,
      4,
    ],
  ];
  for (const [name, program, text, domain, lo, hi, loose] of cases) {
    for (const measure of ['ulp', 'relative', 'absolute'] as const) {
      it(`${name} on ${domain}, ${measure}: sound, and at most ${loose} times what is attained`, () => {
        const spec = specification(text, domain, measure, 'f64');
        const proof = certifyRoundoff(program, spec);
        const sampled = sampledError(program, spec, lo, hi, 4000);
        expect(sampled).toBeLessThanOrEqual(value(proof.bound));
        expect(value(proof.bound)).toBeLessThanOrEqual(loose * Math.max(sampled, value(proof.lower)));
        expect(value(proof.lower)).toBeLessThanOrEqual(value(proof.bound));
        expect(value(proof.approximation)).toBeLessThanOrEqual(value(proof.bound));
      });
    }
  }

  it('of the published 10-operation program for 2^x', () => {
    const published = PUBLISHED[3].program;
    const program: Program = {
      ...published,
      format: 'f64',
      constants: published.constants.map((c) => toHexFloat(Number(c))),
    };
    const spec = specification('2^x', '[0.001,1]', 'relative', 'f64');
    const proof = certifyRoundoff(program, spec);
    // The research note measured 4.94e-15.
    expect(value(proof.bound)).toBeGreaterThanOrEqual(4.6e-15);
    expect(value(proof.bound)).toBeLessThan(6e-15);
    expect(sampledError(program, spec, 0.001, 1, 2000)).toBeLessThanOrEqual(value(proof.bound));
  });

  it('counts the zeros and the least subnormals', () => {
    // On subnormals the factor is lost in rounding.
    const program = straightLine(['0x1.0000000000001p+0'], 'mul x c0', 'f64');
    expect(value(certifyRoundoff(program, specification('x', '[0,1]', 'ulp', 'f64')).bound)).toBeLessThan(
      3.1,
    );
    const relative = certifyRoundoff(program, specification('x', '[0,1]', 'relative', 'f64'));
    expect(value(relative.bound)).toBeLessThan(1.1);
    const identity = straightLine(['0x1p+0'], 'mul x c0', 'f64');
    for (const measure of ['ulp', 'relative', 'absolute'] as const) {
      expect(value(certifyRoundoff(identity, specification('x', '[-1,1]', measure, 'f64')).bound)).toBe(0);
    }
  });

  const refused: [name: string, program: Program, text: string, domain: string, message: RegExp][] = [
    [
      'overflow',
      straightLine(['0x1p+1000'], 'mul x c0; mul t0 c0; div t1 c0; div t2 c0', 'f64'),
      'x',
      '[1,2]',
      /overflow/,
    ],
    ['a pole', straightLine(['0x1p+0'], 'div c0 x; mul t0 x; mul t1 x', 'f64'), 'x', '[-1,1]', /x = /],
  ];
  for (const [name, program, text, domain, message] of refused) {
    it(`is refused for ${name}`, () => {
      try {
        certifyRoundoff(program, specification(text, domain, 'absolute', 'f64'));
      } catch (error) {
        expect(error).toBeInstanceOf(NapierError);
        expect((error as NapierError).fault.kind).toBe('not-proved');
        expect((error as NapierError).message).toMatch(message);
        return;
      }
      throw new Error('no fault');
    });
  }
});

/** A random program of all operations on values of moderate size. */
const arbitraryProgram: fc.Arbitrary<Program> = fc
  .tuple(
    fc.array(
      fc.oneof(
        fc
          .tuple(fc.double({ min: 2 ** -8, max: 4, noNaN: true }), fc.boolean())
          .map(([c, s]) => (s ? -c : c)),
        fc.constantFrom(1, 2, 0.5, -1, 3),
      ),
      { minLength: 2, maxLength: 4 },
    ),
    fc.array(
      fc.tuple(
        fc.constantFrom(
          'add',
          'sub',
          'mul',
          'fma',
          'div',
          'sqrt',
          'abs',
          'neg',
          'min',
          'max',
          'floor',
          'round',
        ),
        fc.nat(),
        fc.nat(),
        fc.nat(),
      ),
      { minLength: 1, maxLength: 10 },
    ),
  )
  .map(([constants, steps]) => {
    const code: Instruction[] = [];
    const pool = ['x', ...constants.map((_, i) => `c${i}`)];
    for (const [op, ...picks] of steps) {
      const arity = op === 'fma' ? 3 : ['sqrt', 'abs', 'neg', 'floor', 'round'].includes(op) ? 1 : 2;
      const args = picks.slice(0, arity).map((k) => pool[k % pool.length]);
      // Recent values are picked more often, so that errors travel far.
      if (code.length > 0) args[0] = `t${code.length - 1}`;
      code.push({ op: op as Instruction['op'], args });
      pool.push(`t${code.length - 1}`);
    }
    return { format: 'f64', inputs: ['x'], constants: constants.map(toHexFloat), code };
  });

describe('the analysis', () => {
  const sizes: [name: string, scale: number, leastFinite: number][] = [
    ['on any cell', 1, 1000],
    ['on cells of numbers whose squares are subnormal', 2 ** -525, 1000],
    ['on cells of numbers whose squares vanish', 2 ** -1030, 1000],
  ];
  it.each(sizes)(
    'never claims less than the difference between the machine and exact arithmetic, %s',
    (_, scale, leastFinite) => {
      let finite = 0;
      let tight = 0;
      fc.assert(
        fc.property(
          arbitraryProgram,
          fc.double({ min: 2 ** -30, max: 8, noNaN: true }),
          fc.double({ min: 0, max: 1, noNaN: true }),
          fc.boolean(),
          (program, size, spread, negative) => {
            const lo = size * scale;
            const hi = spread < 0.2 ? nextUp(lo) : lo * (1 + spread * spread);
            let bound: number;
            try {
              bound = new RoundoffAnalysis(program, F64).error(negative ? -hi : lo, negative ? -lo : hi);
            } catch {
              return;
            }
            finite++;
            const run = compileProgram(program);
            // Sums of 1 and what is left of the smallest squares.
            withWorkspace(2400, (w) => {
              const exact = compileProgramBig(program, w);
              const random = createRandom(11);
              const [x, difference] = w.bigs(2);
              for (let i = 0; i < 40; i++) {
                const at = Math.min(hi, lo + (hi - lo) * random.next()) * (negative ? -1 : 1);
                mpfr.mpfr_set_d(x, at, ROUND.NEAREST);
                mpfr.mpfr_sub_d(difference, exact([x]), run(at), ROUND.NEAREST);
                // In error units, so that fractions of the least subnormal number are told.
                mpfr.mpfr_div_d(difference, difference, ERROR_UNIT, ROUND.NEAREST);
                const error = Math.abs(mpfr.mpfr_get_d(difference, ROUND.ZERO));
                expect(error, `at ${at}`).toBeLessThanOrEqual(bound);
                if (bound > 0 && error > bound / 4) tight++;
              }
            });
          },
        ),
        { numRuns: 3000, seed: 2 },
      );
      expect(finite).toBeGreaterThan(leastFinite);
      expect(tight).toBeGreaterThan(1000);
    },
  );

  it('knows that products too small round to 0', () => {
    const cube = new RoundoffAnalysis(straightLine([], 'mul x x; mul t0 x; add t1 x', 'f64'), F64);
    expect(cube.error(2 ** -1074, 2 ** -1060)).toBeLessThanOrEqual(Number.MIN_VALUE);
    expect(cube.error(2 ** -700, 2 ** -699)).toBeGreaterThan(0);
    const quotient = new RoundoffAnalysis(
      straightLine(['0x1.8p+0'], 'mul x x; add x c0; div t0 t1; add t2 x', 'f64'),
      F64,
    );
    expect(quotient.error(2 ** -1060, 2 ** -1050)).toBeLessThanOrEqual(16 * Number.MIN_VALUE);
  });

  it('knows exact operations', () => {
    const exact: [code: string, constants: string[], lo: number, hi: number][] = [
      ['mul x c0', ['0x1p-3'], 1, 2],
      ['sub x c0', ['0x1p+0'], 0.5, 2],
      ['sub x c0; mul t0 c1', ['0x1.8p+0', '-0x1p+4'], 1, 2],
      ['div x c0', ['0x1p+5'], 1, 3],
      ['neg x; abs t0; max t1 x', [], 1, 3],
      ['floor x; mul t0 c0', ['0x1.8p+1'], 1, 900],
    ];
    for (const [code, constants, lo, hi] of exact) {
      expect(new RoundoffAnalysis(straightLine(constants, code, 'f64'), F64).error(lo, hi), code).toBe(0);
    }
    expect(
      new RoundoffAnalysis(straightLine(['0x1.8p+0'], 'mul x c0', 'f64'), F64).error(1, 2),
    ).toBeGreaterThan(0);
  });
});
