/**
 * Sums and products of two features against targets: what a least-squares fit of scale and offset leaves, for all
 * partners of one feature in a call. Those are told that are below a threshold of the host's, which looks at them
 * again: thresholds only fall. All vectors have a whole number of pairs of lanes, 0 past the rows.
 */
import { dot, sumLanes } from '../lanes';

/** Part of a squared norm that rounding may leave of it (`src/search/regress/constant-price.ts`). */
const ROUNDING: f64 = 1e-13;

/** Of one target the thresholds: by complexity, by description; and of pairs that longer sums grow from. */
@unmanaged
class Thresholds {
  /** Of a score, one for each sum of two levels. */
  levels: u32;
  /** Of a score times the prices of both. */
  short: f64;
  /** Of what is left. */
  start: f64;
}

let targets: usize = 0;
let prices: usize = 0;
let levels: usize = 0;
let least: f64 = 1;

/**
 * @param t a record for each target: {@link Thresholds}
 * @param p price of each feature (f64); @param l its complexity (i32)
 * @param factor what a loss is multiplied by at least, for its constants
 */
export function usePairs(t: usize, p: usize, l: usize, factor: f64): void {
  targets = t;
  prices = p;
  levels = l;
  least = factor;
}

/**
 * Sums of unit vector `i` and those before it.
 * @param cosines `count` for each target; @param looked targets; @param out j, t (i32) and the units' inner product
 * @returns how many are told
 */
export function sumPairs(
  units: usize,
  bytes: usize,
  i: i32,
  cosines: usize,
  count: i32,
  looked: i32,
  out: usize,
): i32 {
  const u = units + <usize>i * bytes;
  const price = load<f64>(prices + (<usize>i << 3));
  const level = load<i32>(levels + (<usize>i << 2));
  let told = 0;
  for (let j = 0; j < i; j++) {
    const rho = dot(u, units + <usize>j * bytes, bytes);
    const rest = 1 - rho * rho;
    if (rest < 1e-10) continue;
    const form = price * load<f64>(prices + (<usize>j << 3));
    const complexity = <usize>(level + load<i32>(levels + (<usize>j << 2))) << 3;
    for (let t = 0; t < looked; t++) {
      const row = cosines + ((<usize>t * <usize>count) << 3);
      const ci = load<f64>(row + (<usize>i << 3));
      const cj = load<f64>(row + (<usize>j << 3));
      const alpha = (ci - cj * rho) / rest;
      const beta = (cj - ci * rho) / rest;
      const free = 1 - alpha * ci - beta * cj;
      const target = changetype<Thresholds>(targets + <usize>t * offsetof<Thresholds>());
      const score = (max<f64>(free, 0) + ROUNDING) * least;
      const near = score < load<f64>(<usize>target.levels + complexity);
      if (!near && !(free < target.start) && !(score * form < target.short)) continue;
      store<i32>(out, j);
      store<i32>(out, t, 4);
      store<f64>(out, rho, 8);
      out += 16;
      told += 1;
    }
  }
  return told;
}

/**
 * Products of feature `i` and the `others` before `end`.
 * @param units of the targets; of the first `peeled` features all `looked`, else one
 * @param work as many vectors as targets
 * @param out j, t (i32), sum and sum of squares of the product, and its inner product with the target
 */
export function productPairs(
  features: usize,
  others: usize,
  bytes: usize,
  rows: i32,
  i: i32,
  end: i32,
  units: usize,
  looked: i32,
  peeled: i32,
  work: usize,
  out: usize,
): i32 {
  const a = features + <usize>i * bytes;
  const price = load<f64>(prices + (<usize>i << 3));
  const level = load<i32>(levels + (<usize>i << 2)) + 1;
  for (let t = 0; t < looked; t++) {
    const shift = <usize>t * bytes;
    for (let k: usize = 0; k < bytes; k += 16)
      v128.store(work + shift + k, f64x2.mul(v128.load(a + k), v128.load(units + shift + k)));
  }
  let told = 0;
  for (let j = 0; j < end; j++) {
    const b = others + <usize>j * bytes;
    let sums = f64x2.splat(0);
    let squares = f64x2.splat(0);
    let alongs = f64x2.splat(0);
    for (let k: usize = 0; k < bytes; k += 16) {
      const g = v128.load(b + k);
      const product = f64x2.mul(v128.load(a + k), g);
      sums = f64x2.add(sums, product);
      squares = f64x2.add(squares, f64x2.mul(product, product));
      alongs = f64x2.add(alongs, f64x2.mul(v128.load(work + k), g));
    }
    const sum = sumLanes(sums);
    const square = sumLanes(squares);
    const spread = square - (sum * sum) / rows;
    if (!(spread > 1e-12 * square)) continue;
    const form = price * load<f64>(prices + (<usize>j << 3));
    const complexity = <usize>(level + load<i32>(levels + (<usize>j << 2))) << 3;
    const all = max(i, j) < peeled ? looked : 1;
    let along = sumLanes(alongs);
    for (let t = 0; ; ) {
      const target = changetype<Thresholds>(targets + <usize>t * offsetof<Thresholds>());
      const score = (max<f64>(1 - (along * along) / spread, 0) + ROUNDING) * least;
      if (score < load<f64>(<usize>target.levels + complexity) || score * form < target.short) {
        store<i32>(out, j);
        store<i32>(out, t, 4);
        store<f64>(out, sum, 8);
        store<f64>(out, square, 16);
        store<f64>(out, along, 24);
        out += 32;
        told += 1;
      }
      if (++t >= all) break;
      along = dot(work + <usize>t * bytes, b, bytes);
    }
  }
  return told;
}

/**
 * What a further term leaves of a residual, for every unit vector, Infinity where it is in the span of the sum's terms.
 * @param basis of that span, orthonormal; @param left the residual's square
 */
export function growSums(
  units: usize,
  bytes: usize,
  count: i32,
  residual: usize,
  basis: usize,
  terms: i32,
  left: f64,
  out: usize,
): void {
  for (let f = 0; f < count; f++) {
    const unit = units + <usize>f * bytes;
    let size: f64 = 1;
    for (let q = 0; q < terms; q++) {
      const c = dot(unit, basis + <usize>q * bytes, bytes);
      size -= c * c;
    }
    const along = dot(unit, residual, bytes);
    store<f64>(out + (<usize>f << 3), size < 1e-10 ? Infinity : left - (along * along) / size);
  }
}
