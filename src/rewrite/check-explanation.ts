import { integer, type Expression } from '../expression/expression.ts';
import { foldExpression } from '../expression/fold.ts';
import { substitute } from '../expression/substitute.ts';
import { tidyApply } from '../expression/tidy.ts';
import { toText } from '../expression/to-text.ts';
import { holds, type Knowledge } from './condition.ts';
import type { Explanation, Instance } from './explanation.ts';
import { NO_FACTS, factsOfLeaf, meet, type Facts } from './facts.ts';
import { factsOfArgument, factsOfOperation, hasNeeds } from './facts-of-operation.ts';
import { RATIONAL, wrongRationalIdentity } from './rational-identity.ts';
import { partAt, replaceAt } from './replace-at.ts';
import type { Rule } from './rule.ts';

/** `undefined`: the explanation is right. Otherwise the first thing that is not. */
export type Objection = string | undefined;

/**
 * Checks an explanation without the e-graph that made it: every instance is one of the rules' (or right arithmetic, of numbers or of rational functions),
 * its left side has a value and its conditions hold by what came before, and the steps lead from one term to the other.
 * What is trusted: the rules, the facts of single operations, and this file.
 */
export function checkExplanation(explanation: Explanation, rules: readonly Rule[]): Objection {
  const table = new Map(rules.map((rule) => [rule.name, rule]));
  const known = new Closure(explanation.variables);
  for (const root of explanation.assumed) known.add(root);
  for (const [i, instance] of explanation.instances.entries()) {
    const objection =
      instance.rule === 'arithmetic'
        ? wrongArithmetic(instance)
        : instance.rule === RATIONAL
          ? wrongRational(instance, known)
          : wrongInstance(instance, table, known);
    if (objection !== undefined) return `instance ${i + 1} (${instance.rule}): ${objection}`;
    known.equate(instance.left, instance.right);
  }
  if (known.find(explanation.from) === undefined) return 'the first term is not known to have a value';
  let term = explanation.from;
  for (const [i, step] of explanation.steps.entries()) {
    const instance = explanation.instances[step.instance];
    if (instance === undefined) return `step ${i + 1}: no such instance`;
    const [before, after] = step.forward ? [instance.left, instance.right] : [instance.right, instance.left];
    if (partAt(term, step.path) !== before) return `step ${i + 1}: ${toText(before)} does not stand there`;
    term = replaceAt(term, step.path, after);
    if (term !== step.term) return `step ${i + 1}: gives another term`;
  }
  return term === explanation.to ? undefined : 'the steps end in another term';
}

/** An operation of literals and its value. */
function wrongArithmetic({ left, right }: Instance): Objection {
  if (left.kind !== 'apply' || right.kind !== 'number' || left.args.some((arg) => arg.kind !== 'number')) {
    return 'not an operation of numbers';
  }
  const numbers = left.args.map((arg) => (arg.kind === 'number' ? arg : undefined));
  const [a, b] = numbers;
  if (a === undefined) return 'not an operation of numbers';
  // Orders by the sign of a difference; the rest is the table's own arithmetic.
  const below = (x: Expression, y: Expression): boolean => {
    const difference = tidyApply('sub', x, y);
    return difference.kind === 'number' && difference.numerator < 0n;
  };
  let value: Expression;
  if (left.operation === 'abs') value = a.numerator < 0n ? tidyApply('neg', a) : a;
  else if (left.operation === 'min' && b !== undefined) value = below(b, a) ? b : a;
  else if (left.operation === 'max' && b !== undefined) value = below(a, b) ? b : a;
  else if (left.operation === 'pow' && b?.numerator === 0n)
    value = integer(1); // 0^0 too, as the operation table has it
  else value = tidyApply(left.operation, ...left.args);
  return value === right ? undefined : `${toText(left)} is not ${toText(right)}`;
}

/** One rational function, written in two ways. */
function wrongRational({ left, right }: Instance, known: Closure): Objection {
  if (known.find(left) === undefined) return `${toText(left)} is not known to have a value`;
  return wrongRationalIdentity(left, right);
}

function wrongInstance(instance: Instance, rules: ReadonlyMap<string, Rule>, known: Closure): Objection {
  const rule = rules.get(instance.rule);
  if (rule === undefined) return 'no such rule';
  const { substitution } = instance;
  if (rule.variables.some((name) => !substitution.has(name))) return 'a variable has no term';
  if (substitute(rule.left.term, substitution) !== instance.left) return 'not the rule’s left side';
  if (substitute(rule.right.term, substitution) !== instance.right) return 'not the rule’s right side';
  if (known.find(instance.left) === undefined) {
    return `${toText(instance.left)} is not known to have a value`;
  }
  if (rule.conditions.length === 0) return undefined;
  const knowledge: Knowledge = {
    facts: (term) => known.facts(substitute(term, substitution)),
    leaves: (term) => known.leaves(substitute(term, substitution)),
  };
  const failed = rule.conditions.find((condition) => !holds(condition, knowledge));
  return failed === undefined ? undefined : `${failed.text} is not established`;
}

