import type { Theory } from '../../expression/theory/theory.ts';
import { Completion, InconsistencyFound } from './completion.ts';
import { essentialFacts } from './essential-facts.ts';
import { FactTable, type FactRecord } from './fact-table.ts';
import { Fingerprints } from './fingerprints.ts';
import { finiteModels } from './finite-models.ts';
import { freeModel } from './free-model.ts';
import { holding, induct, type Held } from './induct.ts';
import { matchTerm, type Binding } from './match.ts';
import type { Model } from './model.ts';
import { Rewriter } from './rewriter.ts';
import { TermBank, type Term } from './term-bank.ts';
import { TermOrder } from './term-order.ts';

export type ExploreOptions = {
  /** Operations and variables in each side of a conjecture. */
  readonly maxSize: number;
  /** Different variables of each sort. */
  readonly variables: number;
  /** Terms looked at, at most. */
  readonly maxTerms: number;
  /** Equations that follow from those known, handled after each new one. */
  readonly completion: number;
  readonly seed: number;
  readonly stopped?: () => boolean;
};

export type Explored = {
  readonly bank: TermBank;
  readonly facts: FactTable;
  /** Facts of the theory's axioms, in their order. */
  readonly axioms: readonly number[];
  /** Facts in use at the end that are no axioms; of the essential ones (by induction) the others follow by equations. */
  readonly theorems: readonly { readonly fact: number; readonly essential: boolean }[];
  /** Per goal of the theory: the fact that proves it. */
  readonly goals: readonly (number | undefined)[];
  /** True at all points of the models, and not proved. */
  readonly open: readonly { readonly left: Term; readonly right: Term; readonly points: number }[];
  /** The constants that stand for variables, and for the new values of inductions. */
  readonly held: Held;
  /** The fact by which the axioms contradict each other. */
  readonly inconsistent?: number;
  readonly counts: { readonly terms: number; readonly conjectures: number; readonly models: number };
  readonly stop: 'exhausted' | 'budget' | 'interrupt';
};

type Conjecture = { readonly left: Term; readonly right: Term };
type Ranked = Conjecture & { readonly rank: number };
/** Forms of one side of a conjecture that are compared. */
const VARIANTS = 24;
/** Equations handled where no sort has constructors. */
const SATURATION = 4_000;
/** Sizes of finite models. */
const SIZES = [2, 3, 4, 5, 6];

/**
 * Explores what follows from axioms: terms by growing size, of which those that are equal at all points of the models
 * are conjectures (QuickSpec: Claessen, Smallbone & Hughes, 2010); each is proved by rewriting, completion or induction
 * with what was proved before (HipSpec: Claessen, Johansson, Rosén & Smallbone, 2013), and then used.
 * The same arguments give the same result.
 */
export function explore(theory: Theory, options: ExploreOptions): Explored {
  return new Exploration(theory, options).run();
}

class Exploration {
  private readonly options: ExploreOptions;
  private readonly bank: TermBank;
  private readonly facts: FactTable;
  private readonly completion: Completion;
  private readonly held: Held;
  private readonly constants = new Map<string, Term>();
  private readonly inductive: boolean;
  private pending: Conjecture[] = [];
  private readonly goals: (Conjecture & { fact?: number })[];
  private readonly axioms: number[] = [];
  private terms = 0;
  private conjectures = 0;

  constructor(theory: Theory, options: ExploreOptions) {
    this.options = options;
    const bank = new TermBank(theory);
    this.bank = bank;
    this.facts = new FactTable(bank);
    this.inductive = theory.sorts.some(({ constructors }) => constructors.length > 0);
    const constant = (kind: 'fixed' | 'high' | 'new', sort: number, index: number): Term => {
      const key = `${kind} ${sort} ${index}`;
      const known = this.constants.get(key) ?? bank.constant(key, sort, kind === 'high');
      this.constants.set(key, known);
      return known;
    };
    this.held = {
      frozen: (sort, index) => constant('fixed', sort, index),
      high: (sort, index) => constant('high', sort, index),
      fresh: (sort, index) => constant('new', sort, index),
    };
    // In the order of terms, the variables by number.
    for (let index = 0; index < 8; index++)
      bank.sortNames.forEach((_, sort) => (this.held.frozen(sort, index), this.held.high(sort, index)));
    const rewriter = new Rewriter(bank, new TermOrder(bank));
    const heaviest = 2 * options.maxSize + 4;
    this.completion = new Completion(this.facts, rewriter, {
      held: this.held,
      heaviest,
      eager: !this.inductive,
    });
    this.goals = theory.goals.map((goal) => bank.readEquation(goal));
  }

