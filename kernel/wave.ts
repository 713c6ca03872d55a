/**
 * sin(κ) or tan(κ) of consecutive float32 numbers, where κ = K x + D quarter turns is known modulo 4 as a 128-bit
 * integer V = κ · 2^126 (mod 2^128), and the next number's is V + step: both exact integers, so nothing grows but the
 * error that K and D came with, at most 2^-100 quarter turns (`src/certify/wave.ts`). This is the argument reduction
 * of Payne and Hanek (Radian reduction for trigonometric functions, SIGNUM 18(1), 1983), one addition an input.
 *
 * Claim: every result p that is not NaN has |p − f| ≤ 2^-48 |p|. Proof, with u = 2^-53 and relative errors:
 * - q is the nearest quarter turn and z = κ − q, |z| ≤ 1/2. Results with |z| < 2^-40 are NaN, unless V is exact (then
 *   K x + D has so few bits that z and its conversion are). The signed high word and the low one are converted with u
 *   each, and added: 2.01 u; with 2^-100 ≤ 2^-60 |z|, z is off by 2.03 u. θ = z π/2: π/2 by 0.36 u, the product u:
 *   δ = 3.4 u in all.
 * - sin θ ≈ θ + θ (s Q(s)), s = θ² ≤ 0.617: seven Taylor terms, the next one (alternating) is ≤ θ^17/17!: 0.6 u.
 *   |s Q| ≤ 0.103, and Q by Horner's scheme is off by ≤ 2.3 u (terms fall by a factor above 30), s and two products by
 *   3 u: 0.103 · 5.3 u/0.9 + the last sum's u = 1.7 u. δ passes with factor θ cot θ ≤ 1. In all 5.7 u.
 * - cos θ ≈ 1 + s R(s): the next term is ≤ θ^16/16!: 12.9 u (cos ≥ 0.707). |s R| ≤ 0.309 is off by 4.4 u: with the last
 *   sum (1.4 u + u)/0.707 = 3.4 u. δ passes with θ tan θ ≤ 0.79: 2.7 u. In all 19 u.
 * - tan: the quotient of both, or its negative inverse: 5.7 u + 19 u + u < 26 u < 2^-48.
 */

const TINY: f64 = 9.094947017729282e-13; // 2^-40
const HALF_PI: f64 = 1.5707963267948966;

// (−1)^k/(2k+1)! and (−1)^k/(2k)!, k = 1 … 7, to nearest.
const S1: f64 = -1.0 / 6.0;
const S2: f64 = 1.0 / 120.0;
const S3: f64 = -1.0 / 5040.0;
const S4: f64 = 1.0 / 362880.0;
const S5: f64 = -1.0 / 39916800.0;
const S6: f64 = 1.0 / 6227020800.0;
const S7: f64 = -1.0 / 1307674368000.0;
const C1: f64 = -1.0 / 2.0;
const C2: f64 = 1.0 / 24.0;
const C3: f64 = -1.0 / 720.0;
const C4: f64 = 1.0 / 40320.0;
const C5: f64 = -1.0 / 3628800.0;
const C6: f64 = 1.0 / 479001600.0;
const C7: f64 = -1.0 / 87178291200.0;

/** One coefficient of a pair: of the cosine where `odd`. */
// @ts-ignore: decorator
@inline
function pick(odd: v128, c: f64, s: f64): v128 {
  return v128.bitselect(f64x2.splat(c), f64x2.splat(s), odd);
}

/** sin θ, or cos θ where `odd` is all ones. */
// @ts-ignore: decorator
@inline
function sine(theta: v128, odd: v128): v128 {
  const s = f64x2.mul(theta, theta);
  let r = f64x2.add(f64x2.mul(pick(odd, C7, S7), s), pick(odd, C6, S6));
  r = f64x2.add(f64x2.mul(r, s), pick(odd, C5, S5));
  r = f64x2.add(f64x2.mul(r, s), pick(odd, C4, S4));
  r = f64x2.add(f64x2.mul(r, s), pick(odd, C3, S3));
  r = f64x2.add(f64x2.mul(r, s), pick(odd, C2, S2));
  r = f64x2.add(f64x2.mul(r, s), pick(odd, C1, S1));
  const base = v128.bitselect(f64x2.splat(1), theta, odd);
  return f64x2.add(base, f64x2.mul(base, f64x2.mul(s, r)));
}

/** The nearest quarter turn (0 … 3) of V, and what is left of it, in quarter turns. */
// @ts-ignore: decorator
@inline
function quarter(high: u64): u64 {
  return (high + (1 << 61)) >> 62;
}
// @ts-ignore: decorator
@inline
function remainder(high: u64, low: u64, turn: u64): f64 {
  // The low word without its last bit, which is 2^-126: a signed conversion is one instruction.
  return <f64>(<i64>(high - (turn << 62))) * 2.168404344971009e-19 + <f64>(<i64>(low >> 1)) * 2.350988701644575e-38;
}

/**
 * Writes `points` doubles (rounded up to a pair).
 * @param high, low V of the first input
 * @param stepHigh, stepLow what V grows by
 * @param least 2^-40, or 0 when V is exact
 */
// @ts-ignore: decorator
@inline
function fill(
  target: usize,
  points: i32,
  high: u64,
  low: u64,
  stepHigh: u64,
  stepLow: u64,
  exact: i32,
  tangent: bool,
): void {
  const least = f64x2.splat(exact ? 0 : TINY);
  const nan = f64x2.splat(NaN);
  const end = target + (<usize>(points + 1) & ~1) * 8;
  for (let at = target; at < end; at += 16) {
    const turn0 = quarter(high);
    const z0 = remainder(high, low, turn0);
    low += stepLow;
    high += stepHigh + u64(low < stepLow);
    const turn1 = quarter(high);
    const z1 = remainder(high, low, turn1);
    low += stepLow;
    high += stepHigh + u64(low < stepLow);

    const z = f64x2.replace_lane(f64x2.splat(z0), 1, z1);
    const turns = i64x2.replace_lane(i64x2.splat(turn0), 1, turn1);
    const odd = i64x2.neg(v128.and(turns, i64x2.splat(1)));
    const theta = f64x2.mul(z, f64x2.splat(HALF_PI));
    let p = sine(theta, odd);
    if (tangent) {
      // The other one of the two, with the sign of −1/tan where the turn is odd.
      const other = sine(theta, v128.not(odd));
      p = f64x2.div(p, v128.xor(other, v128.and(odd, i64x2.splat(0x8000000000000000))));
    } else {
      p = v128.xor(p, i64x2.shl(v128.and(turns, i64x2.splat(2)), 62));
    }
    v128.store(at, v128.bitselect(nan, p, f64x2.lt(f64x2.abs(z), least)));
  }
}

/** sin of consecutive inputs; see {@link fill}. */
export function fillSine(
  target: usize,
  points: i32,
  high: u64,
  low: u64,
  stepHigh: u64,
  stepLow: u64,
  exact: i32,
): void {
  fill(target, points, high, low, stepHigh, stepLow, exact, false);
}

/** tan of consecutive inputs; see {@link fill}. */
export function fillTangent(
  target: usize,
  points: i32,
  high: u64,
  low: u64,
  stepHigh: u64,
  stepLow: u64,
  exact: i32,
): void {
  fill(target, points, high, low, stepHigh, stepLow, exact, true);
}
