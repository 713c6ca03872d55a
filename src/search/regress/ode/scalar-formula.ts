import type { Formula } from '../formula.ts';
import { childrenOf } from '../formula-machine.ts';
import {
  CONSTANT_CODE,
  isBinary,
  OPERATION_CODE,
  PARTIALS,
  REGRESS_OPERATIONS,
  type Partial,
  type RegressOperation,
} from '../regress-operations.ts';

const VALUES: Record<RegressOperation, (a: number, b: number) => number> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  pow: (a, b) => a ** b,
  neg: (a) => -a,
  abs: Math.abs,
  sqr: (a) => a * a,
  cube: (a) => a * a * a,
  inv: (a) => 1 / a,
  sqrt: Math.sqrt,
  cbrt: Math.cbrt,
  exp: Math.exp,
  log: Math.log,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
};

type Step =
  | { readonly kind: 'variable' | 'constant'; readonly index: number }
  | {
      readonly kind: 'operation';
      readonly a: number;
      readonly b: number;
      readonly binary: boolean;
      readonly value: (a: number, b: number) => number;
      readonly partials: readonly Partial[];
    };

/** A formula at one point at a time, with its gradient by the reverse mode: what an integration asks for. */
export class ScalarFormula {
  private readonly steps: readonly Step[];
  private readonly values: Float64Array;
  private readonly adjoints: Float64Array;

  constructor({ code }: Formula) {
    const children = childrenOf(code);
    let constants = 0;
    this.steps = code.map((c, s): Step => {
      if (c < CONSTANT_CODE) return { kind: 'variable', index: c };
      if (c === CONSTANT_CODE) return { kind: 'constant', index: constants++ };
      const name = REGRESS_OPERATIONS[c - OPERATION_CODE];
      const [a, b] = children[s];
      return {
        kind: 'operation',
        a,
        b: b ?? a,
        binary: isBinary(c),
        value: VALUES[name],
        partials: PARTIALS[name],
      };
    });
    this.values = new Float64Array(code.length);
    this.adjoints = new Float64Array(code.length);
  }

  value(inputs: ArrayLike<number>, constants: ArrayLike<number>): number {
    const { steps, values } = this;
    for (let s = 0; s < steps.length; s++) {
      const step = steps[s];
      if (step.kind === 'operation') values[s] = step.value(values[step.a], values[step.b]);
      else values[s] = step.kind === 'variable' ? inputs[step.index] : constants[step.index];
    }
    return values[steps.length - 1];
  }

  /** The value; derivatives in the inputs and in the constants are written to `byInput` and `byConstant`. */
  gradient(
    inputs: ArrayLike<number>,
    constants: ArrayLike<number>,
    byInput: Float64Array,
    byConstant: Float64Array,
  ): number {
    const { steps, values, adjoints } = this;
    const value = this.value(inputs, constants);
    byInput.fill(0);
    byConstant.fill(0);
    adjoints.fill(0);
    adjoints[steps.length - 1] = 1;
    for (let s = steps.length - 1; s >= 0; s--) {
      const step = steps[s];
      const adjoint = adjoints[s];
      if (adjoint === 0) continue;
      if (step.kind === 'operation') {
        const { a, b, partials, binary } = step;
        adjoints[a] += adjoint * partials[0](values[a], values[b], values[s]);
        if (binary) adjoints[b] += adjoint * partials[1](values[a], values[b], values[s]);
      } else {
        const sums = step.kind === 'variable' ? byInput : byConstant;
        sums[step.index] += adjoint;
      }
    }
    return value;
  }
}