  run(): Explored {
    const { bank, options } = this;
    const models: Model[] = this.inductive ? [freeModel(bank)] : finiteModels(bank, SIZES);
    let stop: Explored['stop'] = 'exhausted';
    let inconsistent: number | undefined;
    const variables = bank.sortNames.map((_, sort) =>
      Array.from({ length: options.variables }, (__, index) => this.held.frozen(sort, index)),
    );
    const prints = new Fingerprints(bank, models, variables.flat(), options.seed);
    try {
      for (const axiom of bank.theory.axioms)
        this.axioms.push(this.learn({ ...bank.readEquation(axiom), proof: { kind: 'axiom' } }));
      if (!this.inductive) this.saturate();
      if (!this.goalsMet()) stop = this.grow(variables, prints);
      if (stop === 'exhausted') this.tryGoals();
    } catch (error) {
      if (!(error instanceof InconsistencyFound)) throw error;
      inconsistent = error.fact;
    }
    const counts = { terms: this.terms, conjectures: this.conjectures, models: models.length };
    return {
      bank,
      facts: this.facts,
      axioms: this.axioms,
      theorems: inconsistent === undefined ? this.theorems() : [],
      goals: this.goals.map(({ fact }) => fact),
      open: this.pending
        .filter(({ left, right }) => !this.completion.redundant(left, right))
        .map(({ left, right }) => ({ left, right, points: prints.size })),
      held: this.held,
      ...(inconsistent === undefined ? {} : { inconsistent }),
      counts,
      stop,
    };
  }

  /** Terms of growing size; true conjectures among them become facts. */
  private grow(variables: readonly (readonly Term[])[], prints: Fingerprints): Explored['stop'] {
    const { bank, options } = this;
    /** Terms kept, by sort and size. */
    const kept: Term[][][] = bank.sortNames.map(() => []);
    const classes = new Map<string, Term>();
    for (let size = 1; size <= options.maxSize; size++) {
      bank.sortNames.forEach((_, sort) => (kept[sort][size] = []));
      const found: Ranked[] = [];
      const consider = (term: Term): void => {
        const conjecture = this.consider(term, kept, classes, prints);
        if (conjecture !== undefined) found.push(conjecture);
      };
      if (size === 1) variables.flat().forEach(consider);
      let full = false;
      for (const term of this.candidates(size, kept)) {
        if (options.stopped?.()) return 'interrupt';
        full = this.terms >= options.maxTerms;
        if (full) break;
        consider(term);
      }
      this.conjectures += found.length;
      // The most general first: what they imply need not be proved.
      found.sort((a, b) => a.rank - b.rank);
      for (const conjecture of found) {
        if (options.stopped?.()) return 'interrupt';
        const before = this.facts.size;
        if (!this.prove(conjecture)) this.pending.push(conjecture);
        else if (this.facts.size > before) this.retry();
        if (this.goalsMet()) return 'exhausted';
      }
      this.retry();
      if (this.goalsMet()) return 'exhausted';
      if (full) return 'budget';
    }
    return 'exhausted';
  }

  /** Many variables, in the same order on both sides, and few operations come first. */
  private rankOf({ left, right }: Conjecture): number {
    const { bank } = this;
    const [one, other] = [bank.variables(left), bank.variables(right)];
    const operations = new Set<number>();
    for (const side of [left, right])
      for (const at of bank.places(side)) operations.add(bank.operation(bank.at(side, at)));
    return operations.size * 2 + (one.join() === other.join() ? 0 : 1) - 100 * one.length;
  }

  /** The theory's operations on terms kept, of one size. */
  private *candidates(
    size: number,
    kept: readonly (readonly (readonly Term[])[])[],
  ): Generator<Term, void, void> {
    const { bank } = this;
    for (const index of bank.theory.operations.keys())
      for (const args of this.argumentLists(bank.operations[index].takes, size - 1, kept))
        yield bank.make(index, args);
  }

  private *argumentLists(
    takes: readonly number[],
    size: number,
    kept: readonly (readonly (readonly Term[])[])[],
  ): Generator<Term[], void, void> {
    if (takes.length === 0) {
      if (size === 0) yield [];
      return;
    }
    const [first, ...rest] = takes;
    for (let own = 1; own <= size - rest.length; own++)
      for (const term of kept[first][own] ?? [])
        for (const tail of this.argumentLists(rest, size - own, kept)) yield [term, ...tail];
  }

  /** Keeps a term that differs from those before it; the conjecture that it is equal to one of them. */
  private consider(
    term: Term,
    kept: Term[][][],
    classes: Map<string, Term>,
    prints: Fingerprints,
  ): Ranked | undefined {
    const { bank } = this;
    const { rewriter } = this.completion;
    if (rewriter.normalForm(term) !== term) return undefined;
    this.terms++;
    const values = prints.of(term);
    // Too large to be told apart at most points: nothing is learnt of it.
    if (values.filter((value) => value < 0).length * 2 > values.length) return undefined;
    const sort = bank.sort(term);
    const key = `${sort} ${values.join()}`;
    const like = classes.get(key);
    if (like === undefined || values.length === 0) {
      classes.set(key, term);
      kept[sort][bank.size(term)].push(term);
      return undefined;
    }
    const other = rewriter.normalForm(like);
    if (other === term) return undefined;
    // Sides that commutativity and the like keep in another order may read better, and be more general, turned round.
    const forms = this.variants(term).map((variant): Ranked => {
      const conjecture = this.released(variant, other);
      return { ...conjecture, rank: this.rankOf(conjecture) };
    });
    return forms.reduce((best, one) => (one.rank < best.rank ? one : best));
  }

