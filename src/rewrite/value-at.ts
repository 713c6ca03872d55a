import type { Expression } from '../expression/expression.ts';
import { mpfr, ROUND } from '../number/mpfr.ts';
import { withWorkspace } from '../number/workspace.ts';
import { intervalOf, newInterval } from '../oracle/big-interval.ts';
import { createOracle } from '../oracle/create-oracle.ts';

/** Doubles around a value, that there is none, or that the oracle could not decide. */
export type Value = { readonly lo: number; readonly hi: number } | 'undefined' | 'undecided';

/** Bits up to which a value is tried to be told from 0: rules are tried on points where both sides are well apart. */
const PRECISION = 400;

/** The value of a term at exact doubles. Where it may be 0, the doubles around a narrow enclosure of it. */
export function valueAt(term: Expression, variables: readonly string[]): (point: readonly number[]) => Value {
  const oracle = createOracle(term, variables, { maxPrecision: PRECISION });
  return (point) =>
    withWorkspace(PRECISION, (w) => {
      const out = newInterval(w);
      let found = oracle.enclose(point, 64, out).kind;
      let at = out;
      if (found === 'undecided') {
        const range = oracle.range(
          point.map((x) => intervalOf(w, x)),
          w,
        );
        if ('kind' in range) found = range.kind;
        else {
          at = range;
          found = 'enclosed';
        }
      }
      if (found !== 'enclosed') return found;
      return { lo: mpfr.mpfr_get_d(at.lo, ROUND.DOWN), hi: mpfr.mpfr_get_d(at.hi, ROUND.UP) };
    });
}
