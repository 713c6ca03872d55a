import { fail } from '../error/fault.ts';
import { apply, variable, variablesOf, type Expression } from '../expression/expression.ts';
import { OPERATIONS, type OperationName } from '../expression/operations.ts';
import { createRandom } from '../number/random.ts';
import { parseCondition } from './condition.ts';
import { termSize } from './cost-function.ts';
import { EGraph } from './e-graph.ts';
import { isFolded } from './fold-numbers.ts';
import { rewrite, type Limits } from './rewrite.ts';
import { ruleFromTerms, type Rule } from './rule.ts';
import { sampleRule } from './sample-rule.ts';
import { valueAt, type Value } from './value-at.ts';

export type Grammar = {
  /** At most three names. */
  readonly variables: readonly string[];
  /** Leaves besides the variables. */
  readonly constants: readonly Expression[];
  readonly operations: readonly OperationName[];
  /** Operations in a side of a rule, at most. */
  readonly size: number;
};

export type SynthesisOptions = {
  /** Points on which each rule is tried in the end. @defaultValue 200 */
  readonly points?: number;
  /** @defaultValue 1 */
  readonly seed?: number;
  /** Rules to begin with: what follows from them is not found again. */
  readonly known?: readonly Rule[];
  /** Terms, at most. @defaultValue 20,000 */
  readonly terms?: number;
};

export type Synthesis = {
  /** New rules, in the order in which they were chosen: shorter and more general ones first. */
  readonly rules: readonly Rule[];
  readonly terms: number;
  /** Pairs of terms that agreed on the first points. */
  readonly candidates: number;
  /** Candidates that more points refuted. */
  readonly refuted: number;
};

const FIRST_POINTS = 16;
const DERIVE: Limits = { iterations: 3, nodes: 60_000, backoff: false };

/**
 * Rules of a grammar's terms, found from their values: terms are enumerated by size, one of each class that the rules
 * so far know; those with equal values at a few points are candidates; the shortest and most general is tried on more
 * points by the oracle's enclosures and becomes a rule, and whatever follows from the rules so far drops out (Nandi et
 * al., "Rewrite Rule Inference Using Equality Saturation", OOPSLA 2021). A direction that fails is tried under
 * conditions on the variables (≠ 0, > 0). The rules are as good as the points: tried, not proved.
 * @throws NapierError `value` for a grammar that cannot be enumerated, `limit` when it has too many terms
 */
export function synthesiseRules(grammar: Grammar, options: SynthesisOptions = {}): Synthesis {
  checkGrammar(grammar);
  const { points = 200, seed = 1, known = [], terms: mostTerms = 20_000 } = options;
  const random = createRandom(seed);
  const generic = Array.from({ length: FIRST_POINTS }, () =>
    grammar.variables.map(() => 0.25 + 3 * random.next()),
  );

  const rules: Rule[] = [];
  const bySize: Expression[][] = [[...grammar.variables.map(variable), ...grammar.constants]];
  const keys = new Map<Expression, string>();
  const counts = { terms: 0, candidates: 0, refuted: 0 };
  const keyAt = (term: Expression): string => {
    let key = keys.get(term);
    if (key === undefined) {
      const value = valueAt(term, grammar.variables);
      key = generic.map((point) => keyOf(value(point))).join(' ');
      keys.set(term, key);
      counts.terms += 1;
    }
    return key;
  };

  for (let size = 1; size <= grammar.size; size++) {
    const made = termsOf(grammar, bySize, size);
    if (counts.terms + made.length > mostTerms) {
      fail({
        kind: 'limit',
        message: `more than ${mostTerms} terms of size ${size}`,
        hint: 'a smaller grammar',
      });
    }
    // A term without a value at some generic point (1/0, 1/(a − a)) would make everything equal to everything.
    // Numbers made of numbers say nothing new.
    const fresh = made.filter((term) => !isArithmetic(term) && !keyAt(term).includes('und'));
    const all = [...bySize.flat(), ...fresh];
    const tried = new Set<string>();
    for (;;) {
      const classes = classesOf(all, [...known, ...rules]);
      const candidates = candidatePairs(all, classes, keyAt, tried);
      if (candidates.length === 0) {
        bySize.push(fresh.filter((term) => representative(all, classes, term) === term));
        break;
      }
      // A few of the best at once, as long as they do not follow from each other.
      for (const [left, right] of candidates.slice(0, BATCH)) {
        tried.add(`${left.id} ${right.id}`);
        if (follows(left, right, [...known, ...rules])) continue;
        counts.candidates += 1;
        const found = directions(left, right, points);
        if (found.length === 0) counts.refuted += 1;
        rules.push(...found);
      }
    }
  }
  return { rules: withoutNeedless(rules, known), ...counts };
}

const BATCH = 8;

function checkGrammar(grammar: Grammar): void {
  const { variables, operations, size } = grammar;
  if (variables.length === 0 || variables.length > 3) {
    fail({ kind: 'value', message: 'a grammar has one to three variables' });
  }
  if (operations.length === 0) fail({ kind: 'value', message: 'a grammar needs operations' });
  if (!Number.isInteger(size) || size < 1) {
    fail({ kind: 'value', message: 'the size of a grammar’s terms is a whole number from 1 up' });
  }
}

/** All terms with `size` operations over smaller ones. */
function termsOf(grammar: Grammar, bySize: readonly (readonly Expression[])[], size: number): Expression[] {
  const out: Expression[] = [];
  for (const operation of grammar.operations) {
    const extend = (args: readonly Expression[], left: number): void => {
      const last = args.length === OPERATIONS[operation].arity - 1;
      for (let part = last ? left : 0; part <= left; part++) {
        for (const arg of bySize[part] ?? []) {
          if (last) out.push(apply(operation, ...args, arg));
          else extend([...args, arg], left - part);
        }
      }
    };
    extend([], size - 1);
  }
  return out;
}

