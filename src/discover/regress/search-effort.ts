import type { FormulaSearchOptions } from '../../search/regress/formula-search.ts';
import { DEFAULT_OPERATIONS, type RegressOperation } from '../../search/regress/regress-operations.ts';
import type { RegressionAsked } from '../regression-search.ts';
import { parseCustom } from './parse-custom.ts';

/** How far to look, and among what: the same for a formula, for one by category and for a system. */
export type EffortOptions = Pick<RegressionAsked, 'define'> & {
  /** Operations and the complexity of each. @defaultValue + − · / ^, sqrt, exp, log, sin, cos, of 1 each */
  readonly operations?: ReadonlyMap<RegressOperation, number>;
  /** @defaultValue 40 */
  readonly maxComplexity?: number;
  /** Evaluations of a formula that evolution may take. @defaultValue 300,000; by category 100,000; for each state of a system 50,000 */
  readonly evaluations?: number;
  /** @defaultValue 1 */
  readonly seed?: number;
  readonly stopped?: () => 'time' | 'interrupt' | undefined;
};

/** @returns what a search is told, what a finding says of it, and the complexity of an operation */
export function searchEffort(options: EffortOptions, most: number) {
  const weights = options.operations ?? new Map(DEFAULT_OPERATIONS.map((name) => [name, 1]));
  const { maxComplexity = 40, evaluations = most, seed = 1, define, stopped } = options;
  const search = {
    operations: [...weights.keys()],
    weights,
    maxComplexity,
    evaluations,
    seed,
    ...(define === undefined ? {} : { custom: parseCustom(define) }),
    ...(stopped === undefined ? {} : { stopped }),
  } satisfies FormulaSearchOptions;
  const record = {
    operations: [...weights].map(([name, weight]) => ({ name, weight })),
    maxComplexity,
    budget: { evaluations },
    seed,
  };
  return { search, record, weight: (name: string) => weights.get(name as RegressOperation) ?? 1 };
}
