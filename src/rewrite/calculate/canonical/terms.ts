import { apply, constant, integer, type ApplyTerm, type Expression } from '../../../expression/expression.ts';
import type { OperationName } from '../../../expression/operations.ts';
import { powerTerm } from '../to-expression.ts';

export const ONE = integer(1);
export const ZERO = integer(0);
export const PI = constant('pi');

export const div = (a: Expression, b: Expression): Expression => apply('div', a, b);
export const mul = (a: Expression, b: Expression): Expression => apply('mul', a, b);
export const add = (a: Expression, b: Expression): Expression => apply('add', a, b);
export const sub = (a: Expression, b: Expression): Expression => apply('sub', a, b);
export const power = (a: Expression, exponent: number): Expression => powerTerm(a, exponent);

export const isApply = <O extends OperationName>(
  term: Expression,
  operation: O,
): term is ApplyTerm & { readonly operation: O } => term.kind === 'apply' && term.operation === operation;
