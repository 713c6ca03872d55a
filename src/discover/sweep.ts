import { fail } from '../error/fault.ts';
import type { Expression } from '../expression/expression.ts';
import { FORMATS, findFormat } from '../number/formats.ts';
import { createOracle } from '../oracle/create-oracle.ts';
import { roundMany } from '../program/round-many.ts';
import { quantiles, type Distribution } from './distribution.ts';

export const SWEEP_LIMITS = { leastBits: 3, mostBits: 24, points: 4096 } as const;

export type SweepOptions = {
  /** Total bits, the sign included: from and to. */
  readonly bits: readonly [number, number];
  readonly distribution: Distribution;
};

/** What one split of the bits does to a function. */
export type SweepRow = {
  readonly bits: number;
  readonly exponent: number;
  readonly significand: number;
  readonly format: string;
  /** Signal to quantization noise of the result, decibels: 10 log₁₀ Σ f(x)² / Σ (f̂ − f(x))². */
  readonly decibels: number;
  /** The same of the inputs alone. */
  readonly inputDecibels: number;
  /** Largest |f̂ − f(x)| and where. */
  readonly largest: number;
  readonly worst: number;
};

/**
 * Every split of so many bits into exponent and significand, judged by what it does to a function whose inputs are of a
 * distribution: f̂ is f of the rounded input, correctly rounded itself. Formats have no infinities and no NaN, and
 * saturate, as those for quantization do. Deterministic: the inputs are quantiles.
 * @returns for each number of bits its splits, the best first
 * @throws NapierError where the function is undefined
 */
export function sweepFormats(expression: Expression, variable: string, options: SweepOptions): SweepRow[] {
  const oracle = createOracle(expression, [variable]);
  const inputs = quantiles(options.distribution, SWEEP_LIMITS.points);
  const known = new Map<number, number>();
  const valueAt = (x: number): number => {
    const before = known.get(x);
    if (before !== undefined) return before;
    const y = oracle.rounded([x], FORMATS.f64);
    if (!Number.isFinite(y)) {
      fail({
        kind: 'domain',
        message: `the function has no finite value at ${variable} = ${x}, where the distribution has inputs`,
        hint: 'choose another distribution with --inputs',
      });
    }
    known.set(x, y);
    return y;
  };
  const wanted = inputs.map(valueAt);
  const rows: SweepRow[] = [];
  for (let bits = options.bits[0]; bits <= options.bits[1]; bits++) {
    const splits: SweepRow[] = [];
    for (let exponent = 1; exponent <= 8 && bits - 1 - exponent >= 1; exponent++) {
      const significand = bits - 1 - exponent;
      if (significand > 23) continue;
      const format = findFormat(`float(exponent=${exponent},significand=${significand},specials=finite)`);
      const rounded = roundMany(format, inputs, new Float64Array(inputs.length));
      const got = roundMany(format, rounded.map(valueAt));
      splits.push({
        bits,
        exponent,
        significand,
        format: format.name,
        ...compare(inputs, rounded, wanted, got),
      });
    }
    rows.push(...splits.sort((a, b) => b.decibels - a.decibels || a.exponent - b.exponent));
  }
  return rows;
}

function compare(
  inputs: Float64Array,
  rounded: Float64Array,
  wanted: Float64Array,
  got: Float64Array,
): Pick<SweepRow, 'decibels' | 'inputDecibels' | 'largest' | 'worst'> {
  let [largest, worst] = [-1, NaN];
  for (let i = 0; i < got.length; i++) {
    const error = Math.abs(got[i] - wanted[i]);
    if (error > largest) [largest, worst] = [error, inputs[i]];
  }
  return { decibels: ratio(wanted, got), inputDecibels: ratio(inputs, rounded), largest, worst };
}

function ratio(signal: Float64Array, seen: Float64Array): number {
  let [power, noise] = [0, 0];
  for (let i = 0; i < signal.length; i++) {
    power += signal[i] ** 2;
    noise += (seen[i] - signal[i]) ** 2;
  }
  return 10 * Math.log10(power / noise);
}
