import { mpfr, ROUND } from '../../../number/mpfr.ts';
import { withWorkspace } from '../../../number/workspace.ts';
import { doubleValue, type DoubleValue } from './double-value.ts';
import type { PolynomialFraction } from './polynomial-fraction.ts';
import type { NoTail } from './tail-equation.ts';
import { slowTails } from './tail-series.ts';

/** Where tails are put: their difference shows how good the values are. */
const DEPTHS = [160, 240] as const;
const TERMS = 64;
const BITS = 110;

/** The value of a slow fraction in double-double: its tail by {@link slowTails}, at two depths. */
export function slowValue(fraction: PolynomialFraction, out: DoubleValue): NoTail | undefined {
  return withWorkspace(BITS, (w) => {
    const tails = w.bigs(DEPTHS.length);
    const rest = w.big();
    const refused = slowTails(fraction, DEPTHS, TERMS, tails);
    if (refused !== undefined) return refused;
    const other: DoubleValue = { high: 0, low: 0, error: 0 };
    for (const [i, depth] of DEPTHS.entries()) {
      const high = mpfr.mpfr_get_d(tails[i], ROUND.NEAREST);
      mpfr.mpfr_sub_d(rest, tails[i], high, ROUND.NEAREST);
      doubleValue(
        fraction,
        depth,
        { high, low: mpfr.mpfr_get_d(rest, ROUND.NEAREST) },
        i === 0 ? other : out,
      );
    }
    const difference = Math.abs(out.high - other.high + (out.low - other.low)) / Math.abs(out.high);
    out.error += Number.isNaN(difference) ? Infinity : difference;
    return undefined;
  });
}
