import type { Expression, NumberTerm } from '../expression/expression.ts';
import { foldExpression } from '../expression/fold.ts';
import { arithmeticRule } from './arithmetic-rule.ts';
import { NO_FACTS, factsOfLeaf, isContradiction, meet, type Facts } from './facts.ts';
import { factsOfArgument, factsOfOperation, hasNeeds } from './facts-of-operation.ts';
import { foldNumbers, isFolded } from './fold-numbers.ts';
import { BY_CONGRUENCE, EVENT, History } from './history.ts';
import { IntVector } from './int-vector.ts';
import { NodeTable } from './node-table.ts';
import { operationCode, operationName } from './operation-codes.ts';
import { UseLists } from './use-lists.ts';

/** How often the facts of one class may be sharpened; in a cycle they might creep for ever. */
const MAX_SHARPENINGS = 24;

export type EGraphOptions = {
  /** What is known of variables (their domain). */
  readonly variables?: ReadonlyMap<string, Facts>;
  /** Whether facts are computed at all; without, only exact arithmetic is done. @defaultValue true */
  readonly analyse?: boolean;
};

/**
 * Many equal terms at once. A class holds e-nodes that are equal, and all their nodes have a value, wherever all
 * expressions that were added have one (within the variables' domain): that is what every equality here means, and
 * what each rule keeps (rule.ts). Nodes are hash-consed in flat arrays, congruence is repaired in one go after many
 * unions (Willsey et al., "egg: Fast and Extensible Equality Saturation", POPL 2021, 3), and everything is recorded
 * in `history`, so that it can be explained.
 */
export class EGraph {
  readonly nodes = new NodeTable();
  readonly history = new History();
  /** The expressions that were added: assumed to have a value. */
  readonly roots: Expression[] = [];
  readonly variables: ReadonlyMap<string, Facts>;
  /** Why no point of the domain can give the expressions a value, once that is known. */
  contradiction: string | undefined;

  private readonly analyses: boolean;
  private readonly above = new IntVector(); // union-find
  private readonly size = new IntVector();
  private readonly oldest = new IntVector();
  private readonly literal = new IntVector();
  private readonly facts: Facts[] = [];
  private readonly factEvent = new IntVector();
  private readonly sharpened = new IntVector();
  private readonly uses = new UseLists();
  /** By node: which application made it (−1: the user), and of which node it is another spelling (−1: of none). */
  private readonly maker = new IntVector();
  private readonly twin = new IntVector();
  private readonly dead = new IntVector();
  private readonly queued = new IntVector();
  private readonly exact = new Map<Expression, number>();
  private readonly toRepair: number[] = [];
  private readonly toAnalyse: number[] = [];
  private readonly leaves: number[] = [];
  private classes = 0;
  private lively = 0;

  constructor(options: EGraphOptions = {}) {
    this.variables = options.variables ?? new Map();
    this.analyses = options.analyse ?? true;
  }

  /** Classes of equal terms. */
  get classCount(): number {
    return this.classes;
  }

  /** Different e-nodes (operation and classes of its arguments). */
  get nodeCount(): number {
    return this.lively;
  }

  /** The class of a node, named by one of its nodes. */
  find(node: number): number {
    const { data } = this.above;
    while (data[node] !== node) {
      data[node] = data[data[node]];
      node = data[node];
    }
    return node;
  }

  /** The node of a class that stands for it in explanations: its oldest. */
  representative(klass: number): number {
    return this.oldest.data[klass];
  }

  /** The node of the number that a class is equal to, or −1. */
  literalOf(klass: number): number {
    return this.literal.data[klass];
  }

  /** The nodes of the numbers and variables in a class. */
  leavesOf(klass: number): readonly number[] {
    return this.leaves.filter((leaf) => this.find(leaf) === klass);
  }

  factsOf(klass: number): Facts {
    return this.facts[klass];
  }

  eventOf(klass: number): number {
    return this.factEvent.data[klass];
  }

