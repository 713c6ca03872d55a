import type { Expression } from '../expression/expression.ts';
import { operationCode } from './operation-codes.ts';

/** One place of a pattern, in preorder. Numbers and named constants stand for themselves, variables for any term. */
export type PatternNode =
  | { readonly kind: 'apply'; readonly code: number; readonly args: readonly number[] }
  | { readonly kind: 'leaf'; readonly term: Expression }
  | { readonly kind: 'variable'; readonly index: number };

/**
 * A term with holes, flattened: `nodes[0]` is the root and `args` are places in `nodes`. `program` is what the
 * matcher runs (see match.ts); its registers are the places.
 */
export type Pattern = {
  readonly term: Expression;
  readonly nodes: readonly PatternNode[];
  readonly program: Int32Array;
  readonly leaves: readonly Expression[];
};

/**
 * Instructions of a matching program, after de Moura and Bjørner ("Efficient E-Matching for SMT Solvers", CADE 2007):
 * BIND place code arity, then the arguments' places: the class at `place` has a node of this operation;
 * SAME place other: both places are one class; LEAF place leaf: the class at `place` is that of a leaf.
 */
export const INSTRUCTION = { BIND: 0, SAME: 1, LEAF: 2 } as const;

/** @param variables the names of the holes, in the order of a substitution; names met for the first time are added */
export function compilePattern(term: Expression, variables: string[]): Pattern {
  const nodes: PatternNode[] = [];
  const flatten = (part: Expression): number => {
    const place = nodes.length;
    if (part.kind === 'variable') {
      let index = variables.indexOf(part.name);
      if (index < 0) index = variables.push(part.name) - 1;
      nodes.push({ kind: 'variable', index });
    } else if (part.kind === 'apply') {
      const args: number[] = [];
      nodes.push({ kind: 'apply', code: operationCode(part.operation), args });
      for (const arg of part.args) args.push(flatten(arg));
    } else {
      nodes.push({ kind: 'leaf', term: part });
    }
    return place;
  };
  flatten(term);
  return { term, nodes, ...programOf(nodes) };
}

function programOf(nodes: readonly PatternNode[]): { program: Int32Array; leaves: Expression[] } {
  const program: number[] = [];
  const leaves: Expression[] = [];
  const first = new Map<number, number>();
  // Breadth first, tests before binds: what can fail cheaply does so before anything is enumerated.
  const queue = [0];
  while (queue.length > 0) {
    const place = queue.shift() as number;
    const node = nodes[place];
    if (node.kind !== 'apply') continue;
    program.push(INSTRUCTION.BIND, place, node.code, node.args.length, ...node.args);
    for (const arg of node.args) {
      const child = nodes[arg];
      if (child.kind === 'leaf') {
        program.push(INSTRUCTION.LEAF, arg, leaves.length);
        leaves.push(child.term);
      } else if (child.kind === 'variable') {
        const earlier = first.get(child.index);
        if (earlier === undefined) first.set(child.index, arg);
        else program.push(INSTRUCTION.SAME, arg, earlier);
      }
    }
    for (const arg of node.args) if (nodes[arg].kind === 'apply') queue.push(arg);
  }
  return { program: Int32Array.from(program), leaves };
}
