import { describe, expect, it } from 'vitest';
import { ForwardAnalysis } from '../../../src/certify/forward/forward-analysis.ts';
import { piecesOf } from '../../../src/certify/forward/pieces.ts';
import { ERROR_UNIT } from '../../../src/certify/roundoff-rules.ts';
import { toHexFloat } from '../../../src/number/exact-constant.ts';
import { findFormat } from '../../../src/number/formats.ts';
import { mpfr, ROUND } from '../../../src/number/mpfr.ts';
import { createRandom } from '../../../src/number/random.ts';
import { withWorkspace } from '../../../src/number/workspace.ts';
import { intervalOf } from '../../../src/oracle/big-interval.ts';
import { createOracle } from '../../../src/oracle/create-oracle.ts';
import { ProgramBuilder } from '../../../src/program/program-builder.ts';
import type { Operand } from '../../../src/program/program.ts';
import { compileProgram } from '../../../src/program/evaluate.ts';
import { randomProgram } from './random-program.ts';
import { shaderRun } from './shader-run.ts';

const PROGRAMS = process.env.NAPIER_DEEP ? 400 : 12;

/** The distance from a number to the real function at x, in units, rounded down. */
function distance(ideal: ReturnType<typeof createOracle>, x: number, y: number, unit = 1): number {
  return withWorkspace(300, (w) => {
    const value = ideal.range([intervalOf(w, x)], w);
    if ('kind' in value) return NaN;
    mpfr.mpfr_d_sub(value.lo, y, value.lo, ROUND.ZERO);
    mpfr.mpfr_div_d(value.lo, value.lo, unit, ROUND.ZERO);
    return Math.abs(mpfr.mpfr_get_d(value.lo, ROUND.ZERO));
  });
}

/** The result at the subnormal numbers, where half a unit is below the format's least number. */
const TINY = { f32: 2 ** -147, f64: 2 ** -1072 };

/** What a random program has, and whether its result is a subnormal number. */
type Parts = Partial<Record<'kept' | 'fused' | 'halved' | 'tiny', boolean>>;

