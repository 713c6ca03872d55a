import { fail } from '../error/fault.ts';
import { variablesOf, type Expression } from '../expression/expression.ts';
import { parseExpression } from '../expression/parse.ts';
import { readBig } from '../number/big-text.ts';
import { mpfr, ROUND } from '../number/mpfr.ts';
import type { Workspace } from '../number/workspace.ts';
import { newInterval, type BigInterval } from '../oracle/big-interval.ts';
import { createOracle } from '../oracle/create-oracle.ts';

/** Fewest and most digits of a number to identify, and its largest exponent. */
export const NUMBER_LIMITS = { fewest: 6, most: 2_000, exponent: 200 } as const;

/** A number as given: its digits and the interval they mean, or a term. */
export type GivenNumber =
  | { readonly kind: 'digits'; readonly digits: number; readonly lo: string; readonly hi: string }
  | { readonly kind: 'term'; readonly term: Expression };

/**
 * Reads digits, as copied from a screen (`0.91596559417721901505`, `-1.5e-3`, dots or an ellipsis at the end allowed), or an
 * expression without variables. Digits mean the number ± one unit of the last: it may have been rounded or cut.
 * @throws NapierError for what does not read, and for fewer digits than any formula takes
 */
export function readGivenNumber(source: string): GivenNumber {
  const match = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,6}))?(?:\.\.\.|…)?\s*$/i.exec(source);
  const span = [0, source.length] as const;
  if (match === null || `${match[2]}${match[3] ?? ''}` === '') {
    const term = parseExpression(source);
    const [free] = variablesOf(term);
    if (free !== undefined) {
      const at = source.indexOf(free);
      const hint =
        'give digits, such as 0.9159655941772190, or a formula without variables, such as zeta(3)/pi^2';
      fail({
        kind: 'value',
        message: `\`${free}\` has no value`,
        source,
        span: [at, at + free.length],
        hint,
      });
    }
    return { kind: 'term', term };
  }
  const [, sign, whole, fraction = '', exponent = '0'] = match;
  const significant = `${whole}${fraction}`.replace(/^0+/, '');
  if (significant.length < NUMBER_LIMITS.fewest) {
    const count = `${significant.length} ${significant.length === 1 ? 'digit' : 'digits'}`;
    const message = `${count} cannot tell a formula from chance: every short number fits thousands`;
    const hint = `even pi takes 7 digits; give at least ${NUMBER_LIMITS.fewest}, better 20, all of them right`;
    fail({ kind: 'value', message, source, span, hint });
  }
  if (significant.length > NUMBER_LIMITS.most) {
    fail({ kind: 'limit', message: `more than ${NUMBER_LIMITS.most} digits`, source, span });
  }
  const power = Number(exponent) - fraction.length;
  if (Math.abs(power + significant.length) > NUMBER_LIMITS.exponent) {
    const hint = `numbers from 1e-${NUMBER_LIMITS.exponent} to 1e${NUMBER_LIMITS.exponent} are read`;
    fail({ kind: 'limit', message: 'too large or too small', source, span, hint });
  }
  const value = BigInt(`${whole}${fraction}`) * (sign === '-' ? -1n : 1n);
  return {
    kind: 'digits',
    digits: significant.length,
    lo: `${value - 1n}e${power}`,
    hi: `${value + 1n}e${power}`,
  };
}

/** The interval of two decimals, outward, in the workspace's precision. */
export function decimalInterval(lo: string, hi: string, w: Workspace): BigInterval {
  const out = newInterval(w);
  readBig(out.lo, lo, ROUND.DOWN);
  readBig(out.hi, hi, ROUND.UP);
  return out;
}

/** An enclosure of a term to `bits` bits, as an interval. @throws NapierError when it has no value, or may be 0 */
export function termInterval(term: Expression, bits: number, w: Workspace, source: string): BigInterval {
  const out = newInterval(w, bits + 8);
  const found = createOracle(term, []).enclose([], bits, out);
  const span = [0, source.length] as const;
  if (found.kind === 'undefined') fail({ kind: 'domain', message: found.reason, source, span });
  if (found.kind === 'undecided') fail({ kind: 'not-proved', message: found.reason, source, span });
  if (mpfr.mpfr_zero_p(out.lo)) fail({ kind: 'value', message: 'this is exactly 0', source, span });
  if (Math.abs(mpfr.mpfr_get_exp(out.hi)) > NUMBER_LIMITS.exponent * 3.3) {
    fail({ kind: 'limit', message: 'too large or too small', source, span });
  }
  return out;
}
