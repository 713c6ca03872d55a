import type { OperationName } from '../expression/operations.ts';
import type { LimitRule } from './limit-rule.ts';
import { ARITHMETIC_LIMITS } from './limit-rules/arithmetic.ts';
import { TWO_PLACE_LIMITS } from './limit-rules/two-place.ts';
import { UNARY_LIMITS } from './limit-rules/unary.ts';

/** The limit column of the operation table. */
export const LIMIT_RULES: Readonly<Record<OperationName, LimitRule>> = {
  ...ARITHMETIC_LIMITS,
  ...UNARY_LIMITS,
  ...TWO_PLACE_LIMITS,
};
