import { NapierError } from '../error/fault.ts';
import { exponentOf, powerOfTwo } from '../number/double-bits.ts';
import type { Format } from '../number/format.ts';
import { findFormat } from '../number/formats.ts';
import type { Measure } from '../number/measure.ts';
import { mpfr, ROUND } from '../number/mpfr.ts';
import { withWorkspace } from '../number/workspace.ts';
import { intervalOf } from '../oracle/big-interval.ts';
import type { Oracle } from '../oracle/oracle.ts';
import { ERROR_UNIT, up, type Limit } from './roundoff-rules.ts';

/**
 * Bits in which the truth is enclosed, tried in turn until it is told from 0: only its exponent is needed, and the last is
 * enough for x − sin x at the least double.
 */
const PRECISIONS = [96, 336, 1_176, 4_116] as const;

const BINARY64 = findFormat('f64');

/** Of |f| on a cell: the least, rounded down, and the most, rounded up, both doubles. */
type Sizes = { readonly least: number; readonly most: number };

/** Do two numbers of one sign lie in a binade, the power of two that ends it included? */
export function inOneBinade(lo: number, hi: number): boolean {
  const [near, far] = lo > 0 ? [lo, hi] : [-hi, -lo];
  return far <= 2 * powerOfTwo(exponentOf(near));
}

/** Divides an absolute error by what the measure counts in, at its least on the cell. */
export class RoundoffWeigher {
  private readonly oracle: Oracle;
  private readonly measure: Measure;
  private readonly format: Format;
  private readonly floor: number;
  private readonly widen: number;

  /**
   * @param floor for `ulp`: nearer to 0 than this the unit is the one here
   * @param widen so much larger |f| may be than the oracle tells, no smaller
   */
  constructor(oracle: Oracle, measure: Measure, format: Format, floor: number, widen = 1) {
    this.oracle = oracle;
    this.measure = measure;
    this.format = format;
    this.floor = floor;
    this.widen = widen;
  }

  /**
   * The error, in the measure, rounded up.
   * @param error in {@link ERROR_UNIT}s, for inputs in [lo, hi]
   * @param errorBelow such an error for those inputs alone at which the exact value is within a limit
   * @param distance of the function from the exact value of what is computed, in the measure
   */
  weigh(
    error: number,
    lo: number,
    hi: number,
    errorBelow?: (limit: Limit) => number,
    distance: number = 0,
  ): number {
    if (this.measure === 'absolute') return up(error * ERROR_UNIT);
    // Both in error units: |f| may lie below the least subnormal number.
    if (this.measure === 'relative') return up(error / this.sizes(lo, hi, 1 / ERROR_UNIT).least);
    const { format } = this;
    const sizes = this.sizes(lo, hi, 1);
    const least = Math.max(this.floor, sizes.least);
    const inUlps = (part: number, at: number): number => up(up(part / format.ulp(at)) * ERROR_UNIT);
    const whole = inUlps(error, least);
    const largest = Math.min(this.widen === 1 ? sizes.most : up(sizes.most * this.widen), format.maxFinite);
    if (errorBelow === undefined || least === 0 || !(largest >= format.minNormal)) return whole;
    const power = powerOfTwo(exponentOf(largest));
    if (!(power > least)) return whole;
    // |f| below the power: what is computed is above it by no more than its distance from f.
    const below = errorBelow({ most: power, beyond: up(distance * format.ulp(power)) });
    return Math.min(whole, Math.max(inUlps(below, least), inUlps(error, power)));
  }

  /** |f| · scale on the cell (where it overflows, the least is the greatest double). */
  private sizes(lo: number, hi: number, scale: number): Sizes {
    for (const precision of PRECISIONS) {
      const sizes = withWorkspace(precision, (w): Sizes => {
        const range = this.oracle.range([intervalOf(w, lo, hi)], w);
        if ('kind' in range) return { least: 0, most: 0 };
        const [low, high] = [mpfr.mpfr_sgn(range.lo), mpfr.mpfr_sgn(range.hi)];
        const most = Math.max(
          Math.abs(mpfr.mpfr_get_d(range.lo, ROUND.AWAY)),
          Math.abs(mpfr.mpfr_get_d(range.hi, ROUND.AWAY)),
        );
        if (low <= 0 && high >= 0) return { least: 0, most };
        const nearest = w.big();
        mpfr.mpfr_mul_d(nearest, low > 0 ? range.lo : range.hi, scale, ROUND.ZERO);
        return { least: Math.abs(mpfr.mpfr_get_d(nearest, ROUND.ZERO)), most };
      });
      if (sizes.least > 0 || !this.keepsItsSign(lo, hi)) return sizes;
    }
    return { least: 0, most: 0 };
  }

  /** Within a binade and of one sign at both ends: no zero, it seems, but too few bits. */
  private keepsItsSign(lo: number, hi: number): boolean {
    if (!inOneBinade(lo, hi)) return false;
    try {
      const [a, b] = [lo, hi].map((x) => Math.sign(this.oracle.rounded([x], BINARY64)));
      return a * b > 0;
    } catch (error) {
      if (error instanceof NapierError && error.fault.kind === 'not-proved') return false;
      throw error;
    }
  }
}
