/**
 * Operations on integers as wide as the format, comparisons and selections. A boolean is a lane of ones or of zeros.
 */
import { Operation } from './operation';

/** Has `bits` taken a NaN? Lanes past the last point count too, so this may be said in vain. */
let nanBits: i32 = 0;

/** Was a NaN's bit pattern taken since this was asked last? */
export function takeNanBits(): i32 {
  const found = nanBits;
  nanBits = 0;
  return found;
}

/** The integer of a lane's width. */
// @ts-ignore: decorator
@inline
function typedIntegers<T>(op: i32, a: v128, b: v128): v128 {
  if (sizeof<T>() == 4) {
    if (op == Operation.iadd) return i32x4.add(a, b);
    if (op == Operation.isub) return i32x4.sub(a, b);
    if (op == Operation.imul) return i32x4.mul(a, b);
    if (op == Operation.lmul) return i32x4.sub(i32x4.add(a, b), i32x4.splat(0x3f780000));
    return i32x4.lt_s(a, b);
  }
  if (op == Operation.iadd) return i64x2.add(a, b);
  if (op == Operation.isub) return i64x2.sub(a, b);
  if (op == Operation.imul) return i64x2.mul(a, b);
  if (op == Operation.lmul) return i64x2.sub(i64x2.add(a, b), i64x2.splat(0x3fef000000000000));
  return i64x2.lt_s(a, b);
}

// @ts-ignore: decorator
@inline
function shiftVector<T>(op: i32, a: v128, n: i32): v128 {
  if (sizeof<T>() == 4) {
    if (op == Operation.ishl) return i32x4.shl(a, n);
    if (op == Operation.ishr) return i32x4.shr_u(a, n);
    return i32x4.shr_s(a, n);
  }
  if (op == Operation.ishl) return i64x2.shl(a, n);
  if (op == Operation.ishr) return i64x2.shr_u(a, n);
  return i64x2.shr_s(a, n);
}

// @ts-ignore: decorator
@inline
function shiftLane32(op: i32, a: i32, n: i32): i32 {
  if (op == Operation.ishl) return a << n;
  if (op == Operation.ishr) return i32(u32(a) >> n);
  return a >> n;
}

// @ts-ignore: decorator
@inline
function shiftLane64(op: i32, a: i64, n: i64): i64 {
  if (op == Operation.ishl) return a << n;
  if (op == Operation.ishr) return i64(u64(a) >> n);
  return a >> n;
}

/** A vector instruction shifts all lanes by one count: used where they have one, which is nearly always. */
// @ts-ignore: decorator
@inline
function shift<T>(op: i32, a: v128, b: v128): v128 {
  if (sizeof<T>() == 4) {
    const n = i32x4.extract_lane(b, 0);
    if (i32x4.all_true(i32x4.eq(b, i32x4.splat(n)))) return shiftVector<T>(op, a, n);
    let r = i32x4.splat(shiftLane32(op, i32x4.extract_lane(a, 0), n));
    r = i32x4.replace_lane(r, 1, shiftLane32(op, i32x4.extract_lane(a, 1), i32x4.extract_lane(b, 1)));
    r = i32x4.replace_lane(r, 2, shiftLane32(op, i32x4.extract_lane(a, 2), i32x4.extract_lane(b, 2)));
    return i32x4.replace_lane(r, 3, shiftLane32(op, i32x4.extract_lane(a, 3), i32x4.extract_lane(b, 3)));
  }
  const n = i64x2.extract_lane(b, 0);
  const m = i64x2.extract_lane(b, 1);
  if (n == m) return shiftVector<T>(op, a, i32(n));
  const r = i64x2.splat(shiftLane64(op, i64x2.extract_lane(a, 0), n));
  return i64x2.replace_lane(r, 1, shiftLane64(op, i64x2.extract_lane(a, 1), m));
}

/** Nearest integer, ties to even, saturating, 0 for NaN. */
// @ts-ignore: decorator
@inline
function toInteger<T>(a: v128): v128 {
  const near = v128.nearest<T>(a);
  if (sizeof<T>() == 4) return i32x4.trunc_sat_f32x4_s(near);
  const r = i64x2.splat(i64(f64x2.extract_lane(near, 0)));
  return i64x2.replace_lane(r, 1, i64(f64x2.extract_lane(near, 1)));
}

// @ts-ignore: decorator
@inline
function fromInteger<T>(a: v128): v128 {
  if (sizeof<T>() == 4) return f32x4.convert_i32x4_s(a);
  const r = f64x2.splat(f64(i64x2.extract_lane(a, 0)));
  return f64x2.replace_lane(r, 1, f64(i64x2.extract_lane(a, 1)));
}

/** One vector of any operation but those on floats alone (`evaluate.ts`) and `lookup`. */
// @ts-ignore: decorator
@inline
export function typedStep<T>(op: i32, a: v128, b: v128, c: v128): v128 {
  if (op == Operation.bits) {
    nanBits |= i32(v128.any_true(v128.ne<T>(a, a)));
    return a;
  }
  if (op == Operation.float) return a;
  if (op == Operation.iand) return v128.and(a, b);
  if (op == Operation.ior) return v128.or(a, b);
  if (op == Operation.ixor) return v128.xor(a, b);
  if (op == Operation.ishl || op == Operation.ishr || op == Operation.isar) return shift<T>(op, a, b);
  if (op == Operation.toint) return toInteger<T>(a);
  if (op == Operation.fromint) return fromInteger<T>(a);
  if (op == Operation.lt) return v128.lt<T>(a, b);
  if (op == Operation.le) return v128.le<T>(a, b);
  if (op == Operation.eq) return v128.eq<T>(a, b);
  if (op == Operation.select || op == Operation.iselect) return v128.bitselect(b, c, a);
  return typedIntegers<T>(op, a, b);
}

/**
 * Entries of a table by index. The table: its length as a u32, then from byte 16 its values, then the value for
 * indices beyond its ends.
 */
export function lookup<T>(table: usize, r: usize, index: usize, bytes: usize): void {
  const length = load<u32>(table);
  const values = table + 16;
  for (let i: usize = 0; i < bytes; i += sizeof<T>()) {
    if (sizeof<T>() == 4) {
      const at = load<u32>(index + i);
      store<u32>(r + i, load<u32>(values + (<usize>min(at, length) << 2)));
    } else {
      const at = load<u64>(index + i);
      store<u64>(r + i, load<u64>(values + (<usize>min(at, <u64>length) << 3)));
    }
  }
}
