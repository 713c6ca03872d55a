import { formatDomain, rangeSize, type FormatRange } from '../../certify/exhaustive-domain.ts';
import { samplePoints } from '../../certify/sample-points.ts';
import { findFormat } from '../../number/formats.ts';
import type { Format } from '../../number/format.ts';
import type { Oracle } from '../../oracle/oracle.ts';
import { Kernel } from '../../program/kernel.ts';
import { createRefitSession, disposeRefitSession, type RefitSession } from '../in-type/refit-in-type.ts';
import type { Extent, SweepResult } from '../in-type/sweep.ts';
import type { Problem } from '../problem.ts';
import type { BitsSearch, WordMember } from './bits-search.ts';
import type { Tabulated, WordTables } from './tabulate-words.ts';
import { createWordEvaluator } from './word-evaluator.ts';
import { wordSampleAt } from './word-sample.ts';
import { wordProgram } from './word-structure.ts';

/** Sweeps for one program at most; so far above the error on the inputs known an input counts as found. */
const ROUNDS = 6;
const SLACK = 1 + 2e-5;
/** A sweep that shows an error no further above the one known than this ends the rounds. */
const CLOSE = 1 + 1e-4;
/** Domains of no more inputs are swept as a whole. */
const WHOLE = 1n << 25n;
/** Inputs that a sweep may add for good, … */
const ADDED = 256;
/** … and neighbours of theirs, which are forgotten at the next sweep: where the kernel has lanes, and elsewhere. */
const NEIGHBOURS = { fast: 1 << 14, slow: 1 << 11 } as const;
/** From one round to the next neighbours come so much nearer. */
const NEARER = 6;
const GOLDEN = 0.6180339887498949;

/**
 * Tunes constants on a sample to which sweeps over the domain add the inputs that err more: the largest error of a
 * program lies where its integers carry, in a jump or a corner between the points of any sample. That place moves with
 * the constants, so their neighbours are added too: at first as far as the next point of the sample, then nearer and
 * nearer, as the constants settle.
 */
export class WordPolish {
  private readonly problem: Problem;
  private readonly oracle: Oracle;
  private readonly format: Format;
  private readonly points: number;
  private readonly inputs: number[];
  private readonly session: RefitSession;
  private readonly range: FormatRange;
  private readonly extent: Extent;
  private readonly quick: Extent;

  constructor(problem: Problem, oracle: Oracle, points: number) {
    this.problem = problem;
    this.oracle = oracle;
    this.format = findFormat(problem.format);
    this.points = points;
    this.inputs = [...samplePoints(problem, points)];
    this.session = createRefitSession(problem, oracle);
    this.range = formatDomain(problem.domain, this.format);
    const size = rangeSize(this.range);
    this.extent = size <= WHOLE ? 'all' : 'sixteenth';
    this.quick = size <= WHOLE ? 'all' : 'blocks';
  }

  /** The member with the largest error that a quick sweep shows, where it is larger than the error known. */
  measure(member: WordMember): WordMember {
    const swept = this.sweep(member, Infinity, this.quick);
    return swept.error > member.error ? { ...member, error: swept.error } : member;
  }

  /** @returns the member with the constants of which the sweeps saw the least error, and that error */
  polish(search: BitsSearch, member: WordMember, stopped: () => boolean): WordMember {
    const { problem, oracle, format } = this;
    let at = member;
    let best: WordMember | undefined;
    const near: number[] = [];
    for (let round = 0; round < ROUNDS && !stopped(); round++) {
      const sample = wordSampleAt(problem, oracle, [...new Set([...this.inputs, ...near])]);
      at = search.polish(at, createWordEvaluator(sample, format), true);
      const swept = this.sweep(at, at.error * SLACK, this.extent, stopped);
      if (stopped()) break;
      const error = Math.max(swept.error, at.error);
      if (error < (best?.error ?? Infinity)) best = { ...at, error };
      if (swept.error <= at.error * CLOSE) break;
      const every = Math.ceil(swept.violators.length / ADDED);
      const found = [swept.worst, ...swept.violators.filter((_, i) => i % every === 0)];
      this.inputs.push(...found);
      near.push(...this.neighbours(found, round));
    }
    return best ?? member;
  }

  /** A table finished entry by entry, on the sample and on what sweeps find. @returns the one they saw the least error of */
  finishTable(
    tables: WordTables,
    rough: Tabulated,
    stopped: () => boolean,
  ): { readonly table: Tabulated; readonly error: number } {
    let table = rough;
    let best = { table, error: Infinity };
    const inputs: number[] = [];
    for (let round = 0; round < ROUNDS && !stopped(); round++) {
      table = tables.finish(table, inputs.splice(0));
      const goal = { kind: 'error', value: table.error * SLACK } as const;
      const swept = this.session.sweep.run(tables.program(table), goal, this.extent, Infinity, stopped, true);
      if (stopped()) break;
      const error = Math.max(swept.error, table.error);
      if (error < best.error) best = { table, error };
      if (swept.error <= table.error * CLOSE) break;
      const every = Math.ceil(swept.violators.length / ADDED);
      inputs.push(swept.worst, ...swept.violators.filter((_, i) => i % every === 0));
    }
    return best;
  }

  /** Inputs around those found, each at its own distances: of a function that repeats itself they show more places. */
  private neighbours(found: readonly number[], round: number): number[] {
    const { format, range, points } = this;
    const most = Kernel.supports(format.name) ? NEIGHBOURS.fast : NEIGHBOURS.slow;
    const reach = Math.max(4, Number(rangeSize(range)) / points / NEARER ** round);
    const each = Math.max(2, Math.floor(most / found.length));
    return found.flatMap((x, k) => {
      const center = format.ordinal(x);
      return Array.from({ length: each }, (_, i) => {
        const share = (2 * (i + ((k * GOLDEN) % 1))) / each - 1;
        const ordinal = center + BigInt(Math.round(reach * share));
        return format.fromOrdinal(
          ordinal < range.first ? range.first : ordinal > range.last ? range.last : ordinal,
        );
      });
    });
  }

  private sweep(
    { structure, words }: WordMember,
    value: number,
    extent: Extent,
    stopped?: () => boolean,
  ): SweepResult {
    const { format, variable } = this.problem;
    const program = wordProgram(structure, words, format, variable);
    return this.session.sweep.run(program, { kind: 'error', value }, extent, Infinity, stopped, true);
  }

  dispose(): void {
    disposeRefitSession(this.session);
  }
}
