import type { Format } from '../../number/format.ts';
import type { Measure } from '../../number/measure.ts';
import { mpfr, ROUND } from '../../number/mpfr.ts';
import type { Workspace } from '../../number/workspace.ts';
import type { Oracle } from '../../oracle/oracle.ts';

/** How far apart two functions are at a number, in the measure by the second's size, about; 0 where one of them has no value. */
export function idealDistance(
  w: Workspace,
  measure: Measure,
  format: Format,
  ideal: Oracle,
  wanted: Oracle,
  x: number,
): number {
  const [p, q] = w.bigs(2);
  const found = [ideal.value([x], p), wanted.value([x], q)];
  if (found.some(({ kind }) => kind !== 'enclosed')) return 0;
  const size = Math.abs(mpfr.mpfr_get_d(q, ROUND.ZERO));
  mpfr.mpfr_sub(p, p, q, ROUND.NEAREST);
  const gap = Math.abs(mpfr.mpfr_get_d(p, ROUND.NEAREST));
  return measure === 'absolute' ? gap : gap / (measure === 'ulp' ? format.ulp(size) : size);
}
