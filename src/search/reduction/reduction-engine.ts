import { variablesOf } from '../../expression/expression.ts';
import type { FormatName } from '../../number/formats.ts';
import type { Engine } from '../engine.ts';
import { isTotal } from '../../certify/exhaustive-domain.ts';
import { COST_MODELS } from '../../program/cost.ts';
import { wantsCorrect, type Problem } from '../problem.ts';
import { searchGuarded } from './search-guarded.ts';
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

/** The formats that programs of a problem may compute in, in the order in which they are tried. */
function arithmeticsOf(problem: Problem): readonly FormatName[] {
  const all = (wantsCorrect(problem) ? WIDE_ARITHMETICS : ARITHMETICS)[problem.format] ?? [];
  return problem.arithmetic === undefined ? all : all.filter((name) => name === problem.arithmetic);
}

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
    if (ARITHMETICS[problem.format] === undefined) {
      return `reduction makes no programs of ${problem.format}, only of ${Object.keys(ARITHMETICS).join(', ')}`;
    }
    return arithmeticsOf(problem).length === 0
      ? `reduction makes no programs of ${problem.format} that compute in ${problem.arithmetic}${wantsCorrect(problem) ? ', correctly rounded' : ''}`
      : undefined;
  },
  computesIn: arithmeticsOf,
  propose: (problem, oracle, budget) =>
    (sparesBlocks(problem) ? searchGuarded : searchPlans)(problem, oracle, budget, arithmeticsOf(problem)),
};

/** Does a short way for usual inputs make a whole function cheaper: in arrays, where blocks of inputs take it? */
function sparesBlocks(problem: Problem): boolean {
  const { blocks } = COST_MODELS[problem.cost];
  return (
    blocks === true &&
    problem.error !== undefined &&
    !wantsCorrect(problem) &&
    problem.constraints?.branchFree !== true &&
    isTotal(problem.domain)
  );
}
