/**
 * The inner loop of the exhaustive proof (`src/certify/exhaustive-runner.ts` is its host, and holds the same loop in
 * TypeScript for formats without a kernel; a test keeps the two equal, number for number).
 *
 * A *piece* is a range of inputs on which the true function f is known to be `p(x) ± w(x)`:
 *   t = (x − c) s,  r = (((c7 t + c6) t + …) t + c1) t,  p = c0 + r,  w = ρ|p| + α,
 * in double arithmetic, whose own rounding is already inside ρ and α.
 */

/** f64 slots of a piece, in order: c, s, c0, c1 … c7, ρ, α, and a lower bound of |f|, at least the smallest normal. */
const CENTRE: usize = 0;
const SCALE: usize = 8;
const COEFFICIENTS: usize = 16;
const RHO: usize = 80;
const ALPHA: usize = 88;
const LOWER: usize = 96;

const MEASURE_ULP: i32 = 0;
const MEASURE_RELATIVE: i32 = 1;

/** Writes `points` consecutive float32 bit patterns, starting at `bits`. `points` is rounded up to a multiple of 4. */
export function fillF32(target: usize, bits: i32, points: i32): void {
  let pattern = i32x4.add(i32x4.splat(bits), i32x4(0, 1, 2, 3));
  const four = i32x4.splat(4);
  const end = target + (<usize>(points + 3) & ~3) * 4;
  for (let at = target; at < end; at += 16) {
    v128.store(at, pattern);
    pattern = i32x4.add(pattern, four);
  }
}

/** How many of `points` results are equal to `wanted`; for a NaN, how many are NaN. */
export function countF32(y: usize, points: i32, wanted: f32): i32 {
  const same = f32x4.splat(wanted);
  const ordinary = i32x4.splat(wanted == wanted ? 0 : -1);
  let counts = i32x4.splat(0);
  let index = i32x4(0, 1, 2, 3);
  const four = i32x4.splat(4);
  const limit = i32x4.splat(points);
  for (let i = 0; i < points; i += 4) {
    const ys = v128.load(y + (<usize>i << 2));
    const found = v128.or(f32x4.eq(ys, same), v128.and(f32x4.ne(ys, ys), ordinary));
    counts = i32x4.sub(counts, v128.and(found, i32x4.lt_s(index, limit)));
    index = i32x4.add(index, four);
  }
  return sum(counts);
}

/** How many of `points` results are equal to their inputs. */
export function countSameF32(x: usize, y: usize, points: i32): i32 {
  let counts = i32x4.splat(0);
  let index = i32x4(0, 1, 2, 3);
  const four = i32x4.splat(4);
  const limit = i32x4.splat(points);
  for (let i = 0; i < points; i += 4) {
    const found = f32x4.eq(v128.load(x + (<usize>i << 2)), v128.load(y + (<usize>i << 2)));
    counts = i32x4.sub(counts, v128.and(found, i32x4.lt_s(index, limit)));
    index = i32x4.add(index, four);
  }
  return sum(counts);
}

// @ts-ignore: decorator
@inline
function sum(counts: v128): i32 {
  return (
    i32x4.extract_lane(counts, 0) +
    i32x4.extract_lane(counts, 1) +
    i32x4.extract_lane(counts, 2) +
    i32x4.extract_lane(counts, 3)
  );
}

// What the last check found; read by the host right after the call.
let largest: f64 = 0;
let largestAt: i32 = -1;
let correct: i32 = 0;

export function checkLargest(): f64 {
  return largest;
}
export function checkLargestAt(): i32 {
  return largestAt;
}
export function checkCorrect(): i32 {
  return correct;
}

/** The errors that the last check in ulp computed, a block of them. */
const ERRORS: usize = memory.data(1024 * 8, 16);
/** Bins of errors up to 1, and in all. */
const FINE: i32 = 16;
const BINS: usize = 20;
/** Four sets of bins, one a lane: one counter is not waited for by the next point. */
const LANE_BINS: usize = memory.data(4 * BINS * 4, 16);

// @ts-ignore: decorator
@inline
function countIn(lane: usize, bin: i32): void {
  const at = LANE_BINS + ((lane * BINS + <usize>bin) << 2);
  store<i32>(at, load<i32>(at) + 1);
}

function binOf(e: f64): i32 {
  return e < 1 ? i32(e * FINE) : e < 2 ? 16 : e < 4 ? 17 : e < 8 ? 18 : 19;
}

/** One pair of points: p = c0 + Horner(t). */
// @ts-ignore: decorator
@inline
function horner(
  t: v128,
  c0: v128,
  c1: v128,
  c2: v128,
  c3: v128,
  c4: v128,
  c5: v128,
  c6: v128,
  c7: v128,
): v128 {
  let r = f64x2.add(f64x2.mul(c7, t), c6);
  r = f64x2.add(f64x2.mul(r, t), c5);
  r = f64x2.add(f64x2.mul(r, t), c4);
  r = f64x2.add(f64x2.mul(r, t), c3);
  r = f64x2.add(f64x2.mul(r, t), c2);
  r = f64x2.add(f64x2.mul(r, t), c1);
  return f64x2.add(c0, f64x2.mul(r, t));
}

