import { fail } from '../error/fault.ts';
import { bigToDecimal } from '../number/big-text.ts';
import { mpfr, ROUND } from '../number/mpfr.ts';
import { withWorkspace } from '../number/workspace.ts';
import { newInterval } from '../oracle/big-interval.ts';
import { bitsForDigits } from '../search/identify/identify-value.ts';
import { convergenceOf } from '../search/identify/fractions/convergence.ts';
import { fineValue } from '../search/identify/fractions/fine-value.ts';
import {
  COEFFICIENT_LIMIT,
  degreeOf,
  polynomialText,
  type PolynomialFraction,
} from '../search/identify/fractions/polynomial-fraction.ts';
import { readPolynomial } from '../search/identify/fractions/read-polynomial.ts';
import { decimalInterval } from './given-number.ts';
import { formulasFor } from './identify-number.ts';
import type { IdentificationFinding } from './identification.ts';

/** Digits that a formula must meet, and those of them that the search sees. */
const CHECK_DIGITS = 1_000;
const SEARCH_DIGITS = 60;
/** Bits by which the agreement of two depths may be wrong. */
const GUARD = 24;
const DEGREE = 32;

/**
 * Formulas for the value of one polynomial continued fraction a(0) + b(1)/(a(1) + b(2)/(a(2) + …)), which is worked out
 * to 1,000 digits however slowly it converges (but for logarithmic convergence).
 * @param source two polynomials in n: `2n + 1; n^2`
 * @throws NapierError `syntax`, `limit`, `domain` (no limit found)
 */
export function identifyFraction(
  source: string,
  options: { readonly digits?: number } = {},
): IdentificationFinding {
  const fraction = readFraction(source);
  const digits = options.digits ?? SEARCH_DIGITS;
  const span = [0, source.length] as const;
  return withWorkspace(bitsForDigits(CHECK_DIGITS) + 64, (w) => {
    const value = w.big();
    const bits = fineValue(fraction, value);
    if (bits === undefined || !mpfr.mpfr_number_p(value) || bits < bitsForDigits(digits) + GUARD) {
      const { kind } = convergenceOf(fraction);
      const slow =
        kind === 'slow' && bits === undefined ? ', or one approached more slowly than any power of 1/n' : '';
      const message =
        bits === undefined
          ? `this fraction has no limit${slow}`
          : mpfr.mpfr_number_p(value)
            ? `only ${Math.floor(bits * Math.log10(2))} digits of its value could be worked out`
            : 'this fraction is infinite: its denominators end in 0';
      fail({ kind: 'domain', message, source, span, hint: 'such as 2n + 1; n^2, which is 4/pi' });
    }
    if (mpfr.mpfr_zero_p(value) || mpfr.mpfr_get_exp(value) < 32 - bits) {
      fail({
        kind: 'value',
        message: 'the value of this is 0, as far as it could be worked out',
        source,
        span,
      });
    }
    const fine = newInterval(w);
    const error = w.big(64);
    mpfr.mpfr_set_ui_2exp(error, 1, mpfr.mpfr_get_exp(value) - bits + GUARD, ROUND.UP);
    mpfr.mpfr_sub(fine.lo, value, error, ROUND.DOWN);
    mpfr.mpfr_add(fine.hi, value, error, ROUND.UP);
    const [lo, hi] = [bigToDecimal(fine.lo, digits, ROUND.DOWN), bigToDecimal(fine.hi, digits, ROUND.UP)];
    const met = Math.floor((bits - GUARD) * Math.log10(2));
    return formulasFor(
      { fraction: { a: polynomialText(fraction.a), b: polynomialText(fraction.b) }, interval: { lo, hi } },
      decimalInterval(lo, hi, w),
      fine,
      Math.min(met, CHECK_DIGITS),
    );
  });
}

/** `a; b`: two polynomials in n with whole coefficients. */
function readFraction(source: string): PolynomialFraction {
  const parts = source.split(';');
  const span = [0, source.length] as const;
  const hint = 'a(n), then b(n), polynomials in n with whole coefficients: 2n + 1; n^2';
  if (parts.length !== 2) {
    fail({
      kind: 'syntax',
      message: 'expected two polynomials with a semicolon between',
      source,
      span,
      hint,
    });
  }
  let start = 0;
  const [a, b] = parts.map((part) => {
    const from = start + part.length - part.trimStart().length;
    const place = [from, Math.max(from + 1, start + part.trimEnd().length)] as const;
    start += part.length + 1;
    const read = readPolynomial(part);
    if (read === undefined) {
      fail({
        kind: 'syntax',
        message: `not a polynomial in n with whole coefficients`,
        source,
        span: place,
        hint,
      });
    }
    const out = read.map(Number);
    if (degreeOf(out) > DEGREE || out.some((c) => Math.abs(c) > COEFFICIENT_LIMIT)) {
      const message = `a degree above ${DEGREE}, or a coefficient above ${COEFFICIENT_LIMIT}`;
      fail({ kind: 'limit', message, source, span: place });
    }
    if (degreeOf(out) < 0) {
      fail({ kind: 'value', message: 'this polynomial is 0', source, span: place, hint });
    }
    return out;
  });
  return { a, b };
}