  /** The application that made a node, or −1 for a part of an added expression. */
  makerOf(node: number): number {
    return this.maker.data[node];
  }

  /** The node that this one is only another spelling of, or −1. */
  twinOf(node: number): number {
    return this.twin.data[node];
  }

  /** Is the node the one to look at, of those that are congruent? In a class of a number, only that number is. */
  isLive(node: number): boolean {
    if (this.dead.data[node] !== 0) return false;
    const literal = this.literal.data[this.find(node)];
    return literal < 0 || literal === node;
  }

  /** Adds a term, which is from now on assumed to have a value. @returns a node that stands for exactly this term */
  addExpression(expression: Expression): number {
    this.roots.push(expression);
    const node = foldExpression<number>(expression, (term, args) => this.exactNode(term, args, true));
    this.rebuild();
    return node;
  }

  /** The class that holds a term, or −1. Nothing is added. */
  lookup(expression: Expression): number {
    return foldExpression<number>(expression, (term, args) => {
      if (args.includes(-1)) return -1;
      const node = this.findTerm(term, args);
      return node < 0 ? -1 : this.find(node);
    });
  }

  /** A node for exactly this term, which the e-graph must hold already (as some term of a class); else −1. */
  nodeOf(expression: Expression): number {
    if (this.lookup(expression) < 0) return -1;
    return foldExpression<number>(expression, (term, args) => this.exactNode(term, args, false));
  }

  private findTerm(term: Expression, args: readonly number[]): number {
    if (term.kind !== 'apply') return this.nodes.findLeaf(term);
    const [a, b = -1, c = -1] = args;
    return this.nodes.find(
      operationCode(term.operation),
      this.find(a),
      b < 0 ? -1 : this.find(b),
      c < 0 ? -1 : this.find(c),
    );
  }

  private exactNode(term: Expression, args: readonly number[], add: boolean): number {
    const known = this.exact.get(term);
    if (known !== undefined) return known;
    let node = this.findTerm(term, args);
    if (node < 0) {
      if (!add && term.kind === 'apply') throw new RangeError('the e-graph does not hold this term');
      const [a, b = -1, c = -1] = args;
      node =
        term.kind === 'apply' ? this.addNode(operationCode(term.operation), a, b, c, -1) : this.addLeaf(term);
    } else if (term.kind === 'apply' && args.some((arg, i) => this.nodes.own.data[3 * node + i] !== arg)) {
      node = this.addSpelling(node, args);
    }
    this.exact.set(term, node);
    return node;
  }

  /** Another node of the same class with the same operation on equal arguments: for explanations only. */
  private addSpelling(of: number, args: readonly number[]): number {
    const { nodes } = this;
    const [a, b = -1, c = -1] = args;
    const node = nodes.push(nodes.code.data[of], a, b, c, -1, -1, -1);
    const klass = this.find(of);
    this.pushBookkeeping(klass, -1, of);
    this.dead.data[node] = 1;
    this.history.join(node, of, BY_CONGRUENCE, false);
    return node;
  }

  private pushBookkeeping(klass: number, maker: number, twin: number): void {
    this.above.push(klass);
    this.size.push(1);
    this.oldest.push(klass);
    this.literal.push(-1);
    this.facts.push(NO_FACTS);
    this.factEvent.push(-1);
    this.sharpened.push(0);
    this.uses.addClass();
    this.maker.push(maker);
    this.twin.push(twin);
    this.dead.push(0);
    this.queued.push(0);
    this.history.addNode();
  }

  /** The node of a leaf, made when it is new. A leaf has a value everywhere. */
  addLeaf(leaf: Expression): number {
    const known = this.nodes.findLeaf(leaf);
    if (known >= 0) return known;
    const node = this.nodes.pushLeaf(leaf);
    this.pushBookkeeping(node, -1, -1);
    this.classes += 1;
    this.lively += 1;
    if (leaf.kind === 'number') this.literal.data[node] = node;
    this.leaves.push(node);
    const facts = leaf.kind === 'variable' ? (this.variables.get(leaf.name) ?? NO_FACTS) : factsOfLeaf(leaf);
    this.sharpen(node, facts, () => this.history.addEvent(EVENT.LEAF, node, -1));
    return node;
  }

