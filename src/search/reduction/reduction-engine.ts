import { variablesOf } from '../../expression/expression.ts';
import type { FormatName } from '../../number/formats.ts';
import type { Engine } from '../engine.ts';
import { wantsCorrect } from '../problem.ts';
import { searchPlans } from './search-plans.ts';

/** Formats computed in, by the format of inputs and results, in the order in which they are tried. */
const ARITHMETICS: Partial<Record<FormatName, readonly FormatName[]>> = {
  f32: ['f32', 'f64'],
  f64: ['f64'],
  f16: ['f32'],
  bf16: ['f32'],
};

/** For correctly rounded results: wide enough that few inputs lie too near the middle of two numbers. */
const WIDE_ARITHMETICS: Partial<Record<FormatName, readonly FormatName[]>> = {
  f32: ['f64'],
  f16: ['f32', 'f64'],
  bf16: ['f32', 'f64'],
};

/** Are functions on all numbers of the format made? */
export function hasWholeFunctions(format: FormatName): boolean {
  return ARITHMETICS[format] !== undefined;
}

/** Whole functions of a machine: range reduction by identities, a kernel, reconstruction, special values. */
export const reductionEngine: Engine = {
  name: 'reduction',
  description:
    'range reduction by identities of the function, a polynomial on what is left, reconstruction, special values',
  refuses: (problem) => {
    if (variablesOf(problem.function).length > 1) return 'reduction works on functions of one variable';
    if (problem.operations !== undefined) return 'reduction chooses its operations itself';
    return ARITHMETICS[problem.format] === undefined
      ? `reduction makes no programs of ${problem.format}, only of ${Object.keys(ARITHMETICS).join(', ')}`
      : undefined;
  },
  propose: (problem, oracle, budget) =>
    searchPlans(
      problem,
      oracle,
      budget,
      (wantsCorrect(problem) ? WIDE_ARITHMETICS : ARITHMETICS)[problem.format] ?? [],
    ),
};
