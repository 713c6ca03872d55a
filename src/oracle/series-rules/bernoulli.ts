import { mpfr, ROUND } from '../../number/mpfr.ts';
import { Workspace } from '../../number/workspace.ts';
import { divIntervals, newInterval, powInterval, shiftInterval, type BigInterval } from '../big-interval.ts';

/** One list a precision, kept: every Euler–Maclaurin sum uses them. */
const known = new Map<
  number,
  { readonly workspace: Workspace; readonly list: (BigInterval | undefined)[] }
>();
const KEPT_PRECISIONS = 4;

/** B_{2m}/(2m)! = (−1)^{m+1} 2 ζ(2m)/(2π)^{2m} (DLMF 25.6.2), m ≥ 1. */
export function bernoulliOverFactorial(m: number, w: Workspace): BigInterval {
  let kept = known.get(w.precision);
  if (kept === undefined) {
    if (known.size >= KEPT_PRECISIONS) {
      const [oldest] = known.keys();
      known.get(oldest)?.workspace.dispose();
      known.delete(oldest);
    }
    kept = { workspace: new Workspace(w.precision), list: [] };
    known.set(w.precision, kept);
  }
  return (kept.list[m] ??= compute(m, kept.workspace));
}

function compute(m: number, w: Workspace): BigInterval {
  const out = newInterval(w);
  const mark = w.mark();
  const power = newInterval(w);
  mpfr.mpfr_const_pi(power.lo, ROUND.DOWN);
  mpfr.mpfr_const_pi(power.hi, ROUND.UP);
  shiftInterval(power, power, 1);
  powInterval(power, power, 2 * m);
  mpfr.mpfr_zeta_ui(out.lo, 2 * m, ROUND.DOWN);
  mpfr.mpfr_zeta_ui(out.hi, 2 * m, ROUND.UP);
  shiftInterval(out, out, 1);
  divIntervals(out, out, power);
  if (m % 2 === 0) {
    mpfr.mpfr_swap(out.lo, out.hi);
    mpfr.mpfr_neg(out.lo, out.lo, ROUND.DOWN);
    mpfr.mpfr_neg(out.hi, out.hi, ROUND.UP);
  }
  w.release(mark);
  return out;
}
