import type { Random } from '../../number/random.ts';
import { MACHINE_OPERATION_TABLE, type MachineOperation } from '../../program/machine-operations.ts';
import { chains, mutateWords, smallStructures } from './mutate-words.ts';
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
/** The best of each of these lengths are extended by whole chains. */
const EXTENDED = 4;
/** … that err by at most so many times as much as the best. */
const BASE_ERROR = 3;
const TUNED_CHAIN = 1;
const ENUMERATED_STARTS = 400;
const ENUMERATED_TUNED = 24;
/** A structure is tuned as a whole when new constants alone leave at most so many times the parent's error. */
const HOPE = 1.5;
/** A structure is tried again, from other first values, at most so often. */
const TRIES = 4;
/** How far a polishing goes out at first, in octaves, one pass after the other. */
const POLISHED = [2 ** -9, 2 ** -13, 2 ** -18] as const;
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
   * All chains of up to `length` operations of one kind on top of the best structures of few operations: a correction
   * step does nothing until it is complete, so it must be made in one piece.
   */
  *extend(length: number): Generator<void> {
    const { operations, most } = this.task;
    const floats = operations.filter((op) =>
      MACHINE_OPERATION_TABLE[op].operands.every((type) => type === 'float'),
    );
    const bases = this.archives
      .slice(1, MOST_ENUMERATED + 1)
      .flatMap((archive) =>
        archive.filter(({ error }) => error < BASE_ERROR * archive[0].error).slice(0, EXTENDED),
      );
    for (let n = 1; n <= length; n++) {
      for (const base of bases) {
        if (n + base.structure.nodes.length > most) continue;
        for (const draft of chains(floats, WordDraft.of(base), n)) {
          this.try(draft, TUNED_CHAIN, base.error);
          yield;
        }
      }
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
      let best: Tuned = { words: Int32Array.from(member.words), error: member.error };
      for (let hop = 0; hop < hops; hop++) {
        const reach = task.range.octave / 2 ** random.integer(6);
        const words = best.words.map((word, i) =>
          slots[i] === 'count' ? word : word + Math.round(reach * (2 * random.next() - 1)),
        );
        const from = { words, error: loss(words, Infinity) };
        const found = descend(loss, from, slots, task.range, 2, 2);
        if (!(found.error < 4 * best.error)) continue;
        const tuned = tuneTogether(loss, found, slots, task.range, 100 * slots.length, random);
        if (tuned.error < best.error) best = tuned;
      }
      for (const reach of [2 ** -10, 2 ** -16]) {
        best = tuneTogether(loss, best, slots, task.range, 100 * slots.length, random, reach);
      }
      if (best.error < member.error) {
        better = this.keep({ ...member, words: [...best.words], error: best.error }) || better;
      }
    }
    return better;
  }

  /** A member's constants tuned on another, denser sample. */
  polish({ structure, words, key }: WordMember, dense: WordEvaluator): WordMember {
    const { slots } = structure;
    dense.load(structure);
    const loss = this.loss(dense.points, dense);
    const start = Int32Array.from(words);
    let best: Tuned = { words: start, error: loss(start, Infinity) };
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

  /** Constants for a structure; `undefined` when they do not come near `bar`. */
  private tune(
    structure: WordStructure,
    given: readonly (number | undefined)[],
    bar: number,
    count: number,
    tuned: number,
    hope = bar,
  ): Tuned | undefined {
    const { task, random, evaluator } = this;
    const { slots } = structure;
    evaluator.load(structure);
    const few = this.loss(Math.min(FEW, evaluator.points));
    const all = this.loss(evaluator.points);
    // New constants are found first, with those that were there before left as they are.
    const fresh = slots.flatMap((_, i) => (given[i] === undefined ? [i] : []));
    const starts: Tuned[] = [];
    for (let s = 0; s < (fresh.length === 0 ? 1 : count); s++) {
      const words = Int32Array.from(slots, (type, i) => given[i] ?? drawWord(type, task.range, random));
      starts.push({ words, error: few(words, Infinity) });
    }
    starts.sort((a, b) => a.error - b.error);
    let best: Tuned | undefined;
    for (const start of starts.slice(0, tuned)) {
      const placed = fresh.length === 0 ? start : descend(few, start, slots, task.range, 1, 2, fresh);
      if (!(placed.error < HOPE * hope)) continue;
      const rough = descend(few, placed, slots, task.range, 2, 2);
      if (!(rough.error < bar)) continue;
      const tried: Tuned = { words: rough.words, error: all(rough.words, Infinity) };
      let found = descend(all, tried, slots, task.range, 2);
      if (!(found.error < 1.5 * bar)) continue;
      found = tuneTogether(all, found, slots, task.range, 60 * slots.length, random);
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
