/**
 * Formulas by their values (`src/search/regress/feature-store.ts` says what is kept). A vector has a whole number of pairs
 * of lanes; lanes past the rows repeat the last row. The first rows, the head, tell formulas apart: what has the values of
 * another one there is not evaluated any further.
 */
import { sumLanes } from '../lanes';

export const enum FeatureOperation {
  add,
  sub,
  mul,
  div,
  neg,
  abs,
  sqr,
  cube,
  inv,
  sqrt,
}

/** Values out of all proportion, and values that rounding cannot be told from. */
const LARGEST: f64 = 1e8;
const SMALLEST: f64 = 1e-8;

let values: usize = 0;
let stride: usize = 0;
let head: usize = 0;
let weights: usize = 0;
let records: usize = 0;
let bits: usize = 0;
let capacity: i32 = 0;
let count: i32 = 0;
let keys: usize = 0;
let mask: u32 = 0;
/** Where the key belongs that was looked up last, and the key. */
let place: usize = 0;
let fresh: u64 = 0;
/** Largest sizes of values in the head. */
let largest: v128 = f64x2.splat(0);

/**
 * @param at vectors; @param bytes of a vector; @param headBytes of its head
 * @param w weights of the head's lanes, 0 past the rows
 * @param table four i32 a formula: code, arguments (−1: none), complexity
 * @param sizes bits of each formula's symbols
 * @param keyTable empty (0); `keyMask` + 1 words of 8 bytes, a power of 2 above `most`
 */
export function useFeatures(
  at: usize,
  bytes: usize,
  headBytes: usize,
  w: usize,
  table: usize,
  sizes: usize,
  keyTable: usize,
  keyMask: u32,
  most: i32,
): void {
  values = at;
  stride = bytes;
  head = headBytes;
  weights = w;
  records = table;
  bits = sizes;
  keys = keyTable;
  mask = keyMask;
  capacity = most;
  count = 0;
}

export function featureCount(): i32 {
  return count;
}

/** Is the next vector's head finite, of some size, and no other's? */
export function admitHead(): bool {
  if (count >= capacity) return false;
  const at = values + <usize>count * stride;
  let sum = f64x2.splat(0);
  let size = f64x2.splat(0);
  for (let i: usize = 0; i < head; i += 16) {
    const v = v128.load(at + i);
    sum = f64x2.add(sum, f64x2.mul(v, v128.load(weights + i)));
    size = f64x2.pmax(f64x2.abs(v), size);
  }
  // NaN and infinities end up in the sum.
  const total = sumLanes(sum);
  if (!(abs(total) < Infinity) || !small(size)) return false;
  largest = size;
  if (head == stride && !sizeable(size)) return false;
  fresh = keyOf(total);
  let slot = <u32>((fresh * 0x9e3779b97f4a7c15) >> 32) & mask;
  place = keys + (<usize>slot << 3);
  while (load<u64>(place) != 0) {
    if (load<u64>(place) == fresh) return false;
    slot = (slot + 1) & mask;
    place = keys + (<usize>slot << 3);
  }
  return true;
}

/** @param all sums of sizes: NaN where a value is */
function inProportion(size: v128, all: v128): bool {
  const total = sumLanes(all);
  return total < Infinity && small(size) && sizeable(size);
}

function small(size: v128): bool {
  return f64x2.extract_lane(size, 0) <= LARGEST && f64x2.extract_lane(size, 1) <= LARGEST;
}

function sizeable(size: v128): bool {
  return f64x2.extract_lane(size, 0) >= SMALLEST || f64x2.extract_lane(size, 1) >= SMALLEST;
}

/** A sum cut to 42 bits (Veltkamp's split), so that equal ones that were rounded differently have one key. */
function keyOf(sum: f64): u64 {
  const c = sum * 2049;
  const key = reinterpret<u64>(c - (c - sum) + 0.0);
  return key == 0 ? 1 : key;
}

/** Keeps the vector whose head was admitted last, if all of it is in proportion. */
export function admitRest(code: i32, left: i32, right: i32, complexity: i32, own: f64): bool {
  if (head < stride) {
    const at = values + <usize>count * stride;
    let size = largest;
    let fit = f64x2.splat(0);
    for (let i = head; i < stride; i += 16) {
      const v = f64x2.abs(v128.load(at + i));
      size = f64x2.pmax(v, size);
      fit = f64x2.add(fit, v);
    }
    if (!inProportion(size, fit)) return false;
  }
  keep(code, left, right, complexity, own);
  return true;
}

// @ts-ignore: decorator
@inline
function keep(code: i32, left: i32, right: i32, complexity: i32, own: f64): void {
  store<u64>(place, fresh);
  const record = records + (<usize>count << 4);
  store<i32>(record, code);
  store<i32>(record, left, 4);
  store<i32>(record, right, 8);
  store<i32>(record, complexity, 12);
  let all = own;
  if (left >= 0) all += load<f64>(bits + (<usize>left << 3));
  if (right >= 0) all += load<f64>(bits + (<usize>right << 3));
  store<f64>(bits + (<usize>count << 3), all);
  count += 1;
}

