import type { Expression } from '../expression/expression.ts';
import { holds, type Knowledge } from './condition.ts';
import type { EGraph } from './e-graph.ts';
import { meet, factsOfLeaf, type Facts } from './facts.ts';
import { factsOfOperation } from './facts-of-operation.ts';
import { operationCode } from './operation-codes.ts';
import type { Rule } from './rule.ts';

type Evidence = { readonly events: number[]; readonly pairs: number[] };
const NO_EVIDENCE: Evidence = { events: [], pairs: [] };

/**
 * Applies a rule where it was matched, if its conditions are known to hold there.
 * @param match nodes at the places of the left side (classes, at variables), in `data` from `at` on
 * @returns whether the e-graph changed
 */
export function applyRule(graph: EGraph, rule: Rule, data: Int32Array, at: number): boolean {
  const substitution: number[] = [];
  const { nodes: left } = rule.left;
  const places: number[] = [];
  for (const [place, node] of left.entries()) {
    let matched = data[at + place];
    if (node.kind === 'variable') {
      substitution[node.index] ??= graph.representative(graph.find(matched));
      matched = substitution[node.index];
    }
    places.push(matched);
  }
  let evidence = NO_EVIDENCE;
  if (rule.conditions.length > 0) {
    const found = establish(graph, rule, substitution);
    if (found === undefined) return false;
    evidence = found;
  }
  const application = graph.history.next;
  const right: number[] = [];
  instantiate(graph, rule, 0, substitution, application, right);
  if (graph.find(places[0]) === graph.find(right[0])) return false;
  graph.history.record(rule, [...places, ...right], evidence);
  graph.union(places[0], right[0], application);
  return true;
}

/** Builds the right side from `place` on; `out` receives the node at each place. */
function instantiate(
  graph: EGraph,
  rule: Rule,
  place: number,
  substitution: readonly number[],
  application: number,
  out: number[],
): number {
  const node = rule.right.nodes[place];
  if (node.kind === 'variable') out[place] = substitution[node.index];
  else if (node.kind === 'leaf') out[place] = graph.addLeaf(node.term);
  else {
    const children = node.args.map((arg) => instantiate(graph, rule, arg, substitution, application, out));
    out[place] = graph.addNode(node.code, children, application);
  }
  return out[place];
}

/** The evidence that all conditions hold, or `undefined`. */
function establish(graph: EGraph, rule: Rule, substitution: readonly number[]): Evidence | undefined {
  const evidence: Evidence = { events: [], pairs: [] };
  const nodeAt = (name: string): number => substitution[rule.variables.indexOf(name)];

  /** Facts of a condition's term, and a node that is equal to it if the e-graph has one. */
  const look = (term: Expression): { facts: Facts; node: number } => {
    if (term.kind === 'variable') return noted(nodeAt(term.name));
    if (term.kind !== 'apply') return { facts: factsOfLeaf(term), node: graph.nodes.findLeaf(term) };
    const args = term.args.map(look);
    const same =
      args.length > 1 && args[0].node >= 0 && graph.find(args[0].node) === graph.find(args[1].node);
    if (same && term.args[0] !== term.args[1]) evidence.pairs.push(args[0].node, args[1].node);
    const facts = factsOfOperation(
      term.operation,
      args.map((arg) => arg.facts),
      same,
    );
    if (args.some((arg) => arg.node < 0)) return { facts, node: -1 };
    const [a, b = -1, c = -1] = args.map((arg) => graph.find(arg.node));
    const node = graph.nodes.find(operationCode(term.operation), a, b, c);
    if (node < 0) return { facts, node };
    for (const [i, arg] of args.entries()) {
      evidence.pairs.push(graph.nodes.own.data[3 * node + i], arg.node);
    }
    const known = noted(node);
    return { facts: meet(known.facts, facts), node };
  };
  const noted = (node: number): { facts: Facts; node: number } => {
    const klass = graph.find(node);
    const event = graph.eventOf(klass);
    if (event >= 0) {
      evidence.events.push(event);
      evidence.pairs.push(node, graph.history.subject(event));
    }
    return { facts: graph.factsOf(klass), node };
  };
  const knowledge: Knowledge = {
    facts: (term) => look(term).facts,
    leaves: (term) => {
      if (term.kind !== 'variable') return [];
      const node = nodeAt(term.name);
      return graph.leavesOf(graph.find(node)).map((leaf) => {
        evidence.pairs.push(node, leaf);
        return graph.nodes.term(leaf);
      });
    },
  };
  return rule.conditions.every((condition) => holds(condition, knowledge)) ? evidence : undefined;
}
