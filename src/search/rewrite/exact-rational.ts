import { rational, type NumberTerm } from '../../expression/expression.ts';
import { doubleToBits } from '../../number/double-bits.ts';

/** A finite double as the exact rational that it is. */
export function exactRational(x: number): NumberTerm {
  const bits = doubleToBits(x);
  const field = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = field === 0 ? fraction : fraction | 0x10000000000000n;
  const exponent = (field === 0 ? 1 : field) - 1075;
  const signed = bits >> 63n === 1n ? -mantissa : mantissa;
  return exponent >= 0 ? rational(signed << BigInt(exponent)) : rational(signed, 1n << BigInt(-exponent));
}
