import type { FitTarget } from './fit-target.ts';
import { Samples } from './samples.ts';

/** Working precisions of fits, bits: the first one tried, and where raising ends. */
export const FIT_PRECISION = { least: 192, most: 3072 } as const;

/** The samples of one target at every precision that its fits asked for. `dispose()` when no more fits are to come. */
export class SampleStore {
  readonly target: FitTarget;
  private readonly levels = new Map<number, Samples>();

  constructor(target: FitTarget) {
    this.target = target;
  }

  at(precision: number): Samples {
    let samples = this.levels.get(precision);
    if (samples === undefined) {
      samples = new Samples(this.target, precision);
      this.levels.set(precision, samples);
    }
    return samples;
  }

  /** Oracle calls at all precisions. */
  get calls(): number {
    return [...this.levels.values()].reduce((sum, samples) => sum + samples.calls, 0);
  }

  dispose(): void {
    for (const samples of this.levels.values()) samples.dispose();
    this.levels.clear();
  }
}
