import { fail } from '../error/fault.ts';
import { rational, type NumberTerm } from './expression.ts';

/** A decimal (`1`, `.5`, `1.25e-7`) or hexadecimal (`0x1.8p-1`) number without sign, at the place asked. */
export const NUMBER =
  /0[xX](?:[0-9a-fA-F]+\.?[0-9a-fA-F]*|\.[0-9a-fA-F]+)(?:[pP][+-]?\d+)?|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;

/** Limits that keep a short text from making a huge number. */
export const MAX_LITERAL_DIGITS = 10_000;
export const MAX_DECIMAL_EXPONENT = 10_000;
export const MAX_BINARY_EXPONENT = 40_000;

/**
 * The exact value of a literal that {@link NUMBER} matched, negated if asked. `source` and `start` only place faults.
 * @throws NapierError `limit` when the exponent or the number of digits is out of bounds.
 */
export function numberFromLiteral(
  text: string,
  negative: boolean,
  source: string,
  start: number,
): NumberTerm {
  const hexadecimal = /^0[xX]/.test(text);
  const body = hexadecimal ? text.slice(2) : text;
  const mark = body.search(hexadecimal ? /[pP]/ : /[eE]/);
  const mantissa = mark < 0 ? body : body.slice(0, mark);
  const exponent = mark < 0 ? 0 : Number(body.slice(mark + 1));
  const limit = hexadecimal ? MAX_BINARY_EXPONENT : MAX_DECIMAL_EXPONENT;
  const span = [start, start + text.length] as const;
  if (Math.abs(exponent) > limit) {
    fail({
      kind: 'limit',
      message: `the exponent of this number is beyond ±${limit}`,
      source,
      span,
      hint: 'write a power instead, such as 10^x',
    });
  }
  const point = mantissa.indexOf('.');
  const digits = point < 0 ? mantissa : mantissa.slice(0, point) + mantissa.slice(point + 1);
  if (digits.length > MAX_LITERAL_DIGITS) {
    fail({ kind: 'limit', message: `a number of more than ${MAX_LITERAL_DIGITS} digits`, source, span });
  }
  const places = point < 0 ? 0 : mantissa.length - point - 1;
  const magnitude = BigInt(hexadecimal ? `0x${digits}` : digits);
  const value = negative ? -magnitude : magnitude;
  const base = hexadecimal ? 2n : 10n;
  const power = exponent - (hexadecimal ? 4 * places : places);
  return power >= 0 ? rational(value * base ** BigInt(power)) : rational(value, base ** BigInt(-power));
}