/**
 * The error of one pair, in the measure. The unit in the last place is taken at a lower bound of |f|, so it is never
 * larger than f's own (and equal to it but within w of a power of two).
 */
// @ts-ignore: decorator
@inline
function errorOf(y: v128, p: v128, w: v128, lower: v128, measure: i32): v128 {
  const distance = f64x2.abs(f64x2.sub(y, p));
  if (measure == MEASURE_ULP) {
    const size = f64x2.max(f64x2.sub(f64x2.abs(p), w), lower);
    // 2^e of size by its exponent field; 1/ulp = 2^(23 − e): biased exponent 2046 + 23 − (e + 1023).
    const power = v128.and(size, i64x2.splat(0x7ff0000000000000));
    return f64x2.mul(distance, i64x2.sub(i64x2.splat(2069 << 52), power));
  }
  if (measure == MEASURE_RELATIVE) return f64x2.div(distance, f64x2.abs(p));
  return distance;
}

// @ts-ignore: decorator
@inline
function check(
  x: usize,
  y: usize,
  points: i32,
  piece: usize,
  model: usize,
  flagged: usize,
  threshold: f64,
  measure: i32,
): i32 {
  const centre = v128.load64_splat(piece + CENTRE);
  const scale = v128.load64_splat(piece + SCALE);
  const c0 = v128.load64_splat(piece + COEFFICIENTS);
  const c1 = v128.load64_splat(piece + COEFFICIENTS + 8);
  const c2 = v128.load64_splat(piece + COEFFICIENTS + 16);
  const c3 = v128.load64_splat(piece + COEFFICIENTS + 24);
  const c4 = v128.load64_splat(piece + COEFFICIENTS + 32);
  const c5 = v128.load64_splat(piece + COEFFICIENTS + 40);
  const c6 = v128.load64_splat(piece + COEFFICIENTS + 48);
  const c7 = v128.load64_splat(piece + COEFFICIENTS + 56);
  const rho = v128.load64_splat(piece + RHO);
  const alpha = v128.load64_splat(piece + ALPHA);
  const lower = v128.load64_splat(piece + LOWER);
  const infinity = f32x4.splat(Infinity);
  const infinity64 = f64x2.splat(Infinity);

  let best = threshold;
  let bestAt = -1;
  let bests = f64x2.splat(best);
  let counts = i32x4.splat(0);
  let flags = 0;
  let index = i32x4(0, 1, 2, 3);
  const four = i32x4.splat(4);
  const limit = i32x4.splat(points);

  for (let i = 0; i < points; i += 4) {
    const ys = v128.load(y + (<usize>i << 2));
    const valid = i32x4.lt_s(index, limit);
    index = i32x4.add(index, four);

    const y0 = f64x2.promote_low_f32x4(ys);
    const y1 = f64x2.promote_low_f32x4(v128.shuffle<i64>(ys, ys, 1, 0));
    let p0: v128;
    let p1: v128;
    if (model != 0) {
      p0 = v128.load(model + (<usize>i << 3));
      p1 = v128.load(model + (<usize>i << 3), 16);
    } else {
      const xs = v128.load(x + (<usize>i << 2));
      const x0 = f64x2.promote_low_f32x4(xs);
      const x1 = f64x2.promote_low_f32x4(v128.shuffle<i64>(xs, xs, 1, 0));
      p0 = horner(f64x2.mul(f64x2.sub(x0, centre), scale), c0, c1, c2, c3, c4, c5, c6, c7);
      p1 = horner(f64x2.mul(f64x2.sub(x1, centre), scale), c0, c1, c2, c3, c4, c5, c6, c7);
    }
    const w0 = f64x2.add(f64x2.mul(f64x2.abs(p0), rho), alpha);
    const w1 = f64x2.add(f64x2.mul(f64x2.abs(p1), rho), alpha);

    // Rounding is monotone: where both ends of the enclosure round to one number, that number is RN(f).
    const below = v128.shuffle<i64>(
      f32x4.demote_f64x2_zero(f64x2.sub(p0, w0)),
      f32x4.demote_f64x2_zero(f64x2.sub(p1, w1)),
      0,
      2,
    );
    const above = v128.shuffle<i64>(
      f32x4.demote_f64x2_zero(f64x2.add(p0, w0)),
      f32x4.demote_f64x2_zero(f64x2.add(p1, w1)),
      0,
      2,
    );
    const finite = f32x4.lt(f32x4.abs(ys), infinity);
    let decided = v128.and(f32x4.eq(below, above), finite);

    const e0 = errorOf(y0, p0, w0, lower, measure);
    const e1 = errorOf(y1, p1, w1, lower, measure);
    if (measure == MEASURE_ULP) {
      const at = ERRORS + (<usize>i << 3);
      v128.store(at, e0);
      v128.store(at, e1, 16);
    }
    if (measure == MEASURE_RELATIVE) {
      // p = 0 gives 0/0 or a quotient that is infinite.
      const known = v128.shuffle<i32>(f64x2.lt(e0, infinity64), f64x2.lt(e1, infinity64), 0, 2, 4, 6);
      decided = v128.and(decided, known);
    }
    const undecided = v128.andnot(valid, decided);
    counts = i32x4.sub(counts, v128.and(v128.and(decided, f32x4.eq(ys, below)), valid));
    const more = v128.or(f64x2.gt(e0, bests), f64x2.gt(e1, bests));

    if (v128.any_true(v128.or(more, undecided))) {
      const bits = i32x4.bitmask(undecided);
      for (let lane = 0; lane < 4; lane++) {
        if (i + lane >= points) break;
        if ((bits >> lane) & 1) {
          store<i32>(flagged + (<usize>flags << 2), i + lane);
          flags++;
        }
        const pair = lane < 2 ? e0 : e1;
        const e = lane & 1 ? f64x2.extract_lane(pair, 1) : f64x2.extract_lane(pair, 0);
        if (e > best && e < Infinity) {
          best = e;
          bestAt = i + lane;
        }
      }
      bests = f64x2.splat(best);
    }
  }
  largest = best;
  largestAt = bestAt;
  correct = sum(counts);
  return flags;
}

