import { exponentOf, powerOfTwo } from '../number/double-bits.ts';
import type { Format } from '../number/format.ts';
import type { Measure } from '../number/measure.ts';
import { mpfr, ROUND, type Big } from '../number/mpfr.ts';
import { withWorkspace, type Workspace } from '../number/workspace.ts';
import type { BigInterval } from '../oracle/big-interval.ts';
import type { Oracle } from '../oracle/oracle.ts';
import { PIECE_DEGREE, type Piece } from './piece.ts';

/**
 * How far a piece may be from f, in units in the last place of f. A tighter one costs more pieces; a looser one
 * leaves more points whose rounding the enclosure cannot decide (about 2·SLACK of all).
 */
export const SLACK = 2 ** -20;

/** Where a function cancels (x − sin(x) near 0) series are made once more with so many times the bits. */
const WIDER = 4;
/** Unit roundoff of double. */
const U = 2 ** -53;
/** Covers the roundings of the bounds themselves: fewer than 2^10 operations on non-negative doubles. */
const SAFE = 1 + 2 ** -40;
/** More than the underflow of any of the kernel's operations, many times over. */
const TINY = 2 ** -1060;

/** A piece, or why there is none: how many times its width should at least be halved. */
export type PieceAttempt = { readonly piece: Piece } | { readonly halvings: number };

/** `cancelled`: the coefficients themselves are not known well enough. */
type Attempt = PieceAttempt | { readonly halvings: number; readonly cancelled: true };

export interface PieceBuilder {
  /**
   * Tries to enclose f on the inputs from `near` to `far` (numbers of the format, same sign, |near| ≤ |far|),
   * expanding around 0 or around the middle.
   */
  build(near: number, far: number, around: 'zero' | 'middle'): PieceAttempt;
}

/**
 * Makes pieces for one function (the oracle's), accepted at {@link SLACK} in the measure and in ulps of the format.
 * Taylor coefficients are computed at the workspace's precision: about 120 bits leave guard bits for cancellation.
 */
