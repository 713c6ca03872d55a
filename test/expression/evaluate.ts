import type { Expression } from '../../src/expression/expression.ts';
import { foldExpression } from '../../src/expression/fold.ts';
import type { OperationName } from '../../src/expression/operations.ts';

const sigmoid = (a: number): number => 1 / (1 + Math.exp(-a));
const softplus = (a: number): number => Math.log1p(Math.exp(a));

const FUNCTIONS: Partial<Record<OperationName, (...args: number[]) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  neg: (a) => -a,
  pow: (a, b) => a ** b,
  fma: (a, b, c) => a * b + c,
  rsqrt: (a) => 1 / Math.sqrt(a),
  exp2: (a) => 2 ** a,
  exp10: (a) => 10 ** a,
  sinpi: (a) => Math.sin(Math.PI * a),
  cospi: (a) => Math.cos(Math.PI * a),
  sigmoid,
  softplus,
  silu: (a) => a * sigmoid(a),
  mish: (a) => a * Math.tanh(softplus(a)),
  sinc: (a) => (a === 0 ? 1 : Math.sin(a) / a),
};

const CONSTANTS: Readonly<Record<string, number>> = { pi: Math.PI, e: Math.E, ln2: Math.LN2, inf: Infinity };

/** Elementary terms in doubles, every variable at `x`: rough, and independent of the oracle. */
export function evaluate(expression: Expression, x: number): number {
  return foldExpression<number>(expression, (term, args) => {
    if (term.kind === 'number') return Number(term.numerator) / Number(term.denominator);
    if (term.kind === 'constant') return CONSTANTS[term.name];
    if (term.kind === 'variable') return x;
    const ours =
      FUNCTIONS[term.operation] ??
      (Math as unknown as Record<string, (...a: number[]) => number>)[term.operation];
    return ours(...args);
  });
}
