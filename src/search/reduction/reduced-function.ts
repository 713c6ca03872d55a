import { variable as variableTerm, type Expression } from '../../expression/expression.ts';
import { substitute } from '../../expression/substitute.ts';
import { createOracle } from '../../oracle/create-oracle.ts';
import type { Oracle } from '../../oracle/oracle.ts';

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
