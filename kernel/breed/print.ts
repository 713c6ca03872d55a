/** `src/search/evolve/fingerprint.ts` in the kernel: the hash of what a structure does, and whether its constants are independent. */
import { FIRST_FUNCTION, functionValues } from '../function';
import { dot } from '../lanes';
import { Operation } from '../operation';
import { reverse } from '../sweep';
import { copy } from './block';
import { mix } from './hash';
import { arityOf, isSmooth } from './operations';

const BYTES: usize = 128;
/** Few constants need fewer points: so many bytes of them. */
const FEW: i32 = 6;
const FEW_BYTES: usize = 64;
const MOST_SLOTS: i32 = 15;
const MOST_INSTRUCTIONS: i32 = 63;
const RANK_TOLERANCE_SQUARED: f64 = 1e-20;
const FELT: f64 = 1e-12;

/** Points and constants to try, written by the host: 16 and 16 numbers. */
const tried = memory.data(256, 16);
const registers = memory.data(80 * 128, 16);
const adjoints = memory.data(80 * 128, 16);
const ones = memory.data(128, 16);

let functionalHash: u64 = 0;
let bytes: usize = BYTES;

export function triedAddress(): usize {
  for (let i: usize = 0; i < BYTES; i += 8) store<f64>(ones + i, 1);
  return tried;
}

export namespace Print {
  /** No hash: there is no value. */
  export const none: i32 = 0;
  export const hashed: i32 = 1;
  export const redundant: i32 = 2;
}

export function printHash(): u64 {
  return functionalHash;
}

/** Steps (floor, …): what they are of hardly matters, only that equal operands give equal values. */
// @ts-ignore: decorator
@inline
function forward(op: i32, a: v128, b: v128, c: v128): v128 {
  if (op == Operation.add) return f64x2.add(a, b);
  if (op == Operation.sub) return f64x2.sub(a, b);
  if (op == Operation.mul) return f64x2.mul(a, b);
  if (op == Operation.div) return f64x2.div(a, b);
  if (op == Operation.neg) return f64x2.neg(a);
  if (op == Operation.fma) return f64x2.add(f64x2.mul(a, b), c);
  if (op == Operation.sqrt) return f64x2.sqrt(a);
  if (op == Operation.abs) return f64x2.abs(a);
  if (op == Operation.min) return f64x2.pmin(a, b);
  if (op == Operation.max) return f64x2.pmax(a, b);
  if (op >= FIRST_FUNCTION) return functionValues(op, a);
  const scaled = f64x2.add(f64x2.mul(a, f64x2.splat(8)), f64x2.splat(<f64>op));
  return f64x2.mul(f64x2.floor(scaled), f64x2.splat(0.125));
}

// @ts-ignore: decorator
@inline
function loop(op: i32, r: usize, a: usize, b: usize, c: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    v128.store(r + i, forward(op, v128.load(a + i), v128.load(b + i), v128.load(c + i)));
  }
}

// @ts-ignore: decorator
@inline
function register(operand: i32, n: i32): usize {
  return registers + <usize>(operand < 0 ? n - operand : operand) * bytes;
}

/** Registers: x, instructions, constants. @returns whether all operations are smooth */
function values(code: usize, n: i32, k: i32): bool {
  copy(registers, tried, bytes);
  for (let s = 0; s < k; s++) {
    const value = f64x2.splat(load<f64>(tried + BYTES + (<usize>s << 3)));
    const at = register(-s - 1, n);
    for (let i: usize = 0; i < bytes; i += 16) v128.store(at + i, value);
  }
  let smooth = true;
  for (let i = 1; i <= n; i++, code += 16) {
    const op = load<i32>(code);
    if (!isSmooth(op)) smooth = false;
    const r = register(i, n);
    const a = register(load<i32>(code, 4), n);
    const b = register(load<i32>(code, 8), n);
    const c = register(load<i32>(code, 12), n);
    if (op == Operation.add) loop(Operation.add, r, a, b, c);
    else if (op == Operation.sub) loop(Operation.sub, r, a, b, c);
    else if (op == Operation.mul) loop(Operation.mul, r, a, b, c);
    else if (op == Operation.div) loop(Operation.div, r, a, b, c);
    else loop(op, r, a, b, c);
  }
  return smooth;
}