type Entry = {
  readonly term: Expression;
  readonly args: readonly Entry[];
  above: Entry | undefined;
  uses: Entry[];
};

/** Rounds in which facts are spread; in a cycle of terms they might creep for ever. */
const MAX_ROUNDS = 200;

/** Ground terms that have a value, which of them are equal, and what is known of them. */
class Closure {
  private readonly variables: ReadonlyMap<string, Facts>;
  private readonly entries = new Map<Expression, Entry>();
  private readonly signatures = new Map<string, Entry>();
  private readonly all: Entry[] = [];
  private readonly known = new Map<Entry, Facts>();
  private spread = true;

  constructor(variables: ReadonlyMap<string, Facts>) {
    this.variables = variables;
  }

  /** The class of a term: one of its entries; `undefined` when it is not known to have a value. */
  find(term: Expression): Entry | undefined {
    return foldExpression<Entry | undefined>(term, (part, args) => {
      if (part.kind !== 'apply') return top(this.entries.get(part) ?? this.enter(part, []));
      if (args.includes(undefined)) return undefined;
      const found = this.signatures.get(signature(part.operation, args as Entry[]));
      return found && top(found);
    });
  }

  add(term: Expression): Entry {
    return foldExpression<Entry>(term, (part, args) => {
      if (part.kind !== 'apply') return top(this.entries.get(part) ?? this.enter(part, []));
      const found = this.signatures.get(signature(part.operation, args));
      return top(found ?? this.enter(part, args));
    });
  }

  private enter(term: Expression, args: readonly Entry[]): Entry {
    const entry: Entry = { term, args, above: undefined, uses: [] };
    this.entries.set(term, entry);
    this.all.push(entry);
    this.spread = false;
    if (term.kind === 'apply') this.signatures.set(signature(term.operation, args), entry);
    for (const arg of args) top(arg).uses.push(entry);
    const facts = term.kind === 'variable' ? this.variables.get(term.name) : factsOfLeaf(term);
    this.known.set(entry, facts ?? NO_FACTS);
    return entry;
  }

  /** Makes two terms, and all that follows by congruence, equal. */
  equate(left: Expression, right: Expression): void {
    const todo: [Entry, Entry][] = [[this.add(left), this.add(right)]];
    for (let pair = todo.pop(); pair !== undefined; pair = todo.pop()) {
      const [one, two] = [top(pair[0]), top(pair[1])];
      if (one === two) continue;
      const [keep, lose] = one.uses.length < two.uses.length ? [two, one] : [one, two];
      lose.above = keep;
      this.known.set(keep, meet(this.factsAt(keep), this.factsAt(lose)));
      this.spread = false;
      for (const use of lose.uses) {
        if (use.term.kind !== 'apply') continue;
        const key = signature(use.term.operation, use.args);
        const other = this.signatures.get(key);
        if (other === undefined) this.signatures.set(key, use);
        else todo.push([use, other]);
        keep.uses.push(use);
      }
    }
  }

  leaves(term: Expression): readonly Expression[] {
    const klass = this.find(term);
    return this.all
      .filter((entry) => entry.args.length === 0 && top(entry) === klass)
      .map((entry) => entry.term);
  }

  /** What is known of a term; of one not known to have a value, what follows from its parts. */
  facts(term: Expression): Facts {
    this.spreadFacts();
    return foldExpression<{ facts: Facts; entry: Entry | undefined }>(term, (part, args) => {
      const entry = this.find(part);
      const known = entry === undefined ? NO_FACTS : this.factsAt(entry);
      if (part.kind !== 'apply') return { facts: known, entry };
      const same = args.length > 1 && args[0].entry !== undefined && args[0].entry === args[1].entry;
      const own = factsOfOperation(
        part.operation,
        args.map((arg) => arg.facts),
        same,
      );
      return { facts: meet(known, own), entry };
    }).facts;
  }

  private factsAt(entry: Entry): Facts {
    return this.known.get(entry) ?? NO_FACTS;
  }

  private spreadFacts(): void {
    for (let round = 0; !this.spread && round < MAX_ROUNDS; round++) {
      this.spread = true;
      for (const entry of this.all) {
        const { term } = entry;
        if (term.kind !== 'apply') continue;
        const args = entry.args.map(top);
        const facts = args.map((arg) => this.factsAt(arg));
        this.sharpen(top(entry), factsOfOperation(term.operation, facts, args[0] === args[1]));
        if (!hasNeeds(term.operation)) continue;
        for (const [i, arg] of args.entries()) this.sharpen(arg, factsOfArgument(term.operation, i, facts));
      }
    }
    this.spread = true;
  }

  private sharpen(entry: Entry, facts: Facts): void {
    const before = this.factsAt(entry);
    const after = meet(before, facts);
    if (after === before) return;
    this.known.set(entry, after);
    this.spread = false;
  }
}

function top(entry: Entry): Entry {
  let at = entry;
  while (at.above !== undefined) at = at.above;
  return at;
}

function signature(operation: string, args: readonly Entry[]): string {
  return `${operation} ${args.map((arg) => top(arg).term.id).join(' ')}`;
}