  /**
   * A node of this operation over the classes of these nodes (−1 where there is none): the known one, or a new one
   * made by the application `maker` (−1: a part of an added expression).
   */
  addNode(code: number, a: number, b: number, c: number, maker: number): number {
    const { nodes } = this;
    const one = this.find(a);
    const two = b < 0 ? -1 : this.find(b);
    const three = c < 0 ? -1 : this.find(c);
    const known = nodes.find(code, one, two, three);
    if (known >= 0) return known;
    const node = nodes.push(code, a, b, c, one, two, three);
    this.pushBookkeeping(node, maker, -1);
    this.classes += 1;
    this.lively += 1;
    nodes.enter(node);
    this.uses.add(one, node);
    if (two >= 0 && two !== one) this.uses.add(two, node);
    if (three >= 0 && three !== one && three !== two) this.uses.add(three, node);
    this.enqueue(node);
    return node;
  }

  private enqueue(node: number): void {
    if (!this.analyses && !isFolded(operationName(this.nodes.code.data[node]))) return;
    if (this.queued.data[node] !== 0) return;
    this.queued.data[node] = 1;
    this.toAnalyse.push(node);
  }

  /**
   * Makes the classes of two nodes one. @param reason the application whose left side is `a` and whose right side is
   * `b`, or {@link BY_CONGRUENCE}. @returns whether they were two
   */
  union(a: number, b: number, reason: number): boolean {
    const one = this.find(a);
    const two = this.find(b);
    if (one === two) return false;
    if (this.size.data[one] < this.size.data[two]) this.history.join(a, b, reason, true);
    else this.history.join(b, a, reason, false);

    const swap = this.uses.length(one) < this.uses.length(two);
    const keep = swap ? two : one;
    const lose = swap ? one : two;
    this.above.data[lose] = keep;
    this.classes -= 1;
    this.size.data[keep] += this.size.data[lose];
    this.oldest.data[keep] = Math.min(this.oldest.data[keep], this.oldest.data[lose]);
    this.mergeLiterals(keep, lose);
    this.uses.copy(lose, this.toRepair);
    this.mergeFacts(keep, lose);
    this.uses.join(keep, lose);
    return true;
  }

  private mergeLiterals(keep: number, lose: number): void {
    const { data } = this.literal;
    const [mine, other] = [data[keep], data[lose]];
    if (mine >= 0 && other >= 0) this.contradiction ??= 'two different numbers would be equal';
    if (mine >= 0 === other >= 0) return;
    data[keep] = Math.max(mine, other);
    this.enqueueUses(mine >= 0 ? lose : keep);
  }

  private enqueueUses(klass: number): void {
    const { uses } = this;
    for (let cell = uses.first(klass); cell >= 0; cell = uses.next(cell)) this.enqueue(uses.nodeAt(cell));
  }

  private mergeFacts(keep: number, lose: number): void {
    const [mine, other] = [this.facts[keep], this.facts[lose]];
    if (mine === other) return;
    const [first, second] = [this.factEvent.data[keep], this.factEvent.data[lose]];
    // What the losing side knew counts as news for the users of the kept one, and the other way round.
    const merged = meet(mine, other);
    if (merged !== other) this.enqueueUses(lose);
    if (merged === mine) return;
    this.facts[keep] = merged;
    this.factEvent.data[keep] =
      mine === NO_FACTS
        ? second
        : this.history.addEvent(
            EVENT.MERGE,
            this.history.subject(first),
            this.history.subject(second),
            first,
            second,
          );
    if (isContradiction(merged)) this.contradiction ??= 'a part of the expression can have no value';
    this.enqueueUses(keep);
  }