// @ts-ignore: decorator
@inline
function step(op: i32, a: v128, b: v128): v128 {
  if (op == FeatureOperation.add) return f64x2.add(a, b);
  if (op == FeatureOperation.sub) return f64x2.sub(a, b);
  if (op == FeatureOperation.mul) return f64x2.mul(a, b);
  if (op == FeatureOperation.div) return f64x2.div(a, b);
  if (op == FeatureOperation.neg) return f64x2.neg(a);
  if (op == FeatureOperation.abs) return f64x2.abs(a);
  if (op == FeatureOperation.sqr) return f64x2.mul(a, a);
  if (op == FeatureOperation.cube) return f64x2.mul(f64x2.mul(a, a), a);
  if (op == FeatureOperation.inv) return f64x2.div(f64x2.splat(1), a);
  return f64x2.sqrt(a);
}

/** Bytes of the vectors that are read again and again while partners for them pass by: they stay in the cache. */
const TILE: usize = 1 << 18;

/** The next vector, from two others; kept if it may be. `op` is a constant wherever this is inlined. */
// @ts-ignore: decorator
@inline
function make(op: i32, code: i32, a: i32, b: i32, first: usize, other: usize, complexity: i32, own: f64): void {
  const out = values + <usize>count * stride;
  for (let i: usize = 0; i < head; i += 16)
    v128.store(out + i, step(op, v128.load(first + i), v128.load(other + i)));
  if (!admitHead()) return;
  if (head < stride) {
    let size = largest;
    let fit = f64x2.splat(0);
    for (let i = head; i < stride; i += 16) {
      const v = step(op, v128.load(first + i), v128.load(other + i));
      v128.store(out + i, v);
      size = f64x2.pmax(f64x2.abs(v), size);
      fit = f64x2.add(fit, f64x2.abs(v));
    }
    if (!inProportion(size, fit)) return;
  }
  keep(code, a, b, complexity, own);
}

// @ts-ignore: decorator
@inline
function all(
  op: i32,
  code: i32,
  fromA: i32,
  toA: i32,
  fromB: i32,
  toB: i32,
  ordered: bool,
  complexity: i32,
  own: f64,
): void {
  const tile = max(1, <i32>(TILE / stride));
  for (let start = fromB; start < toB && count < capacity; start += tile) {
    const end = min(toB, start + tile);
    for (let a = fromA; a < toA; a++) {
      const first = values + <usize>a * stride;
      for (let b = ordered ? max(a, start) : start; b < end && count < capacity; b++)
        make(op, code, a, b, first, values + <usize>b * stride, complexity, own);
    }
  }
}

// @ts-ignore: decorator
@inline
function each(op: i32, code: i32, from: i32, to: i32, complexity: i32, own: f64): void {
  for (let f = from; f < to && count < capacity; f++) {
    const only = values + <usize>f * stride;
    make(op, code, f, -1, only, only, complexity, own);
  }
}

/** Adds a op b for every a and b of two ranges, or for a ≤ b alone where they are `ordered`. */
export function combineFeatures(
  op: i32,
  code: i32,
  fromA: i32,
  toA: i32,
  fromB: i32,
  toB: i32,
  ordered: bool,
  complexity: i32,
  own: f64,
): void {
  switch (op) {
    case FeatureOperation.add:
      all(FeatureOperation.add, code, fromA, toA, fromB, toB, ordered, complexity, own);
      break;
    case FeatureOperation.sub:
      all(FeatureOperation.sub, code, fromA, toA, fromB, toB, ordered, complexity, own);
      break;
    case FeatureOperation.mul:
      all(FeatureOperation.mul, code, fromA, toA, fromB, toB, ordered, complexity, own);
      break;
    default:
      all(FeatureOperation.div, code, fromA, toA, fromB, toB, ordered, complexity, own);
  }
}

/** Adds op(a) for every a of a range. */
export function mapFeatures(op: i32, code: i32, from: i32, to: i32, complexity: i32, own: f64): void {
  switch (op) {
    case FeatureOperation.neg:
      each(FeatureOperation.neg, code, from, to, complexity, own);
      break;
    case FeatureOperation.abs:
      each(FeatureOperation.abs, code, from, to, complexity, own);
      break;
    case FeatureOperation.sqr:
      each(FeatureOperation.sqr, code, from, to, complexity, own);
      break;
    case FeatureOperation.cube:
      each(FeatureOperation.cube, code, from, to, complexity, own);
      break;
    case FeatureOperation.inv:
      each(FeatureOperation.inv, code, from, to, complexity, own);
      break;
    default:
      each(FeatureOperation.sqrt, code, from, to, complexity, own);
  }
}
