import type { Random } from '../../number/random.ts';
import { MACHINE_OPERATION_TABLE, type MachineOperation } from '../../program/machine-operations.ts';
import { fitLargest, fitSquares, profile, settleIntegers, type WordFit } from './fit-words.ts';
import { insertions } from './insert-words.ts';
import { chains, compositions, mutateWords, smallStructures } from './mutate-words.ts';
import { descend, drawWord, tuneTogether, type Tuned, type WordLoss, type WordRange } from './tune-words.ts';
import { structureKey, WordDraft, type WordForm } from './word-draft.ts';
import type { WordEvaluator } from './word-evaluator.ts';
import type { WordStructure } from './word-structure.ts';

/** A structure with tuned constants and the largest error on the sample. */
export type WordMember = WordForm & { readonly error: number; readonly key: string };

export type BitsTask = {
  readonly operations: readonly MachineOperation[];
  /** Nodes at most. */
  readonly most: number;
  readonly range: WordRange;
  /** The error of giving 0: what is not below it is of no use. */
  readonly useless: number;
};

/** Structures kept for each number of operations. */
const KEPT = 24;
/** Constants of a structure at most. */
const MOST_CONSTANTS = 8;
/** Points of the first look. */
const FEW = 32;
/** First values tried for new constants, and how many of them are tuned. */
const STARTS = 8;
const TUNED_STARTS = 2;
/** The same where all structures of few operations are tried: there it is done well. */
const MOST_ENUMERATED = 2;
/** So many of each kind are extended by whole chains, those of few operations and longer ones … */
const EXTENDED = 2;
const CLIMBED = 1;
/** … and by insertions, those that err by no more than so many times the best of their length. */
const INSERTED = 2;
const CLOSE = 3;
/** … if they err by less than this share of what giving 0 does. */
const BASE_ERROR = 0.1;
const TUNED_CHAIN = 1;
const ENUMERATED_STARTS = 400;
const ENUMERATED_TUNED = 24;
/** Starts of a composition, of which so many are led by their distance in words. */
const COMPOSED_STARTS = 32;
const COMPOSED_TUNED = 2;
/** A structure is tuned as a whole when new constants alone leave at most so many times the parent's error. */
const HOPE = 1.5;
/** Iterations of a fit by least squares, and of one of the largest error. */
const SQUARED = 8;
const LEVELLED = 6;
/** A structure is tried again, from other first values, at most so often. */
const TRIES = 4;
/** How far a polishing goes out at first, in octaves, one pass after the other. */
const POLISHED = [2 ** -9, 2 ** -13, 2 ** -18] as const;
const POLISHED_STEPS = 20;
/** Structures whose constants have been tried are remembered, up to so many. */
const MEMORY = 400_000;

/** Evolves structures on words and tunes their constants; everything it does follows from the task and the seed. */
export class BitsSearch {
  /** By number of nodes; best first. */
  readonly archives: WordMember[][];
  evaluations = 0;
  /** Structures tried, and of these such as were tried before. */
  structures = 0;
  repeated = 0;
  private readonly task: BitsTask;
  private readonly evaluator: WordEvaluator;
  private readonly random: Random;
  private readonly seen = new Map<string, number>();
  private readonly climbed = new Set<string>();
  private readonly inserted = new Set<string>();
  private readonly profiled = new Set<string>();

  constructor(task: BitsTask, evaluator: WordEvaluator, random: Random) {
    this.task = task;
    this.evaluator = evaluator;
    this.random = random;
    this.archives = Array.from({ length: task.most + 1 }, () => []);
  }

  /** All structures of one and two operations, their constants tuned from many first values. */
  *settle(): Generator<void> {
    for (const draft of smallStructures(this.task.operations, Math.min(MOST_ENUMERATED, this.task.most))) {
      const finished = draft.finish(this.task.most, this.task.operations);
      if (finished === undefined) continue;
      const key = structureKey(finished.structure);
      if (this.seen.has(key)) continue;
      this.seen.set(key, TRIES);
      this.structures++;
      const found = this.tune(
        finished.structure,
        finished.words,
        Infinity,
        ENUMERATED_STARTS,
        ENUMERATED_TUNED,
      );
      if (found !== undefined && found.error < this.task.useless) {
        this.keep({ structure: finished.structure, words: [...found.words], error: found.error, key });
      }
      yield;
    }
  }