describe('forward analysis', () => {
  for (const [name, what, { tiny = false, ...parts }] of [
    ['f32', 'random programs', {}],
    ['f64', 'random programs', {}],
    ['f32', 'sums that keep what they round away', { kept: true }],
    ['f64', 'sums that keep what they round away', { kept: true }],
    ['f32', 'subnormal results', { kept: true, tiny: true }],
    ['f64', 'subnormal results', { kept: true, tiny: true }],
    ['f32', 'remainders by fused operations', { kept: true, fused: true }],
    ['f64', 'remainders by fused operations', { kept: true, fused: true }],
    ['f32', 'remainders of subnormal results', { kept: true, tiny: true, fused: true }],
    ['f32', 'remainders by halves of factors', { kept: true, halved: true }],
    ['f64', 'remainders by halves of factors', { kept: true, halved: true }],
    ['f32', 'remainders by halves of subnormal results', { kept: true, tiny: true, halved: true }],
  ] as const satisfies readonly (readonly [string, string, Parts])[]) {
    it(`of ${what} in ${name} encloses what the machine computes`, () => {
      let checked = 0;
      for (let seed = 1; seed <= PROGRAMS; seed++) {
        const random = createRandom(seed);
        const program = randomProgram(name, random, 'constant', { ...parts, scale: tiny ? TINY[name] : 1 });
        const format = findFormat(name);
        const run = compileProgram(program);
        const analysis = new ForwardAnalysis(program, format, 'x');
        const [first, last] = [format.ordinal(format.round(0.01)), format.ordinal(8)];
        let next = first;
        for (const piece of piecesOf(analysis, first, last)) {
          expect(piece.first).toBe(next);
          next = piece.last + 1n;
          for (const way of piece.programs) {
            const ideal = createOracle(way.ideal(), ['x']);
            for (let i = 0; i < 4; i++) {
              const ends = [0, 1].map(() => format.round(piece.lo + (piece.hi - piece.lo) * random.next()));
              const [lo, hi] = ends.sort((a, b) => a - b);
              // In units: half the least subnormal number is no double.
              const error = way.known === undefined ? way.error(lo, hi) : 0;
              for (const x of [lo, hi, format.round(lo + (hi - lo) * random.next())]) {
                const y = run(x);
                // The sign of zero is not the business of bounds.
                if (way.known !== undefined) expect(y + 0).toBe(way.known + 0);
                else expect(distance(ideal, x, y, ERROR_UNIT)).toBeLessThanOrEqual(error * (1 + 1e-12));
                checked++;
              }
            }
          }
        }
        expect(next).toBe(last + 1n);
      }
      expect(checked).toBeGreaterThan(PROGRAMS * 40);
    });
  }

  it.each([
    [2 ** -20, true],
    [0.45, true],
    [3.1, false],
    [5.3, false],
  ])('of x − fma(x, %d, x) counts the rounding of the difference where there is one', (factor, exact) => {
    const format = findFormat('f32');
    const random = createRandom(4);
    const [lo, hi] = [1.1, 1.3].map((x) => format.round(x));
    const b = new ProgramBuilder('f32', ['x']);
    const sum = b.operation('fma', b.input(0), b.constant(toHexFloat(format.round(factor))), b.input(0));
    const program = b.build(b.operation('sub', b.input(0), sum));
    const way = new ForwardAnalysis(program, format, 'x').piece(lo, hi);
    const [run, ideal] = [compileProgram(program), createOracle(way.ideal(), ['x'])];
    const inputs = Array.from({ length: 2000 }, () => format.round(lo + (hi - lo) * random.next()));
    const largest = Math.max(...inputs.map((x) => distance(ideal, x, run(x), ERROR_UNIT)));
    expect(largest).toBeLessThanOrEqual(way.error(lo, hi));
    const ofSum = format.ulp(hi * (1 + factor)) / 2 / ERROR_UNIT;
    expect((exact ? way.error(lo, hi) : largest) > ofSum * (1 + 1e-6)).toBe(!exact);
  });

  it('of random programs encloses what a shader may compute', () => {
    let [checked, forked] = [0, 0];
    const format = findFormat('f32');
    for (let seed = 1; seed <= PROGRAMS; seed++) {
      const random = createRandom(seed);
      const program = randomProgram('f32', random, 'round');
      const analysis = new ForwardAnalysis(program, format, 'x', 'shader');
      for (const piece of piecesOf(analysis, format.ordinal(format.round(0.01)), format.ordinal(4))) {
        if (piece.programs.length > 1) forked++;
        const ways = piece.programs.map((way) => ({ way, ideal: createOracle(way.ideal(), ['x']) }));
        if (ways.length === 0) continue;
        for (let i = 0; i < 12; i++) {
          const x = format.round(piece.lo + (piece.hi - piece.lo) * random.next());
          const y = shaderRun(program, x, random);
          // One of the ways must hold it.
          const held = ways.some(({ way, ideal }) => {
            const error = way.known === undefined ? way.error(x, x) * ERROR_UNIT : 0;
            return distance(ideal, x, y) <= error * (1 + 1e-12);
          });
          if (!held) throw new Error(`seed ${seed}: at ${x} a shader may give ${y}`);
          checked++;
        }
      }
    }
    expect(forked).toBeGreaterThan(0);
    expect(checked).toBeGreaterThan(PROGRAMS * 40);
  });

  it('knows a zero of either sign for a zero, and not its sign', () => {
    const resultOf = (make: (b: ProgramBuilder, pattern: Operand) => Operand): number | undefined => {
      const b = new ProgramBuilder('f64', ['x']);
      const pattern = b.operation('bits', b.operation('mul', b.input(0), b.constant('0x0p+0')));
      const analysis = new ForwardAnalysis(b.build(make(b, pattern)), findFormat('f64'), 'x');
      return analysis.piece(1, 2).known;
    };
    const sign = 'i:-9223372036854775808';
    const turned = resultOf((b, pattern) =>
      b.operation('float', b.operation('ixor', pattern, b.constant(sign))),
    );
    expect(turned === 0).toBe(true);
    expect(() =>
      resultOf((b, pattern) => {
        const negative = b.operation('ilt', pattern, b.constant('i:0'));
        return b.operation('select', negative, b.constant('0x1p+0'), b.constant('0x1p+1'));
      }),
    ).toThrow('comparison of integers');
  });

  it('knows a value for equal to itself, but not NaN', () => {
    const answer = (make: (b: ProgramBuilder, x: Operand) => Operand, lo: number): number | undefined => {
      const b = new ProgramBuilder('f64', ['x']);
      const y = make(b, b.input(0));
      const chosen = b.operation(
        'select',
        b.operation('eq', y, y),
        b.constant('0x1p+0'),
        b.constant('0x1p+1'),
      );
      return new ForwardAnalysis(b.build(chosen), findFormat('f64'), 'x').piece(lo, lo + 1).known;
    };
    expect(answer((b, x) => b.operation('mul', x, x), 1)).toBe(1);
    expect(answer((b, x) => b.operation('sqrt', x), 1)).toBe(1);
    expect(answer((b, x) => b.operation('sqrt', x), -3)).toBe(2);
  });

  it('takes the first of two of which one is NaN', () => {
    const least = (op: 'min' | 'max', first: boolean): number | undefined => {
      const b = new ProgramBuilder('f64', ['x']);
      const [root, one] = [b.operation('sqrt', b.input(0)), b.constant('0x1p+0')];
      const program = b.build(first ? b.operation(op, root, one) : b.operation(op, one, root));
      return new ForwardAnalysis(program, findFormat('f64'), 'x').piece(-2, -1).known;
    };
    for (const op of ['min', 'max'] as const) {
      expect(least(op, true)).toBeNaN();
      expect(least(op, false)).toBe(1);
    }
  });

  it('of what is NaN on all of a piece is NaN, though bits of it are not known on the way', () => {
    const b = new ProgramBuilder('f64', ['x']);
    const root = b.operation('sqrt', b.input(0));
    const mantissa = b.operation(
      'float',
      b.operation('iand', b.operation('bits', root), b.constant('i:4503599627370495')),
    );
    const program = b.build(b.operation('fma', mantissa, mantissa, b.operation('div', root, root)));
    const analysis = new ForwardAnalysis(program, findFormat('f64'), 'x');
    expect(analysis.piece(-4, -1).known).toBeNaN();
    expect(() => analysis.piece(1, 4)).toThrow('open');
    // A choice between a number and NaN is none.
    expect(() => analysis.piece(-4, 4)).toThrow();
  });
});
