import { fail } from '../error/fault.ts';
import type { Expression } from '../expression/expression.ts';
import { FORMATS, findFormat } from '../number/formats.ts';
import { LISTED_BITS } from '../number/listed-format.ts';
import { createOracle } from '../oracle/create-oracle.ts';
import { roundMany } from '../program/round-many.ts';
import { quantiles, type Distribution } from './distribution.ts';

export const SWEEP_LIMITS = { leastBits: 3, mostBits: 24, points: 4096 } as const;

/** Ways to spend the bits of a format, and the most bits of each. */
export const FORMAT_FAMILIES = {
  float: SWEEP_LIMITS.mostBits,
  log: LISTED_BITS,
  power: LISTED_BITS,
} as const;
export type FormatFamily = keyof typeof FORMAT_FAMILIES;

/** Exponents that a sweep of powers tries: these first, then finer ones around the best. */
const POWERS = { least: 0.1, most: 4, step: 0.25, fine: 0.05 } as const;

export type SweepOptions = {
  /** Total bits, the sign included: from and to. */
  readonly bits: readonly [number, number];
  readonly distribution: Distribution;
  /**
   * Floating point by split into exponent and significand, logarithms by place of the point, or powers by exponent,
   * scaled to the largest input or result. @defaultValue `float`
   */
  readonly family?: FormatFamily;
};

/** What one split of the bits does to a function. */
export type SweepRow = {
  readonly bits: number;
  /** How the bits are spent: `e4m3`, `log 4.3`, `power 1.5`. */
  readonly split: string;
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
 * Every way of a family to spend so many bits, judged by what it does to a function whose inputs are of a distribution:
 * f̂ is f of the rounded input, correctly rounded itself. Formats have no infinities and no NaN, and saturate, as those
 * for quantization do. Deterministic: the inputs are quantiles.
 * @returns for each number of bits its splits, the best first
 * @throws NapierError where the function is undefined
 */
export function sweepFormats(expression: Expression, variable: string, options: SweepOptions): SweepRow[] {
  const { family = 'float' } = options;
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
  const judge = (bits: number, { split, format: name }: Split): SweepRow => {
    const format = findFormat(name);
    const rounded = roundMany(format, inputs, new Float64Array(inputs.length));
    const got = roundMany(format, rounded.map(valueAt));
    return { bits, split, format: format.name, ...compare(inputs, rounded, wanted, got) };
  };
  const rows: SweepRow[] = [];
  for (let bits = options.bits[0]; bits <= options.bits[1]; bits++) {
    const found = SPLITS[family](bits).map((split) => judge(bits, split));
    if (family === 'power') {
      const largest = [...inputs, ...wanted].reduce((most, x) => Math.max(most, Math.abs(x)), 0);
      found.push(...searchPower(bits, Number(largest.toPrecision(4)), (split) => judge(bits, split)));
    }
    rows.push(...found.sort((a, b) => b.decibels - a.decibels));
  }
  return rows;
}

/** A format and how it is told. */
type Split = Pick<SweepRow, 'split' | 'format'>;

/** The splits that are tried in any case. */
const SPLITS: Readonly<Record<FormatFamily, (bits: number) => Split[]>> = {
  float: (bits) =>
    range(1, Math.min(8, bits - 2))
      .filter((exponent) => bits - 1 - exponent <= 23)
      .map((exponent) => {
        const significand = bits - 1 - exponent;
        return {
          split: `e${exponent}m${significand}`,
          format: `float(exponent=${exponent},significand=${significand},specials=finite)`,
        };
      }),
  log: (bits) =>
    range(2, Math.min(7, bits - 1)).map((integer) => {
      const point = `${integer}.${bits - 1 - integer}`;
      return { split: `log ${point}`, format: `log(${point})` };
    }),
  power: () => [],
};

const range = (first: number, last: number): number[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);

/** The exponent is searched: coarsely, then finely around the best. */
function searchPower(bits: number, scale: number, judge: (split: Split) => SweepRow): SweepRow[] {
  const { least, most, step, fine } = POWERS;
  const at = (exponent: number): SweepRow =>
    judge({
      split: `power ${exponent}`,
      format: `power(bits=${bits},exponent=${exponent},scale=${scale})`,
    });
  const coarse = range(1, Math.round(most / step)).map((k) => ({ exponent: k * step, row: at(k * step) }));
  const best = coarse.reduce((a, b) => (b.row.decibels > a.row.decibels ? b : a)).exponent;
  const steps = Math.round(step / fine) - 1;
  const around = range(-steps, steps)
    .filter((k) => k !== 0)
    .map((k) => Number((best + k * fine).toFixed(4)))
    .filter((exponent) => exponent >= least);
  return [...coarse.map(({ row }) => row), ...around.map(at)];
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
