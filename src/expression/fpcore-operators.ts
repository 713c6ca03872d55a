import type { ConstantName } from './constants.ts';
import { CONSTANTS } from './constants.ts';
import { parseExpression } from './parse.ts';
import type { Expression } from './expression.ts';
import { OPERATION_NAMES, OPERATIONS, type OperationName } from './operations.ts';

/** How an operation is written in FPCore: the standard's name, or ours where the standard has none. */
export function fpcoreOperator(operation: OperationName): string {
  return OPERATIONS[operation].fpcore ?? operation;
}

/** How a constant is written in FPCore: the standard's name, or ours in capitals where the standard has none. */
export function fpcoreConstant(name: ConstantName): string {
  return CONSTANTS[name].fpcore ?? name.toUpperCase();
}

/** FPCore operators that are one operation of the table; `-` is there as the difference. */
export const FPCORE_OPERATORS: ReadonlyMap<string, OperationName> = new Map(
  OPERATION_NAMES.filter((name) => name !== 'neg').map((name) => [fpcoreOperator(name), name] as const),
);

/**
 * FPCore operators that are a combination of ours, over the reals, in arguments `a` and `b`. FPCore's `round` is
 * C's: ties away from zero.
 */
export const FPCORE_COMBINATIONS: ReadonlyMap<
  string,
  { readonly arity: number; readonly meaning: Expression }
> = new Map(
  [
    ['fdim', 2, 'max(a - b, 0)'],
    ['fmod', 2, 'a - b*trunc(a/b)'],
    ['remainder', 2, 'a - b*round(a/b)'],
    ['round', 1, 'max(floor(a + 0.5), 0) + min(ceil(a - 0.5), 0)'],
  ].map(([name, arity, text]) => [
    name as string,
    { arity: arity as number, meaning: parseExpression(text as string) },
  ]),
);

/** FPCore's constants as terms, and ours. */
export const FPCORE_CONSTANTS: ReadonlyMap<string, Expression> = new Map(
  [
    ...(Object.keys(CONSTANTS) as ConstantName[]).map((name) => [fpcoreConstant(name), name]),
    ['LOG2E', '1/ln2'],
    ['LOG10E', '1/log(10)'],
    ['LN10', 'log(10)'],
    ['PI_2', 'pi/2'],
    ['PI_4', 'pi/4'],
    ['M_1_PI', '1/pi'],
    ['M_2_PI', '2/pi'],
    ['M_2_SQRTPI', '2/sqrt(pi)'],
    ['SQRT2', 'sqrt(2)'],
    ['SQRT1_2', '1/sqrt(2)'],
  ].map(([name, text]) => [name, parseExpression(text)]),
);