/**
 * Counts the errors in ulp that the last check left, of `points` points: sixteen bins up to 1, then up to 2, 4, 8, and the
 * rest, NaN too (i32 at `bins`).
 */
export function histogramErrors(points: i32, bins: usize): void {
  const one = f64x2.splat(1);
  const fine = f64x2.splat(FINE);
  memory.fill(LANE_BINS, 0, 4 * BINS * 4);
  let i = 0;
  for (; i + 4 <= points; i += 4) {
    const at = ERRORS + (<usize>i << 3);
    const e0 = v128.load(at);
    const e1 = v128.load(at, 16);
    if (i64x2.all_true(v128.and(f64x2.lt(e0, one), f64x2.lt(e1, one)))) {
      const b0 = i32x4.trunc_sat_f64x2_s_zero(f64x2.mul(e0, fine));
      const b1 = i32x4.trunc_sat_f64x2_s_zero(f64x2.mul(e1, fine));
      countIn(0, i32x4.extract_lane(b0, 0));
      countIn(1, i32x4.extract_lane(b0, 1));
      countIn(2, i32x4.extract_lane(b1, 0));
      countIn(3, i32x4.extract_lane(b1, 1));
    } else {
      for (let lane: usize = 0; lane < 4; lane++) countIn(lane, binOf(load<f64>(at + (lane << 3))));
    }
  }
  for (; i < points; i++) countIn(0, binOf(load<f64>(ERRORS + (<usize>i << 3))));
  for (let k: usize = 0; k < BINS; k++) {
    let total = load<i32>(bins + (k << 2));
    for (let lane: usize = 0; lane < 4; lane++) total += load<i32>(LANE_BINS + ((lane * BINS + k) << 2));
    store<i32>(bins + (k << 2), total);
  }
}

/** The measure is a constant of each copy of the loop, and so is whether p comes from a table. */
// @ts-ignore: decorator
@inline
function dispatch(
  x: usize,
  y: usize,
  points: i32,
  piece: usize,
  model: usize,
  flagged: usize,
  threshold: f64,
  measure: i32,
): i32 {
  if (measure == MEASURE_ULP) return check(x, y, points, piece, model, flagged, threshold, MEASURE_ULP);
  if (measure == MEASURE_RELATIVE) {
    return check(x, y, points, piece, model, flagged, threshold, MEASURE_RELATIVE);
  }
  return check(x, y, points, piece, model, flagged, threshold, 2);
}

/**
 * Compares `points` results `y` of a float32 program at inputs `x` with the piece's enclosure of f.
 * @param flagged where the indices (i32) of points it cannot judge are written: the rounding of f is undecided, the
 *   result is not finite, or (relative) the error is not a finite number
 * @param threshold only errors above it are looked for: the largest of them, and its index, are left in
 *   `checkLargest`, `checkLargestAt` (−1: none); `checkCorrect` has the number of correctly rounded results among
 *   the points not flagged
 * @param measure 0 ulp, 1 relative, 2 absolute
 * @returns how many points are flagged
 */
export function checkF32(
  x: usize,
  y: usize,
  points: i32,
  piece: usize,
  flagged: usize,
  threshold: f64,
  measure: i32,
): i32 {
  return dispatch(x, y, points, piece, 0, flagged, threshold, measure);
}

/** The same where p comes from a table of doubles at `model`, NaN where it is not known; of the piece ρ and α count. */
export function checkModelF32(
  model: usize,
  y: usize,
  points: i32,
  piece: usize,
  flagged: usize,
  threshold: f64,
  measure: i32,
): i32 {
  return dispatch(0, y, points, piece, model, flagged, threshold, measure);
}
