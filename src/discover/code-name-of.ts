import { variablesOf, type Expression } from '../expression/expression.ts';

/** A name for files and code: the operation of a plain call (`tanh` for `tanh(x)`), else `f`. */
export function codeNameOf(expression: Expression): string {
  if (expression.kind !== 'apply') return 'f';
  const plain = expression.args.every((arg) => arg.kind === 'variable');
  return plain && variablesOf(expression).length === expression.args.length ? expression.operation : 'f';
}
