import type { Format } from '../../number/format.ts';
import { createRandom, type Random } from '../../number/random.ts';
import type { IntegerOperation } from '../../program/integer-operations.ts';
import type { IntegerDraft } from './integer-code.ts';
import { IntegerEvaluator, type IntegerSample } from './integer-evaluator.ts';
import { GrowingSample } from './integer-sample.ts';
import { mutateInteger } from './mutate-integers.ts';
import { tuneIntegers } from './tune-integers.ts';

export type IntegerMember = {
  readonly draft: IntegerDraft;
  /** On the sample of the search. */
  readonly error: number;
  /** How it began: the steps of a fit. */
  readonly origin: string;
};

/** Drafts kept of every length. */
const KEPT = 6;
const TUNING = 3000;
const SHORT_TUNING = 300;
/** Changes at a time: one, or with half the chance each one more. */
const MORE_CHANGES = 0.5;
const MOST_CHANGES = 4;
/** Sweeps after which a sample is left as it is until the next look. */
const SWEEPS = 40;
/** What the sample shows of an error, at least, when it is taken for the whole. */
const SETTLED = 1.001;

/** Drafts by their lengths, changed at random and tuned; the best of every length on a sample that grows by their worst inputs. */
export class IntegerSearch {
  readonly evaluator: IntegerEvaluator;
  /** The best drafts of every length, best first. */
  readonly archive: IntegerMember[][];
  private readonly whole: IntegerEvaluator;
  private readonly growing: GrowingSample;
  private readonly random: Random;
  private readonly operations: readonly IntegerOperation[];
  /** Evaluations when a draft was last kept that was the best of its length. */
  private newest = 0;

  constructor(
    all: IntegerSample,
    storage: Format,
    operations: readonly IntegerOperation[],
    most: number,
    seed: number,
  ) {
    this.growing = new GrowingSample(all);
    this.evaluator = new IntegerEvaluator(this.growing.sample, storage);
    this.whole = new IntegerEvaluator(all, storage);
    this.operations = operations;
    this.random = createRandom(seed);
    this.archive = Array.from({ length: most + 1 }, () => []);
    this.offer({ nodes: [], constants: new Int32Array() }, 'input');
  }

  get evaluations(): number {
    return this.evaluator.evaluations + this.whole.evaluations;
  }

  /** Evaluations since a length had a new best. */
  get stale(): number {
    return this.evaluator.evaluations - this.newest;
  }

  /** Keeps a draft that is among the best of its length. @returns it, if it is the best */
  offer(draft: IntegerDraft, origin: string): IntegerMember | undefined {
    const row = this.archive[draft.nodes.length];
    if (row === undefined) return undefined;
    const bar = row.length < KEPT ? Infinity : row[row.length - 1].error;
    const error = this.evaluator.error(draft, bar);
    return error < bar ? this.keep({ draft, error, origin }) : undefined;
  }

  private keep(member: IntegerMember): IntegerMember | undefined {
    const row = this.archive[member.draft.nodes.length];
    if (row.some(({ error }) => error === member.error)) return undefined;
    row.push(member);
    row.sort((a, b) => a.error - b.error);
    if (row.length > KEPT) row.pop();
    if (row[0] !== member) return undefined;
    this.newest = this.evaluator.evaluations;
    return member;
  }

  /** Tunes the best drafts of every length. */
  *tuneAll(): Generator<void> {
    for (const row of this.archive) {
      for (const member of row.slice()) {
        this.tune(member, TUNING);
        yield;
      }
    }
  }

  private tune({ draft, error, origin }: IntegerMember, tries: number): void {
    const tuned = tuneIntegers(this.evaluator, draft, error, tries, this.random);
    if (tuned.error < error) this.keep({ ...tuned, origin });
  }

  /** One draft changed. */
  step(): void {
    const rows = this.archive.filter((row) => row.length > 0);
    const row = rows[this.random.integer(rows.length)];
    // The better ones more often.
    const { draft, origin } = row[Math.min(this.random.integer(row.length), this.random.integer(row.length))];
    let changed: IntegerDraft | undefined = draft;
    for (let i = 0; i < MOST_CHANGES && changed !== undefined; i++) {
      changed = mutateInteger(changed, this.operations, this.random);
      if (this.random.next() > MORE_CHANGES) break;
    }
    if (changed === undefined) return;
    const best = this.offer(changed, origin);
    if (best !== undefined) this.tune(best, SHORT_TUNING);
  }

  /** Measures the best drafts of every length on all inputs; what they do worst joins the sample. */
  sweep(): IntegerMember[] {
    for (let i = 0; i < SWEEPS; i++) {
      const found: IntegerMember[] = [];
      let grown = false;
      let least = Infinity;
      for (const [best] of this.archive) {
        if (best === undefined || !(best.error < least)) continue;
        const [error, at] = this.whole.largest(best.draft);
        if (error > SETTLED * best.error && this.growing.add(at)) grown = true;
        least = Math.min(least, error);
        found.push({ ...best, error });
      }
      if (!grown) return found;
      this.remeasure();
    }
    return [];
  }

  private remeasure(): void {
    this.evaluator.sample = this.growing.sample;
    for (const row of this.archive) {
      for (const [i, member] of row.entries())
        row[i] = { ...member, error: this.evaluator.error(member.draft) };
      row.sort((a, b) => a.error - b.error);
    }
  }
}
