import type { FPCoreBinding, FPCoreLoopBinding, FPCoreNode } from '../../../expression/fpcore.ts';

export type LoopNode = FPCoreNode & { readonly kind: 'while' | 'for' | 'tensor' };

const isLoop = (node: FPCoreNode): node is LoopNode =>
  node.kind === 'while' || node.kind === 'for' || node.kind === 'tensor';

/** All loops in a node, outer ones first. */
export function loopNodes(node: FPCoreNode): LoopNode[] {
  const inside = partsOf(node).flatMap(loopNodes);
  return isLoop(node) ? [node, ...inside] : inside;
}

function partsOf(node: FPCoreNode): readonly FPCoreNode[] {
  switch (node.kind) {
    case 'number':
    case 'symbol':
      return [];
    case 'annotated':
      return [node.body];
    case 'operation':
      return node.args;
    case 'array':
      return node.items;
    case 'if':
      return [node.condition, node.whenTrue, node.whenFalse];
    case 'let':
      return [...node.bindings.map(({ value }) => value), node.body];
    case 'while':
      return [...inBindings(node.bindings), node.condition, node.body];
    default:
      return [...node.ranges.map(({ value }) => value), ...inBindings(node.bindings), node.body];
  }
}

function inBindings(bindings: readonly FPCoreLoopBinding[]): FPCoreNode[] {
  return bindings.flatMap(({ initial, update }) => [initial, update]);
}

/** A node with a symbol in place of each outermost loop in it. */
export function withoutLoops(node: FPCoreNode, nameOf: (loop: LoopNode) => string): FPCoreNode {
  const map = (part: FPCoreNode): FPCoreNode => withoutLoops(part, nameOf);
  if (isLoop(node)) return { kind: 'symbol', name: nameOf(node), span: node.span };
  switch (node.kind) {
    case 'number':
    case 'symbol':
      return node;
    case 'annotated':
      return { ...node, body: map(node.body) };
    case 'operation':
      return { ...node, args: node.args.map(map) };
    case 'array':
      return { ...node, items: node.items.map(map) };
    case 'if':
      return {
        ...node,
        condition: map(node.condition),
        whenTrue: map(node.whenTrue),
        whenFalse: map(node.whenFalse),
      };
    case 'let': {
      const bindings = node.bindings.map((b): FPCoreBinding => ({ ...b, value: map(b.value) }));
      return { ...node, bindings, body: map(node.body) };
    }
  }
}
