/**
 * Straight-line programs on blocks of points: one tight loop an instruction, one vector register file in memory.
 *
 * Register r holds BLOCK = 1024 numbers at `base + r · BLOCK · size`; registers are the inputs, then the constants
 * (written out 1024 times by the host), then the instructions in order. Code is four i32 words an instruction:
 * opcode + 256 · result register, and the registers of its three operands (unused ones 0); a table is given by its
 * address. Whole vectors are evaluated: lanes past `points` hold whatever the inputs there give.
 */
import { Operation } from './operation';
import { fmaF32x4, fmaF64x2 } from './fma';
import { lookup, typedStep } from './typed';

export const BLOCK: i32 = 1024;

/** The same words for both formats: `T` picks the lanes. `op` is a constant wherever this is inlined. */
// @ts-ignore: decorator
@inline
function step<T>(op: i32, a: v128, b: v128, c: v128): v128 {
  if (op == Operation.add) return v128.add<T>(a, b);
  if (op == Operation.sub) return v128.sub<T>(a, b);
  if (op == Operation.mul) return v128.mul<T>(a, b);
  if (op == Operation.div) return v128.div<T>(a, b);
  if (op == Operation.neg) return v128.neg<T>(a);
  if (op == Operation.abs) return v128.abs<T>(a);
  if (op == Operation.min) return v128.pmin<T>(a, b);
  if (op == Operation.max) return v128.pmax<T>(a, b);
  if (op == Operation.fma) {
    if (sizeof<T>() == 4) return fmaF32x4(a, b, c);
    return fmaF64x2(a, b, c);
  }
  if (op == Operation.sqrt) return v128.sqrt<T>(a);
  if (op == Operation.floor) return v128.floor<T>(a);
  if (op == Operation.ceil) return v128.ceil<T>(a);
  if (op == Operation.round) return v128.nearest<T>(a);
  if (op == Operation.trunc) return v128.trunc<T>(a);
  return typedStep<T>(op, a, b, c);
}

// @ts-ignore: decorator
@inline
function loop<T>(op: i32, r: usize, a: usize, b: usize, c: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    v128.store(r + i, step<T>(op, v128.load(a + i), v128.load(b + i), v128.load(c + i)));
  }
}

function evaluate<T>(code: usize, count: i32, base: usize, points: i32): void {
  const size: usize = <usize>BLOCK * sizeof<T>();
  const bytes = (<usize>points * sizeof<T>() + 15) & ~15;
  for (const end = code + ((<usize>count) << 4); code < end; code += 16) {
    const word = load<u32>(code);
    const r = base + <usize>(word >> 8) * size;
    const a = base + <usize>load<u32>(code, 4) * size;
    const b = base + <usize>load<u32>(code, 8) * size;
    const c = base + <usize>load<u32>(code, 12) * size;
    switch (word & 255) {
      case Operation.add:
        loop<T>(Operation.add, r, a, b, c, bytes);
        break;
      case Operation.sub:
        loop<T>(Operation.sub, r, a, b, c, bytes);
        break;
      case Operation.mul:
        loop<T>(Operation.mul, r, a, b, c, bytes);
        break;
      case Operation.div:
        loop<T>(Operation.div, r, a, b, c, bytes);
        break;
      case Operation.neg:
        loop<T>(Operation.neg, r, a, b, c, bytes);
        break;
      case Operation.abs:
        loop<T>(Operation.abs, r, a, b, c, bytes);
        break;
      case Operation.min:
        loop<T>(Operation.min, r, a, b, c, bytes);
        break;
      case Operation.max:
        loop<T>(Operation.max, r, a, b, c, bytes);
        break;
      case Operation.fma:
        loop<T>(Operation.fma, r, a, b, c, bytes);
        break;
      case Operation.sqrt:
        loop<T>(Operation.sqrt, r, a, b, c, bytes);
        break;
      case Operation.floor:
        loop<T>(Operation.floor, r, a, b, c, bytes);
        break;
      case Operation.ceil:
        loop<T>(Operation.ceil, r, a, b, c, bytes);
        break;
      case Operation.round:
        loop<T>(Operation.round, r, a, b, c, bytes);
        break;
      case Operation.trunc:
        loop<T>(Operation.trunc, r, a, b, c, bytes);
        break;
      case Operation.bits:
        loop<T>(Operation.bits, r, a, b, c, bytes);
        break;
      case Operation.float:
        loop<T>(Operation.float, r, a, b, c, bytes);
        break;
      case Operation.iadd:
        loop<T>(Operation.iadd, r, a, b, c, bytes);
        break;
      case Operation.isub:
        loop<T>(Operation.isub, r, a, b, c, bytes);
        break;
      case Operation.imul:
        loop<T>(Operation.imul, r, a, b, c, bytes);
        break;
      case Operation.iand:
        loop<T>(Operation.iand, r, a, b, c, bytes);
        break;
      case Operation.ior:
        loop<T>(Operation.ior, r, a, b, c, bytes);
        break;
      case Operation.ixor:
        loop<T>(Operation.ixor, r, a, b, c, bytes);
        break;
      case Operation.ishl:
        loop<T>(Operation.ishl, r, a, b, c, bytes);
        break;
      case Operation.ishr:
        loop<T>(Operation.ishr, r, a, b, c, bytes);
        break;
      case Operation.isar:
        loop<T>(Operation.isar, r, a, b, c, bytes);
        break;
      case Operation.toint:
        loop<T>(Operation.toint, r, a, b, c, bytes);
        break;
      case Operation.fromint:
        loop<T>(Operation.fromint, r, a, b, c, bytes);
        break;
      case Operation.lt:
        loop<T>(Operation.lt, r, a, b, c, bytes);
        break;
      case Operation.le:
        loop<T>(Operation.le, r, a, b, c, bytes);
        break;
      case Operation.eq:
        loop<T>(Operation.eq, r, a, b, c, bytes);
        break;
      case Operation.ilt:
        loop<T>(Operation.ilt, r, a, b, c, bytes);
        break;
      case Operation.select:
        loop<T>(Operation.select, r, a, b, c, bytes);
        break;
      case Operation.iselect:
        loop<T>(Operation.iselect, r, a, b, c, bytes);
        break;
      case Operation.lmul:
        loop<T>(Operation.lmul, r, a, b, c, bytes);
        break;
      case Operation.lookup:
        lookup<T>(load<u32>(code, 4), r, b, bytes);
        break;
    }
  }
}

/** Runs `count` instructions at `code` on the registers at `base`, for the first `points` ≤ 1024 points. */
export function evaluateF32(code: usize, count: i32, base: usize, points: i32): void {
  evaluate<f32>(code, count, base, points);
}

export function evaluateF64(code: usize, count: i32, base: usize, points: i32): void {
  evaluate<f64>(code, count, base, points);
}

/** Numbers of f32 as f64, and back with one rounding: for programs in f64 whose inputs and result are f32. */
export function promoteF32(from: usize, to: usize, points: i32): void {
  for (const end = from + ((<usize>points + 1) & ~1) * 4; from < end; from += 8, to += 16) {
    v128.store(to, f64x2.promote_low_f32x4(v128.load64_zero(from)));
  }
}

export function demoteF64(from: usize, to: usize, points: i32): void {
  for (const end = from + ((<usize>points + 1) & ~1) * 8; from < end; from += 16, to += 8) {
    v128.store_lane<i64>(to, f32x4.demote_f64x2_zero(v128.load(from)), 0);
  }
}
