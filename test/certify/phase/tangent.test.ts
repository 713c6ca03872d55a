import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ForwardAnalysis } from '../../../src/certify/forward/forward-analysis.ts';
import { PhaseWays, type PhaseWay } from '../../../src/certify/phase/phase-ways.ts';
import { boundRoundoff } from '../../../src/certify/roundoff-bound.ts';
import { parseExpression } from '../../../src/expression/parse.ts';
import { toText } from '../../../src/expression/to-text.ts';
import { FORMATS } from '../../../src/number/formats.ts';
import { createRandom } from '../../../src/number/random.ts';
import { createOracle } from '../../../src/oracle/create-oracle.ts';
import { compileProgram } from '../../../src/program/evaluate.ts';
import { validateProgram } from '../../../src/program/validate-program.ts';

/** A tangent by the steps parity and phase, the inverse kept, a kernel of 16 terms. */
const TAN = validateProgram(JSON.parse(readFileSync(new URL('tan-f64.json', import.meta.url), 'utf8')));
const [LO, HI] = [2 ** 600, 1.75 * 2 ** 600];
const { f64 } = FORMATS;

const waysOf = (text: string): readonly PhaseWay[] => {
  const analysis = new ForwardAnalysis(TAN, f64, 'x');
  const ways = new PhaseWays({ function: parseExpression(text), variable: 'x' }, analysis);
  const found = ways.cover(f64.ordinal(LO), f64.ordinal(HI), () => {});
  expect(found.left).toEqual([]);
  return found.ways;
};

/** How far the program's real function is from what it is to be, relatively, at reduced arguments of a way. */
function distancesOf({ program, truth, lo, hi }: PhaseWay): number[] {
  const [ideal, wanted] = [program.ideal(), truth].map((term) => createOracle(term, ['x']));
  return [0.01, 0.3, 0.5, 0.78]
    .flatMap((t) => [t, -t])
    .filter((t) => t >= lo && t <= hi)
    .map((t) => Math.abs(ideal.rounded([t], f64) / wanted.rounded([t], f64) - 1));
}

describe('a tangent far out, which repeats after two quarter turns', () => {
  it('is itself, or -1 over it, as a function of the reduced argument', () => {
    const ways = waysOf('tan(x)');
    const turns = new Map(ways.map(({ ahead, truth }) => [Math.round((ahead * 2) / Math.PI), toText(truth)]));
    expect([...turns].toSorted(([a], [b]) => a - b)).toEqual([
      [0, 'tan(x)'],
      [1, '-(1/tan(x))'],
      [2, 'tan(x)'],
      [3, '-(1/tan(x))'],
    ]);
    const distances = ways.flatMap(distancesOf);
    expect(distances.length).toBeGreaterThan(16);
    expect(Math.max(...distances)).toBeLessThan(2 ** -51);
  }, 60_000);

  it('is no tangent of another argument, and no sine', () => {
    for (const text of ['tan(2x)', 'sin(x)']) {
      let worst = Infinity;
      try {
        worst = Math.max(...waysOf(text).flatMap(distancesOf));
      } catch (error) {
        expect((error as Error).message).toMatch(/no bound/);
      }
      expect(worst).toBeGreaterThan(0.1);
    }
  }, 60_000);

  it('rounds by less than an ulp, the more the nearer to 1 it is', () => {
    const bounds = waysOf('tan(x)').flatMap(({ program, truth, lo, hi }) =>
      [0.01, 0.5, 0.785]
        .filter((t) => t > lo && t * (1 + 2 ** -20) < hi)
        .map((t) => {
          const limits = { maxCells: 1, continuum: true };
          const to = t * (1 + 2 ** -20);
          return [t, boundRoundoff(program, truth, 'x', 'ulp', f64, t, to, undefined, limits).bound] as const;
        }),
    );
    expect(bounds.length).toBeGreaterThanOrEqual(12);
    for (const [t, bound] of bounds) {
      expect(bound).toBeGreaterThanOrEqual(0.5);
      expect([t, bound < (t < 0.1 ? 0.501 : t < 0.6 ? 0.56 : 0.84)]).toEqual([t, true]);
    }
  }, 60_000);

  it('errs by less than that where it is run', () => {
    const run = compileProgram(TAN);
    const oracle = createOracle(parseExpression('tan(x)'), ['x']);
    const random = createRandom(1);
    for (let i = 0; i < 200; i++) {
      const x = f64.round(LO + (HI - LO) * random.next());
      const wanted = oracle.rounded([x], f64);
      expect([x, Math.abs(run(x) - wanted) <= f64.ulp(wanted)]).toEqual([x, true]);
    }
  });
});
