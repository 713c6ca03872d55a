import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../src/expression/parse.ts';
import type { Format } from '../../../src/number/format.ts';
import { FORMATS, type FormatName } from '../../../src/number/formats.ts';
import { mpfr, ROUND } from '../../../src/number/mpfr.ts';
import { withWorkspace } from '../../../src/number/workspace.ts';
import { createOracle } from '../../../src/oracle/create-oracle.ts';
import { compileProgram } from '../../../src/program/evaluate.ts';
import { emitPhase, type PhaseWay } from '../../../src/search/reduction/emit-phase.ts';
import { Emitter } from '../../../src/search/reduction/emitter.ts';
import {
  leastPhase,
  nearMultiples,
  phaseWords,
  scaledInverse,
} from '../../../src/search/reduction/phase-words.ts';
import { splitConstant } from '../../../src/search/reduction/constant-value.ts';
import { leastInGroup } from '../../../src/search/reduction/steps/phase.ts';

const REVOLUTION = parseExpression('2*pi');
const PRECISION = 2400;

/** The way that all numbers of a format are taken, from 1 up by the table. */
function way(
  name: 'f32' | 'f64',
  how: { groupBits: number; parts: number; centre: number; fma: boolean },
): PhaseWay {
  const { groupBits, parts, centre, fma } = how;
  const format = FORMATS[name];
  const least = centre === 0 ? leastInGroup(Math.PI / parts, groupBits, format) : 2 ** -18;
  const small = centre === 0 ? 2 ** Math.floor(Math.log2(Math.PI / parts)) : least;
  const wordBits = fma ? format.precision : format.precision & ~1;
  const question = {
    revolution: REVOLUTION,
    format,
    wordBits,
    least,
    small,
    largest: format.maxFinite,
    groupBits,
    parts: centre === 0 ? parts : parts / centre,
  };
  const words = phaseWords(question, 4, format.precision + 8);
  if (words === undefined) throw new Error('no words');
  const revolution = splitConstant(REVOLUTION, format, 2, format.precision);
  return { words, groupBits, least, small, parts, centre, revolution };
}

/** What a way gives: n modulo the parts of a revolution, and the two numbers of r. */
function compiled(name: FormatName, phase: PhaseWay, fma: boolean): (x: number) => [number, number, number] {
  const runs = (['value', 'rest', 'pattern'] as const).map((part) => {
    const e = new Emitter({ arithmetic: name, storage: name, variable: 'x', fma });
    const { value, rest, pattern } = emitPhase(e, e.x, phase);
    if (part === 'pattern') {
      const low = e.op('iand', pattern, e.integer(phase.parts - 1));
      return compileProgram(e.build(e.op('fromint', low)));
    }
    return compileProgram(e.build(part === 'value' ? value : rest));
  });
  return (x) => [runs[2](x), runs[0](x), runs[1](x)];
}

/** n modulo the parts and r, x = (n + centre)·2π/parts + r, by multiple precision; and how far computed numbers are from r. */
function truth(
  x: number,
  { parts, centre }: PhaseWay,
  value: number,
  rest: number,
): { n: number; error: number; size: number } {
  return withWorkspace(PRECISION, (w) => {
    const [step, turns, n, r] = w.bigs(4);
    createOracle(REVOLUTION, []).value([], step);
    mpfr.mpfr_div_ui(step, step, parts, ROUND.NEAREST);
    mpfr.mpfr_d_div(turns, x, step, ROUND.NEAREST);
    mpfr.mpfr_sub_d(turns, turns, centre, ROUND.NEAREST);
    mpfr.mpfr_rint(n, turns, ROUND.NEAREST);
    mpfr.mpfr_sub(turns, turns, n, ROUND.NEAREST);
    mpfr.mpfr_mul(r, turns, step, ROUND.NEAREST);
    mpfr.mpfr_fmod(n, n, w.number(parts), ROUND.NEAREST);
    const size = Math.abs(mpfr.mpfr_get_d(r, ROUND.NEAREST));
    mpfr.mpfr_sub_d(r, r, value, ROUND.NEAREST);
    mpfr.mpfr_sub_d(r, r, rest, ROUND.NEAREST);
    const error = Math.abs(mpfr.mpfr_get_d(r, ROUND.NEAREST)) / size;
    return { n: (mpfr.mpfr_get_d(n, ROUND.NEAREST) + parts) % parts, error, size };
  });
}

/** Numbers of a format that come nearest to multiples of 2π/parts: denominators of convergents, by binades. */
function nearest(format: Format, parts: number): number[] {
  const places = format.emax + 8 * format.precision;
  const whole = 1n << BigInt(places);
  const inverse = scaledInverse(REVOLUTION, places) * BigInt(parts);
  const list: number[] = [];
  for (let k = 4; k <= format.emax; k++) {
    const shift = k - format.precision + 1;
    let [before, rest] = [whole, (shift < 0 ? inverse >> BigInt(-shift) : inverse << BigInt(shift)) % whole];
    let [last, q] = [0n, 1n];
    while (rest !== 0n && last + (before / rest) * q < 1n << BigInt(format.precision)) {
      [last, q] = [q, last + (before / rest) * q];
      [before, rest] = [rest, before % rest];
    }
    const x = Number(q) * 2 ** shift;
    if (format.contains(x) && x >= 1) list.push(x, -x);
  }
  return list;
}