function isArithmetic(term: Expression): boolean {
  return term.kind === 'apply' && isFolded(term.operation) && term.args.every((arg) => arg.kind === 'number');
}

/** Values as text to seven digits, so that both ends of an enclosure say the same. */
function keyOf(value: Value): string {
  if (typeof value === 'string') return value;
  const middle = (value.lo + value.hi) / 2;
  return `${Math.abs(middle) < 1e-60 ? 0 : Math.fround(middle)}`;
}

/** The classes that the rules make of the terms. Facts are not used: all terms at once say too much of the variables. */
function classesOf(terms: readonly Expression[], rules: readonly Rule[]): ReadonlyMap<Expression, number> {
  const graph = new EGraph({ analyse: false });
  const nodes = terms.map((term) => graph.addExpression(term));
  rewrite(graph, rules, { ...DERIVE, nodes: Math.max(4 * graph.nodeCount, 2000) });
  return new Map(terms.map((term, i) => [term, graph.find(nodes[i])]));
}

function representative(
  terms: readonly Expression[],
  classes: ReadonlyMap<Expression, number>,
  term: Expression,
): Expression {
  const klass = classes.get(term);
  return terms.find((other) => classes.get(other) === klass) ?? term;
}

/** Pairs of terms of different classes with the same values at the generic points, the best rule first. */
function candidatePairs(
  terms: readonly Expression[],
  classes: ReadonlyMap<Expression, number>,
  keyAt: (term: Expression) => string,
  tried: ReadonlySet<string>,
): [Expression, Expression][] {
  const groups = new Map<string, Map<number, Expression>>();
  const pairs: [Expression, Expression][] = [];
  for (const term of terms) {
    const key = keyAt(term);
    const group = groups.get(key) ?? new Map<number, Expression>();
    groups.set(key, group);
    const klass = classes.get(term) as number;
    if (group.has(klass)) continue;
    const [simplest] = group.values();
    group.set(klass, term);
    // Terms come by size: the first of a group is its simplest.
    if (simplest !== undefined && !tried.has(`${term.id} ${simplest.id}`)) pairs.push([term, simplest]);
  }
  const rank = ([left, right]: [Expression, Expression]): number =>
    sizeOf(left) + sizeOf(right) - 0.1 * variablesOf(left).length;
  return pairs.sort((x, y) => rank(x) - rank(y));
}

function sizeOf(term: Expression): number {
  if (term.kind !== 'apply') return termSize(undefined, term);
  return term.args.reduce((sum, arg) => sum + sizeOf(arg), 1);
}

/** The rules that a candidate gives: each direction that holds, on its own or under a condition. */
function directions(left: Expression, right: Expression, points: number): Rule[] {
  const out: Rule[] = [];
  for (const [from, to] of [
    [left, right],
    [right, left],
  ] as const) {
    const own = variablesOf(from);
    if (own.length === 0 && variablesOf(to).length > 0) continue;
    if (variablesOf(to).some((name) => !own.includes(name))) continue;
    // x → x·1 and the like: true, and never wanted.
    if (from.kind !== 'apply') continue;
    const options: string[][] = [[]];
    // Only what shortens is worth a condition.
    if (sizeOf(to) <= sizeOf(from)) {
      for (const sign of ['!= 0', '> 0']) {
        const conditions = own.map((name) => `${name} ${sign}`);
        options.push(...conditions.map((condition) => [condition]), conditions);
      }
    }
    for (const texts of options) {
      const name = `found-${from.id}-${to.id}`;
      const candidate = ruleFromTerms(name, from, to, texts.map(parseCondition));
      const sampled = sampleRule(candidate, points);
      if (sampled.failure !== undefined || sampled.points < points / 4) continue;
      if (sampled.undecided > 0) continue;
      out.push(candidate);
      break;
    }
  }
  return out;
}

function follows(left: Expression, right: Expression, rules: readonly Rule[]): boolean {
  const graph = new EGraph({ analyse: false });
  const a = graph.addExpression(left);
  const b = graph.addExpression(right);
  const equal = (): boolean => graph.find(a) === graph.find(b);
  rewrite(graph, rules, { ...DERIVE, nodes: 2000, iterations: 4, until: equal });
  return equal();
}

/** Leaves out rules that follow from the others, the longest first; names those left by their order. */
function withoutNeedless(rules: readonly Rule[], known: readonly Rule[]): Rule[] {
  let kept = [...rules];
  const rank = (rule: Rule): number => sizeOf(rule.left.term) + sizeOf(rule.right.term);
  for (const rule of rules.toSorted((x, y) => rank(y) - rank(x))) {
    const others = kept.filter((other) => other !== rule);
    if (derives(rule, [...known, ...others])) kept = others;
  }
  return kept.map((rule, i) => ({ ...rule, name: `found-${i + 1}` }));
}

/** From its left side alone, with its conditions known: does the right side follow? */
function derives(rule: Rule, rules: readonly Rule[]): boolean {
  const graph = new EGraph();
  const root = graph.addExpression(rule.left.term);
  for (const condition of rule.conditions) {
    // 1/a has a value where a ≠ 0, log(a) where a > 0.
    if (condition.kind !== 'comparison') return false;
    const one = apply('div', condition.left, condition.left);
    graph.addExpression(condition.sign === '>' ? apply('log', condition.left) : one);
  }
  const reached = (): boolean => graph.lookup(rule.right.term) === graph.find(root);
  rewrite(graph, rules, { ...DERIVE, nodes: 3000, iterations: 5, until: reached });
  return reached();
}
