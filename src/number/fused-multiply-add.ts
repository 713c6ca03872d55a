import { bitsToDouble, doubleToBits, exponentOf } from './double-bits.ts';
import { productError, sumError } from './error-free.ts';
import { roundToOdd } from './round-to-odd.ts';

/**
 * a·b + c in binary64, rounded once (nearest-even), with IEEE 754's special cases: the sign of an exact zero sum
 * is + unless both addends are negative; inf·0 and inf − inf are NaN.
 */
export function fusedMultiplyAdd(a: number, b: number, c: number): number {
  const product = a * b;
  // a·b is an exact zero, or non-finite because an operand is: native arithmetic is right.
  if (a === 0 || b === 0 || !Number.isFinite(a) || !Number.isFinite(b)) return product + c;
  if (!Number.isFinite(c)) return c;
  if (c === 0) return product; // a·b ≠ 0: one rounding, and its sign even when it underflows
  const scale = exponentOf(a) + exponentOf(b);
  const safe =
    scale > -960 && scale < 1000 && Math.abs(a) < 1e290 && Math.abs(b) < 1e290 && Math.abs(c) < 1e300;
  return safe ? boldoMelquiond(a, b, c, product) : exactly(a, b, c);
}

/** Figure 4 of Boldo & Melquiond 2008; exact while nothing overflows and the product's error does not underflow. */
function boldoMelquiond(a: number, b: number, c: number, product: number): number {
  const productLow = productError(a, b, product);
  const low = c + productLow;
  const lowError = sumError(c, productLow, low);
  const high = product + low;
  const highError = sumError(product, low, high);
  const tail = lowError + highError;
  return high + roundToOdd(tail, sumError(lowError, highError, tail));
}

/** ±significand · 2^exponent of a finite double. */
function fields(x: number): [bigint, number] {
  const bits = doubleToBits(x);
  const field = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const significand = field === 0 ? fraction : fraction | 0x10000000000000n;
  return [bits >> 63n ? -significand : significand, Math.max(field, 1) - 1075];
}

function exactly(a: number, b: number, c: number): number {
  const [ma, ea] = fields(a);
  const [mb, eb] = fields(b);
  const [mc, ec] = fields(c);
  const e = Math.min(ea + eb, ec);
  const sum = ((ma * mb) << BigInt(ea + eb - e)) + (mc << BigInt(ec - e));
  return roundScaledInteger(sum, e);
}

/** RN(n · 2^e) in binary64 (ties to even, subnormals, overflow to infinity); +0 for n = 0. */
export function roundScaledInteger(n: bigint, e: number): number {
  if (n === 0n) return 0;
  const magnitude = n < 0n ? -n : n;
  const length = bitLength(magnitude);
  // Bits below the last place kept: at least those beyond 53, and all below 2^−1074.
  const drop = Math.max(length - 53, -1074 - e);
  let significand: bigint;
  if (drop <= 0) significand = magnitude << BigInt(-drop);
  else {
    const half = 1n << BigInt(drop - 1);
    const rest = magnitude & ((half << 1n) - 1n);
    significand = magnitude >> BigInt(drop);
    if (rest > half || (rest === half && (significand & 1n) === 1n)) significand += 1n;
  }
  // value = significand · 2^(e + drop), significand ≤ 2^53. A carry into the next binade carries into the exponent.
  const place = BigInt(e + drop + 1074);
  let bits = (place << 52n) + significand; // also right for subnormals, whose place is 0
  if (bits >= 0x7ff0000000000000n) bits = 0x7ff0000000000000n;
  return bitsToDouble(n < 0n ? bits | 0x8000000000000000n : bits);
}

function bitLength(n: bigint): number {
  const hex = n.toString(16);
  return 4 * (hex.length - 1) + (32 - Math.clz32(parseInt(hex[0], 16)));
}