  /** Adds facts to a class. @param event called when they are news */
  private sharpen(klass: number, facts: Facts, event: () => number): void {
    const before = this.facts[klass];
    const after = meet(before, facts);
    if (after === before) return;
    const creeping = after.flags === before.flags && before.lo > -Infinity === after.lo > -Infinity;
    if (this.sharpened.data[klass]++ > MAX_SHARPENINGS && creeping) return;
    this.factEvent.data[klass] = event();
    this.facts[klass] = after;
    if (isContradiction(after)) this.contradiction ??= 'a part of the expression can have no value';
    this.enqueueUses(klass);
  }

  /** Restores congruence and what is known, after unions. */
  rebuild(): void {
    for (;;) {
      const node = this.toRepair.pop();
      if (node !== undefined) {
        this.repair(node);
        continue;
      }
      const next = this.toAnalyse.pop();
      if (next === undefined) return;
      this.queued.data[next] = 0;
      this.analyse(next);
    }
  }

  private repair(node: number): void {
    if (this.dead.data[node] !== 0) return;
    const { nodes } = this;
    const { data } = nodes.canonical;
    const at = 3 * node;
    let changed = false;
    for (let i = 0; i < nodes.arity.data[node]; i++) {
      const klass = this.find(data[at + i]);
      if (klass !== data[at + i]) {
        data[at + i] = klass;
        changed = true;
      }
    }
    if (!changed) return;
    const other = nodes.find(nodes.code.data[node], data[at], data[at + 1], data[at + 2]);
    if (other >= 0 && other !== node) {
      this.dead.data[node] = 1;
      this.lively -= 1;
      this.union(node, other, BY_CONGRUENCE);
      return;
    }
    nodes.enter(node);
    if (data[at] === data[at + 1]) this.enqueue(node);
  }

  private analyse(node: number): void {
    if (this.dead.data[node] !== 0 || this.contradiction !== undefined) return;
    const { nodes, history } = this;
    const operation = operationName(nodes.code.data[node]);
    if (isFolded(operation) && this.fold(node, operation)) return;
    if (!this.analyses) return;
    const klass = this.find(node);
    const children: number[] = [];
    for (let i = 0; i < nodes.arity.data[node]; i++) children.push(this.find(nodes.own.data[3 * node + i]));
    const args = children.map((child) => this.facts[child]);
    const [e1, e2 = -1, e3 = -1] = children.map((child) => this.factEvent.data[child]);
    const facts = factsOfOperation(operation, args, children[0] === children[1]);
    this.sharpen(klass, facts, () =>
      history.addEvent(EVENT.NODE, node, -1, this.factEvent.data[klass], e1, e2, e3),
    );
    if (!hasNeeds(operation)) return;
    for (const [i, child] of children.entries()) {
      const needed = factsOfArgument(operation, i, args);
      const own = nodes.own.data[3 * node + i];
      this.sharpen(child, needed, () =>
        history.addEvent(EVENT.ARGUMENT, own, node, this.factEvent.data[child], e1, e2, e3),
      );
    }
  }

  /** Works out an operation of numbers. @returns whether the node's class is now that of a number */
  private fold(node: number, operation: string): boolean {
    if (this.literal.data[this.find(node)] >= 0) return true;
    const { nodes, history } = this;
    const literals: number[] = [];
    for (let i = 0; i < nodes.arity.data[node]; i++) {
      const literal = this.literal.data[this.find(nodes.own.data[3 * node + i])];
      if (literal < 0) return false;
      literals.push(literal);
    }
    const value = foldNumbers(
      operation,
      literals.map((literal) => nodes.term(literal) as NumberTerm),
    );
    if (value === undefined) return false;
    const result = this.addLeaf(value);
    const application = history.record(
      arithmeticRule(operation, literals.length),
      [node, ...literals, result],
      {
        events: [],
        pairs: [],
      },
    );
    this.union(node, result, application);
    return true;
  }
}
