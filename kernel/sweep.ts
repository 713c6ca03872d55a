/**
 * Structures (see `fit.ts` for their code) forwards and backwards on vectors of f64: values, then adjoints.
 * Register r lies at `base + r · bytes`: x, the instructions, the constants.
 */
import { FIRST_FUNCTION, functionSlopes, functionValues } from './function';
import { Operation } from './operation';

// @ts-ignore: decorator
@inline
function forward(op: i32, a: v128, b: v128, c: v128): v128 {
  if (op == Operation.add) return f64x2.add(a, b);
  if (op == Operation.sub) return f64x2.sub(a, b);
  if (op == Operation.mul) return f64x2.mul(a, b);
  if (op == Operation.div) return f64x2.div(a, b);
  if (op == Operation.neg) return f64x2.neg(a);
  if (op == Operation.abs) return f64x2.abs(a);
  if (op == Operation.min) return f64x2.pmin(a, b);
  if (op == Operation.max) return f64x2.pmax(a, b);
  // Fits need no single rounding: that is left to who evaluates the program in its format.
  if (op == Operation.fma) return f64x2.add(f64x2.mul(a, b), c);
  if (op == Operation.sqrt) return f64x2.sqrt(a);
  if (op == Operation.floor) return f64x2.floor(a);
  if (op == Operation.ceil) return f64x2.ceil(a);
  if (op == Operation.round) return f64x2.nearest(a);
  return f64x2.trunc(a);
}

// @ts-ignore: decorator
@inline
function loop(op: i32, r: usize, a: usize, b: usize, c: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    v128.store(r + i, forward(op, v128.load(a + i), v128.load(b + i), v128.load(c + i)));
  }
}

// @ts-ignore: decorator
@inline
function register(base: usize, operand: i32, n: i32, bytes: usize): usize {
  return base + <usize>(operand < 0 ? n - operand : operand) * bytes;
}

/** Values of all instructions; x (register 0) and the constants must be there. */
export function run(code: usize, n: i32, base: usize, bytes: usize): void {
  let r = base;
  for (let i = 0; i < n; i++, code += 16) {
    r += bytes;
    const a = register(base, load<i32>(code, 4), n, bytes);
    const b = register(base, load<i32>(code, 8), n, bytes);
    const c = register(base, load<i32>(code, 12), n, bytes);
    switch (load<i32>(code)) {
      case Operation.add:
        loop(Operation.add, r, a, b, c, bytes);
        break;
      case Operation.sub:
        loop(Operation.sub, r, a, b, c, bytes);
        break;
      case Operation.mul:
        loop(Operation.mul, r, a, b, c, bytes);
        break;
      case Operation.div:
        loop(Operation.div, r, a, b, c, bytes);
        break;
      case Operation.neg:
        loop(Operation.neg, r, a, b, c, bytes);
        break;
      case Operation.abs:
        loop(Operation.abs, r, a, b, c, bytes);
        break;
      case Operation.min:
        loop(Operation.min, r, a, b, c, bytes);
        break;
      case Operation.max:
        loop(Operation.max, r, a, b, c, bytes);
        break;
      case Operation.fma:
        loop(Operation.fma, r, a, b, c, bytes);
        break;
      case Operation.sqrt:
        loop(Operation.sqrt, r, a, b, c, bytes);
        break;
      case Operation.floor:
        loop(Operation.floor, r, a, b, c, bytes);
        break;
      case Operation.ceil:
        loop(Operation.ceil, r, a, b, c, bytes);
        break;
      case Operation.round:
        loop(Operation.round, r, a, b, c, bytes);
        break;
      case Operation.trunc:
        loop(Operation.trunc, r, a, b, c, bytes);
        break;
      default:
        functionLoop(load<i32>(code), r, a, bytes);
    }
  }
}

function functionLoop(op: i32, r: usize, a: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) v128.store(r + i, functionValues(op, v128.load(a + i)));
}

// @ts-ignore: decorator
@inline
function accumulate(at: usize, value: v128): void {
  v128.store(at, f64x2.add(v128.load(at), value));
}

