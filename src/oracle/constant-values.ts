import type { ConstantName } from '../expression/constants.ts';
import { mpfr, ROUND, type Big, type Round } from '../number/mpfr.ts';
import type { Workspace } from '../number/workspace.ts';
import { closeAbove, newInterval, type BigInterval } from './big-interval.ts';

type Fill = (r: Big, round: Round) => number;

/** Correctly rounded values (all irrational, or not known to be rational: never exact). */
const FILL: Readonly<Record<Exclude<ConstantName, 'inf' | 'phi'>, Fill>> = {
  pi: mpfr.mpfr_const_pi,
  ln2: mpfr.mpfr_const_log2,
  egamma: mpfr.mpfr_const_euler,
  catalan: mpfr.mpfr_const_catalan,
  e: (r, round) => {
    mpfr.mpfr_set_ui(r, 1, round);
    return mpfr.mpfr_exp(r, r, round);
  },
};

/** An enclosure of a named constant at the workspace's precision. MPFR keeps π, ln 2, γ and G between calls. */
export function constantValue(name: Exclude<ConstantName, 'inf'>, w: Workspace): BigInterval {
  const out = newInterval(w);
  if (name === 'phi') {
    const five = w.big(4);
    mpfr.mpfr_set_ui(five, 5, ROUND.DOWN);
    for (const [end, round] of [
      [out.lo, ROUND.DOWN],
      [out.hi, ROUND.UP],
    ] as const) {
      mpfr.mpfr_sqrt(end, five, round);
      mpfr.mpfr_add_ui(end, end, 1, round);
      mpfr.mpfr_div_2ui(end, end, 1, round);
    }
    return out;
  }
  closeAbove(out, FILL[name](out.lo, ROUND.DOWN));
  return out;
}

/** Literals longer than this many bits are rounded outward instead of being held exactly. */
const EXACT_LITERAL_BITS = 1 << 16;

function bitLength(n: bigint): number {
  return (n < 0n ? -n : n).toString(16).length * 4;
}

function setBigInt(r: Big, n: bigint, round: Round): void {
  const text = mpfr.malloc_cstr(n.toString(16));
  mpfr.mpfr_set_str(r, text, 16, round);
  mpfr.free(text);
}

/** An exact rational: a point when its denominator is a power of two, whatever the workspace's precision. */
export function rationalValue(numerator: bigint, denominator: bigint, w: Workspace): BigInterval {
  const bits = bitLength(numerator);
  const precision = Math.max(w.precision, Math.min(bits, EXACT_LITERAL_BITS));
  const out = { lo: w.big(precision), hi: w.big(precision) };
  setBigInt(out.lo, numerator, ROUND.DOWN);
  setBigInt(out.hi, numerator, ROUND.UP);
  if (denominator === 1n) return out;
  const mark = w.mark();
  const divisor = w.big(bitLength(denominator));
  setBigInt(divisor, denominator, ROUND.DOWN);
  mpfr.mpfr_div(out.lo, out.lo, divisor, ROUND.DOWN);
  mpfr.mpfr_div(out.hi, out.hi, divisor, ROUND.UP);
  w.release(mark);
  return out;
}
