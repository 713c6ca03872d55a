import { variable as variableTerm, type Expression } from '../../expression/expression.ts';
import { substitute } from '../../expression/substitute.ts';
import type { Format } from '../../number/format.ts';
import { createOracle } from '../../oracle/create-oracle.ts';
import type { Oracle } from '../../oracle/oracle.ts';
import type { Problem } from '../problem.ts';

/** A function of one variable on an interval: what is asked, or what a step leaves to do. */
export type ReducedFunction = {
  readonly expression: Expression;
  readonly variable: string;
  readonly oracle: Oracle;
  /** The interval of arguments, closed; its ends may be infinite, and for a machine's rounding a little wider than need be. */
  readonly lo: number;
  readonly hi: number;
};

export function reducedFunction(
  expression: Expression,
  variable: string,
  lo: number,
  hi: number,
): ReducedFunction {
  return { expression, variable, oracle: createOracle(expression, [variable]), lo, hi };
}

/** A problem's function from the first to the last input at which it has values. */
export function wholeFunction(
  problem: Pick<Problem, 'function' | 'variable'>,
  { first, last }: { readonly first: bigint; readonly last: bigint },
  storage: Format,
): ReducedFunction {
  const [lo, hi] = [storage.fromOrdinal(first), storage.fromOrdinal(last)];
  return reducedFunction(problem.function, problem.variable, lo, hi);
}

/** f with its variable replaced by a term. */
export function composed(
  f: Pick<ReducedFunction, 'expression' | 'variable'>,
  argument: Expression,
): Expression {
  return substitute(f.expression, new Map([[f.variable, argument]]));
}

/** The variable itself, as a term. */
export function argumentOf(f: Pick<ReducedFunction, 'variable'>): Expression {
  return variableTerm(f.variable);
}