/** Adjoints of the operands of one instruction, added to what is there: A_a += A_r · ∂r/∂a, and so on. */
// @ts-ignore: decorator
@inline
function back(
  op: i32,
  s: usize,
  r: usize,
  a: usize,
  b: usize,
  at: usize,
  bt: usize,
  ct: usize,
  bytes: usize,
): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const seed = v128.load(s + i);
    if (op == Operation.add) {
      accumulate(at + i, seed);
      accumulate(bt + i, seed);
    } else if (op == Operation.sub) {
      accumulate(at + i, seed);
      accumulate(bt + i, f64x2.neg(seed));
    } else if (op == Operation.mul) {
      accumulate(at + i, f64x2.mul(seed, v128.load(b + i)));
      accumulate(bt + i, f64x2.mul(seed, v128.load(a + i)));
    } else if (op == Operation.div) {
      const t = f64x2.div(seed, v128.load(b + i));
      accumulate(at + i, t);
      accumulate(bt + i, f64x2.neg(f64x2.mul(t, v128.load(r + i))));
    } else if (op == Operation.neg) {
      accumulate(at + i, f64x2.neg(seed));
    } else if (op == Operation.abs) {
      const sign = v128.and(v128.load(a + i), f64x2.splat(-0.0));
      accumulate(at + i, v128.xor(seed, sign));
    } else if (op == Operation.min || op == Operation.max) {
      const x = v128.load(a + i);
      const y = v128.load(b + i);
      const second = op == Operation.min ? f64x2.lt(y, x) : f64x2.lt(x, y);
      accumulate(at + i, v128.andnot(seed, second));
      accumulate(bt + i, v128.and(seed, second));
    } else if (op == Operation.fma) {
      accumulate(at + i, f64x2.mul(seed, v128.load(b + i)));
      accumulate(bt + i, f64x2.mul(seed, v128.load(a + i)));
      accumulate(ct + i, seed);
    } else if (op == Operation.sqrt) {
      accumulate(at + i, f64x2.div(f64x2.mul(seed, f64x2.splat(0.5)), v128.load(r + i)));
    }
  }
}

function functionBack(op: i32, s: usize, r: usize, a: usize, at: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const slope = functionSlopes(op, v128.load(a + i), v128.load(r + i));
    accumulate(at + i, f64x2.mul(v128.load(s + i), slope));
  }
}

/** Adjoints of everything but x's (left unspecified), where the result's is `w`. Steps (`floor`, …) have slope 0. */
export function reverse(code: usize, n: i32, base: usize, bytes: usize, adjoint: usize, total: usize, w: usize): void {
  memory.fill(adjoint, 0, total);
  memory.copy(adjoint + <usize>n * bytes, w, bytes);
  for (let i = n; i > 0; i--) {
    const at = code + ((<usize>(i - 1)) << 4);
    const op = load<i32>(at);
    const a = register(0, load<i32>(at, 4), n, bytes);
    const b = register(0, load<i32>(at, 8), n, bytes);
    const c = register(0, load<i32>(at, 12), n, bytes);
    const r = <usize>i * bytes;
    const s = adjoint + r;
    switch (op) {
      case Operation.add:
        back(Operation.add, s, base + r, base + a, base + b, adjoint + a, adjoint + b, adjoint + c, bytes);
        break;
      case Operation.sub:
        back(Operation.sub, s, base + r, base + a, base + b, adjoint + a, adjoint + b, adjoint + c, bytes);
        break;
      case Operation.mul:
        back(Operation.mul, s, base + r, base + a, base + b, adjoint + a, adjoint + b, adjoint + c, bytes);
        break;
      case Operation.div:
        back(Operation.div, s, base + r, base + a, base + b, adjoint + a, adjoint + b, adjoint + c, bytes);
        break;
      case Operation.neg:
        back(Operation.neg, s, base + r, base + a, base + b, adjoint + a, adjoint + b, adjoint + c, bytes);
        break;
      case Operation.abs:
        back(Operation.abs, s, base + r, base + a, base + b, adjoint + a, adjoint + b, adjoint + c, bytes);
        break;
      case Operation.min:
        back(Operation.min, s, base + r, base + a, base + b, adjoint + a, adjoint + b, adjoint + c, bytes);
        break;
      case Operation.max:
        back(Operation.max, s, base + r, base + a, base + b, adjoint + a, adjoint + b, adjoint + c, bytes);
        break;
      case Operation.fma:
        back(Operation.fma, s, base + r, base + a, base + b, adjoint + a, adjoint + b, adjoint + c, bytes);
        break;
      case Operation.sqrt:
        back(Operation.sqrt, s, base + r, base + a, base + b, adjoint + a, adjoint + b, adjoint + c, bytes);
        break;
      default:
        if (op >= FIRST_FUNCTION) functionBack(op, s, base + r, base + a, adjoint + a, bytes);
    }
  }
}
