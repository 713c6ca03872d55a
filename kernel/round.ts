/**
 * Rounding many doubles to a floating-point format of at most 25 significand bits: to nearest even, on bit patterns.
 * What `format.round` of `src/number/float-format.ts` does; a test compares them.
 */

/**
 * @param from address of doubles, a multiple of 16 bytes of them
 * @param to where the rounded ones go; may be `from`
 * @param dropped significand bits of binary64 that go: 53 − precision
 * @param minNormal 2^emin
 * @param shifter 1.5 · 2^(lowest + 52), where 2^lowest is the spacing below minNormal: adding it and taking it away rounds there
 * @param overflowed what a magnitude above `maxFinite` becomes
 * @param flush 0, or the smallest normal number where there are no subnormals: below it nearest of it and 0
 */
export function roundMany(
  from: usize,
  to: usize,
  count: i32,
  dropped: i32,
  minNormal: f64,
  shifter: f64,
  maxFinite: f64,
  overflowed: f64,
  flush: f64,
): void {
  const one = i64x2.splat(1);
  const half = i64x2.splat((<i64>1 << (<i64>dropped - 1)) - 1);
  const mask = i64x2.splat(~((<i64>1 << <i64>dropped) - 1));
  const sign = i64x2.splat(i64.MIN_VALUE);
  const normal = f64x2.splat(minNormal);
  const shift = f64x2.splat(shifter);
  const most = f64x2.splat(maxFinite);
  const beyond = f64x2.splat(overflowed);
  const gap = f64x2.splat(flush);
  const halfGap = f64x2.splat(0.5 * flush);
  const zero = f64x2.splat(0);
  for (const end = from + (<usize>count << 3); from < end; from += 16, to += 16) {
    const x = v128.load(from);
    const signs = v128.and(x, sign);
    const magnitude = v128.xor(x, signs);
    const odd = v128.and(i64x2.shr_u(magnitude, dropped), one);
    const large = v128.and(i64x2.add(i64x2.add(magnitude, half), odd), mask);
    const small = f64x2.sub(f64x2.add(magnitude, shift), shift);
    let rounded = v128.bitselect(small, large, f64x2.lt(magnitude, normal));
    rounded = v128.bitselect(beyond, rounded, f64x2.gt(rounded, most));
    if (flush > 0) {
      const inGap = f64x2.lt(rounded, gap);
      rounded = v128.bitselect(v128.bitselect(gap, zero, f64x2.gt(magnitude, halfGap)), rounded, inGap);
    }
    // A NaN stays what it is.
    const number = f64x2.eq(x, x);
    v128.store(to, v128.bitselect(v128.or(rounded, signs), x, number));
  }
}
