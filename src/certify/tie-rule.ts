import { exponentOf, powerOfTwo } from '../number/double-bits.ts';
import type { Format } from '../number/format.ts';
import { mpfr, ROUND } from '../number/mpfr.ts';
import type { Workspace } from '../number/workspace.ts';
import { isPoint } from '../oracle/big-interval.ts';
import type { Oracle } from '../oracle/oracle.ts';

/**
 * Inputs about 0 at which c·x, c a power of two below 1, lies halfway between two numbers of the format: subnormal ones,
 * every other of them. Where f(x) = c·x + (a little that is never 0 and has one sign) that little alone decides the
 * rounding, and no enclosure in doubles sees it.
 */
export type TieRule = {
  readonly slope: number;
  /** The sign of f(x) − c·x at every x ≠ 0 with |x| ≤ reach. */
  readonly towards: 1 | -1;
  /** Beyond it c·x is a number of the format. */
  readonly reach: number;
};

/**
 * By Taylor's theorem: f(0) = 0 and f′(0) = c exactly, and f″ has one sign on [−reach, reach], so f(x) − c·x has it for
 * x ≠ 0; and it is too small there to reach another midpoint. `undefined` where that is not so, or cannot be told.
 */
export function tieRuleOf(oracle: Oracle, format: Format, w: Workspace): TieRule | undefined {
  if (!format.subnormals || !format.signedZero) return undefined;
  const mark = w.mark();
  try {
    const origin = w.number(0);
    const at = oracle.series({ lo: origin, hi: origin }, 1, w);
    if (!Array.isArray(at) || !at.every(isPoint) || !mpfr.mpfr_zero_p(at[0].lo)) return undefined;
    const slope = mpfr.mpfr_get_d(at[1].lo, ROUND.NEAREST);
    const exact = mpfr.mpfr_cmp_d(at[1].lo, slope) === 0 && slope === powerOfTwo(exponentOf(slope));
    if (!exact || slope >= 1 || slope < format.minNormal) return undefined;
    const reach = format.minNormal / slope;
    const wide = oracle.series({ lo: w.number(-reach), hi: w.number(reach) }, 2, w);
    if (!Array.isArray(wide)) return undefined;
    const [lo, hi] = [mpfr.mpfr_get_d(wide[2].lo, ROUND.DOWN), mpfr.mpfr_get_d(wide[2].hi, ROUND.UP)];
    // |f(x) − c·x| ≤ |f″/2|·x² must stay below a quarter of the spacing of the numbers, minPositive.
    const largest = Math.max(Math.abs(lo), Math.abs(hi)) * reach;
    if (!(largest <= 2 ** -20 * (format.minPositive / reach))) return undefined;
    return lo > 0 ? { slope, towards: 1, reach } : hi < 0 ? { slope, towards: -1, reach } : undefined;
  } finally {
    w.release(mark);
  }
}

/** The correctly rounded value at an input of the rule's; `undefined` beyond its reach, and at 0. */
export function tieValue({ slope, towards, reach }: TieRule, format: Format, x: number): number | undefined {
  if (!(Math.abs(x) <= reach) || x === 0) return undefined;
  const line = slope * x;
  const near = format.round(line);
  // Numbers here are minPositive apart. Halfway between two of them f lies to one side.
  if (2 * Math.abs(line - near) !== format.minPositive) return near;
  return format.round(line, towards > 0 ? 'up' : 'down');
}