const ways = [
  ['f32', { groupBits: 0, parts: 2, centre: 0, fma: true }],
  ['f32', { groupBits: 0, parts: 2, centre: 1 / 2, fma: true }],
  ['f32', { groupBits: 0, parts: 2, centre: 0, fma: true }],
  ['f32', { groupBits: 0, parts: 4, centre: 0, fma: false }],
  ['f32', { groupBits: 0, parts: 2, centre: 1 / 2, fma: false }],
  ['f32', { groupBits: 1, parts: 1, centre: 0, fma: true }],
  ['f32', { groupBits: 3, parts: 4, centre: 0, fma: false }],
  ['f32', { groupBits: 3, parts: 4, centre: 0, fma: true }],
  ['f64', { groupBits: 4, parts: 4, centre: 0, fma: true }],
  ['f64', { groupBits: 4, parts: 2, centre: 1 / 2, fma: false }],
  ['f64', { groupBits: 5, parts: 2, centre: 0, fma: true }],
] as const;

describe('phases by exact products in the format itself', () => {
  it.each(ways)('%s, %o', (name, how) => {
    const format = FORMATS[name];
    const phase = way(name, how);
    const run = compiled(name, phase, how.fma);
    // With a sum of two: the rest's own roundings, relatively to a remainder that may be much smaller than its parts.
    const bound = 2 ** -(format.precision + 5);
    const slack = 2 ** (3 - format.precision);
    const check = (x: number): void => {
      const [n, value, rest] = run(x);
      const wanted = truth(x, phase, value, rest);
      const edge = Math.PI / how.parts;
      if (Math.abs(wanted.size - edge) < edge * slack) return;
      expect([x, n, wanted.error < bound, wanted.error]).toEqual([x, wanted.n, true, wanted.error]);
    };
    for (const x of nearest(format, how.centre === 0 ? how.parts : how.parts / how.centre)) check(x);
    for (const x of [1, -1.5, 2, 3, format.maxFinite, -format.maxFinite, 2 ** 20, 2 ** 64]) check(x);
    const top = Number(format.ordinal(format.maxFinite) - format.ordinal(1));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 30 - 1 }), fc.boolean(), (at, minus) => {
        const x = format.fromOrdinal(format.ordinal(1) + BigInt(Math.floor((at / 2 ** 30) * top)));
        check(minus ? -x : x);
      }),
      { numRuns: 300 },
    );
    // A group of more binades has the last of all numbers beside infinities.
    if (how.groupBits === 0) for (const x of [Infinity, -Infinity, NaN]) expect(run(x)[1]).toBeNaN();
    if (how.centre !== 0) return;
    for (const x of [0, -0, format.minPositive, -format.minNormal, 2 ** -30, 0.4])
      expect([x, ...run(format.round(x))]).toEqual([x, 0, format.round(x), 0]);
  });

  it.each([
    // Kahan's, and the one of single precision: Muller et al., Handbook of Floating-Point Arithmetic, 2nd ed., table 10.1.
    ['f64', 6381956970095103 * 2 ** 797],
    ['f32', 16367173 * 2 ** 72],
  ] as const)('finds the number of %s that is nearest to a multiple of π/2', (name, wanted) => {
    const format = FORMATS[name];
    const list = nearMultiples(parseExpression('pi'), format, {
      parts: 2,
      small: 1,
      largest: format.maxFinite,
    });
    expect(list).toContain(wanted);
    expect(list.every((x) => format.contains(x))).toBe(true);
  });

  it('bounds the least distance from multiples below every number of a format', () => {
    for (const name of ['f16', 'bf16'] as const) {
      const format = FORMATS[name];
      const [least, largest, parts] = [1, format.maxFinite, 4];
      const places = format.emax + 8 * format.precision;
      const question = { revolution: REVOLUTION, format, wordBits: format.precision, groupBits: 0 };
      const inverse = scaledInverse(REVOLUTION, places);
      const bound = leastPhase({ ...question, least, small: least, largest, parts }, inverse, places);
      let smallest = Infinity;
      const quarter = 1n << BigInt(places - 2);
      for (let o = format.ordinal(1); o <= format.ordinal(largest); o++) {
        const x = format.fromOrdinal(o);
        // x is an integer over 2^precision.
        const phase = (BigInt(x * 2 ** format.precision) * inverse) >> BigInt(format.precision);
        const over = phase % quarter;
        const distance = over > quarter - over ? quarter - over : over;
        if (Number(distance) < smallest) smallest = Number(distance);
        expect(distance + 1n >= bound).toBe(true);
      }
      expect(smallest / Number(bound)).toBeLessThan(2);
    }
  });
});
