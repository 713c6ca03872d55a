import type { EGraph } from './e-graph.ts';
import { EVENT } from './history.ts';

/**
 * The applications that an equality rests on, in the order in which they happened: those on the way from node `a` to
 * node `b`, those that made the nodes they matched, and those behind the facts that their conditions used. Each
 * rests only on earlier ones, since a path of the proof forest is made of unions that were there when it was used.
 */
export function neededApplications(graph: EGraph, a: number, b: number): number[] {
  const { history, nodes } = graph;
  const applications = new Set<number>();
  const events = new Set<number>();
  const pairs = new Set<number>();
  const present = new Set<number>();
  const todo: (() => void)[] = [];

  const equal = (x: number, y: number): void => {
    if (x === y) return;
    const key = Math.min(x, y) * 0x4000000 + Math.max(x, y);
    if (pairs.has(key)) return;
    pairs.add(key);
    todo.push(() => {
      const path = history.path(x, y);
      for (let i = 0; i + 1 < path.length; i++) {
        const [node, next] = [path[i], path[i + 1]];
        const child = history.parent.data[node] === next ? node : next;
        const reason = history.reason.data[child];
        if (reason >= 0) apply(reason);
        else sameArguments(node, next);
      }
    });
  };

  const sameArguments = (x: number, y: number): void => {
    for (let i = 0; i < nodes.arity.data[x]; i++) equal(nodes.own.data[3 * x + i], nodes.own.data[3 * y + i]);
  };

  /** The node's term has a value. */
  const exists = (node: number): void => {
    if (present.has(node)) return;
    present.add(node);
    const twin = graph.twinOf(node);
    const maker = graph.makerOf(node);
    if (twin >= 0) {
      todo.push(() => exists(twin));
      sameArguments(node, twin);
    } else if (maker >= 0) apply(maker);
  };

  const apply = (application: number): void => {
    if (applications.has(application)) return;
    applications.add(application);
    todo.push(() => {
      const rule = history.rules[application];
      for (const side of ['left', 'right'] as const) {
        const at = (place: number): number =>
          side === 'left' ? history.leftNode(application, place) : history.rightNode(application, place);
        for (const [place, node] of rule[side].nodes.entries()) {
          if (side === 'left') exists(at(place));
          if (node.kind !== 'apply') continue;
          for (const [i, arg] of node.args.entries()) equal(nodes.own.data[3 * at(place) + i], at(arg));
        }
      }
      const evidence = history.evidence(application);
      for (const event of evidence.events) fact(event);
      for (let i = 0; i < evidence.pairs.length; i += 2) equal(evidence.pairs[i], evidence.pairs[i + 1]);
    });
  };

  const fact = (number: number): void => {
    if (number < 0 || events.has(number)) return;
    events.add(number);
    todo.push(() => {
      const { kind, node, other, earlier } = history.event(number);
      for (const event of earlier) fact(event);
      if (kind === EVENT.LEAF) return;
      if (kind === EVENT.MERGE) {
        equal(history.subject(earlier[0]), history.subject(earlier[1]));
        return;
      }
      const [before, ...args] = earlier;
      const operation = kind === EVENT.NODE ? node : other;
      exists(operation);
      if (before >= 0) equal(node, history.subject(before));
      for (let i = 0; i < nodes.arity.data[operation]; i++) {
        if (args[i] >= 0) equal(nodes.own.data[3 * operation + i], history.subject(args[i]));
      }
    });
  };

  exists(a);
  equal(a, b);
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) next();
  return [...applications].sort((x, y) => x - y);
}