  /**
   * All compositions of up to `length` operations with constants: conversions, scales and shifts whose order is the
   * whole idea, and which are of no use until they are complete.
   */
  *compose(length: number): Generator<void> {
    const { operations, most } = this.task;
    for (let n = MOST_ENUMERATED + 1; n <= Math.min(length, most); n++) {
      for (const draft of compositions(operations, n)) {
        const finished = draft.finish(most, operations);
        if (finished?.structure.nodes.length !== n) continue;
        const { structure, words } = finished;
        const key = structureKey(structure);
        if (this.seen.has(key)) continue;
        this.seen.set(key, 1);
        this.structures++;
        const archive = this.archives[n];
        const bar = Math.min(this.task.useless, archive.length < KEPT ? Infinity : archive[KEPT - 1].error);
        const found = this.tune(structure, words, bar, COMPOSED_STARTS, COMPOSED_TUNED, bar, true);
        if (found !== undefined) this.keep({ structure, words: [...found.words], error: found.error, key });
        yield;
      }
    }
  }

  /**
   * All chains of up to `length` operations on floats on top of the best structures of few operations: a correction
   * step does nothing until it is complete, so it must be made in one piece. Short chains come first.
   */
  *extend(length: number): Generator<void> {
    const bases = this.bases(this.archives.slice(1, MOST_ENUMERATED + 1).flat(), EXTENDED);
    for (let n = 1; n <= length; n++) {
      for (const base of bases) yield* this.stack(base, n);
    }
  }

  /**
   * The best of every length extended, as they come, each once: first by all insertions, and where there is nothing left
   * to insert into, one by chains. It ends when there is nothing left to extend.
   */
  *climb(length: number): Generator<void> {
    for (;;) {
      const inserted = this.next(this.inserted, INSERTED, true);
      if (inserted !== undefined) {
        yield* this.insert(inserted, 1);
        yield* this.insert(inserted, 2);
        continue;
      }
      const base = this.next(this.climbed, CLIMBED, false);
      if (base === undefined) return;
      for (let n = 1; n <= length; n++) yield* this.stack(base, n);
    }
  }

  /** One to build on that was not built on before: first where the last operations gained most over what is shorter. */
  private next(done: Set<string>, count: number, isClose: boolean): WordMember | undefined {
    let shorter = this.task.useless;
    let chosen: WordMember | undefined;
    let least = Infinity;
    for (let nodes = 1; nodes < this.task.most; nodes++) {
      const archive = this.archives[nodes];
      const best = archive[0]?.error ?? Infinity;
      const bases = nodes > MOST_ENUMERATED ? this.bases(archive, count) : [];
      const base = bases.find(({ key, error }) => !done.has(key) && !(isClose && error > CLOSE * best));
      if (base !== undefined && base.error / shorter < least) {
        least = base.error / shorter;
        chosen = base;
      }
      shorter = Math.min(shorter, best);
    }
    if (chosen !== undefined) done.add(chosen.key);
    return chosen;
  }

  /**
   * Those to build on: the best of each kind, where the number of operations and those on integers are the kind; the same
   * function is a good start by one of them and a dead end by another, and what is better by a factor may have no room left.
   */
  private bases(members: readonly WordMember[], count: number): WordMember[] {
    const kinds = new Map<string, number>();
    return members
      .toSorted((a, b) => a.error - b.error)
      .filter(({ structure, error }) => {
        const integers = structure.nodes.map(({ op }) => op).filter((op) => !isFloat(op));
        const kind = `${structure.nodes.length} ${integers.join(' ')}`;
        const known = kinds.get(kind) ?? 0;
        kinds.set(kind, known + 1);
        return known < count && error < BASE_ERROR * this.task.useless;
      });
  }

  /** All chains of so many operations on one structure, tried. */
  private *stack(base: WordMember, length: number): Generator<void> {
    const { operations, most } = this.task;
    if (length + base.structure.nodes.length > most) return;
    for (const draft of chains(operations.filter(isFloat), WordDraft.of(base), length)) {
      this.try(draft, TUNED_CHAIN, base.error);
      yield;
    }
  }

  /** All insertions of so many operations into one structure, tried. */
  private *insert(base: WordMember, length: 1 | 2): Generator<void> {
    const { operations, most } = this.task;
    if (length + base.structure.nodes.length > most) return;
    for (const draft of insertions(operations.filter(isFloat), base, length)) {
      this.try(draft, TUNED_CHAIN, base.error);
      yield;
    }
  }

  /** One new structure, tried. @returns whether it is the best of its number of operations */
  step(): boolean {
    const { random, task } = this;
    const parent = this.pick();
    const draft = mutateWords(parent, this.pick(), task.operations, task.most, random);
    return this.try(draft, TUNED_STARTS, parent?.error ?? 0);
  }

