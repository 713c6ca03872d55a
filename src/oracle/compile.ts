import { fail } from '../error/fault.ts';
import type { Expression } from '../expression/expression.ts';
import type { OperationName } from '../expression/operations.ts';
import type { ConstantName } from '../expression/constants.ts';

/** One step of the register list: register i holds the value of node i, whose arguments come before it. */
export type Node = (
  | { readonly kind: 'number'; readonly numerator: bigint; readonly denominator: bigint }
  | { readonly kind: 'constant'; readonly name: ConstantName }
  | { readonly kind: 'variable'; readonly index: number }
  | { readonly kind: 'apply'; readonly operation: OperationName; readonly args: readonly number[] }
) & {
  /** No variable below: the value depends on the precision alone. */
  readonly fixed: boolean;
};

/** Operations whose first argument is an order, and must not depend on a variable. */
const ORDERED: ReadonlySet<OperationName> = new Set(['bessel_jn', 'bessel_yn', 'besseli', 'besselk']);

/**
 * The term as a register list, every shared subterm once, arguments first, result last. Iterative, so deep terms
 * do not overflow the stack.
 * @throws NapierError `name` for a variable that is not listed, `unsupported` for `inf` as a value or an order
 * that is not constant.
 */
export function compile(expression: Expression, variables: readonly string[]): Node[] {
  const nodes: Node[] = [];
  const place = new Map<number, number>();
  const stack: Expression[] = [expression];
  while (stack.length > 0) {
    const term = stack[stack.length - 1];
    if (place.has(term.id)) {
      stack.pop();
      continue;
    }
    if (term.kind === 'apply') {
      const missing = term.args.filter((a) => !place.has(a.id));
      if (missing.length > 0) {
        for (let i = missing.length - 1; i >= 0; i--) stack.push(missing[i]);
        continue;
      }
    }
    stack.pop();
    place.set(term.id, nodes.length);
    nodes.push(nodeOf(term, variables, nodes, place));
  }
  return nodes;
}

function nodeOf(
  term: Expression,
  variables: readonly string[],
  nodes: readonly Node[],
  place: ReadonlyMap<number, number>,
): Node {
  switch (term.kind) {
    case 'number':
      return { kind: 'number', numerator: term.numerator, denominator: term.denominator, fixed: true };
    case 'constant':
      if (term.name === 'inf') {
        fail({
          kind: 'unsupported',
          message: '`inf` is not a real number',
          hint: 'it may only stand at the end of a domain',
        });
      }
      return { kind: 'constant', name: term.name, fixed: true };
    case 'variable': {
      const index = variables.indexOf(term.name);
      if (index < 0) fail({ kind: 'name', message: `no value is given for the variable \`${term.name}\`` });
      return { kind: 'variable', index, fixed: false };
    }
    case 'apply': {
      const args = term.args.map((a) => place.get(a.id) as number);
      if (ORDERED.has(term.operation) && !nodes[args[0]].fixed) {
        fail({
          kind: 'unsupported',
          message: `the order of ${term.operation} must be constant`,
          hint: 'the first argument may not contain a variable',
        });
      }
      return { kind: 'apply', operation: term.operation, args, fixed: args.every((a) => nodes[a].fixed) };
    }
  }
}
