import type { Format } from '../../number/format.ts';
import { mpfr } from '../../number/mpfr.ts';
import type { Workspace } from '../../number/workspace.ts';
import { intervalOf } from '../../oracle/big-interval.ts';
import type { Oracle } from '../../oracle/oracle.ts';

/**
 * [lo, hi], cut between two neighbours of the format where the function, of one variable, changes its sign without being 0 at a
 * number of the format: next to such a zero an error relative to the function has no bound, but there are no inputs there.
 */
export function signedParts(
  oracle: Oracle,
  format: Format,
  w: Workspace,
  lo: number,
  hi: number,
): readonly (readonly [lo: number, hi: number])[] {
  const sign = (x: number): number => {
    const mark = w.mark();
    const value = oracle.range([intervalOf(w, x)], w);
    const sign = 'kind' in value ? 0 : mpfr.mpfr_sgn(value.lo) > 0 ? 1 : mpfr.mpfr_sgn(value.hi) < 0 ? -1 : 0;
    w.release(mark);
    return sign;
  };
  const wanted = sign(lo);
  if (wanted * sign(hi) >= 0) return [[lo, hi]];
  let [a, b] = [format.ordinal(lo), format.ordinal(hi)];
  while (b - a > 1n) {
    const middle = (a + b) / 2n;
    const found = sign(format.fromOrdinal(middle));
    if (found === 0) return [[lo, hi]];
    if (found === wanted) a = middle;
    else b = middle;
  }
  const [below, above] = [format.fromOrdinal(a), format.fromOrdinal(b)];
  return [...signedParts(oracle, format, w, lo, below), ...signedParts(oracle, format, w, above, hi)];
}
