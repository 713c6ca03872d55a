import type { Expression } from '../../expression/expression.ts';
import { takeRows, type Dataset } from './dataset.ts';
import { CategoryFit, type CategoryFormula } from './category-fit.ts';
import { affine, type Formula } from './formula.ts';
import { CODE, CONSTANT_CODE } from './regress-operations.ts';
import { rulerOf, searchFormulas, type FormulaSearch, type FormulaSearchOptions } from './search-formulas.ts';

/** Shapes that are fitted in full, of those whose first fits describe the data shortest; constants of a shape at most. */
const [FITTED, CONSTANTS] = [14, 6];
/** The largest categories are searched by themselves; of fewer rows than this none is. */
const [ALONE, LEAST_ROWS] = [2, 8];

export type FoundCategoryFormula = CategoryFormula & { readonly engine: string };

export type CategorySearch = {
  /** Shortest description first. */
  readonly formulas: readonly FoundCategoryFormula[];
  /** What was searched with, for the record: all rows, then the largest categories alone. */
  readonly searches: readonly { readonly of: number | undefined; readonly found: FormulaSearch }[];
  readonly evaluations: number;
  readonly fitted: number;
  readonly stop: FormulaSearch['stop'];
};

/**
 * Formulas of one shape for all categories of rows, whose constants differ where that describes the data shorter. Shapes are
 * those that searches of all rows, and of the largest categories alone, find, as they are, with a scale and an offset, and with
 * factors at their variables.
 * @param rows of each category
 */
export function searchByCategory(
  data: Dataset,
  rows: readonly ArrayLike<number>[],
  options: FormulaSearchOptions,
): CategorySearch {
  const weight = (name: string): number => options.weights?.get(name) ?? 1;
  const fit = new CategoryFit(data, rows, rulerOf(data, weight));
  const largest = [...rows.keys()]
    .filter((c) => rows[c].length >= LEAST_ROWS)
    .toSorted((a, b) => rows[b].length - rows[a].length || a - b)
    .slice(0, ALONE)
    .filter((c) => changes(data, rows[c]));
  const searches: { of: number | undefined; found: FormulaSearch }[] = [];
  for (const of of [...largest, undefined]) {
    const own = of === undefined ? data : takeRows(data, rows[of]);
    const found = searchFormulas(own, options);
    searches.push({ of, found });
    if (found.stop === 'time' || found.stop === 'interrupt') break;
  }
  const shapes = new Map<string, { readonly formula: Formula; readonly engine: string }>();
  for (const { found } of searches) {
    for (const { formula, engine } of found.front) {
      const open = opened(formula);
      for (const one of [open, affine(open, 1, 0), decorated(open), affine(decorated(open), 1, 0)]) {
        if (one.values.length <= CONSTANTS + (one.exact?.filter((term) => term !== undefined).length ?? 0))
          shapes.set(
            `${one.code.join()}|${(one.exact ?? []).map((term, j) => (term === undefined ? '' : one.values[j])).join()}`,
            { formula: one, engine },
          );
      }
    }
  }
  const first = [...shapes.values()].flatMap((shape) => {
    const one = fit.separate(shape.formula);
    return one === undefined ? [] : [{ ...shape, length: one.length }];
  });
  first.sort((a, b) => a.length - b.length);
  const formulas = first.slice(0, FITTED).flatMap(({ formula, engine }): FoundCategoryFormula[] => {
    const one = fit.shortest(formula);
    return one === undefined ? [] : [{ ...one, engine }];
  });
  const last = searches[searches.length - 1].found;
  return {
    formulas: formulas.toSorted((a, b) => a.length - b.length),
    searches,
    evaluations: searches.reduce((sum, { found }) => sum + found.evaluations, fit.evaluations),
    fitted: searches.reduce((sum, { found }) => sum + found.fitted, first.length),
    stop: last.stop === 'error' ? 'budget' : last.stop,
  };
}

function changes({ target }: Dataset, rows: ArrayLike<number>): boolean {
  return Array.from(rows).some((row) => target[row] !== target[rows[0]]);
}

/** The formula with a factor on each variable. */
function decorated({ code, values, exact }: Formula): Formula {
  const [longer, all]: [number[], number[]] = [[], []];
  const terms: (Expression | undefined)[] = [];
  let next = 0;
  for (const c of code) {
    if (c < CONSTANT_CODE) longer.push(CONSTANT_CODE, c, CODE.mul);
    else longer.push(c);
    if (c > CONSTANT_CODE) continue;
    all.push(c === CONSTANT_CODE ? values[next] : 1);
    terms.push(c === CONSTANT_CODE ? exact?.[next++] : undefined);
  }
  return { code: longer, values: all, exact: terms };
}

/** A formula whose constants are open again, but for exponents that are whole. */
function opened({ code, values, exact }: Formula): Formula {
  let next = 0;
  const kept = code.flatMap((c, s) => {
    if (c !== CONSTANT_CODE) return [];
    const at = next++;
    const whole = code[s + 1] === CODE.pow && Number.isInteger(values[at]);
    return [whole ? exact?.[at] : undefined];
  });
  return { code, values, exact: kept };
}
