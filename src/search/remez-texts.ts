import { bigToHex } from '../number/big-text.ts';
import { mpfr, ROUND, type Big } from '../number/mpfr.ts';
import { withWorkspace, type Workspace } from '../number/workspace.ts';
import type { FitBasis } from './remez-basis.ts';
import type { CurvePoint } from './remez-curve.ts';

/** A polynomial in a fit's basis, and (for a rational's parts) what a change of it by 1 does to the value. */
export type FittedPart = {
  readonly basis: FitBasis;
  readonly coefficients: readonly Big[];
  /** @defaultValue 1 everywhere */
  readonly sensitivity?: (point: CurvePoint) => number;
};

// Rounding the coefficients may raise the error by this fraction.
const SHARE = 1e-9;

/**
 * Each part's coefficients in monomials of x as exact hexadecimal floats, with as many bits as keep the weighted
 * error at the points from rising by more than about a billionth of `error`.
 *
 * @param exact the error is nothing but rounding: round to a grid that is fine against the largest coefficient,
 *   so that coefficients that are short (or 0) come out so
 * @param normal divide all by the first coefficient of the last part (so it is 1), unless that is tiny among its own
 */
export function monomialTexts(
  parts: readonly FittedPart[],
  error: number,
  points: readonly CurvePoint[],
  w: Workspace,
  exact = false,
  normal = false,
): string[][] {
  const expand = (precision: number): { bits: number; texts: string[][] } =>
    withWorkspace(precision, (wide) => {
      const expanded = parts.map(({ basis, coefficients }) => basis.toMonomials(coefficients, wide));
      const bits = exact ? Math.floor(0.75 * w.precision) : bitsFor(parts, expanded, error, points);
      if (normal) {
        const last = expanded[expanded.length - 1];
        const unit = wide.copy(last.find((c) => notTiny(c, last)) ?? last[0]);
        for (const list of expanded) for (const c of list) mpfr.mpfr_div(c, c, unit, ROUND.NEAREST);
      }
      const texts = expanded.map((list) => {
        const top = Math.max(...list.map((c) => (mpfr.mpfr_zero_p(c) ? -Infinity : mpfr.mpfr_get_exp(c))));
        return list.map((c) => {
          const own = exact && !mpfr.mpfr_zero_p(c) ? bits - (top - mpfr.mpfr_get_exp(c)) : bits;
          const short = wide.big(Math.max(2, Math.min(own, precision)));
          mpfr.mpfr_set(short, c, ROUND.NEAREST);
          if (own < 2 || mpfr.mpfr_zero_p(short)) mpfr.mpfr_set_zero(short, 0);
          return bigToHex(short);
        });
      });
      return { bits, texts };
    });
  const first = expand(2 * w.precision + 64);
  if (first.bits <= w.precision + 32) return first.texts;
  return expand(w.precision + first.bits + 64).texts;
}

/** Larger than a 2⁻³²th of the largest. */
function notTiny(c: Big, list: readonly Big[]): boolean {
  const top = Math.max(...list.map((x) => (mpfr.mpfr_zero_p(x) ? -Infinity : mpfr.mpfr_get_exp(x))));
  return !mpfr.mpfr_zero_p(c) && mpfr.mpfr_get_exp(c) > top - 32;
}

function bitsFor(
  parts: readonly FittedPart[],
  expanded: readonly (readonly Big[])[],
  error: number,
  points: readonly CurvePoint[],
): number {
  let most = 0;
  for (const point of points) {
    const x = Math.abs(mpfr.mpfr_get_d(point.sample.x, ROUND.NEAREST));
    const weight = Math.abs(mpfr.mpfr_get_d(point.sample.weight, ROUND.NEAREST));
    for (const [i, { basis, sensitivity }] of parts.entries()) {
      let sum = 0;
      for (const [k, c] of expanded[i].entries()) {
        sum += Math.abs(mpfr.mpfr_get_d(c, ROUND.NEAREST)) * x ** basis.powers[k];
      }
      const change = sum * weight * (sensitivity?.(point) ?? 1);
      if (Number.isFinite(change)) most = Math.max(most, change);
    }
  }
  return Math.ceil(Math.log2((parts.length * most) / (SHARE * error))) + 1;
}
