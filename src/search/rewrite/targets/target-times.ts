import type { OperationName } from '../../../expression/operations.ts';

/**
 * Picoseconds of one more operation among independent ones, by format; `branch`: a comparison
 * and a jump that half of the inputs take, as far as predictors do not learn it.
 */
export type TargetTimes = Partial<
  Readonly<Record<'f64' | 'f32', Readonly<Partial<Record<OperationName | 'branch', number>>>>>
>;
