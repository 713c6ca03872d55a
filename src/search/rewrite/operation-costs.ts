import type { Expression } from '../../expression/expression.ts';
import type { OperationName } from '../../expression/operations.ts';

/** What operations cost, in one unit. What a row does not name costs its `otherwise`. */
export type OperationCosts = {
  readonly description: string;
  readonly costs: Partial<Readonly<Record<OperationName, number>>>;
  readonly otherwise: number;
  /** A comparison and a jump. */
  readonly branch: number;
  /** All that can be computed. @defaultValue what a library has and the given expression uses */
  readonly operations?: ReadonlySet<OperationName>;
};

/** Cost models of expressions, as data: round numbers to rank alternatives by, not measurements. */
export const OPERATION_COSTS = {
  libm: {
    description: 'a processor with a mathematical library: division 4, root 5, elementary functions 15 to 40',
    costs: {
      add: 1, sub: 1, mul: 1, neg: 0.5, abs: 0.5, min: 1, max: 1, fma: 1, div: 4, sqrt: 5, rsqrt: 9,
      floor: 1, ceil: 1, round: 1, trunc: 1, cbrt: 20, hypot: 15,
      exp: 15, exp2: 14, exp10: 18, expm1: 20, log: 15, log2: 16, log10: 18, log1p: 20,
      sin: 20, cos: 20, tan: 25, sinpi: 20, cospi: 20, asin: 20, acos: 20, atan: 20, atan2: 25, pow: 35,
      sinh: 25, cosh: 25, tanh: 25, asinh: 30, acosh: 30, atanh: 30, erf: 30, erfc: 35,
    }, // prettier-ignore
    otherwise: 100,
    branch: 2,
  },
  operations: { description: 'every operation one', costs: {}, otherwise: 1, branch: 1 },
} as const satisfies Record<string, OperationCosts>;

/** What a mathematical library of C has (C23, 7.12); other functions stay only where they are given. */
export const LIBRARY: ReadonlySet<string> = new Set(Object.keys(OPERATION_COSTS.libm.costs));

export function operationCost(operation: OperationName, costs: OperationCosts): number {
  return costs.costs[operation] ?? costs.otherwise;
}

/** What an expression costs with common parts computed once; parts without a variable are free. */
export function expressionCost(expression: Expression, costs: OperationCosts): number {
  let total = 0;
  const fixed = new Map<Expression, boolean>();
  const stack = [expression];
  while (stack.length > 0) {
    const term = stack[stack.length - 1];
    if (fixed.has(term)) {
      stack.pop();
      continue;
    }
    const missing = term.kind === 'apply' ? term.args.filter((arg) => !fixed.has(arg)) : [];
    if (missing.length > 0) {
      stack.push(...missing);
      continue;
    }
    stack.pop();
    const constant =
      term.kind === 'apply' ? term.args.every((arg) => fixed.get(arg)) : term.kind !== 'variable';
    fixed.set(term, constant);
    if (term.kind === 'apply' && !constant) total += operationCost(term.operation, costs);
  }
  return total;
}
