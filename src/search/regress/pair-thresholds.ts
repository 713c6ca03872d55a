import type { BestOfLevel } from './best-of-level.ts';
import type { FeatureKernel } from './feature-kernel.ts';

/** Bytes of a target's thresholds in the kernel. */
const RECORD = 24;

/**
 * The scores above which the kernel tells nothing of a pair, for each target; they fall as better ones are found.
 * @param levels above the complexity of every pair
 * @param best by complexity, `short` by description, `starts` by what is left (of sums)
 */
export class PairThresholds {
  readonly address: number;
  private readonly kernel: FeatureKernel;
  private readonly levels: number;
  private readonly width: number;
  private readonly best: readonly BestOfLevel<unknown>[];
  private readonly short: readonly BestOfLevel<unknown>[];
  private readonly starts: readonly BestOfLevel<unknown>[] | undefined;

  constructor(
    kernel: FeatureKernel,
    levels: number,
    best: readonly BestOfLevel<unknown>[],
    short: readonly BestOfLevel<unknown>[],
    starts?: readonly BestOfLevel<unknown>[],
  ) {
    this.kernel = kernel;
    [this.best, this.short, this.starts] = [best, short, starts];
    const count = best.length;
    this.width = levels;
    this.levels = kernel.allocate(8 * levels * count);
    this.address = kernel.allocate(RECORD * count);
    kernel.f64(this.levels, levels * count).fill(Infinity);
  }

  /** After something was kept of a target. @param complexity of the pair, without the target's own */
  fell(target: number, complexity: number, own: number): void {
    this.kernel.all[this.levels / 8 + target * this.width + complexity] = this.best[target].threshold(
      complexity + own,
    );
    this.open(target);
  }

  /** Writes what is not by complexity. */
  open(target: number): void {
    const { all } = this.kernel;
    const at = (this.address + target * RECORD) / 8;
    new Uint32Array(all.buffer, 8 * at, 1)[0] = this.levels + 8 * this.width * target;
    all[at + 1] = this.short[target].threshold(0);
    all[at + 2] = this.starts?.[target].threshold(0) ?? -Infinity;
  }
}
