/** The fraction p/q of the least denominator in [a/b, c/d], 0 < a/b ≤ c/d (continued fractions of both ends). */
export function simplestFraction(a: bigint, b: bigint, c: bigint, d: bigint): [bigint, bigint] {
  const whole = a / b;
  if (whole * b === a) return [whole, 1n];
  if (whole < c / d) return [whole + 1n, 1n];
  const [p, q] = simplestFraction(d, c - whole * d, b, a - whole * b);
  return [whole * p + q, p];
}
