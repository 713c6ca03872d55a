/** a·b + c with one rounding, which WebAssembly lacks: on vectors by error-free transforms, else by integers. */

/** Round to odd: where `error` (the rounding error of `nearest`) is not 0, the odd one of the two neighbours. */
// @ts-ignore: decorator
@inline
function roundToOdd(nearest: v128, error: v128): v128 {
  const inexact = f64x2.gt(f64x2.abs(error), f64x2.splat(0)); // false for NaN: nearest is infinite or NaN
  const odd = i64x2.ne(v128.and(nearest, i64x2.splat(1)), i64x2.splat(0));
  // +1 ulp in magnitude where error and nearest have one sign, else −1: 1 | (all ones where signs differ)
  const step = v128.or(i64x2.shr_s(v128.xor(nearest, error), 63), i64x2.splat(1));
  return i64x2.add(nearest, v128.and(step, v128.andnot(inexact, odd)));
}

/** Knuth's TwoSum: (a + b) − sum. */
// @ts-ignore: decorator
@inline
function sumError(a: v128, b: v128, sum: v128): v128 {
  const bVirtual = f64x2.sub(sum, a);
  const aVirtual = f64x2.sub(sum, bVirtual);
  return f64x2.add(f64x2.sub(a, aVirtual), f64x2.sub(b, bVirtual));
}

// @ts-ignore: decorator
@inline
function upperHalf(x: v128): v128 {
  return i64x2.shuffle(x, x, 1, 1);
}

/**
 * May rounding `sum`, itself rounded, to float32 differ from rounding the exact sum? Only where it is a midpoint of
 * two float32 numbers (bit 28 of its significand set, all below clear), or in the subnormal range, whose midpoints
 * are elsewhere.
 */
// @ts-ignore: decorator
@inline
function doubtful(sum: v128): v128 {
  return v128.or(
    i64x2.eq(v128.and(sum, i64x2.splat(0x1fffffff)), i64x2.splat(0x10000000)),
    f64x2.lt(f64x2.abs(sum), f64x2.splat(1.1754943508222875e-38)),
  );
}

/** Four float32 lanes as binary64, where products are exact; sums in doubt are made odd, so they round as the exact ones. */
// @ts-ignore: decorator
@inline
export function fmaF32x4(a: v128, b: v128, c: v128): v128 {
  const c0 = f64x2.promote_low_f32x4(c);
  const c1 = f64x2.promote_low_f32x4(upperHalf(c));
  const product0 = f64x2.mul(f64x2.promote_low_f32x4(a), f64x2.promote_low_f32x4(b));
  const product1 = f64x2.mul(f64x2.promote_low_f32x4(upperHalf(a)), f64x2.promote_low_f32x4(upperHalf(b)));
  let sum0 = f64x2.add(product0, c0);
  let sum1 = f64x2.add(product1, c1);
  if (v128.any_true(v128.or(doubtful(sum0), doubtful(sum1)))) {
    sum0 = roundToOdd(sum0, sumError(product0, c0, sum0));
    sum1 = roundToOdd(sum1, sumError(product1, c1, sum1));
  }
  return i64x2.shuffle(f32x4.demote_f64x2_zero(sum0), f32x4.demote_f64x2_zero(sum1), 0, 2);
}

// @ts-ignore: decorator
@inline
function highPart(x: v128): v128 {
  const scaled = f64x2.mul(x, f64x2.splat(134217729.0));
  return f64x2.sub(scaled, f64x2.sub(scaled, x));
}

/** Boldo & Melquiond 2008, figure 4, where its products and sums are exact; elsewhere lane by lane. */
// @ts-ignore: decorator
@inline
export function fmaF64x2(a: v128, b: v128, c: v128): v128 {
  const product = f64x2.mul(a, b);
  const magnitude = f64x2.abs(product);
  const small = f64x2.splat(1e290);
  const safe = v128.and(
    v128.and(f64x2.lt(f64x2.abs(a), small), f64x2.lt(f64x2.abs(b), small)),
    v128.and(
      f64x2.lt(f64x2.abs(c), f64x2.splat(1e300)),
      v128.and(f64x2.lt(magnitude, f64x2.splat(1e300)), f64x2.gt(magnitude, f64x2.splat(1e-288))),
    ),
  );
  if (!i64x2.all_true(safe)) {
    const first = fmaF64(f64x2.extract_lane(a, 0), f64x2.extract_lane(b, 0), f64x2.extract_lane(c, 0));
    const second = fmaF64(f64x2.extract_lane(a, 1), f64x2.extract_lane(b, 1), f64x2.extract_lane(c, 1));
    return f64x2.replace_lane(f64x2.splat(first), 1, second);
  }
  const aHigh = highPart(a);
  const aLow = f64x2.sub(a, aHigh);
  const bHigh = highPart(b);
  const bLow = f64x2.sub(b, bHigh);
  const productLow = f64x2.sub(
    f64x2.mul(aLow, bLow),
    f64x2.sub(
      f64x2.sub(f64x2.sub(product, f64x2.mul(aHigh, bHigh)), f64x2.mul(aLow, bHigh)),
      f64x2.mul(aHigh, bLow),
    ),
  );
  const low = f64x2.add(c, productLow);
  const lowError = sumError(c, productLow, low);
  const high = f64x2.add(product, low);
  const highError = sumError(product, low, high);
  const tail = f64x2.add(lowError, highError);
  return f64x2.add(high, roundToOdd(tail, sumError(lowError, highError, tail)));
}

