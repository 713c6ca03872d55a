/** Functions as operations of programs over the reals, lane by lane: their values and slopes. */
import { Operation } from './operation';

/** From this opcode on operations are functions. */
export const FIRST_FUNCTION: i32 = Operation.exp;

export function functionValue(op: i32, a: f64): f64 {
  switch (op) {
    case Operation.exp:
      return NativeMath.exp(a);
    case Operation.expm1:
      return NativeMath.expm1(a);
    case Operation.log:
      return NativeMath.log(a);
    case Operation.log1p:
      return NativeMath.log1p(a);
    case Operation.sin:
      return NativeMath.sin(a);
    case Operation.cos:
      return NativeMath.cos(a);
    case Operation.atan:
      return NativeMath.atan(a);
    case Operation.tanh:
      return NativeMath.tanh(a);
    default:
      return NaN;
  }
}

/** The slope at `a`, where the value is `r`. */
export function functionSlope(op: i32, a: f64, r: f64): f64 {
  switch (op) {
    case Operation.exp:
      return r;
    case Operation.expm1:
      return r + 1;
    case Operation.log:
      return 1 / a;
    case Operation.log1p:
      return 1 / (1 + a);
    case Operation.sin:
      return NativeMath.cos(a);
    case Operation.cos:
      return -NativeMath.sin(a);
    case Operation.atan:
      return 1 / (1 + a * a);
    case Operation.tanh:
      return 1 - r * r;
    default:
      return NaN;
  }
}

export function functionValues(op: i32, a: v128): v128 {
  const low = functionValue(op, f64x2.extract_lane(a, 0));
  return f64x2.replace_lane(f64x2.splat(low), 1, functionValue(op, f64x2.extract_lane(a, 1)));
}

export function functionSlopes(op: i32, a: v128, r: v128): v128 {
  const low = functionSlope(op, f64x2.extract_lane(a, 0), f64x2.extract_lane(r, 0));
  const high = functionSlope(op, f64x2.extract_lane(a, 1), f64x2.extract_lane(r, 1));
  return f64x2.replace_lane(f64x2.splat(low), 1, high);
}
