import { fail } from '../error/fault.ts';
import type { Expression } from '../expression/expression.ts';
import { substitute } from '../expression/substitute.ts';
import { toText } from '../expression/to-text.ts';
import type { EGraph } from './e-graph.ts';
import type { Explanation, Instance } from './explanation.ts';
import { neededApplications } from './needed-applications.ts';
import { replaceAt } from './replace-at.ts';

/** A step in the making: the application of a rule at a path. */
type Move = { readonly application: number; readonly forward: boolean; readonly path: readonly number[] };

/** Longer derivations are given up (a proof inside proofs can grow without end). */
const MAX_MOVES = 50_000;
const MAX_DEPTH = 2000;

/**
 * Why the e-graph holds two terms for equal: a chain of rule applications from one to the other, with everything that
 * is needed to check it.
 * @throws NapierError `not-found` when the e-graph does not hold them equal, `limit` when the derivation is too long
 */
export function explain(graph: EGraph, from: Expression, to: Expression): Explanation {
  const a = graph.nodeOf(from);
  const b = graph.nodeOf(to);
  if (a < 0 || b < 0 || graph.find(a) !== graph.find(b)) {
    const message = `not found to be equal: ${toText(from)} and ${toText(to)}`;
    return fail({ kind: 'not-found', message, hint: 'more rules, or higher limits' });
  }
  const applications = neededApplications(graph, a, b);
  const numbers = new Map(applications.map((application, i) => [application, i]));
  const instances = applications.map((application) => instanceOf(graph, application));
  let term = from;
  const steps = new Deriver(graph).moves(a, b).map(({ application, forward, path }) => {
    const instance = numbers.get(application) as number;
    term = replaceAt(term, path, forward ? instances[instance].right : instances[instance].left);
    return { instance, forward, path, term };
  });
  return { from, to, assumed: [...graph.roots], variables: graph.variables, instances, steps };
}

function instanceOf(graph: EGraph, application: number): Instance {
  const { history, nodes } = graph;
  const rule = history.rules[application];
  const substitution = new Map<string, Expression>();
  for (const [side, node] of [
    [rule.left, history.leftNode],
    [rule.right, history.rightNode],
  ] as const) {
    for (const [place, part] of side.nodes.entries()) {
      if (part.kind !== 'variable') continue;
      substitution.set(rule.variables[part.index], nodes.term(node.call(history, application, place)));
    }
  }
  return {
    rule: rule.name,
    left: substitute(rule.left.term, substitution),
    right: substitute(rule.right.term, substitution),
    substitution,
  };
}

/** Turns paths of the proof forest into moves on terms, shortest by leaving out what comes back to a term. */
class Deriver {
  private readonly graph: EGraph;
  private readonly known = new Map<number, readonly Move[]>();
  private readonly sides = new Map<number, { left: Expression; right: Expression }>();
  private depth = 0;

  constructor(graph: EGraph) {
    this.graph = graph;
  }

  /** Moves from the term of node `a` to that of node `b`, which are in one class. */
  moves(a: number, b: number): readonly Move[] {
    if (a === b) return [];
    const key = a * 0x4000000 + b;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const { history, nodes } = this.graph;
    if (++this.depth > MAX_DEPTH) tooLong();
    const out: Move[] = [];
    const path = history.path(a, b);
    for (let i = 0; i + 1 < path.length; i++) {
      const [node, next] = [path[i], path[i + 1]];
      // The edge is kept at the child of the two.
      const up = history.parent.data[node] === next;
      const child = up ? node : next;
      const reason = history.reason.data[child];
      const isLeft = (history.isLeft.data[child] === 1) === up;
      if (reason >= 0) this.throughRule(reason, isLeft, out);
      else {
        for (let arg = 0; arg < nodes.arity.data[node]; arg++) {
          this.inside([arg], nodes.own.data[3 * node + arg], nodes.own.data[3 * next + arg], out);
        }
      }
      if (out.length > MAX_MOVES) tooLong();
    }
    const moves = this.withoutLoops(nodes.term(a), out);
    this.depth -= 1;
    this.known.set(key, moves);
    return moves;
  }

  private inside(path: readonly number[], a: number, b: number, out: Move[]): void {
    for (const move of this.moves(a, b)) out.push({ ...move, path: [...path, ...move.path] });
  }

  /** From the node that a rule matched to the node of its other side. */
  private throughRule(application: number, forward: boolean, out: Move[]): void {
    const before: Move[] = [];
    const after: Move[] = [];
    this.align(application, 'left', 0, [], before);
    this.align(application, 'right', 0, [], after);
    const [first, last] = forward ? [before, after] : [after, before];
    out.push(...first, { application, forward, path: [] });
    for (const move of last.toReversed()) out.push({ ...move, forward: !move.forward });
  }

  /** From the term of the node at a place to the rule's side under the substitution. */
  private align(
    application: number,
    side: 'left' | 'right',
    place: number,
    path: readonly number[],
    out: Move[],
  ): void {
    const { history, nodes } = this.graph;
    const pattern = history.rules[application][side];
    const node = pattern.nodes[place];
    if (node.kind !== 'apply') return;
    const at = (p: number): number =>
      side === 'left' ? history.leftNode(application, p) : history.rightNode(application, p);
    const own = at(place);
    for (const [i, arg] of node.args.entries()) {
      const inner = [...path, i];
      this.inside(inner, nodes.own.data[3 * own + i], at(arg), out);
      this.align(application, side, arg, inner, out);
    }
  }

  private withoutLoops(start: Expression, moves: readonly Move[]): readonly Move[] {
    const terms = [start];
    for (const { application, forward, path } of moves) {
      const sides = this.sidesOf(application);
      terms.push(replaceAt(terms[terms.length - 1], path, forward ? sides.right : sides.left));
    }
    const last = new Map(terms.map((term, i) => [term, i]));
    const out: Move[] = [];
    for (let i = last.get(start) as number; i < moves.length;) {
      out.push(moves[i]);
      i = last.get(terms[i + 1]) as number;
    }
    return out;
  }

  private sidesOf(application: number): { left: Expression; right: Expression } {
    let sides = this.sides.get(application);
    if (sides === undefined) {
      sides = instanceOf(this.graph, application);
      this.sides.set(application, sides);
    }
    return sides;
  }
}

function tooLong(): never {
  return fail({
    kind: 'limit',
    message: 'the derivation is too long to write down',
    hint: 'lower the limits of rewriting',
  });
}
