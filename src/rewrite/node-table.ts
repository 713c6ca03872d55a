import { apply, type Expression } from '../expression/expression.ts';
import type { OperationName } from '../expression/operations.ts';
import { IntVector } from './int-vector.ts';
import { operationName } from './operation-codes.ts';

/** `code` of a leaf: its first child is then a place in `leaves`. */
export const LEAF = -1;

/**
 * E-nodes in flat arrays. A node's own children are nodes made before it, so it stands for exactly one term, for good;
 * the canonical ones (`a`, `b`, `c`) are classes, and follow the unions. A hash table finds a node by its operation
 * and the classes of its children; entries that unions made stale are passed over until the table is built anew.
 */
export class NodeTable {
  readonly code = new IntVector();
  readonly arity = new IntVector();
  /** The children as given, three a node; −1 where there is none. */
  readonly own = new IntVector();
  /** The classes of the children, three a node, as of the last repair. */
  readonly canonical = new IntVector();
  readonly leaves: Expression[] = [];
  private readonly leafNodes = new Map<Expression, number>();
  private readonly terms: (Expression | undefined)[] = [];
  private table = new Int32Array(1024).fill(-1);
  private used = 0;

  get length(): number {
    return this.code.length;
  }

  /** @param a to `c`: nodes, or −1; `one` to `three`: their classes, for the hash table */
  push(code: number, a: number, b: number, c: number, one: number, two: number, three: number): number {
    const node = this.code.length;
    this.code.push(code);
    this.arity.push((a < 0 ? 0 : 1) + (b < 0 ? 0 : 1) + (c < 0 ? 0 : 1));
    this.own.push3(a, b, c);
    this.canonical.push3(one, two, three);
    this.terms.push(undefined);
    return node;
  }

  pushLeaf(leaf: Expression): number {
    const node = this.push(LEAF, -1, -1, -1, -1, -1, -1);
    this.terms[node] = leaf;
    this.leaves.push(leaf);
    this.leafNodes.set(leaf, node);
    return node;
  }

  findLeaf(leaf: Expression): number {
    return this.leafNodes.get(leaf) ?? -1;
  }

  /** A node of this operation over these classes, or −1. */
  find(code: number, a: number, b: number, c: number): number {
    const { table } = this;
    const mask = table.length - 1;
    const { data } = this.canonical;
    const codes = this.code.data;
    for (let at = hash(code, a, b, c) & mask; ; at = (at + 1) & mask) {
      const node = table[at];
      if (node < 0) return -1;
      const i = 3 * node;
      if (codes[node] === code && data[i] === a && data[i + 1] === b && data[i + 2] === c) return node;
    }
  }

  /** Enters a node under its canonical children. */
  enter(node: number): void {
    if (2 * this.used >= this.table.length) this.enlarge();
    this.place(node);
  }

  private place(node: number): void {
    const { table } = this;
    const mask = table.length - 1;
    const i = 3 * node;
    const { data } = this.canonical;
    let at = hash(this.code.data[node], data[i], data[i + 1], data[i + 2]) & mask;
    while (table[at] >= 0) {
      if (table[at] === node) return;
      at = (at + 1) & mask;
    }
    table[at] = node;
    this.used += 1;
  }

  /** Drops repeated entries, and doubles when the rest still fills a quarter. */
  private enlarge(): void {
    const nodes = new Set(this.table);
    nodes.delete(-1);
    const size = 4 * nodes.size >= this.table.length ? 2 * this.table.length : this.table.length;
    this.table = new Int32Array(size).fill(-1);
    this.used = 0;
    for (const node of nodes) this.place(node);
  }

  /** The term that a node stands for. */
  term(node: number): Expression {
    const known = this.terms[node];
    if (known !== undefined) return known;
    const stack = [node];
    while (stack.length > 0) {
      const top = stack[stack.length - 1];
      const args: Expression[] = [];
      let ready = true;
      for (let i = 0; i < this.arity.data[top]; i++) {
        const child = this.own.data[3 * top + i];
        const term = this.terms[child];
        if (term === undefined) {
          stack.push(child);
          ready = false;
        } else args.push(term);
      }
      if (!ready) continue;
      this.terms[top] = apply(operationName(this.code.data[top]) as OperationName, ...args);
      stack.pop();
    }
    return this.terms[node] as Expression;
  }
}

function hash(code: number, a: number, b: number, c: number): number {
  let h = Math.imul(code + 0x9e37, 0x85ebca6b);
  h = Math.imul(h ^ a, 0x9e3779b1);
  h ^= h >>> 15;
  h = Math.imul(h ^ b, 0x85ebca77);
  h ^= h >>> 13;
  h = Math.imul(h ^ c, 0xc2b2ae3d);
  return (h ^ (h >>> 16)) >>> 0;
}
