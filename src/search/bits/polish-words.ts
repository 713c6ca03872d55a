import { formatDomain, rangeSize } from '../../certify/exhaustive-domain.ts';
import { samplePoints } from '../../certify/sample-points.ts';
import { findFormat } from '../../number/formats.ts';
import type { Oracle } from '../../oracle/oracle.ts';
import { createRefitSession, disposeRefitSession, type RefitSession } from '../in-type/refit-in-type.ts';
import type { Extent, SweepResult } from '../in-type/sweep.ts';
import type { Problem } from '../problem.ts';
import type { BitsSearch, WordMember } from './bits-search.ts';
import { createWordEvaluator } from './word-evaluator.ts';
import { wordSampleAt } from './word-sample.ts';
import { wordProgram } from './word-structure.ts';

/** Sweeps for one program at most; so far above the error on the inputs known an input counts as found. */
const ROUNDS = 4;
const SLACK = 1 + 2e-5;
/** Domains of no more inputs are swept as a whole. */
const WHOLE = 1n << 25n;
/** Inputs that a sweep may add. */
const ADDED = 256;

/**
 * Tunes constants on a sample to which sweeps over the domain add the inputs that err more: the largest error of a
 * program with jumps lies beside a jump, where no sample has a point.
 */
export class WordPolish {
  private readonly problem: Problem;
  private readonly oracle: Oracle;
  private readonly inputs: number[];
  private readonly session: RefitSession;
  private readonly extent: Extent;
  private readonly quick: Extent;

  constructor(problem: Problem, oracle: Oracle, points: number) {
    this.problem = problem;
    this.oracle = oracle;
    this.inputs = [...samplePoints(problem, points)];
    this.session = createRefitSession(problem, oracle);
    const size = rangeSize(formatDomain(problem.domain, findFormat(problem.format)));
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
    const { problem, oracle } = this;
    let at = member;
    let best: WordMember | undefined;
    for (let round = 0; round < ROUNDS && !stopped(); round++) {
      const sample = wordSampleAt(problem, oracle, this.inputs);
      at = search.polish(at, createWordEvaluator(sample, findFormat(problem.format)), true);
      const swept = this.sweep(at, at.error * SLACK, this.extent, stopped);
      if (stopped()) break;
      const error = Math.max(swept.error, at.error);
      if (error < (best?.error ?? Infinity)) best = { ...at, error };
      if (swept.violators.length === 0) break;
      const every = Math.ceil(swept.violators.length / ADDED);
      this.inputs.push(swept.worst, ...swept.violators.filter((_, i) => i % every === 0));
    }
    return best ?? member;
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
