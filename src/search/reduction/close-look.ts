import { BLOCK } from '../../certify/exhaustive-checker.ts';
import { isTotal } from '../../certify/exhaustive-domain.ts';
import { EXHAUSTIVE_BITS } from '../../certify/exhaustive.ts';
import { JUDGE_PRECISION } from '../../certify/exhaustive-judge.ts';
import { createChecker } from '../../certify/exhaustive-kernel.ts';
import { createPieceBuilder } from '../../certify/piece-builder.ts';
import { coverSide, PIECE_GRID, type CoverPart } from '../../certify/piece-cover.ts';
import { createRegionFinder } from '../../certify/region.ts';
import { waveOf } from '../../certify/wave-of.ts';
import type { Format } from '../../number/format.ts';
import { withWorkspace } from '../../number/workspace.ts';
import type { Oracle } from '../../oracle/oracle.ts';
import type { Program } from '../../program/program.ts';
import type { Problem } from '../problem.ts';
import { inputRange } from './whole-sample.ts';

/**
 * Runs every input about a few: what an exhaustive proof would find there. Sums of many roundings are at their worst at
 * few inputs, which a sample misses by some tenths of an ulp; a program that a proof will refute should be known
 * before. Blocks of inputs are those on which proofs lay out their pieces.
 */
export class CloseLook {
  private readonly problem: Problem;
  private readonly oracle: Oracle;
  private readonly format: Format;
  private readonly range: { readonly first: number; readonly last: number }[];
  private readonly covers = new Map<string, readonly CoverPart[]>();

  /** @returns `undefined` for a format of which no proof runs every input */
  static of(problem: Problem, oracle: Oracle, format: Format): CloseLook | undefined {
    return format.bits <= EXHAUSTIVE_BITS ? new CloseLook(problem, oracle, format) : undefined;
  }

  private constructor(problem: Problem, oracle: Oracle, format: Format) {
    this.problem = problem;
    this.oracle = oracle;
    this.format = format;
    const { first, last } = inputRange(problem, format);
    const top = Number(format.ordinal(format.maxFinite));
    const side = (from: bigint, to: bigint): { first: number; last: number } => ({
      first: Math.max(0, Number(from)),
      last: Math.min(top, Number(to)),
    });
    this.range = [side(first, last), side(-1n - last, -1n - first)];
  }

  /** The inputs at which a program errs most in each block about one of these inputs; where it has no piece, none. */
  worstNear(program: Program, inputs: readonly number[]): number[] {
    const checker = createChecker(program, this.format, this.problem.measure);
    const blocks = new Set<string>();
    const worst: number[] = [];
    for (const x of inputs) {
      if (!Number.isFinite(x)) continue;
      const ordinal = Number(this.format.ordinal(x));
      const negative = ordinal < 0;
      const block = Math.floor((negative ? -1 - ordinal : ordinal) / PIECE_GRID);
      const key = `${negative} ${block}`;
      if (blocks.has(key)) continue;
      blocks.add(key);
      let [error, at] = [0, NaN];
      for (const { first, last, piece } of this.cover(key, negative, block)) {
        if (piece === undefined || !(piece.upper < this.format.maxFinite)) continue;
        for (let from = first; from <= last; from += BLOCK) {
          checker.run(negative, from, Math.min(BLOCK, last - from + 1));
          const { largest, largestAt } = checker.check(piece, error);
          if (largestAt >= 0) [error, at] = [largest, checker.input(largestAt)];
        }
      }
      if (at === at) worst.push(at);
    }
    return worst;
  }

  private cover(key: string, negative: boolean, block: number): readonly CoverPart[] {
    let known = this.covers.get(key);
    if (known === undefined) this.covers.set(key, (known = this.covered(negative, block)));
    return known;
  }

  private covered(negative: boolean, block: number): CoverPart[] {
    const { problem, oracle, format } = this;
    const { first, last } = this.range[negative ? 1 : 0];
    const part = {
      first: Math.max(first, block * PIECE_GRID),
      last: Math.min(last, (block + 1) * PIECE_GRID - 1),
    };
    if (part.first > part.last) return [];
    return withWorkspace(JUDGE_PRECISION, (w) => {
      const builder = createPieceBuilder(oracle, format, problem.measure, w);
      const region = isTotal(problem.domain) ? createRegionFinder(oracle, format, w) : undefined;
      const wave = waveOf(oracle.expression, problem.variable, format);
      const usable = wave !== undefined && !(wave.exact && problem.measure === 'relative') ? wave : undefined;
      return [...coverSide(builder, format, { negative, first, last }, part, region, usable)];
    });
  }
}