  private try(draft: WordDraft, tuned: number, parentError: number): boolean {
    const { task } = this;
    const finished = draft.finish(task.most, task.operations);
    if (finished === undefined || finished.structure.slots.length > MOST_CONSTANTS) return false;
    const { structure, words } = finished;
    const key = structureKey(structure);
    const tries = this.seen.get(key) ?? 0;
    this.structures++;
    if (tries > 0) this.repeated++;
    if (tries >= TRIES) return false;
    if (this.seen.size >= MEMORY) this.seen.clear();
    this.seen.set(key, tries + 1);
    const archive = this.archives[structure.nodes.length];
    const bar = Math.min(task.useless, archive.length < KEPT ? Infinity : archive[KEPT - 1].error);
    const found = this.tune(structure, words, bar, STARTS, tuned, Math.max(parentError, bar));
    return found !== undefined && this.keep({ structure, words: [...found.words], error: found.error, key });
  }

  /**
   * Spends more on the constants of the best members of one length: hops to other basins, then the best of all finely.
   * @returns whether the best became better
   */
  refine(nodes: number, count: number, hops: number): boolean {
    const { task, random, evaluator } = this;
    let better = false;
    for (const member of this.archives[nodes].slice(0, count)) {
      const { slots } = member.structure;
      if (slots.length === 0) continue;
      evaluator.load(member.structure);
      const loss = this.loss(evaluator.points);
      const fit = this.fit(member.structure, evaluator.points);
      let best: Tuned = { words: Int32Array.from(member.words), error: member.error };
      if (!this.profiled.has(member.key)) {
        this.profiled.add(member.key);
        best = profile(fit, this.fit(member.structure, Math.min(FEW, evaluator.points)), best, loss);
      }
      for (let hop = 0; hop < hops; hop++) {
        const reach = task.range.octave / 2 ** random.integer(6);
        const words = best.words.map((word, i) =>
          slots[i] === 'count' ? word : word + Math.round(reach * (2 * random.next() - 1)),
        );
        const from = { words, error: loss(words, Infinity) };
        const found = descend(loss, from, slots, task.range, 2, 2);
        if (!(found.error < 4 * best.error)) continue;
        const levelled = fitLargest(fit, found, loss, LEVELLED);
        const tuned = tuneTogether(loss, levelled, slots, task.range, 100 * slots.length, random);
        if (tuned.error < best.error) best = tuned;
      }
      best = fitLargest(fit, best, loss, LEVELLED);
      for (const reach of [2 ** -10, 2 ** -16]) {
        best = tuneTogether(loss, best, slots, task.range, 100 * slots.length, random, reach);
      }
      if (best.error < member.error) {
        better = this.keep({ ...member, words: [...best.words], error: best.error }) || better;
      }
    }
    return better;
  }

  /** A member's constants tuned on another, denser sample; `thorough`: integers word by word. */
  polish({ structure, words, key }: WordMember, dense: WordEvaluator, thorough = false): WordMember {
    const { slots } = structure;
    dense.load(structure);
    const loss = this.loss(dense.points, dense);
    const start = Int32Array.from(words);
    let best: Tuned = { words: start, error: loss(start, Infinity) };
    const fit = this.fit(structure, dense.points, dense);
    best = fitLargest(fit, best, loss, POLISHED_STEPS);
    if (thorough) best = settleIntegers(fit, best, loss, POLISHED[0]);
    for (const reach of POLISHED) {
      best = tuneTogether(loss, best, slots, this.task.range, 80 * slots.length, this.random, reach);
    }
    return { structure, key, words: [...best.words], error: best.error };
  }

  private loss(points: number, evaluator = this.evaluator): WordLoss {
    return (words, limit) => {
      this.evaluations++;
      return evaluator.error(words, points, limit);
    };
  }

  /** Fits of a structure that is loaded. */
  private fit({ slots }: WordStructure, points: number, evaluator = this.evaluator): WordFit {
    const residuals: WordFit['residuals'] = (words, into) => {
      this.evaluations++;
      evaluator.residuals(words, into);
    };
    return { residuals, points, slots, range: this.task.range };
  }

  /** The same by distances in words. */
  private distances({ slots }: WordStructure, points: number): WordFit {
    const residuals: WordFit['residuals'] = (words, into) => {
      this.evaluations++;
      this.evaluator.distances(words, into);
    };
    return { residuals, points, slots, range: this.task.range };
  }

