/** Vectors of doubles in pairs of lanes, of a whole number of pairs; their lengths are in bytes. */

/** Both lanes together. */
// @ts-ignore: decorator
@inline
export function sumLanes(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
}

/** The larger lane; NaN where one is. */
// @ts-ignore: decorator
@inline
export function maxLanes(v: v128): f64 {
  return max(f64x2.extract_lane(v, 0), f64x2.extract_lane(v, 1));
}

/** The address of number `i`. */
// @ts-ignore: decorator
@inline
export function at(base: usize, i: i32): usize {
  return base + ((<usize>i) << 3);
}

export function fill(at: usize, value: f64, bytes: usize): void {
  const vector = f64x2.splat(value);
  for (let i: usize = 0; i < bytes; i += 16) v128.store(at + i, vector);
}

/** The inner product. */
// @ts-ignore: decorator
@inline
export function dot(a: usize, b: usize, bytes: usize): f64 {
  let sum = f64x2.splat(0);
  for (let i: usize = 0; i < bytes; i += 16) {
    sum = f64x2.add(sum, f64x2.mul(v128.load(a + i), v128.load(b + i)));
  }
  return sumLanes(sum);
}

export function scaleBy(a: usize, factor: f64, bytes: usize): void {
  const vector = f64x2.splat(factor);
  for (let i: usize = 0; i < bytes; i += 16) v128.store(a + i, f64x2.mul(v128.load(a + i), vector));
}

/** b −= factor·a */
export function subtract(b: usize, a: usize, factor: f64, bytes: usize): void {
  const vector = f64x2.splat(factor);
  for (let i: usize = 0; i < bytes; i += 16) {
    v128.store(b + i, f64x2.sub(v128.load(b + i), f64x2.mul(v128.load(a + i), vector)));
  }
}
