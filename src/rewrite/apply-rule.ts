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
  const { left, right } = rule;
  const root = graph.find(data[at]);
  // Most matches say what is known already: find the right side before anything is made.
  for (let i = 0; i < left.nodes.length; i++) {
    const node = left.nodes[i];
    if (node.kind === 'variable') substitution[node.index] = graph.find(data[at + i]);
  }
  const known = findRight(graph, rule);
  if (known >= 0 && graph.find(known) === root) return false;

  for (let i = 0; i < rule.variables.length; i++) substitution[i] = graph.representative(substitution[i]);
  let evidence = NO_EVIDENCE;
  if (rule.conditions.length > 0) {
    const found = establish(graph, rule, substitution);
    if (found === undefined) return false;
    evidence = found;
  }
  const places: number[] = [];
  for (const [i, node] of left.nodes.entries()) {
    places.push(node.kind === 'variable' ? substitution[node.index] : data[at + i]);
  }
  const application = graph.history.next;
  for (let place = right.nodes.length - 1; place >= 0; place--) {
    const node = right.nodes[place];
    if (node.kind === 'variable') made[place] = substitution[node.index];
    else if (node.kind === 'leaf') made[place] = graph.addLeaf(node.term);
    else {
      const [a, b, c] = node.args;
      made[place] = graph.addNode(
        node.code,
        made[a],
        b === undefined ? -1 : made[b],
        c === undefined ? -1 : made[c],
        application,
      );
    }
  }
  for (let place = 0; place < right.nodes.length; place++) places.push(made[place]);
  graph.history.record(rule, places, evidence);
  graph.union(places[0], made[0], application);
  return true;
}

// Scratch, by variable and by place: patterns are small and applications many.
const substitution: number[] = [];
const made: number[] = [];

/** The node of a rule's right side under `substitution`, if the e-graph has it; else −1. */
function findRight(graph: EGraph, rule: Rule): number {
  const { nodes } = rule.right;
  // In preorder arguments come after their operation: backwards, before it.
  for (let place = nodes.length - 1; place >= 0; place--) {
    const node = nodes[place];
    if (node.kind === 'variable') made[place] = substitution[node.index];
    else {
      let found: number;
      if (node.kind === 'leaf') found = graph.nodes.findLeaf(node.term);
      else {
        const [a, b, c] = node.args;
        found = graph.nodes.find(
          node.code,
          made[a],
          b === undefined ? -1 : made[b],
          c === undefined ? -1 : made[c],
        );
      }
      if (found < 0) return -1;
      made[place] = graph.find(found);
    }
  }
  return made[0];
}

/** The evidence that all conditions hold, or `undefined`. */
function establish(graph: EGraph, rule: Rule, bound: readonly number[]): Evidence | undefined {
  const evidence: Evidence = { events: [], pairs: [] };
  const nodeAt = (name: string): number => bound[rule.variables.indexOf(name)];

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
