import { fail } from '../../error/fault.ts';
import { minus, plus, type SignedValue } from './signed-value.ts';
import type { SystemBuilder, Value } from './system-builder.ts';
import type { SystemOperation } from './system.ts';

/** t ↦ t·∂v/∂(an argument): what both modes of differentiation do with a derivative. */
export type PartialProduct = (t: Value) => SignedValue;

type Rule = (b: SystemBuilder, args: readonly Value[], v: Value) => readonly PartialProduct[];

/** A product, without an instruction where one factor is the constant 1. */
function times(b: SystemBuilder, x: Value, y: Value): Value {
  const one = b.constant(1);
  return x === one ? y : y === one ? x : b.operation('mul', x, y);
}

/** (1 − x²) as a product: exact factors keep it accurate near ±1. */
const oneMinusSquare = (b: SystemBuilder, x: Value): Value =>
  b.operation('mul', b.operation('sub', b.constant(1), x), b.operation('add', b.constant(1), x));

const overLog =
  (base: number): Rule =>
  (b, [x]) => [(t) => plus(b.operation('div', t, times(b, x, b.constant(base))))];

/** min and max: half of t to each, and half more to the one that was taken; no value (0/0) where both are equal. */
const chosen =
  (towards: 'min' | 'max'): Rule =>
  (b, [x, y]) => {
    const share = (t: Value): readonly [Value, Value] => {
      const gap = towards === 'max' ? b.operation('sub', x, y) : b.operation('sub', y, x);
      const half = times(b, t, b.constant(0.5));
      return [half, b.operation('mul', half, b.operation('div', gap, b.operation('abs', gap)))];
    };
    return [(t) => plus(b.operation('add', ...share(t))), (t) => plus(b.operation('sub', ...share(t)))];
  };

const RULES: Readonly<Partial<Record<SystemOperation, Rule>>> = {
  add: () => [plus, plus],
  sub: () => [plus, minus],
  neg: () => [minus],
  mul: (b, [x, y]) => [(t) => plus(times(b, t, y)), (t) => plus(times(b, t, x))],
  // −t·x/y² as (t/y)·v: the quotients are shared.
  div: (b, [, y], v) => [
    (t) => plus(b.operation('div', t, y)),
    (t) => minus(times(b, b.operation('div', t, y), v)),
  ],
  abs: (b, [x], v) => [(t) => plus(times(b, t, b.operation('div', x, v)))],
  min: chosen('min'),
  max: chosen('max'),
  sqrt: (b, _, v) => [(t) => plus(b.operation('div', times(b, t, b.constant(0.5)), v))],
  cbrt: (b, _, v) => [
    (t) => plus(b.operation('div', t, b.operation('mul', b.constant(3), b.operation('mul', v, v)))),
  ],
  hypot: (b, [x, y], v) => [
    (t) => plus(times(b, t, b.operation('div', x, v))),
    (t) => plus(times(b, t, b.operation('div', y, v))),
  ],
  exp: (b, _, v) => [(t) => plus(times(b, t, v))],
  expm1: (b, [x]) => [(t) => plus(times(b, t, b.operation('exp', x)))],
  log: (b, [x]) => [(t) => plus(b.operation('div', t, x))],
  log2: overLog(Math.LN2),
  log10: overLog(Math.LN10),
  log1p: (b, [x]) => [(t) => plus(b.operation('div', t, b.operation('add', b.constant(1), x)))],
  pow: (b, [x, y], v) => [
    (t) => {
      const k = b.constantValue(y);
      const less = k === undefined ? b.operation('sub', y, b.constant(1)) : b.constant(k - 1);
      return plus(times(b, t, times(b, y, b.operation('pow', x, less))));
    },
    (t) => plus(times(b, t, times(b, v, b.operation('log', x)))),
  ],
  sin: (b, [x]) => [(t) => plus(times(b, t, b.operation('cos', x)))],
  cos: (b, [x]) => [(t) => minus(times(b, t, b.operation('sin', x)))],
  tan: (b, _, v) => [(t) => plus(times(b, t, b.operation('add', b.constant(1), b.operation('mul', v, v))))],
  asin: (b, [x]) => [(t) => plus(b.operation('div', t, b.operation('sqrt', oneMinusSquare(b, x))))],
  acos: (b, [x]) => [(t) => minus(b.operation('div', t, b.operation('sqrt', oneMinusSquare(b, x))))],
  atan: (b, [x]) => [
    (t) => plus(b.operation('div', t, b.operation('add', b.constant(1), b.operation('mul', x, x)))),
  ],
  atan2: (b, [y, x]) => {
    const square = (): Value => b.operation('add', b.operation('mul', y, y), b.operation('mul', x, x));
    return [
      (t) => plus(times(b, t, b.operation('div', x, square()))),
      (t) => minus(times(b, t, b.operation('div', y, square()))),
    ];
  },
  sinh: (b, [x]) => [(t) => plus(times(b, t, b.operation('cosh', x)))],
  cosh: (b, [x]) => [(t) => plus(times(b, t, b.operation('sinh', x)))],
  // 1/cosh², not 1 − v²: no cancellation.
  tanh: (b, [x]) => [
    (t) => {
      const c = b.operation('cosh', x);
      return plus(b.operation('div', b.operation('div', t, c), c));
    },
  ],
  asinh: (b, [x]) => [(t) => plus(b.operation('div', t, b.operation('hypot', x, b.constant(1))))],
  acosh: (b, [x]) => [
    (t) => {
      const roots = [b.operation('sub', x, b.constant(1)), b.operation('add', x, b.constant(1))];
      return plus(b.operation('div', t, b.operation('sqrt', b.operation('mul', ...roots))));
    },
  ],
  atanh: (b, [x]) => [(t) => plus(b.operation('div', t, oneMinusSquare(b, x)))],
};

/**
 * For an instruction v = op(args): the product with each partial derivative, in instructions as they are asked for.
 * @throws NapierError `unsupported` for roundings (floor, ceil, round, trunc)
 */
export function partialProducts(
  b: SystemBuilder,
  op: SystemOperation,
  args: readonly Value[],
  v: Value,
): readonly PartialProduct[] {
  const rule = RULES[op];
  if (rule === undefined) {
    return fail({
      kind: 'unsupported',
      message: `the derivative of \`${op}\` is not known to Napier`,
      hint: 'it is 0 or none everywhere; take it out of what is differentiated',
    });
  }
  return rule(b, args, v);
}
