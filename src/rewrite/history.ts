import { IntVector } from './int-vector.ts';
import type { Rule } from './rule.ts';

/** Why two nodes were joined: the number of an application, or this. */
export const BY_CONGRUENCE = -1;

/** How facts of a class came about; see {@link History.events}. */
export const EVENT = { LEAF: 0, NODE: 1, ARGUMENT: 2, MERGE: 3 } as const;

/**
 * What happened in an e-graph, append-only, so that every equality and every fact can be explained later by what was
 * earlier. The forest is that of Nieuwenhuis and Oliveras ("Proof-producing congruence closure", RTA 2005): an edge
 * for each union, so that the only path between two nodes of a class is made of what joined them.
 */
export class History {
  /** The forest: a node's parent (−1 for a root), the reason of that edge, and 1 where the node is the rule's left side. */
  readonly parent = new IntVector();
  readonly reason = new IntVector();
  readonly isLeft = new IntVector();

  /** Applications of rules, each with its offset in `data`: nodes at the left places, at the right places, evidence. */
  readonly rules: Rule[] = [];
  private readonly starts = new IntVector();
  private readonly data = new IntVector();

  /**
   * Facts, by number: kind, a node that they are about, another node, and up to four earlier events. LEAF: a number,
   * a constant, a variable of the domain. NODE: earlier facts of the class, met with the operation's value from the
   * events of its arguments. ARGUMENT: earlier facts, met with what the other node needs of this argument. MERGE: two.
   */
  private readonly events = new IntVector();

  addNode(): void {
    this.parent.push(-1);
    this.reason.push(BY_CONGRUENCE);
    this.isLeft.push(0);
  }

  /** Joins the trees of two nodes; `a` becomes a child of `b`. The caller gives the smaller tree first. */
  join(a: number, b: number, reason: number, aIsLeft: boolean): void {
    const { parent, reason: reasons, isLeft } = this;
    // Turn the path from a to its root around.
    let node = a;
    let above = b;
    let why = reason;
    let side = aIsLeft ? 1 : 0;
    while (node !== -1) {
      const next = parent.data[node];
      const nextWhy = reasons.data[node];
      const nextSide = 1 - isLeft.data[node];
      parent.data[node] = above;
      reasons.data[node] = why;
      isLeft.data[node] = side;
      above = node;
      node = next;
      why = nextWhy;
      side = nextSide;
    }
  }

  /** The nodes on the path from `a` to `b`, both included. @throws RangeError when nothing joins them. */
  path(a: number, b: number): number[] {
    const { data } = this.parent;
    const up = new Map<number, number>();
    const left: number[] = [];
    for (let node = a; node !== -1; node = data[node]) {
      up.set(node, left.length);
      left.push(node);
    }
    const right: number[] = [];
    for (let node = b; node !== -1; node = data[node]) {
      const met = up.get(node);
      if (met !== undefined) return [...left.slice(0, met + 1), ...right.toReversed()];
      right.push(node);
    }
    throw new RangeError('no path between two nodes');
  }

  /** The number of the next application. */
  get next(): number {
    return this.rules.length;
  }

  /** @param places nodes at the places of the rule's left side, then of its right side */
  record(
    rule: Rule,
    places: readonly number[],
    evidence: { events: readonly number[]; pairs: readonly number[] },
  ): number {
    this.rules.push(rule);
    this.starts.push(this.data.length);
    for (const node of places) this.data.push(node);
    this.data.push(evidence.events.length);
    for (const event of evidence.events) this.data.push(event);
    this.data.push(evidence.pairs.length);
    for (const node of evidence.pairs) this.data.push(node);
    return this.rules.length - 1;
  }

  leftNode(application: number, place: number): number {
    return this.data.data[this.starts.data[application] + place];
  }

  rightNode(application: number, place: number): number {
    return this.leftNode(application, this.rules[application].left.nodes.length + place);
  }

  /** What an application's conditions rest on: events, and pairs of nodes that were equal. */
  evidence(application: number): { events: number[]; pairs: number[] } {
    const { left, right } = this.rules[application];
    const { data } = this.data;
    const at = this.starts.data[application] + left.nodes.length + right.nodes.length;
    const count = data[at];
    const events = Array.from(data.subarray(at + 1, at + 1 + count));
    const pairs = Array.from(data.subarray(at + 2 + count, at + 2 + count + data[at + 1 + count]));
    return { events, pairs };
  }

  addEvent(kind: number, node: number, other: number, a = -1, b = -1, c = -1, d = -1): number {
    const { events } = this;
    const number = events.length / 7;
    for (const value of [kind, node, other, a, b, c, d]) events.push(value);
    return number;
  }

  event(number: number): { kind: number; node: number; other: number; earlier: number[] } {
    const at = 7 * number;
    const { data } = this.events;
    const earlier = Array.from(data.subarray(at + 3, at + 7));
    return { kind: data[at], node: data[at + 1], other: data[at + 2], earlier };
  }

  /** The node that an event is about. */
  subject(event: number): number {
    return this.events.data[7 * event + 1];
  }
}
