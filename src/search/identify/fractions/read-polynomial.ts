import { integerPolynomial } from '../../../number/exact/integer-polynomial.ts';
import { polynomialText } from './polynomial-fraction.ts';

const TERM = /([+-]?)\s*(?:(\d{1,4000})\s*\*?\s*)?(n(?:\^(\d{1,2}))?)?\s*/y;

/**
 * Reads a polynomial in n with whole coefficients: `3*n^2 - n + 1`, also `3n^2-n+1`, terms in any order.
 * @returns undefined when the text is none
 */
export function readPolynomial(source: string): bigint[] | undefined {
  const text = source.trim();
  if (text === '' || text.length > 100_000) return undefined;
  const out: bigint[] = [];
  TERM.lastIndex = 0;
  let first = true;
  while (TERM.lastIndex < text.length) {
    const match = TERM.exec(text);
    if (match === null) return undefined;
    const [whole, sign, digits, variable, power] = match;
    if (whole === '' || (digits === undefined && variable === undefined)) return undefined;
    if (!first && sign === '') return undefined;
    const degree = variable === undefined ? 0 : Number(power ?? 1);
    while (out.length <= degree) out.push(0n);
    out[degree] += BigInt(digits ?? 1) * (sign === '-' ? -1n : 1n);
    first = false;
  }
  return integerPolynomial(out);
}

/** Reads what {@link polynomialText} writes, and nothing else. */
export function readExactPolynomial(text: string): bigint[] | undefined {
  const found = readPolynomial(text);
  return found !== undefined && polynomialText(found) === text ? found : undefined;
}