/** Gives both: a `Print`, and its `printHash()`. */
export function fingerprint(code: usize, n: i32, k: i32): i32 {
  if (n > MOST_INSTRUCTIONS || k > MOST_SLOTS) return Print.none;
  bytes = k <= FEW ? FEW_BYTES : BYTES;
  const smooth = values(code, n, k);
  const result = register(n, n);
  let high = 0x12345;
  let low = 0x54321;
  for (let i: usize = 0; i < bytes; i += 8) {
    const value = load<f64>(result + i);
    if (!isFinite(value)) return Print.none;
    // Sign, exponent and 30 bits of the fraction, rounded; both zeros alike.
    const kept = value == 0 ? 0 : (reinterpret<u64>(value) + (1 << 21)) >> 22;
    high = mix(high ^ <i32>kept ^ (<i32>(kept >> 32) * <i32>0x9e3779b1));
    low = mix(low + <i32>kept * <i32>0x85ebca6b + <i32>(kept >> 32));
  }
  functionalHash = ((<u64>(<u32>high)) << 21) + (<u32>low >> 11);
  if (!smooth || k == 0) return Print.hashed;
  reverse(code, n, registers, bytes, adjoints, <usize>(n + k + 1) * bytes, ones);
  return isDeficient(adjoints + <usize>(n + 1) * bytes, k, result) ? Print.redundant : Print.hashed;
}

/** Gram–Schmidt with column pivoting. */
function isDeficient(columns: usize, k: i32, result: usize): bool {
  for (let s = 0; s < k; s++) {
    const column = columns + <usize>s * bytes;
    const constant = f64x2.splat(abs(load<f64>(tried + BYTES + (<usize>s << 3))));
    let most = f64x2.splat(0);
    let felt = false;
    for (let i: usize = 0; i < bytes; i += 16) {
      const slope = f64x2.abs(v128.load(column + i));
      most = f64x2.max(most, slope);
      const least = f64x2.mul(f64x2.splat(FELT), f64x2.abs(v128.load(result + i)));
      if (v128.any_true(f64x2.gt(f64x2.mul(slope, constant), least))) felt = true;
    }
    const size = max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1));
    if (!(size < Infinity)) return false;
    if (!felt) return true;
    const scale = f64x2.splat(size);
    for (let i: usize = 0; i < bytes; i += 16) v128.store(column + i, f64x2.div(v128.load(column + i), scale));
  }
  for (let done = 0; done < k; done++) {
    const to = columns + <usize>done * bytes;
    let pivot = to;
    let largest: f64 = -1;
    for (let s = done; s < k; s++) {
      const column = columns + <usize>s * bytes;
      const size = dot(column, column, bytes);
      if (size > largest) {
        largest = size;
        pivot = column;
      }
    }
    if (largest < RANK_TOLERANCE_SQUARED) return true;
    if (pivot != to) {
      for (let i: usize = 0; i < bytes; i += 16) {
        const kept = v128.load(to + i);
        v128.store(to + i, v128.load(pivot + i));
        v128.store(pivot + i, kept);
      }
    }
    // Once is enough: what rounding leaves (1e-16 of a column) is far below what counts (1e-10).
    for (let s = done + 1; s < k; s++) {
      const column = columns + <usize>s * bytes;
      const factor = f64x2.splat(dot(to, column, bytes) / largest);
      for (let i: usize = 0; i < bytes; i += 16) {
        v128.store(column + i, f64x2.sub(v128.load(column + i), f64x2.mul(factor, v128.load(to + i))));
      }
    }
  }
  return false;
}
