import { nextDown, nextUp } from '../../number/double-bits.ts';
import { productError, sumError } from '../../number/error-free.ts';
import type { Format } from '../../number/format.ts';
import type { RealOperation } from '../../program/machine-operations.ts';

/**
 * What a machine may give for one operation.
 *
 * `ieee`: the number nearest to the exact result (IEEE 754).
 *
 * `shader`: what WGSL (W3C, §15.7.4 "Floating point accuracy") and GLSL ES 3.00 (§4.5.1, highp) allow: for + − × either
 * neighbour of a result that is no number of the format; a quotient within 2.5 ulp, for divisors of magnitude in
 * [2^−126, 2^126]; a square root as 1/inverseSqrt, which is within 2 ulp; subnormal operands and results replaced by 0,
 * or not, at any place; a product and a sum fused, or not (the fused result is one of those that two faithful
 * roundings may give, or exact where they are: all that is concluded here of the two holds for it).
 */
export type ArithmeticModel = 'ieee' | 'shader';

/** The least and the greatest result that an operation may have on operands in these ranges. */
export type Ends = readonly [from: number, to: number];

type Step = (...operands: number[]) => number;

/** Lower bounds on exact results, in binary64; the result itself where it is a double. */
const BELOW: Record<'add' | 'mul' | 'div' | 'sqrt', Step> = {
  add: (a, b) => {
    const s = a + b;
    const rest = sumError(a, b, s);
    return rest === 0 ? s : nextDown(s);
  },
  mul: (a, b) => {
    const p = a * b;
    if (a === 0 || b === 0) return 0;
    const size = Math.abs(p);
    const safe = size > 2 ** -900 && size < 2 ** 900 && Math.abs(a) < 2 ** 900 && Math.abs(b) < 2 ** 900;
    return safe && productError(a, b, p) === 0 ? p : nextDown(p);
  },
  div: (a, b) => (a === 0 ? 0 : nextDown(a / b)),
  sqrt: (a) => (a === 0 ? 0 : nextDown(Math.sqrt(a))),
};

/** Relative error of 1/inverseSqrt(x): 2 ulp and 2.5 ulp of 2^−23 at most, and their product. */
const ROOT_ULPS = 5;

/** The range of an operation's results, from its results at the corners: each is monotone in every operand. */
export function rangeOf(
  op: RealOperation,
  model: ArithmeticModel,
  format: Format,
  operands: readonly Ends[],
  same: boolean,
): Ends {
  if (model === 'ieee' && operands.length === 2 && !same)
    return nearestRange(op, format, operands[0], operands[1]);
  if (model === 'ieee' && op === 'fma') {
    const wide = wideSum(format, operands[0], operands[1], operands[2]);
    if (wide !== undefined) return wide;
  }
  const corners = same ? operands[0].map((x) => operands.map(() => x)) : cornersOf(operands);
  let [from, to] = [Infinity, -Infinity];
  for (const corner of corners) {
    const [low, high] = model === 'ieee' ? nearest(op, format, corner) : allowed(op, format, corner);
    if (low !== low || high !== high) return [NaN, NaN];
    from = Math.min(from, low);
    to = Math.max(to, high);
  }
  // A square about 0.
  if (same && op === 'mul' && operands[0][0] < 0 && operands[0][1] > 0) from = 0;
  return [from, to];
}

/** Of two operands, to nearest: what nearly all calls are. */
function nearestRange(op: RealOperation, format: Format, [a, b]: Ends, [c, d]: Ends): Ends {
  if (op === 'add') return [format.add(a, c), format.add(b, d)];
  if (op === 'sub') return [format.sub(a, d), format.sub(b, c)];
  const step = op === 'mul' ? format.mul : format.div;
  if (c === d) {
    const [p, q] = [step(a, c), step(b, c)];
    return p <= q ? [p, q] : [q, p];
  }
  const [p, q, r, s] = [step(a, c), step(a, d), step(b, c), step(b, d)];
  return [Math.min(p, q, r, s), Math.max(p, q, r, s)];
}

/**
 * A little more than the range of a·b + c, where that is much wider than the roundings of a few doubles: a fused operation
 * costs a hundred others. `undefined` where it may hold few numbers.
 */
function wideSum(format: Format, a: Ends, b: Ends, c: Ends): Ends | undefined {
  const products = [a[0] * b[0], a[0] * b[1], a[1] * b[0], a[1] * b[1]];
  const [low, high] = [Math.min(...products), Math.max(...products)];
  const size = Math.max(Math.abs(low), Math.abs(high)) + Math.max(Math.abs(c[0]), Math.abs(c[1]));
  const slack = size * 2 ** -50 + Number.MIN_VALUE;
  const [from, to] = [low + c[0] - slack, high + c[1] + slack];
  return to - from > size * 2 ** -40 && size < 2 ** 1000 && size > 2 ** -900
    ? outward(format, from, to)
    : undefined;
}

function cornersOf(operands: readonly Ends[]): number[][] {
  return operands.reduce<number[][]>(
    (all, ends) =>
      all.flatMap((head) => (ends[0] === ends[1] ? [[...head, ends[0]]] : ends.map((x) => [...head, x]))),
    [[]],
  );
}

function nearest(op: RealOperation, format: Format, [a, b, c]: readonly number[]): Ends {
  const y = exactly(op, format, a, b, c);
  return [y, y];
}

function exactly(op: RealOperation, format: Format, a: number, b: number, c: number): number {
  switch (op) {
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
      return format[op](a, b);
    case 'fma':
      return format.fma(a, b, c);
    case 'sqrt':
      return format.sqrt(a);
    default:
      throw new RangeError(`${op} is no rounded operation`);
  }
}

function allowed(op: RealOperation, format: Format, [a, b, c]: readonly number[]): Ends {
  switch (op) {
    case 'add':
      return outward(format, BELOW.add(a, b), -BELOW.add(-a, -b));
    case 'sub':
      return outward(format, BELOW.add(a, -b), -BELOW.add(-a, b));
    case 'mul':
      return outward(format, BELOW.mul(a, b), -BELOW.mul(-a, b));
    case 'fma':
      return outward(format, BELOW.add(BELOW.mul(a, b), c), -BELOW.add(BELOW.mul(-a, b), -c));
    case 'div': {
      const quotient = a / b;
      const slack = 2.5 * format.ulp(quotient) * (1 + 2 ** -40);
      return outward(format, nextDown(quotient - slack), nextUp(quotient + slack));
    }
    case 'sqrt': {
      const root = Math.sqrt(a);
      const slack = root * ROOT_ULPS * 2 ** (1 - format.precision);
      return outward(format, nextDown(root - slack), nextUp(root + slack));
    }
    default:
      throw new RangeError(`${op} is no rounded operation`);
  }
}

function outward(format: Format, low: number, high: number): Ends {
  return [format.round(low, 'down'), format.round(high, 'up')];
}

/** What a model adds to the error of one faithful rounding of a quotient or a root, in absolute terms. */
export function extraError(op: RealOperation, format: Format, largest: number): number {
  if (op === 'div') return 2.5 * format.ulp(largest);
  if (op === 'sqrt') return largest * ROOT_ULPS * 2 ** (1 - format.precision) * (1 + 2 ** -20);
  return 0;
}