export function createPieceBuilder(
  oracle: Oracle,
  format: Format,
  measure: Measure,
  w: Workspace,
): PieceBuilder {
  /** f is all but constant, as where it saturates or vanishes: the polynomial is its middle. */
  const constant = (range: BigInterval, scratch: Big): PieceAttempt | undefined => {
    const [lo, hi] = [mpfr.mpfr_get_d(range.lo, ROUND.DOWN), mpfr.mpfr_get_d(range.hi, ROUND.UP)];
    if (!Number.isFinite(lo) || !Number.isFinite(hi)) return undefined;
    const [lower, upper] = magnitudes(range);
    const middle = lo / 2 + hi / 2;
    const rho = 4 * U;
    const alpha = Math.max(distance(range, middle, scratch), 0) * SAFE + TINY;
    const slack = alpha / format.ulp(lower) + rho * 2 ** format.precision;
    const wanted = measure === 'relative' ? slack + ((alpha / lower) * 2 ** format.precision) / 2 : slack;
    if (!(wanted <= SLACK)) return undefined;
    const coefficients = [middle, ...Array.from({ length: PIECE_DEGREE }, () => 0)];
    return { piece: { centre: 0, scale: 0, coefficients, rho, alpha, lower, upper } };
  };

  const attempt = (near: number, far: number, around: 'zero' | 'middle', w: Workspace): Attempt => {
    const scratch = w.big();
    const centre = around === 'zero' ? 0 : format.round(near / 2 + far / 2);
    const [lo, hi] = [Math.min(near, far, centre), Math.max(near, far, centre)];
    const radius = Math.max(Math.abs(near - centre), Math.abs(far - centre)) * SAFE;
    // Inputs in units of a power of two near the radius: coefficients then have the size of f, and cannot overflow.
    const exponent = Math.max(exponentOf(radius) + 1, -1000);
    const scale = powerOfTwo(-exponent);
    const h = radius * scale;
    const inputs = { lo: w.number(lo), hi: w.number(hi) };
    if (around === 'middle') {
      const values = oracle.range([inputs], w);
      const found = 'lo' in values ? constant(values, scratch) : undefined;
      if (found !== undefined) return found;
    }
    // The centre must be inside the interval where f is smooth: at an end that is a kink, it has no Taylor series.
    const past = around === 'zero' ? -Math.sign(near) * format.minPositive : 0;
    const smooth = { lo: w.number(Math.min(lo, past)), hi: w.number(Math.max(hi, past)) };
    const wide = oracle.series(around === 'zero' ? smooth : inputs, PIECE_DEGREE + 1, w);
    if (!Array.isArray(wide)) return { halvings: 1 };
    // Lagrange: |f(x) − Σ_{k≤7} f⁽ᵏ⁾(c)/k! (x − c)ᵏ| ≤ remainder · |t|⁸.
    const remainder = magnitude(scaled(wide[PIECE_DEGREE + 1], exponent * (PIECE_DEGREE + 1), w), scratch);
    const range = around === 'zero' ? oracle.range([inputs], w) : wide[0];
    if ('kind' in range) return { halvings: 1 };
    const [least, most] = magnitudes(range);
    const tail = remainder * h ** (PIECE_DEGREE + 1);
    if (!Number.isFinite(tail)) return { halvings: 1 };
    // Even at the largest |f| the remainder alone is too much: spare the second series.
    if (around === 'middle' && tail > SLACK * format.ulp(Math.min(most, format.maxFinite))) {
      return tooWide(tail / format.ulp(Math.min(most, format.maxFinite)));
    }

    const point = w.number(centre);
    const series = oracle.series({ lo: point, hi: point }, PIECE_DEGREE, w);
    if (!Array.isArray(series)) return { halvings: 1 };
    const taylor = series.map((c, k) => scaled(c, exponent * k, w));
    const coefficients = taylor.map((c) => mpfr.mpfr_get_d(c.lo, ROUND.NEAREST));
    if (!coefficients.every(Number.isFinite)) return { halvings: 1 };
    const drift = taylor.map((c, k) => distance(c, coefficients[k], scratch));
    const unit = format.ulp(Math.min(Math.abs(coefficients[0]), format.maxFinite));
    const lost = taylor.reduceRight((sum, c) => sum * h + width(c, scratch), 0);
    if (lost > (SLACK / 4) * unit) return { halvings: 1, cancelled: true };
    const exact = differenceIsExact(near, far, centre, radius, format);

    // f has a zero of this order at the centre: then everything, errors too, has the factor t^order.
    let order = 0;
    while (order <= PIECE_DEGREE && coefficients[order] === 0 && drift[order] === 0) order++;
    if (order > PIECE_DEGREE || order === 0) order = 0;

    // From here on: the polynomial q with coefficients c[order…7], evaluated at |t| ≤ h, times t^order.
    let computed = Math.abs(coefficients[PIECE_DEGREE]);
    let error = drift[PIECE_DEGREE] + remainder * h;
    let rest = 0;
    let slope = 0;
    for (let k = PIECE_DEGREE - 1; k >= order; k--) {
      rest = (rest + Math.abs(coefficients[k + 1])) * h;
      slope = slope * h + computed;
      const product = computed * h * (1 + 2 * U);
      computed = (product + Math.abs(coefficients[k])) * (1 + U);
      error = error * h * (1 + 2 * U) + U * product + U * computed + drift[k];
    }
    // t itself may be rounded: |q(t(1+u)) − q(t)| ≤ u h max|q′|.
    if (!exact) error += 2 * U * h * slope;
    error *= SAFE;
    const underflow = TINY * 2 ** PIECE_DEGREE;

    const leading = Math.abs(coefficients[order]);
    const floor = leading / SAFE - (rest + error) * SAFE;
    let [rho, alpha] = [0, error];
    let [lower, upper] = [Math.max(floor, least), Math.min((leading + rest + error) * SAFE, most)];
    if (order > 0) {
      if (!(floor > 0)) return { halvings: 1 };
      const relative = (error / floor + 2 * order * U) * SAFE;
      if (!(relative < 0.25)) return tooWide(relative * 2 ** format.precision);
      rho = (relative / (1 - relative)) * SAFE;
      alpha = 0;
      const nearest = around === 'zero' ? Math.abs(near) * scale : 0;
      lower = Math.max((floor * nearest ** order) / SAFE, least);
      upper = Math.min((leading + rest + error) * h ** order * SAFE, most);
    }
    if (!(lower > 0)) lower = 0;
    if (!Number.isFinite(upper)) return { halvings: 1 };
    // Room for rounding p ± (ρ|p| + α), |p| − (ρ|p| + α) and the radius itself.
    rho += 4 * U;
    alpha = alpha * SAFE + underflow;

    const slack = alpha / format.ulp(lower) + rho * 2 ** format.precision;
    const wanted =
      measure === 'relative' ? slack + ((alpha / lower + rho) * 2 ** format.precision) / 2 : slack;
    // Measured at the largest |f|: near a zero only the parts next to it must be narrow.
    if (!(wanted <= SLACK)) return tooWide(alpha / format.ulp(upper) + rho * 2 ** format.precision);
    return { piece: { centre, scale, coefficients, rho, alpha, lower, upper } };
  };

  return {
    build: (near, far, around) => {
      const mark = w.mark();
      try {
        let found = attempt(near, far, around, w);
        if ('cancelled' in found)
          found = withWorkspace(WIDER * w.precision, (wide) => attempt(near, far, around, wide));
        // Over several binades a bound says nothing about the parts: halve, and ask again.
        return 'halvings' in found && around === 'middle' && far / near > 2 ? { halvings: 1 } : found;
      } finally {
        w.release(mark);
      }
    },
  };
}

