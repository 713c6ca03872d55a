import { fail } from '../error/fault.ts';
import { parseExpression } from '../expression/parse.ts';
import { toLatex } from '../expression/to-latex.ts';
import { toText } from '../expression/to-text.ts';
import { createRandom } from '../number/random.ts';
import { sampleIndices, takeRows, targetVariance, type Dataset } from '../search/regress/dataset.ts';
import { complexityOf, formulaToExpression, literal, type Formula } from '../search/regress/formula.ts';
import { FormulaMachine } from '../search/regress/formula-machine.ts';
import { CONSTANT_CODE } from '../search/regress/regress-operations.ts';
import { searchByCategory, type FoundCategoryFormula } from '../search/regress/search-by-category.ts';
import type { FormulaSearchState } from '../search/regress/search-state.ts';
import { selectColumns } from './data/select-columns.ts';
import { columnIndex } from './data/read-csv.ts';
import type { Table } from './data/table.ts';
import type { RegressOptions } from './regress.ts';
import { fourDigits } from './regress/four-digits.ts';
import { parseGuesses } from './regress/parse-guesses.ts';
import { searchEffort } from './regress/search-effort.ts';
import { askedOf } from './regression-search.ts';
import type { CategoryRecord, RegressionEntry, RegressionFinding } from './regression.ts';
import { VERSION } from './version.ts';

export type RegressCategoryOptions = RegressOptions & {
  /** The column by whose values constants may differ. */
  readonly category: string;
  /** States of the searches of an earlier run, to go on from. */
  readonly earlier?: readonly FormulaSearchState[];
};

/** Of fifty rows and more one in five is held out. */
const HELD_OUT = { every: 5, from: 50 } as const;
const EVALUATIONS = 100_000;
const MOST_CATEGORIES = 1_000;
const UNSUPPORTED = ['form', 'units', 'require', 'loss', 'validate'] as const;

/**
 * Formulas of one shape for all categories of rows: constants that differ from one to the other stand as parameters `k1`, `k2`, …,
 * with a value for each category; which do, the description length decides.
 * @throws NapierError as `regress`; `value` for a single category, `limit` for more than a thousand
 */
export function regressCategory(table: Table, options: RegressCategoryOptions): RegressionFinding {
  const { category, target } = options;
  const strange = UNSUPPORTED.find((name) => options[name] !== undefined);
  if (strange !== undefined) {
    const message = `\`--category\` and \`--${strange}\` together`;
    fail({ kind: 'unsupported', message, hint: `leave --${strange} out` });
  }
  const marks = table.columns[columnIndex(category, table.names)];
  const inputs =
    options.inputs ?? table.names.filter((name) => ![target, category, options.weights].includes(name));
  const { data, dropped, rows: kept } = selectColumns(table, { ...options, inputs, needed: [category] });
  const own = Float64Array.from(kept, (row) => marks[row]);
  const values = [...new Set(own)];
  const labels = values.map((value) => table.labels?.get(category)?.[value] ?? String(value));
  if (values.length < 2) {
    const message = `\`${category}\` is ${labels[0]} in every row`;
    fail({ kind: 'value', message, hint: 'leave --category out' });
  }
  if (values.length > MOST_CATEGORIES) {
    const message = `\`${category}\` has ${values.length} values; at most ${MOST_CATEGORIES} categories are told apart`;
    fail({ kind: 'limit', message, hint: 'is it a number that belongs among the inputs?' });
  }
  const { search, record, weight } = searchEffort(options, EVALUATIONS);
  const { train, outside } = split(own, values, search.seed);
  const rows = values.map((value) => train.filter((row) => own[row] === value));
  const place = new Map(train.map((row, at) => [row, at]));
  const found = searchByCategory(
    takeRows(data, train),
    rows.map((one) => one.map((row) => place.get(row) as number)),
    {
      ...search,
      ...(options.guess === undefined ? {} : { guesses: parseGuesses(options.guess, inputs) }),
      ...(options.onEvent === undefined ? {} : { onEvent: options.onEvent }),
    },
    options.earlier,
  );
  if (found.formulas.length === 0) {
    const message = 'no formula that was tried has a value on every row';
    fail({ kind: 'not-found', message, hint: 'allow more --operations, or give it more time' });
  }
  const entries = found.formulas.map((one) => {
    const entry = entryOf(one, inputs, weight, train.length, totalOf(data, train));
    if (outside.length === 0) return entry;
    const error = Math.sqrt(lossOn(one, data, outside, own, values) / totalOf(data, outside));
    return Number.isFinite(error)
      ? { ...entry, heldOut: { value: fourDigits(error), rows: outside.length } }
      : entry;
  });
  return {
    napier: VERSION,
    kind: 'regression',
    problem: {
      data: { file: options.file ?? 'data', rows: data.target.length, dropped },
      target,
      inputs,
      ...(options.weights === undefined ? {} : { weights: options.weights }),
      ...record,
      spread: fourDigits(Math.sqrt(targetVariance(data))),
      category: { column: category, labels },
      ...askedOf(options),
    },
    front: frontOf(entries),
    provenance: {
      evaluations: found.evaluations,
      distinct: found.fitted,
      stop: found.stop,
      history: found.searches.flatMap(({ of, found: one }) =>
        one.engines.map((record) => ({
          phase: 'search',
          of: typeof of === 'number' ? labels[of] : of,
          ...record,
        })),
      ),
    },
  };
}

