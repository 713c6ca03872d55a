import { fail, type FaultKind } from '../error/fault.ts';
import { checkedDepth } from './depth.ts';
import { apply, variable, type Expression } from './expression.ts';
import type { FPCore, FPCoreNode } from './fpcore.ts';
import { FPCORE_COMBINATIONS, FPCORE_CONSTANTS, FPCORE_OPERATORS } from './fpcore-operators.ts';
import { OPERATIONS } from './operations.ts';
import { substitute } from './substitute.ts';

type Scope = ReadonlyMap<string, Expression>;

/**
 * The body of a core as a term over the reals: bindings are put in (and stay shared), rounding annotations and casts
 * fall away, since over the reals nothing is rounded.
 * @throws NapierError `unsupported` for conditions, loops, tensors and calls, naming the construct and its place;
 *   `name` for an unknown symbol; `limit` when the result is nested too deep.
 */
export function expressionFromFPCore(core: FPCore): Expression {
  const scope = new Map<string, Expression>();
  for (const { name, dimensions } of core.arguments) {
    if (dimensions.length > 0) {
      const message = `argument \`${name}\` is a tensor, which Napier cannot take`;
      fail({ kind: 'unsupported', message, source: core.source, span: core.body.span });
    }
    scope.set(name, variable(name));
  }
  return checkedDepth(termFromFPCoreNode(core.body, scope, core.source));
}

/** One node as a term; `scope` gives the meaning of names and hides constants of the same name. */
export function termFromFPCoreNode(root: FPCoreNode, rootScope: Scope, source: string): Expression {
  const refuse = (kind: FaultKind, message: string, node: FPCoreNode, hint?: string): never =>
    fail({ kind, message, source, span: node.span, hint });

  const convert = (node: FPCoreNode, scope: Scope): Expression => {
    switch (node.kind) {
      case 'number':
        return node.value;
      case 'symbol': {
        const known = scope.get(node.name) ?? FPCORE_CONSTANTS.get(node.name);
        return known ?? refuse('name', `unknown name \`${node.name}\``, node, 'list it among the arguments');
      }
      case 'annotated':
        return convert(node.body, scope);
      case 'let': {
        const inner = new Map(scope);
        for (const { name, value } of node.bindings)
          inner.set(name, convert(value, node.sequential ? inner : scope));
        return convert(node.body, inner);
      }
      case 'operation': {
        if (/^([<>]=?|[!=]=|and|or|not|isfinite|isinf|isnan|isnormal|signbit)$/.test(node.operator)) {
          refuse('unsupported', `the condition \`${node.operator}\` is no number`, node);
        }
        const args = node.args.map((arg) => convert(arg, scope));
        return operation(node, args);
      }
      default:
        return refuse('unsupported', `\`${node.kind}\` is more than a straight line of operations`, node);
    }
  };

  const operation = (node: FPCoreNode & { kind: 'operation' }, args: readonly Expression[]): Expression => {
    const { operator } = node;
    const wrongCount = (expected: string): never =>
      refuse('syntax', `\`${operator}\` takes ${expected}, not ${args.length}`, node);
    if (operator === 'cast') return args.length === 1 ? args[0] : wrongCount('1 argument');
    if (operator === '-' && args.length === 1) return apply('neg', args[0]);
    const combination = FPCORE_COMBINATIONS.get(operator);
    if (combination !== undefined) {
      if (args.length !== combination.arity) wrongCount(`${combination.arity} arguments`);
      return substitute(combination.meaning, new Map([['a', args[0]], ['b', args[1]]])); // prettier-ignore
    }
    const name = FPCORE_OPERATORS.get(operator);
    if (name === undefined)
      return refuse('unsupported', `the operation \`${operator}\` is not one of Napier's`, node);
    // Sums and products of several are read left to right, as everybody writes them.
    if ((name === 'add' || name === 'mul') && args.length > 2)
      return args.reduce((a, b) => apply(name, a, b));
    const { arity } = OPERATIONS[name];
    if (args.length !== arity) wrongCount(arity === 1 ? '1 argument' : `${arity} arguments`);
    return apply(name, ...args);
  };

  return convert(root, rootScope);
}
