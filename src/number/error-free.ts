/**
 * Error-free transforms in binary64: the rounding error of one operation, as a double.
 * Source: Muller et al., Handbook of Floating-Point Arithmetic, 2nd ed., §4.3–4.4.
 */

/** (a + b) − sum, exactly, for sum = RN(a + b) (Knuth's TwoSum; no overflow in between). */
export function sumError(a: number, b: number, sum: number): number {
  const bVirtual = sum - a;
  const aVirtual = sum - bVirtual;
  return a - aVirtual + (b - bVirtual);
}

/**
 * a·b − product, exactly, for product = RN(a·b) (Dekker, with Veltkamp's splitting).
 * Exact when |a|, |b| < 2^995, |a·b| < 2^1021 and a·b = 0 or |a·b| ≥ 2^−968.
 */
export function productError(a: number, b: number, product: number): number {
  const aScaled = a * 0x8000001;
  const aHigh = aScaled - (aScaled - a);
  const aLow = a - aHigh;
  const bScaled = b * 0x8000001;
  const bHigh = bScaled - (bScaled - b);
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}