const EXPONENT: u64 = 0x7ff;
const HIDDEN: u64 = 1 << 52;
const INFINITY_BITS: u64 = EXPONENT << 52;

/** Right shift of a 128-bit integer that ORs what falls out into the last bit. `n` ≥ 0. High word; low in `low`. */
let low: u64 = 0;
function shiftRightSticky(high: u64, lowWord: u64, n: i32): u64 {
  if (n == 0) {
    low = lowWord;
    return high;
  }
  if (n >= 128) {
    low = u64((high | lowWord) != 0);
    return 0;
  }
  if (n >= 64) {
    const m = n - 64;
    const lost = m == 0 ? lowWord : lowWord | (high << (64 - m));
    low = (high >> m) | u64(lost != 0);
    return 0;
  }
  low = (lowWord >> n) | (high << (64 - n)) | u64(lowWord << (64 - n) != 0);
  return high >> n;
}

/** Exponent of the last place of a finite non-zero double whose significand is normalised to 53 bits. */
// @ts-ignore: decorator
@inline
function placeOf(bits: u64): i32 {
  const field = i32((bits >> 52) & EXPONENT);
  return field != 0 ? field - 1075 : -1074 - (i32(clz(bits << 1 >> 1)) - 11);
}

// @ts-ignore: decorator
@inline
function significandOf(bits: u64): u64 {
  const magnitude = bits << 1 >> 1;
  if (magnitude >= HIDDEN) return (bits & (HIDDEN - 1)) | HIDDEN;
  return magnitude << (clz(magnitude) - 11);
}

/** Correct for every input, by a 128-bit sum whose last bit is sticky. */
export function fmaF64(a: f64, b: f64, c: f64): f64 {
  const product = a * b;
  if (a == 0 || b == 0 || !isFinite(a) || !isFinite(b)) return product + c;
  if (!isFinite(c)) return c;
  if (c == 0) return product;
  const aBits = reinterpret<u64>(a);
  const bBits = reinterpret<u64>(b);
  const cBits = reinterpret<u64>(c);

  // Product of 105 or 106 bits as two words, moved to bits 124…125; c to bit 124: two bits to spare above.
  const ma = significandOf(aBits);
  const mb = significandOf(bBits);
  const mask: u64 = 0xffffffff;
  const low0 = (ma & mask) * (mb & mask);
  const middle0 = (ma >> 32) * (mb & mask) + (low0 >> 32);
  const middle1 = (ma & mask) * (mb >> 32) + (middle0 & mask);
  let pLow = (middle1 << 32) | (low0 & mask);
  let pHigh = (ma >> 32) * (mb >> 32) + (middle0 >> 32) + (middle1 >> 32);
  pHigh = (pHigh << 20) | (pLow >> 44);
  pLow <<= 20;
  const pPlace = placeOf(aBits) + placeOf(bBits) - 20;
  let cHigh = significandOf(cBits) << 8;
  let cLow: u64 = 0;
  const cPlace = placeOf(cBits) - 72;

  // Bits lost to alignment are far below the rounding position: they are lost only when nothing can cancel.
  let place = pPlace;
  if (pPlace >= cPlace) {
    cHigh = shiftRightSticky(cHigh, cLow, pPlace - cPlace);
    cLow = low;
  } else {
    place = cPlace;
    pHigh = shiftRightSticky(pHigh, pLow, cPlace - pPlace);
    pLow = low;
  }
  let sign = (aBits ^ bBits) >> 63;
  let high: u64;
  let rest: u64;
  if (sign == cBits >> 63) {
    rest = pLow + cLow;
    high = pHigh + cHigh + u64(rest < pLow);
  } else if (pHigh > cHigh || (pHigh == cHigh && pLow >= cLow)) {
    rest = pLow - cLow;
    high = pHigh - cHigh - u64(pLow < cLow);
    if ((high | rest) == 0) return 0;
  } else {
    rest = cLow - pLow;
    high = cHigh - pHigh - u64(cLow < pLow);
    sign ^= 1;
  }

  // The top 64 bits, the rest sticky.
  if (high == 0) {
    high = rest;
    rest = 0;
    place -= 64;
  }
  const shift = clz(high);
  if (shift != 0) {
    high = (high << shift) | (rest >> (64 - shift));
    rest <<= shift;
  }
  high |= u64(rest != 0);
  const exponent = place + 64 - i32(shift) + 63;
  return reinterpret<f64>((sign << 63) | rounded(high, exponent));
}

/** Bits of RN(m · 2^(exponent − 63)), bit 63 of m set, bit 0 of m sticky. */
function rounded(m: u64, exponent: i32): u64 {
  const below = max(0, -1022 - exponent);
  const drop = 11 + below;
  if (drop > 64) return 0;
  if (drop == 64) return u64(m > 1 << 63);
  const half: u64 = 1 << (drop - 1);
  const remainder = m & ((half << 1) - 1);
  let kept = m >> drop;
  if (remainder > half || (remainder == half && (kept & 1) == 1)) kept++;
  if (below != 0) return kept;
  if (exponent > 1023) return INFINITY_BITS;
  // A carry to 2^53 moves into the exponent, also from the last binade to infinity.
  return (u64(exponent + 1022) << 52) + kept;
}
