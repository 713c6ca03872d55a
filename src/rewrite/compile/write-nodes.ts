import type { ApplyTerm, Expression } from '../../expression/expression.ts';
import { applyOperation, leafValue, wholePower } from '../../program/system/expression-to-system.ts';
import { SystemBuilder, type Value } from '../../program/system/system-builder.ts';
import type { SystemProgram } from '../../program/system/system.ts';
import type { Pair, Row } from './common-pairs.ts';

/** What a value of a system is, in canonical form; members of rows are other nodes' numbers. */
export type Node =
  | { readonly kind: 'one' }
  | { readonly kind: 'leaf'; readonly term: Expression }
  | { readonly kind: 'sum'; readonly row: Row; constant: number }
  | { readonly kind: 'product'; readonly row: Row }
  | { readonly kind: 'quotient'; readonly above: number; readonly below: number }
  | { readonly kind: 'call'; readonly term: ApplyTerm; readonly args: readonly number[] };

/** Pairs of members that several rows share, by the number of what they make together. */
export type SharedPairs = ReadonlyMap<number, Pair & { readonly kind: 'sum' | 'product' }>;

/** The numbers of what a node or a shared pair is made of. */
export function partsOf(id: number, nodes: readonly Node[], pairs: SharedPairs): readonly number[] {
  const pair = pairs.get(id);
  if (pair !== undefined) return [pair.left, pair.right];
  const node = nodes[id];
  switch (node.kind) {
    case 'sum':
    case 'product':
      return [...node.row.keys()];
    case 'quotient':
      return [node.above, node.below];
    case 'call':
      return node.args;
    default:
      return [];
  }
}

/** The program that computes nodes, each once, parts first. */
export function writeNodes(
  nodes: readonly Node[],
  pairs: SharedPairs,
  outputs: readonly { readonly name: string; readonly member: number }[],
  inputs: readonly string[],
): SystemProgram {
  const b = new SystemBuilder(inputs);
  const index = new Map(inputs.map((name, i) => [name, i]));
  const values = new Map<number, Value>();
  const valueOf = (root: number): Value => {
    const stack = [root];
    while (stack.length > 0) {
      const id = stack[stack.length - 1];
      if (values.has(id)) {
        stack.pop();
        continue;
      }
      const open = partsOf(id, nodes, pairs).filter((part) => !values.has(part));
      if (open.length > 0) {
        stack.push(...open);
        continue;
      }
      stack.pop();
      values.set(
        id,
        writeNode(b, id, (part) => values.get(part) as Value),
      );
    }
    return values.get(root) as Value;
  };
  return b.build(outputs.map(({ name, member }) => ({ name, value: valueOf(member) })));

  function writeNode(b: SystemBuilder, id: number, value: (part: number) => Value): Value {
    const pair = pairs.get(id);
    if (pair !== undefined) {
      const [left, right] = [value(pair.left), value(pair.right)];
      if (pair.kind === 'product') return b.operation('mul', left, right);
      return writeSum(b, [[left, 1], [right, pair.ratio]], 0); // prettier-ignore
    }
    const node = nodes[id];
    switch (node.kind) {
      case 'one':
        return b.constant(1);
      case 'leaf':
        return leafValue(b, node.term, index);
      case 'sum':
        return writeSum(
          b,
          [...node.row].map(([member, c]) => [value(member), c] as const),
          node.constant,
        );
      case 'product':
        return [...node.row]
          .map(([member, e]) => wholePower(b, value(member), e))
          .reduce((x, y) => b.operation('mul', x, y));
      case 'quotient':
        return b.operation('div', value(node.above), value(node.below));
      case 'call':
        return applyOperation(b, node.term, node.args.map(value));
    }
  }
}

/** Σ coefficient·value + constant; terms of one size of coefficient are added before they are multiplied. */
function writeSum(b: SystemBuilder, terms: readonly (readonly [Value, number])[], constant: number): Value {
  const bySize = new Map<number, { readonly value: Value; readonly negative: boolean }[]>();
  for (const [value, c] of terms) {
    const list = bySize.get(Math.abs(c)) ?? [];
    list.push({ value, negative: c < 0 });
    bySize.set(Math.abs(c), list);
  }
  type Signed = { readonly value: Value; readonly negative: boolean };
  const join = (list: readonly Signed[]): Signed => {
    // A positive one leads, so that no negation is needed.
    const lead = list.findIndex(({ negative }) => !negative);
    const negative = lead < 0;
    const first = list[Math.max(0, lead)];
    let value = first.value;
    for (const part of list) {
      if (part === first) continue;
      value = b.operation(part.negative !== negative ? 'sub' : 'add', value, part.value);
    }
    return { value, negative };
  };
  const parts: Signed[] = [];
  for (const [size, list] of bySize) {
    if (size === 1) parts.push(...list);
    else {
      const { value, negative } = join(list);
      parts.push({ value: b.operation('mul', b.constant(size), value), negative });
    }
  }
  if (constant !== 0 || parts.length === 0) {
    parts.push({ value: b.constant(Math.abs(constant)), negative: constant < 0 });
  }
  const { value, negative } = join(parts);
  return negative ? b.operation('neg', value) : value;
}
