import { doubleToBits, nextUp, powerOfTwo } from './double-bits.ts';
import { absolute, bitLength, roundedQuotient } from './exact/integers.ts';

/** The number m·2^e, exactly. */
export type Dyadic = { readonly m: bigint; readonly e: number };

export const DYADIC_ZERO: Dyadic = { m: 0n, e: 0 };
export const DYADIC_ONE: Dyadic = { m: 1n, e: 0 };

/** @param x finite */
export function dyadicOf(x: number): Dyadic {
  if (x === 0) return DYADIC_ZERO;
  const bits = doubleToBits(Math.abs(x));
  const field = Number(bits >> 52n);
  const fraction = bits & 0xfffffffffffffn;
  const m = field === 0 ? fraction : fraction | (1n << 52n);
  return { m: x < 0 ? -m : m, e: Math.max(field, 1) - 1075 };
}

export function addDyadics(a: Dyadic, b: Dyadic): Dyadic {
  if (a.m === 0n) return b;
  if (b.m === 0n) return a;
  const e = Math.min(a.e, b.e);
  const m = (a.m << BigInt(a.e - e)) + (b.m << BigInt(b.e - e));
  return m === 0n ? DYADIC_ZERO : { m, e };
}

export function multiplyDyadics(a: Dyadic, b: Dyadic): Dyadic {
  return a.m === 0n || b.m === 0n ? DYADIC_ZERO : { m: a.m * b.m, e: a.e + b.e };
}

export function negateDyadic({ m, e }: Dyadic): Dyadic {
  return { m: -m, e };
}

/** a/b to so many bits, within one unit of the last. */
export function divideDyadics(a: Dyadic, b: Dyadic, bits: number): Dyadic {
  const shift = Math.max(0, bits + bitLength(b.m) - bitLength(a.m) + 1);
  const numerator = a.m << BigInt(shift);
  const m = b.m > 0n ? roundedQuotient(numerator, b.m) : roundedQuotient(-numerator, -b.m);
  return { m, e: a.e - shift - b.e };
}

/** |a| as a double, rounded up. */
export function magnitudeAbove({ m, e }: Dyadic): number {
  if (m === 0n) return 0;
  const size = absolute(m);
  const excess = bitLength(size) - 53;
  if (excess <= 0) return scaledUp(Number(size), e);
  return scaledUp(Number((size >> BigInt(excess)) + 1n), e + excess);
}

/** x·2^e, rounded up; x has at most 54 bits. */
function scaledUp(x: number, e: number): number {
  if (e > 1000) return Infinity;
  if (e >= -1000) return nextUp(x * powerOfTwo(e));
  return e < -1200 ? Number.MIN_VALUE : nextUp(x * powerOfTwo(-600) * powerOfTwo(e + 600));
}

/** The integer that a is, where it is one. */
export function integerOf({ m, e }: Dyadic): bigint | undefined {
  if (e >= 0) return m << BigInt(e);
  const divisor = 1n << BigInt(-e);
  return m % divisor === 0n ? m / divisor : undefined;
}

/** The integer nearest to a (of two the larger). */
export function nearestInteger({ m, e }: Dyadic): bigint {
  return e >= 0 ? m << BigInt(e) : roundedQuotient(m, 1n << BigInt(-e));
}
