import type { Expression } from '../../../expression/expression.ts';
import type { OperationName } from '../../../expression/operations.ts';
import { parseExpression } from '../../../expression/parse.ts';

/** Names of an operation's arguments in its meaning. */
export const ARGUMENTS = ['a', 'b', 'c'];

/** Functions by arithmetic, exp and log, wherever they have values: what series and limits know them by. */
export const BY_EXP_AND_LOG = {
  exp2: parseExpression('exp(a*ln2)'),
  exp10: parseExpression('exp(a*log(10))'),
  expm1: parseExpression('exp(a) - 1'),
  log2: parseExpression('log(a)/ln2'),
  log10: parseExpression('log(a)/log(10)'),
  log1p: parseExpression('log(1 + a)'),
  fma: parseExpression('a*b + c'),
  sigmoid: parseExpression('1/(1 + exp(-a))'),
  silu: parseExpression('a/(1 + exp(-a))'),
} as const satisfies Partial<Record<OperationName, Expression>>;
