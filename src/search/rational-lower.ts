import { readBig } from '../number/big-text.ts';
import { mpfr, ROUND } from '../number/mpfr.ts';
import { withWorkspace } from '../number/workspace.ts';
import type { FitFailure } from './fit-failure.ts';
import type { FitOptions, RationalFit } from './fit.ts';
import { fitType } from './rational-attempt.ts';
import { FIT_PRECISION, type SampleStore } from './sample-store.ts';
import type { Samples } from './samples.ts';

/**
 * When a type gives no direct fit: the best approximation may be of a lower type (it then alternates on enough points
 * for this one, Achieser's theorem: m + n + 2 less the defect); else the zeros of a lower type's error, with a node
 * added in one of the gaps, may be better nodes to start from.
 */
export function fitByLower(
  store: SampleStore,
  numeratorPowers: readonly number[],
  denominatorPowers: readonly number[],
  options: FitOptions,
  failure: FitFailure,
): RationalFit | FitFailure {
  const [m, n] = [numeratorPowers.length - 1, denominatorPowers.length - 1];
  const starts: number[][] = [];
  const samples = store.at(options.precision ?? FIT_PRECISION.least);
  for (const [a, b] of [
    [m, n - 1],
    [m - 1, n],
    [m - 1, n - 1],
    [0, 0],
  ]) {
    if (a < 0 || b < 0) continue;
    const lower = fitType(
      store,
      numeratorPowers.slice(0, a + 1),
      denominatorPowers.slice(0, b + 1),
      options,
      [],
    );
    if (lower.kind === 'failure') continue;
    if (lower.reference.length >= m + n + 2 - defect(lower, m, n) || lower.reference.length === 0)
      return lower;
    if (a + b === m + n - 1) starts.push(...nodesAround(lower, m + n + 1, samples));
  }
  const again = fitType(store, numeratorPowers, denominatorPowers, options, starts);
  if (again.kind === 'rational' || m === 0) return again.kind === 'rational' ? again : failure;
  // Further down, for what is rational itself, or very degenerate.
  const further = fitByLower(
    store,
    numeratorPowers.slice(0, m),
    denominatorPowers.slice(0, n),
    options,
    failure,
  );
  if (further.kind === 'failure') return failure;
  return isExact(further) || further.reference.length >= m + n + 2 - defect(further, m, n)
    ? further
    : failure;
}

/** Nothing but rounding is left of the error. */
export const isExact = (fit: RationalFit): boolean => fit.reference.length === 0;

/** The exact fit of the lowest type: higher ones carry arbitrary common factors. */
export function lowestExact(store: SampleStore, fit: RationalFit, options: FitOptions): RationalFit {
  const [a, b] = [fit.numeratorPowers.length, fit.denominatorPowers.length];
  for (let total = 2; total < a + b; total++) {
    for (let d = Math.max(1, total - a); d <= Math.min(b, total - 1); d++) {
      const [numerator, denominator] = [
        fit.numeratorPowers.slice(0, total - d),
        fit.denominatorPowers.slice(0, d),
      ];
      const lower = fitType(store, numerator, denominator, options, []);
      if (lower.kind === 'rational' && isExact(lower)) return lower;
    }
  }
  return fit;
}

const VANISHES = 1e-12;

/** By how much numerator and denominator both fall short of the degrees m and n (in powers of the stride). */
function defect(fit: RationalFit, m: number, n: number): number {
  const degree = (texts: readonly string[]): number => {
    const sizes = texts.map((text) => Math.abs(hexToNumber(text)));
    const largest = Math.max(...sizes);
    return sizes.findLastIndex((size) => size > VANISHES * largest);
  };
  const numerator = degree(fit.numerator);
  const zero =
    numerator < 0 || fit.numerator.every((text) => Math.abs(hexToNumber(text)) < VANISHES * fit.error);
  return zero ? n : Math.min(m - numerator, n - degree(fit.denominator));
}

function hexToNumber(text: string): number {
  return withWorkspace(64, (w) => {
    const value = w.big();
    readBig(value, text);
    return mpfr.mpfr_get_d(value, ROUND.NEAREST);
  });
}

/** Sets of `count` positions: between every two points of a lower fit's reference, and one more in each gap in turn. */
function nodesAround(lower: RationalFit, count: number, samples: Samples): number[][] {
  const lo = mpfr.mpfr_get_d(samples.lo, ROUND.NEAREST);
  const hi = mpfr.mpfr_get_d(samples.hi, ROUND.NEAREST);
  const extrema = lower.reference.map(({ x }) => (x - lo) / (hi - lo));
  const zeros = extrema.slice(1).map((t, i) => (t + extrema[i]) / 2);
  if (zeros.length !== count - 1) return [];
  const ends = [0, ...zeros, 1];
  return ends.slice(1).map((t, i) => [...zeros, (t + ends[i]) / 2].sort((p, q) => p - q));
}
