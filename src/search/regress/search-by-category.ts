import type { Expression } from '../../expression/expression.ts';
import { takeRows, type Dataset } from './dataset.ts';
import { CategoryFit, type CategoryFormula } from './category-fit.ts';
import { affine, type Formula } from './formula.ts';
import { FormulaMachine } from './formula-machine.ts';
import { leastSquares } from './least-squares.ts';
import { CODE, CONSTANT_CODE } from './regress-operations.ts';
import type { FormulaSearch, FormulaSearchOptions } from './formula-search.ts';
import { rulerOf } from './ruler-of.ts';
import { SearchSequence } from './search-sequence.ts';
import type { FormulaSearchState } from './search-state.ts';

/** Shapes that are fitted in full, of those whose first fits describe the data shortest; constants of a shape at most. */
const [FITTED, CONSTANTS] = [14, 6];
/** The largest categories are searched by themselves; of fewer rows than this none is. */
const [ALONE, LEAST_ROWS] = [2, 8];

export type FoundCategoryFormula = CategoryFormula & { readonly engine: string };

export type CategorySearch = {
  /** Shortest description first. */
  readonly formulas: readonly FoundCategoryFormula[];
  /** What was searched with, for the record: all rows, then the largest categories alone. */
  readonly searches: readonly { readonly of: number | 'all' | 'aligned'; readonly found: FormulaSearch }[];
  readonly evaluations: number;
  readonly fitted: number;
  readonly stop: FormulaSearch['stop'];
};

/**
 * Formulas of one shape for all categories of rows, whose constants differ where that describes the data shorter. Shapes are
 * those that searches of the largest categories alone, of all rows, and of all rows brought to one category find, as they are, with a scale and an offset, and with
 * factors at their variables.
 * @param rows of each category
 * @param earlier states of the searches of an earlier run, to go on from
 */
export function searchByCategory(
  data: Dataset,
  rows: readonly ArrayLike<number>[],
  options: FormulaSearchOptions,
  earlier?: readonly FormulaSearchState[],
): CategorySearch {
  const sequence = new SearchSequence(earlier);
  const weight = (name: string): number => options.weights?.get(name) ?? 1;
  const fit = new CategoryFit(data, rows, rulerOf(data, weight));
  const largest = [...rows.keys()]
    .filter((c) => rows[c].length >= LEAST_ROWS)
    .toSorted((a, b) => rows[b].length - rows[a].length || a - b)
    .slice(0, ALONE)
    .filter((c) => changes(data, rows[c]));
  const searches: { of: CategorySearch['searches'][number]['of']; found: FormulaSearch }[] = [];
  const shapes = new Map<string, Shape>();
  /** Searches rows, and keeps the shapes that come out. @returns whether there is more time */
  const search = (of: (typeof searches)[number]['of'], own: Dataset): boolean => {
    const found = sequence.run(own, options);
    searches.push({ of, found });
    for (const { formula, engine } of found.front) {
      const open = opened(formula);
      for (const one of [open, affine(open, 1, 0), decorated(open), affine(decorated(open), 1, 0)]) {
        const known = (one.exact ?? []).map((term, j) => (term === undefined ? '' : one.values[j]));
        if (one.values.length > CONSTANTS + known.filter((value) => value !== '').length) continue;
        const key = `${one.code.join()}|${known.join()}`;
        if (!shapes.has(key)) shapes.set(key, { formula: one, engine, first: fit.separate(one)?.length });
      }
    }
    return found.stop !== 'time' && found.stop !== 'interrupt';
  };
  let formulas: FoundCategoryFormula[] = [];
  const fitted = new Set<Shape>();
  /** The likeliest shapes that were not fitted in full yet. */
  const fitShapes = (): void => {
    const likely = [...shapes.values()]
      .filter(({ first }) => first !== undefined)
      .toSorted((x, y) => (x.first as number) - (y.first as number))
      .slice(0, FITTED);
    for (const shape of likely) {
      if (fitted.has(shape)) continue;
      fitted.add(shape);
      const one = fit.shortest(shape.formula);
      if (one !== undefined) formulas.push({ ...one, engine: shape.engine });
    }
    formulas = formulas.toSorted((x, y) => x.length - y.length);
  };
  const more = largest.every((c) => search(c, takeRows(data, rows[c]))) && search('all', data);
  fitShapes();
  const aligned = more && formulas.length > 0 ? alignedRows(data, rows, formulas[0]) : undefined;
  if (aligned !== undefined) {
    search('aligned', aligned);
    fitShapes();
  }
  const last = searches[searches.length - 1].found;
  return {
    formulas,
    searches,
    evaluations: searches.reduce((sum, { found }) => sum + found.evaluations, fit.evaluations),
    fitted: searches.reduce((sum, { found }) => sum + found.fitted, shapes.size),
    stop: last.stop === 'error' ? 'budget' : last.stop,
  };
}

type Shape = {
  readonly formula: Formula;
  readonly engine: string;
  /** Bits with all constants by category; absent: no value on some row. */
  readonly first: number | undefined;
};

/**
 * All rows as if they were of the largest category: where one formula differs between categories by a scale and an offset, or
 * nearly so, a formula for these rows is one for all. The scale and the offset are those that bring what the best formula says of a
 * category nearest to what it says of the largest, on all rows.
 */
function alignedRows(
  data: Dataset,
  rows: readonly ArrayLike<number>[],
  { code, values }: CategoryFormula,
): Dataset | undefined {
  const machine = new FormulaMachine(data);
  const said = values.map((own) => machine.evaluate({ code, values: own }));
  const largest = rows.reduce((best, one, c) => (one.length > rows[best].length ? c : best), 0);
  const target = data.target.slice();
  for (const [c, own] of said.entries()) {
    const line = leastSquares([said[largest], new Float64Array(target.length).fill(1)], own);
    const [scale, offset] = line?.coefficients ?? [NaN, NaN];
    if (!Number.isFinite(offset) || !(Math.abs(scale) > 1e-9)) return undefined;
    for (const row of Array.from(rows[c])) target[row] = (target[row] - offset) / scale;
  }
  return target.every(Number.isFinite) ? { ...data, target } : undefined;
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
    // A factor of 1 or an addend of 0 that the search made exact is not there.
    const absent = values[at] === 1 || values[at] === 0;
    return [whole || absent ? exact?.[at] : undefined];
  });
  return { code, values, exact: kept };
}