/** Rows to fit to, of every category at least one, and rows held out. */
function split(
  own: Float64Array,
  values: readonly number[],
  seed: number,
): { readonly train: readonly number[]; readonly outside: readonly number[] } {
  const all = [...own.keys()];
  if (own.length < HELD_OUT.from) return { train: all, outside: [] };
  const held = sampleIndices(own.length, Math.floor(own.length / HELD_OUT.every), createRandom(seed));
  const out = new Set(held);
  for (const value of values) {
    const members = all.filter((row) => own[row] === value);
    if (members.every((row) => out.has(row))) out.delete(members[0]);
  }
  return { train: all.filter((row) => !out.has(row)), outside: [...out] };
}

function entryOf(
  one: FoundCategoryFormula,
  inputs: readonly string[],
  weight: (name: string) => number,
  rows: number,
  total: number,
): Omit<RegressionEntry, 'chosen'> {
  const differing = one.shared.flatMap((shared, j) => (shared ? [] : [j]));
  const names = parameterNames(differing.length, inputs);
  const expression = formulaToExpression(withParameters(one, differing, inputs.length), [
    ...inputs,
    ...names,
  ]);
  const text = (c: number, j: number): string => toText(one.exact[c][j] ?? literal(one.values[c][j]));
  return {
    expression: toText(expression),
    latex: toLatex(expression),
    complexity: complexityOf(expression, weight),
    error: { value: fourDigits(Math.sqrt(one.loss / total)), rows },
    exact: one.exact.every((terms) => terms.every((term) => term !== undefined)),
    bits: Math.round(100 * one.length) / 100,
    status: 'measured',
    engine: one.engine,
    parameters: names.map((name, i) => ({
      name,
      values: one.values.map((_, c) => text(c, differing[i])),
    })),
  };
}

/** `k1`, `k2`, … but for names that are taken. */
function parameterNames(count: number, inputs: readonly string[]): string[] {
  const names: string[] = [];
  for (let n = 1; names.length < count; n++) if (!inputs.includes(`k${n}`)) names.push(`k${n}`);
  return names;
}

/** The formula with variables behind the inputs in place of the constants that differ. */
function withParameters(
  { code, values, exact }: FoundCategoryFormula,
  differing: readonly number[],
  inputs: number,
): Formula {
  let next = 0;
  const changed = code.map((c) => {
    if (c !== CONSTANT_CODE) return c;
    const at = differing.indexOf(next++);
    return at < 0 ? c : inputs + at;
  });
  const kept = values[0].flatMap((_, j) => (differing.includes(j) ? [] : [j]));
  return {
    code: changed,
    values: kept.map((j) => values[0][j]),
    exact: kept.map((j) => exact[0][j]),
  };
}

function lossOn(
  one: FoundCategoryFormula,
  data: Dataset,
  rows: readonly number[],
  own: Float64Array,
  values: readonly number[],
): number {
  return values.reduce((sum, value, c) => {
    const some = rows.filter((row) => own[row] === value);
    if (some.length === 0) return sum;
    return sum + new FormulaMachine(takeRows(data, some)).loss({ code: one.code, values: one.values[c] });
  }, 0);
}

function totalOf({ weights }: Dataset, rows: readonly number[]): number {
  return weights === undefined ? rows.length : rows.reduce((sum, row) => sum + weights[row], 0);
}

/** Complexity against error, and the shortest description. */
function frontOf(entries: readonly Omit<RegressionEntry, 'chosen'>[]): RegressionEntry[] {
  const least = entries[0];
  const different = entries.filter(
    (one, i) => entries.findIndex(({ expression }) => expression === one.expression) === i,
  );
  return different
    .filter(
      (one) =>
        one === least ||
        !different.some(
          (other) =>
            other !== one &&
            other.complexity <= one.complexity &&
            (other.error.value < one.error.value ||
              (other.error.value === one.error.value && other.bits <= one.bits)),
        ),
    )
    .toSorted((a, b) => a.complexity - b.complexity)
    .map((one) => ({ ...one, chosen: one === least }));
}

/**
 * The values of an entry with parameters on the rows of a table that has its inputs and the category's column; NaN for a
 * category that the formula was not fitted to.
 */
export function predictCategory(
  entry: RegressionEntry,
  inputs: readonly string[],
  { column, labels }: CategoryRecord,
  table: Table,
  valuesOf: (expression: string, table: Table) => Float64Array,
): Float64Array {
  const marks = table.columns[columnIndex(column, table.names)];
  const texts = table.labels?.get(column);
  const out = new Float64Array(table.rows).fill(NaN);
  labels.forEach((label, c) => {
    const rows = [...marks.keys()].filter((row) => (texts?.[marks[row]] ?? String(marks[row])) === label);
    if (rows.length === 0) return;
    const columns = inputs.map((name) => {
      const all = table.columns[columnIndex(name, table.names)];
      return Float64Array.from(rows, (row) => all[row]);
    });
    const parameters = entry.parameters ?? [];
    const names = [...inputs, ...parameters.map(({ name }) => name)];
    const constants = parameters.map(({ values }) =>
      new Float64Array(rows.length).fill(numberOf(values[c], valuesOf)),
    );
    const some = valuesOf(entry.expression, {
      names,
      columns: [...columns, ...constants],
      rows: rows.length,
    });
    rows.forEach((row, i) => (out[row] = some[i]));
  });
  return out;
}

/** The value of a constant's text: `1.5`, `2*pi`. */
function numberOf(text: string, valuesOf: (expression: string, table: Table) => Float64Array): number {
  const term = parseExpression(text);
  return term.kind === 'number' && /^-?[\d.e+-]+$/i.test(text)
    ? Number(text)
    : valuesOf(text, { names: [], columns: [], rows: 1 })[0];
}