  /** Constants for a structure; `undefined` when they do not come near `bar`. */
  private tune(
    structure: WordStructure,
    given: readonly (number | undefined)[],
    bar: number,
    count: number,
    tuned: number,
    hope = bar,
    isFar = false,
  ): Tuned | undefined {
    const { task, random, evaluator } = this;
    const { slots } = structure;
    evaluator.load(structure);
    const few = this.loss(Math.min(FEW, evaluator.points));
    const all = this.loss(evaluator.points);
    // New constants are found first, with those that were there before left as they are.
    const fresh = slots.flatMap((_, i) => (given[i] === undefined ? [i] : []));
    const starts: Tuned[] = [];
    const apart = this.distances(structure, Math.min(FEW, evaluator.points));
    for (let s = 0; s < (fresh.length === 0 ? 1 : count); s++) {
      const words = Int32Array.from(
        slots,
        (type, i) => given[i] ?? drawWord(type, task.range, random, isFar),
      );
      starts.push({ words, error: isFar ? sizeOf(apart, words) : few(words, Infinity) });
    }
    starts.sort((a, b) => a.error - b.error);
    if (isFar) {
      // What is far off is led by how far it is, where the error would say no more than that it is.
      for (const [i, { words }] of starts.slice(0, tuned).entries()) {
        const moving = slots.map((_, k) => k);
        const led = fitSquares(apart, words, moving, SQUARED);
        starts[i] = { words: led, error: few(led, Infinity) };
      }
    }
    let best: Tuned | undefined;
    const every = slots.map((_, i) => i);
    const floats = every.filter((i) => slots[i] === 'float');
    const fewFit = this.fit(structure, Math.min(FEW, evaluator.points));
    const allFit = this.fit(structure, evaluator.points);
    // Floats on top of what was there before are smooth; integers and counts are found by bits.
    const isSmooth = fresh.length > 0 && fresh.every((i) => slots[i] === 'float');
    const squared = (words: Int32Array, free: readonly number[]): Tuned => {
      const fitted = fitSquares(fewFit, words, free, SQUARED);
      return { words: fitted, error: few(fitted, Infinity) };
    };
    for (const start of starts.slice(0, tuned)) {
      let placed = start;
      if (isSmooth) {
        placed = squared(start.words, fresh);
        // What is put in between may scale all that follows: then no constant stays as it was.
        if (!(placed.error < HOPE * hope)) placed = squared(placed.words, floats);
        if (!(placed.error < HOPE * hope)) placed = squared(start.words, floats);
      } else if (fresh.length > 0) placed = descend(few, start, slots, task.range, 1, 2, fresh);
      if (!(placed.error < HOPE * hope)) continue;
      let rough = isSmooth ? squared(placed.words, every) : descend(few, placed, slots, task.range, 2, 2);
      if (!(rough.error < HOPE * bar)) continue;
      rough = fitLargest(fewFit, rough, few, LEVELLED);
      if (!(rough.error < bar)) continue;
      let found: Tuned = { words: rough.words, error: all(rough.words, Infinity) };
      if (!isSmooth) found = descend(all, found, slots, task.range, 2);
      found = fitLargest(allFit, found, all, LEVELLED);
      if (!(found.error < 1.5 * bar)) continue;
      found = tuneTogether(all, found, slots, task.range, (isSmooth ? 20 : 60) * slots.length, random);
      if (found.error < (best?.error ?? bar)) best = found;
    }
    return best;
  }

  /** Into the archive; nearly equal errors are taken for one function, of which the best form is kept. */
  private keep(member: WordMember): boolean {
    const archive = this.archives[member.structure.nodes.length];
    const same = archive.findIndex(
      ({ key, error }) => key === member.key || Math.abs(error - member.error) <= 1e-4 * error,
    );
    if (same >= 0) {
      if (!(member.error < archive[same].error)) return false;
      archive.splice(same, 1);
    }
    const place = archive.findIndex(({ error }) => member.error < error);
    archive.splice(place < 0 ? archive.length : place, 0, member);
    if (archive.length > KEPT) archive.pop();
    return archive[0] === member;
  }

  /** A parent: of any length, the better the likelier; now and then none. */
  private pick(): WordMember | undefined {
    const { random } = this;
    if (random.next() < 0.1) return undefined;
    const inhabited = this.archives.filter((archive) => archive.length > 0);
    if (inhabited.length === 0) return undefined;
    const archive = inhabited[random.integer(1 + random.integer(inhabited.length))];
    return archive[random.integer(1 + random.integer(1 + random.integer(archive.length)))];
  }
}

const isFloat = (op: MachineOperation): boolean =>
  MACHINE_OPERATION_TABLE[op].operands.every((type) => type === 'float');

/** The sum of squares; infinite where there is no value. */
function sizeOf({ residuals, points }: WordFit, words: Int32Array): number {
  const values = new Float64Array(points);
  residuals(words, values);
  const sum = values.reduce((total, value) => total + value * value, 0);
  return Number.isFinite(sum) ? sum : Infinity;
}
