import { EXHAUSTIVE_BITS } from '../../certify/exhaustive.ts';
import type { Format } from '../../number/format.ts';
import { findFormat, type FormatName } from '../../number/formats.ts';
import { wantsCorrect, type Problem } from '../problem.ts';
import type { StepContext } from './step.ts';

/** Bytes of tables when the problem does not say: they should stay in the nearest cache beside the data. */
const DEFAULT_TABLE = 4096;

/**
 * What the steps and kernels of a problem are to do, in one format of computing.
 * @param alone is it the only one, and that of the results?
 */
export function stepContext(problem: Problem, arithmetic: FormatName, alone: boolean): StepContext {
  const storage = findFormat(problem.format);
  const unit = 2 ** -storage.precision;
  const asked = problem.error ?? (problem.measure === 'ulp' ? 1 : unit);
  // What a part may err by, of what is left beside the last rounding.
  const part = problem.measure === 'ulp' ? Math.max(1 / 256, (asked - 0.5) / 3) * unit : asked / 3;
  const wide = findFormat(arithmetic);
  return {
    arithmetic: wide,
    storage,
    fma: problem.fma,
    division: problem.division,
    maxTable: problem.maxTable ?? DEFAULT_TABLE,
    correct: wantsCorrect(problem),
    tolerance: wantsCorrect(problem)
      ? exactEnough(wide, storage)
      : problem.measure === 'absolute'
        ? Math.min(part, unit)
        : part,
    alone,
    byAnalysis: alone && storage.bits > EXHAUSTIVE_BITS,
  };
}

/** A relative error at which about one input of a format is rounded wrongly, or what the arithmetic can hold. */
export function exactEnough(arithmetic: Format, storage: Format): number {
  return 2 ** -Math.min(arithmetic.precision - 3, storage.precision + storage.bits - 3);
}
