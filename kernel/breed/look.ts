/**
 * A quick look at a structure with constants: its values at the points, and how far they are from the target after the
 * best change of scale and offset. Constant operands are one vector each, read again and again (a stride of 0).
 */
import { sumLanes } from '../lanes';
import { functionValues } from '../function';
import { Operation } from '../operation';

let points: usize = 0;
let target: usize = 0;
let weights: usize = 0;
let bytes: usize = 0;
let scratch: usize = 0;
/** Σ w², Σ w·w·f, Σ (w·f)². */
let weightSum: f64 = 0;
let targetSum: f64 = 0;
let targetSquare: f64 = 0;
/** Differences of sums are not known better than to this part of the sums. */
const ROUNDING: f64 = 1e-14;

/** Vectors of an even number of points, and scratch for as many vectors as there are instructions. */
export function useTarget(x: usize, f: usize, w: usize, count: i32, work: usize): void {
  points = x;
  target = f;
  weights = w;
  bytes = <usize>count << 3;
  scratch = work;
  weightSum = 0;
  targetSum = 0;
  targetSquare = 0;
  for (let i: usize = 0; i < bytes; i += 8) {
    const weight = load<f64>(w + i);
    const value = weight * load<f64>(f + i);
    weightSum += weight * weight;
    targetSum += weight * value;
    targetSquare += value * value;
  }
}

export function hasTarget(): bool {
  return bytes > 0;
}

const splats = memory.data(64 * 16, 16);

// @ts-ignore: decorator
@inline
function forward(op: i32, a: v128, b: v128): v128 {
  if (op == Operation.add) return f64x2.add(a, b);
  if (op == Operation.sub) return f64x2.sub(a, b);
  if (op == Operation.mul) return f64x2.mul(a, b);
  if (op == Operation.div) return f64x2.div(a, b);
  if (op == Operation.neg) return f64x2.neg(a);
  if (op == Operation.abs) return f64x2.abs(a);
  if (op == Operation.min) return f64x2.pmin(a, b);
  if (op == Operation.max) return f64x2.pmax(a, b);
  if (op == Operation.sqrt) return f64x2.sqrt(a);
  if (op == Operation.floor) return f64x2.floor(a);
  if (op == Operation.ceil) return f64x2.ceil(a);
  if (op == Operation.round) return f64x2.nearest(a);
  if (op == Operation.trunc) return f64x2.trunc(a);
  return functionValues(op, a);
}

// @ts-ignore: decorator
@inline
function loop(op: i32, r: usize, a: usize, ma: usize, b: usize, mb: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    v128.store(r + i, forward(op, v128.load(a + (i & ma)), v128.load(b + (i & mb))));
  }
}

// @ts-ignore: decorator
@inline
function address(operand: i32): usize {
  const computed = select<usize>(points, scratch + <usize>(operand - 1) * bytes, operand == 0);
  return select<usize>(splats + (<usize>(-operand - 1) << 4), computed, operand < 0);
}

// @ts-ignore: decorator
@inline
function stride(operand: i32): usize {
  return operand < 0 ? 0 : ~(<usize>0);
}

/** The weighted sum of squares that is left, infinite where a value is not finite. At most 64 constants. */
export function look(code: usize, n: i32, k: i32, constants: usize): f64 {
  for (let s = 0; s < k; s++) {
    v128.store(splats + (<usize>s << 4), f64x2.splat(load<f64>(constants + (<usize>s << 3))));
  }
  let r = scratch;
  for (let i = 0; i < n; i++, code += 16, r += bytes) {
    const op = load<i32>(code);
    const p = load<i32>(code, 4);
    const q = load<i32>(code, 8);
    const a = address(p);
    const b = address(q);
    const ma = stride(p);
    const mb = stride(q);
    switch (op) {
      case Operation.add:
        loop(Operation.add, r, a, ma, b, mb);
        break;
      case Operation.sub:
        loop(Operation.sub, r, a, ma, b, mb);
        break;
      case Operation.mul:
        loop(Operation.mul, r, a, ma, b, mb);
        break;
      case Operation.div:
        loop(Operation.div, r, a, ma, b, mb);
        break;
      case Operation.fma: {
        const u = load<i32>(code, 12);
        const c = address(u);
        const mc = stride(u);
        for (let j: usize = 0; j < bytes; j += 16) {
          const product = f64x2.mul(v128.load(a + (j & ma)), v128.load(b + (j & mb)));
          v128.store(r + j, f64x2.add(product, v128.load(c + (j & mc))));
        }
        break;
      }
      default:
        loop(op, r, a, ma, b, mb);
    }
  }
  return distance(r - bytes);
}

/**
 * min over α, β of Σ (w·(α·v + β − f))², by normal equations: those of the residual v − f where that is the smaller
 * (exact to its own size, however small that is), else those of f.
 */
function distance(values: usize): f64 {
  let rr = f64x2.splat(0);
  let rv = f64x2.splat(0);
  let rw = f64x2.splat(0);
  let fv = f64x2.splat(0);
  let vv = f64x2.splat(0);
  let vw = f64x2.splat(0);
  for (let i: usize = 0; i < bytes; i += 16) {
    const w = v128.load(weights + i);
    const v = f64x2.mul(w, v128.load(values + i));
    const f = f64x2.mul(w, v128.load(target + i));
    const r = f64x2.sub(v, f);
    rr = f64x2.add(rr, f64x2.mul(r, r));
    rv = f64x2.add(rv, f64x2.mul(r, v));
    rw = f64x2.add(rw, f64x2.mul(r, w));
    fv = f64x2.add(fv, f64x2.mul(f, v));
    vv = f64x2.add(vv, f64x2.mul(v, v));
    vw = f64x2.add(vw, f64x2.mul(v, w));
  }
  const square = sumLanes(vv);
  if (!(square < Infinity)) return Infinity;
  const near = sumLanes(rr) < targetSquare;
  const sum = near ? sumLanes(rr) : targetSquare;
  const first = near ? sumLanes(rw) : targetSum;
  const offset = first / weightSum;
  // What is left of v, and of it together with the residual (or f), beside w.
  const spread = square - sumLanes(vw) * (sumLanes(vw) / weightSum);
  const shared = (near ? sumLanes(rv) : sumLanes(fv)) - sumLanes(vw) * offset;
  let left = sum - offset * first;
  if (spread > ROUNDING * square) left -= shared * (shared / spread);
  return max(left, ROUNDING * sum);
}
