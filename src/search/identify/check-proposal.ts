import { toText } from '../../expression/to-text.ts';
import { NapierError } from '../../error/fault.ts';
import { mpfr } from '../../number/mpfr.ts';
import { withWorkspace } from '../../number/workspace.ts';
import { containsInterval, hasZero, newInterval, type BigInterval } from '../../oracle/big-interval.ts';
import { createOracle, type OracleOptions } from '../../oracle/create-oracle.ts';
import type { Proposal } from './proposal.ts';

/**
 * Does a formula fit all that is known of a number? A value: its enclosure lies inside the interval. A root: the term
 * has opposite signs at the interval's ends (or is 0 at one), so it has a zero inside. Both by the oracle's outward
 * rounding: rigorous, whatever the engine that proposed it computed with.
 */
export function fitsInterval(
  { form, expression }: Pick<Proposal, 'form' | 'expression'>,
  interval: BigInterval,
): boolean {
  const bits = mpfr.mpfr_get_prec(interval.hi);
  const options: OracleOptions = { maxPrecision: 4 * bits + 4_000 };
  try {
    return withWorkspace(bits + 32, (w) => {
      const out = newInterval(w);
      if (form === 'value') {
        return (
          createOracle(expression, [], options).enclose([], bits + 8, out).kind === 'enclosed' &&
          containsInterval(interval, out)
        );
      }
      const oracle = createOracle(expression, ['x'], options);
      const signs = [interval.lo, interval.hi].map((end) => {
        const found = oracle.enclose([{ lo: end, hi: end }], 4, out);
        if (found.kind !== 'enclosed') return NaN;
        return hasZero(out) ? 0 : mpfr.mpfr_sgn(out.lo);
      });
      return signs[0] * signs[1] <= 0;
    });
  } catch (error) {
    // A term that the oracle refuses (a pole met exactly, an overflow) fits nothing.
    if (error instanceof NapierError) return false;
    throw new Error(`while checking ${toText(expression)}`, { cause: error });
  }
}