/** Halving the width divides the remainder by 2^8; one halving fewer, as wide enclosures exaggerate. */
function tooWide(slack: number): PieceAttempt {
  const halvings = Number.isFinite(slack) ? Math.floor(Math.log2(slack / SLACK) / (PIECE_DEGREE + 1)) - 1 : 1;
  return { halvings: Math.max(1, halvings) };
}

/** An interval times 2^exponent. */
function scaled(v: BigInterval, exponent: number, w: Workspace): BigInterval {
  const [lo, hi] = [w.big(), w.big()];
  mpfr.mpfr_mul_2si(lo, v.lo, exponent, ROUND.DOWN);
  mpfr.mpfr_mul_2si(hi, v.hi, exponent, ROUND.UP);
  return { lo, hi };
}

/** max |v| over an interval, rounded up to a double. */
function magnitude(v: BigInterval, scratch: Big): number {
  mpfr.mpfr_abs(scratch, v.lo, ROUND.UP);
  const lo = mpfr.mpfr_get_d(scratch, ROUND.UP);
  mpfr.mpfr_abs(scratch, v.hi, ROUND.UP);
  return Math.max(lo, mpfr.mpfr_get_d(scratch, ROUND.UP));
}

/** min and max of |v| over an interval, rounded outward. */
function magnitudes(v: BigInterval): [number, number] {
  const [lo, hi] = [mpfr.mpfr_get_d(v.lo, ROUND.DOWN), mpfr.mpfr_get_d(v.hi, ROUND.UP)];
  // Rounded towards zero for the least: down when positive, up when negative.
  const least = lo > 0 ? lo : hi < 0 ? -hi : 0;
  return [least, Math.max(Math.abs(lo), Math.abs(hi))];
}

/** The width of an interval, rounded up. */
function width({ lo, hi }: BigInterval, scratch: Big): number {
  mpfr.mpfr_sub(scratch, hi, lo, ROUND.UP);
  return mpfr.mpfr_get_d(scratch, ROUND.UP);
}

/** max |v − c| over an interval, rounded up. */
function distance(v: BigInterval, c: number, scratch: Big): number {
  mpfr.mpfr_sub_d(scratch, v.hi, c, ROUND.UP);
  const above = mpfr.mpfr_get_d(scratch, ROUND.UP);
  mpfr.mpfr_d_sub(scratch, c, v.lo, ROUND.UP);
  return Math.max(above, mpfr.mpfr_get_d(scratch, ROUND.UP), 0);
}

/** Is x − centre exact in double for all inputs? Both are multiples of the ulp of the smaller; the rest is width. */
function differenceIsExact(
  near: number,
  far: number,
  centre: number,
  radius: number,
  format: Format,
): boolean {
  if (centre === 0) return true;
  const grain = format.ulp(Math.min(Math.abs(near), Math.abs(far), Math.abs(centre)));
  return radius <= grain * 2 ** 52;
}
