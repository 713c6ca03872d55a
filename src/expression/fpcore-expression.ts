import { fail, type FaultKind } from '../error/fault.ts';
import { checkedDepth } from './depth.ts';
import { apply, variable, type Expression } from './expression.ts';
import type { FPCore, FPCoreNode } from './fpcore.ts';
import { FPCORE_COMBINATIONS, FPCORE_CONSTANTS, FPCORE_OPERATORS } from './fpcore-operators.ts';
import { OPERATIONS } from './operations.ts';
import { substitute } from './substitute.ts';

export type FPCoreScope = ReadonlyMap<string, Expression>;
type Scope = FPCoreScope;

/**
 * Decides a condition where it stands, so that one path is taken: `undefined` when only numbers may decide (of loops)
 * and these do not.
 */
export type DecideCondition = (
  condition: FPCoreNode,
  scope: FPCoreScope,
  byNumbers: boolean,
) => boolean | undefined;

/** Turns of a loop that are written out. */
export const MOST_TURNS = 100;

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

/**
 * One node as a term; `scope` gives the meaning of names and hides constants of the same name. Given `decide`, of each
 * `if` the chosen side is taken, and loops whose turns numbers alone decide are written out, turn by turn.
 */
export function termFromFPCoreNode(
  root: FPCoreNode,
  rootScope: Scope,
  source: string,
  decide?: DecideCondition,
): Expression {
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
      case 'if': {
        const chosen = decide?.(node.condition, scope, false);
        if (chosen !== undefined) return convert(chosen ? node.whenTrue : node.whenFalse, scope);
        return refuse('unsupported', '`if` is more than a straight line of operations', node);
      }
      case 'while': {
        if (decide === undefined)
          return refuse('unsupported', '`while` is more than a straight line of operations', node);
        let inner = new Map(scope);
        for (const { name, initial } of node.bindings)
          inner.set(name, convert(initial, node.sequential ? inner : scope));
        for (let turn = 0; ; turn++) {
          const goesOn = decide(node.condition, inner, true);
          if (goesOn === false) return convert(node.body, inner);
          const hint = `loops are written out when numbers alone say that they end within ${MOST_TURNS} turns`;
          if (goesOn === undefined)
            refuse('unsupported', 'how often this loop turns depends on the inputs', node, hint);
          if (turn >= MOST_TURNS)
            refuse('unsupported', `this loop turns more than ${MOST_TURNS} times`, node, hint);
          const next = new Map(inner);
          for (const { name, update } of node.bindings)
            next.set(name, convert(update, node.sequential ? next : inner));
          inner = next;
        }
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
