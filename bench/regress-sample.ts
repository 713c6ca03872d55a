/** What the benches of `regress` share: samples of laws, the test of "recovered", intervals. */
import type { Expression } from '../src/expression/expression.ts';
import { parseExpression } from '../src/expression/parse.ts';
import { mpfr } from '../src/number/mpfr.ts';
import { createRandom, type Random } from '../src/number/random.ts';
import { withWorkspace } from '../src/number/workspace.ts';
import { createOracle } from '../src/oracle/create-oracle.ts';
import { takeRows, type Dataset } from '../src/search/regress/dataset.ts';
import { formulaOf, type Formula } from '../src/search/regress/formula.ts';
import { FormulaMachine } from '../src/search/regress/formula-machine.ts';
import type { RegressCase } from './regress-cases.ts';

export type Ranges = RegressCase['ranges'];

/** The law as a formula of its inputs. */
export function lawOf({ expression, ranges }: RegressCase): Formula {
  const law = formulaOf(parseExpression(expression), Object.keys(ranges));
  if (law === undefined) throw new Error(`${expression}: not a formula`);
  return law;
}

/** The values of a formula at points given by column. */
export function valuesAt(
  formula: Formula,
  inputs: readonly string[],
  columns: readonly Float64Array[],
): Float64Array {
  const target = new Float64Array(columns[0].length);
  return new FormulaMachine({ inputs, columns, target }).evaluate(formula);
}

/**
 * The law's values on a sample, and with normal noise of standard deviation `noise` times their root mean square (La Cava
 * and others 2021; the same in Petersen and others 2021). Rows on which the law is undefined are left out.
 */
export function sampleOf(
  one: RegressCase,
  noise: number,
  random: Random,
): { readonly data: Dataset; readonly clean: Float64Array } {
  const { ranges, rows, sample } = one;
  const inputs = Object.keys(ranges);
  const columns = inputs.map((name) => {
    const [lo, hi] = ranges[name];
    return Float64Array.from({ length: rows }, (_, i) =>
      sample === 'U' ? lo + (hi - lo) * random.next() : lo + ((hi - lo) * i) / (rows - 1),
    );
  });
  const target = valuesAt(lawOf(one), inputs, columns);
  const defined = [...target.keys()].filter((i) => Number.isFinite(target[i]));
  const data = takeRows({ inputs, columns, target }, defined);
  const size = Math.sqrt(data.target.reduce((sum, y) => sum + y * y, 0) / defined.length);
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  const noisy = noise === 0 ? data.target : data.target.map((y) => y + noise * size * normal());
  return { data: { ...data, target: noisy }, clean: data.target };
}

/**
 * Do the enclosures of two terms meet wherever both are defined, at 20 points inside the ranges and in ranges twice as wide?
 * Two formulas of such size that differ cannot pass at 160 bits.
 */
export function sameFormula(a: Expression, b: Expression, ranges: Ranges): boolean {
  const inputs = Object.keys(ranges);
  const random = createRandom(12_345);
  const oracles = [a, b].map((term) => createOracle(term, inputs));
  return withWorkspace(200, (w) => {
    let compared = 0;
    for (let tries = 0; tries < 60 && compared < 20; tries++) {
      // In half of the tries from a range twice as wide.
      const point = inputs.map((name) => {
        const [lo, hi] = ranges[name];
        const wide = tries % 2 === 0 ? 0 : (hi - lo) / 2;
        return (lo - wide + (hi - lo + 2 * wide) * random.next()) as never;
      });
      const [va, vb] = [0, 1].map(() => ({ lo: w.big(), hi: w.big() }));
      const known = [va, vb].map((out, i) => oracles[i].enclose(point, 160, out).kind === 'enclosed');
      if (!known[0] || !known[1]) continue;
      compared += 1;
      if (mpfr.mpfr_less_p(va.hi, vb.lo) || mpfr.mpfr_less_p(vb.hi, va.lo)) return false;
    }
    return compared >= 5;
  });
}

/** Points inside the ranges, or outside, up to as far again as the ranges are wide. */
export function testPoints(ranges: Ranges, count: number, outside: boolean, random: Random): Float64Array[] {
  return Object.values(ranges).map(([lo, hi]) => {
    const wide = hi - lo;
    return Float64Array.from({ length: count }, () => {
      if (!outside) return lo + wide * random.next();
      const t = random.next();
      return t < 0.5 ? lo - 2 * t * wide : hi + 2 * (t - 0.5) * wide;
    });
  });
}

export type Generalisation = {
  /** Root mean square error as a part of the law's standard deviation there. */
  readonly error: number;
  /** Is the mean square error below that of the law with its inputs' weights off by ε = 10⁻⁵? */
  readonly solved: boolean;
};

/**
 * How a formula does at new points. `solved` is the criterion of Madsen and Johansen, *Measuring Arithmetic Extrapolation
 * Performance* (2019): the error on the extrapolation range is at most that of the right solution whose weights are off by
 * 10⁻⁵; a formula's weights are those of its inputs.
 */
export function generalisation(
  formula: Formula,
  law: Formula,
  inputs: readonly string[],
  columns: readonly Float64Array[],
): Generalisation | undefined {
  return generalisationOf(valuesAt(formula, inputs, columns), law, inputs, columns);
}

/** The same of the values that a formula has at the points. */
export function generalisationOf(
  found: Float64Array,
  law: Formula,
  inputs: readonly string[],
  columns: readonly Float64Array[],
): Generalisation | undefined {
  const truth = valuesAt(law, inputs, columns);
  const off = valuesAt(
    law,
    inputs,
    columns.map((column) => column.map((x) => x * (1 + 1e-5))),
  );
  const at = [...truth.keys()].filter((i) => Number.isFinite(truth[i]) && Number.isFinite(off[i]));
  if (at.length < 10) return undefined;
  const mean = at.reduce((sum, i) => sum + truth[i], 0) / at.length;
  const [error, spread, allowed] = [
    (i: number): number => found[i] - truth[i],
    (i: number): number => truth[i] - mean,
    (i: number): number => off[i] - truth[i],
  ].map((of) => at.reduce((sum, i) => sum + of(i) ** 2, 0) / at.length);
  // A constant law is not asked for more than its rounding.
  return { error: Math.sqrt(error / (spread || 1)), solved: error <= Math.max(allowed, 1e-28) };
}

/** Wilson's 95 % interval of a rate (1927), in per cent. */
export function wilson(good: number, all: number): string {
  const z = 1.96;
  const p = good / all;
  const centre = (p + z ** 2 / (2 * all)) / (1 + z ** 2 / all);
  const half = (z / (1 + z ** 2 / all)) * Math.sqrt((p * (1 - p)) / all + z ** 2 / (4 * all ** 2));
  const percent = (v: number): string => (100 * Math.min(1, Math.max(0, v))).toFixed(1);
  return `${percent(p)} % (${percent(centre - half)}–${percent(centre + half)})`;
}

export function median(values: readonly number[]): number {
  const sorted = values.filter((v) => !Number.isNaN(v)).toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}