  /** Terms equal by equations that go neither up nor down, the given one first. */
  private variants(term: Term): Term[] {
    const { bank } = this;
    const rules = this.completion.rewriter.all().filter(({ ordered }) => ordered);
    const found = [term];
    for (let k = 0; k < found.length && found.length < VARIANTS; k++)
      for (const at of bank.places(found[k]))
        for (const { left, right } of rules) {
          const binding: Binding = new Map();
          if (!matchTerm(bank, left, bank.at(found[k], at), binding)) continue;
          const next = bank.replaceAt(found[k], at, bank.substitute(right, binding));
          if (bank.isGround(next) && !found.includes(next)) found.push(next);
        }
    return found;
  }

  /** Conjectures that could not be proved, tried again with what is known now, until none can. */
  private retry(): void {
    for (let before = -1; before !== this.facts.size && this.pending.length > 0;) {
      before = this.facts.size;
      if (!this.inductive) this.complete();
      this.pending = this.pending.filter((one) => !this.prove(one));
    }
  }

  private prove({ left, right }: Conjecture): boolean {
    const { bank, facts, completion } = this;
    if (completion.redundant(left, right)) return true;
    for (const code of bank.variables(right, bank.variables(left))) {
      if (bank.theory.sorts[bank.sortOfCode(code)].constructors.length === 0) continue;
      const found = induct(facts, completion.rewriter, left, right, code, this.held);
      if (found === undefined) continue;
      this.learn(found);
      return true;
    }
    return false;
  }

  private learn(record: FactRecord): number {
    const fact = this.facts.add(record);
    this.completion.learn(fact);
    this.complete();
    return fact;
  }

  private complete(): void {
    for (let step = 0; step < this.options.completion; step++) if (!this.completion.step()) break;
  }

  /** Where nothing is proved by induction, all comes from completion. */
  private saturate(): void {
    for (let step = 0; step < SATURATION && this.completion.step(); step++) {
      if (this.options.stopped?.()) return;
      if (step % 16 === 15 && this.goalsMet()) return;
    }
  }

  private goalsMet(): boolean {
    for (const goal of this.goals) if (goal.fact === undefined) this.meet(goal);
    return this.goals.length > 0 && this.goals.every(({ fact }) => fact !== undefined);
  }

  private meet(goal: Conjecture & { fact?: number }): void {
    const { bank, completion } = this;
    const codes = bank.variables(goal.right, bank.variables(goal.left));
    const by = holding(bank, codes, this.held);
    const [left, right] = [bank.substitute(goal.left, by), bank.substitute(goal.right, by)];
    if (!completion.joins(left, right)) return;
    const steps = completion.joinSteps(left, right);
    goal.fact = this.facts.add({ left: goal.left, right: goal.right, proof: { kind: 'equations', steps } });
  }

  /** Goals larger than the terms explored: by induction as they stand. */
  private tryGoals(): void {
    for (let open = Infinity; ;) {
      for (const goal of this.goals) if (goal.fact === undefined && this.prove(goal)) this.meet(goal);
      if (this.goalsMet()) return;
      const left = this.goals.filter(({ fact }) => fact === undefined).length;
      if (left === open) return;
      open = left;
    }
  }

  /** What was proved by induction, and other equations in use at the end. */
  private theorems(): Explored['theorems'] {
    const { facts, completion } = this;
    const proofs = Array.from({ length: facts.size }, (_, fact) => facts.get(fact).proof.kind);
    const inductive = [...proofs.keys()].filter((fact) => proofs[fact] === 'induction');
    const used = completion.rewriter.all().map(({ fact }) => fact);
    const all = [...new Set([...inductive, ...used])].filter((fact) => proofs[fact] !== 'axiom');
    const essential = essentialFacts(facts, this.axioms, inductive, {
      held: this.held,
      order: completion.rewriter.order,
      steps: this.options.completion,
    });
    return all.sort((a, b) => a - b).map((fact) => ({ fact, essential: essential.has(fact) }));
  }

  /** Variables for the constants that stand for them; the side that is greater in the order of terms to the left. */
  private released(one: Term, other: Term): Conjecture {
    const { bank } = this;
    const { order } = this.completion.rewriter;
    const by = new Map<Term, Term>();
    const walk = (term: Term): Term => {
      if (bank.operation(term) < bank.theory.operations.length)
        return bank.make(bank.operation(term), bank.args(term).map(walk));
      const variable = by.get(term) ?? bank.variable(by.size, bank.sort(term));
      by.set(term, variable);
      return variable;
    };
    const [left, right] =
      order.greater(one, other) && order.greater(walk(one), walk(other)) ? [one, other] : [other, one];
    by.clear();
    const first = walk(left);
    return { left: first, right: walk(right) };
  }
}
