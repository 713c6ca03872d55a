/** The fraction of the least denominator (at most `most`) within `tolerance` of x, by continued fractions. */
export function nearFraction(
  x: number,
  tolerance: number,
  most: number,
): readonly [numerator: number, denominator: number] | undefined {
  let [p0, q0, p1, q1] = [0, 1, 1, 0];
  let rest = x;
  for (let i = 0; i < 40; i++) {
    const whole = Math.floor(rest);
    [p0, p1] = [p1, whole * p1 + p0];
    [q0, q1] = [q1, whole * q1 + q0];
    if (q1 > most || !Number.isSafeInteger(p1)) return undefined;
    if (Math.abs(x - p1 / q1) <= tolerance) return [p1, q1];
    rest = 1 / (rest - whole);
    if (!Number.isFinite(rest)) return undefined;
  }
  return undefined;
}
