import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FirstValueWays, type FirstValueWay } from '../../../src/certify/first-value/first-value-ways.ts';
import { certifyPieces } from '../../../src/certify/forward/certify-pieces.ts';
import { ForwardAnalysis } from '../../../src/certify/forward/forward-analysis.ts';
import { boundRoundoff } from '../../../src/certify/roundoff-bound.ts';
import { parseExpression } from '../../../src/expression/parse.ts';
import { parseDomain } from '../../../src/expression/parse-domain.ts';
import { exactDouble } from '../../../src/number/exact-double.ts';
import { FORMATS } from '../../../src/number/formats.ts';
import { createRandom } from '../../../src/number/random.ts';
import { createOracle } from '../../../src/oracle/create-oracle.ts';
import { compileProgram } from '../../../src/program/evaluate.ts';
import type { Program } from '../../../src/program/program.ts';
import { validateProgram } from '../../../src/program/validate-program.ts';

/** A cube root by the steps parity and root, a first value of 17 bits, a kernel of 13 terms. */
const CBRT = validateProgram(JSON.parse(readFileSync(new URL('cbrt-f64.json', import.meta.url), 'utf8')));
const { f64 } = FORMATS;

function waysOf(program: Program, text: string, lo: number, hi: number) {
  const analysis = new ForwardAnalysis(program, f64, 'x');
  const specification = { function: parseExpression(text), variable: 'x', measure: 'ulp' as const };
  return new FirstValueWays(program, specification, analysis).cover(
    f64.ordinal(lo),
    f64.ordinal(hi),
    () => {},
  );
}

/** How far the program's real function is from what it is to be, relatively, at most. */
function distanceOf({ program, truth, lo, hi }: FirstValueWay): number {
  const [ideal, wanted] = [program.ideal(), truth].map((term) => createOracle(term, ['x']));
  const at = Array.from({ length: 9 }, (_, k) => lo + ((hi - lo) * k) / 8);
  return Math.max(...at.map((u) => Math.abs(ideal.rounded([u], f64) / wanted.rounded([u], f64) - 1)));
}

const roundingOf = ({ program, truth, lo, hi, widen }: FirstValueWay): number =>
  boundRoundoff(program, truth, 'x', 'ulp', f64, lo, hi, undefined, {
    continuum: true,
    distance: 0.01,
    widen,
  }).bound;

const withConstant = (from: string, to: string): Program => {
  expect(CBRT.constants).toContain(from);
  return { ...CBRT, constants: CBRT.constants.map((text) => (text === from ? to : text)) };
};

describe('a cube root by a first value of 17 bits', () => {
  it('is one function of what is left, in all binades, normal and not', () => {
    for (const [lo, hi] of [
      [f64.minNormal, f64.maxFinite],
      [2 ** -1060, f64.fromOrdinal(f64.ordinal(f64.minNormal) - 1n)],
    ]) {
      const { ways, left } = waysOf(CBRT, 'cbrt(x)', lo, hi);
      expect(left).toEqual([]);
      expect(ways.length).toBeLessThan(80);
      for (const way of ways.filter((_, k) => k % 16 === 0)) {
        expect(distanceOf(way)).toBeLessThan(2 ** -51);
        expect(roundingOf(way)).toBeLessThan(0.66);
      }
      // What is left of x over the cube of a first value that is nowhere above its root.
      expect(ways[0].lo).toBeGreaterThan(1);
      expect(ways[0].hi).toBeLessThan(1.26);
    }
  }, 60_000);

  it('errs by no more than is proved, and by nearly as much', () => {
    const specification = {
      function: parseExpression('cbrt(x)'),
      variable: 'x',
      format: 'f64' as const,
      measure: 'ulp' as const,
      domain: parseDomain('[0x1p-200,0x1p200]'),
    };
    const { bound, lower, pieces } = certifyPieces(CBRT, specification);
    expect(pieces).toBeLessThan(80);
    expect(exactDouble(bound)).toBeLessThan(0.67);
    expect(exactDouble(lower)).toBeGreaterThan(0.53);
    const [run, oracle, random] = [
      compileProgram(CBRT),
      createOracle(specification.function, ['x']),
      createRandom(7),
    ];
    for (let i = 0; i < 3000; i++) {
      const x = f64.round((1 + random.next()) * 2 ** Math.floor(random.next() * 400 - 200));
      // Within 0.67 ulp it is one of the two numbers about the true value.
      const off = Math.abs(Number(f64.ordinal(run(x)) - f64.ordinal(oracle.rounded([x], f64))));
      expect(off).toBeLessThan(2);
    }
  }, 60_000);

  it('loses what a first value of more bits loses, whose cube is rounded', () => {
    const longer = waysOf(withConstant('i:-68719476736', 'i:-4294967296'), 'cbrt(x)', 2 ** -30, 2 ** 30);
    const { ways } = waysOf(CBRT, 'cbrt(x)', 2 ** -30, 2 ** 30);
    const [few, more] = [ways, longer.ways].map((list) => list.filter((_, k) => k % 8 === 0).map(roundingOf));
    expect(Math.min(...more)).toBeGreaterThan(Math.max(...few) + 0.05);
  }, 60_000);

  it('is told from another function, and from one that does not scale', () => {
    for (const text of ['cbrt(2*x)', 'cbrt(x) + cbrt(x)/1000000']) {
      const { ways } = waysOf(CBRT, text, 2 ** -30, 2 ** 30);
      expect(ways.length).toBeGreaterThan(0);
      expect(Math.min(...ways.map(distanceOf))).toBeGreaterThan(9e-7);
    }
    for (const text of ['sqrt(x)', 'cbrt(x)^2', 'cbrt(x + 1)', 'exp(x)'])
      expect(waysOf(CBRT, text, 2 ** -30, 2 ** 30).ways).toEqual([]);
  }, 60_000);

  it('does not scale where a constant is added to what grows', () => {
    const { code, constants } = CBRT;
    const added = code.findIndex(({ op, args }) => op === 'mul' && args[0] === 't9' && args[1] === 't9');
    const wrong = {
      ...CBRT,
      code: code.map((one, i) => (i === added ? { op: 'add' as const, args: ['t9', 'c1'] } : one)),
    };
    expect(constants[1]).toBe('0x1p+54');
    const { ways, left } = waysOf(wrong, 'cbrt(x)', 1, 8);
    expect(ways).toEqual([]);
    expect(left.length).toBe(4);
  });
});
