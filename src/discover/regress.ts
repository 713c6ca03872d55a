import { fail } from '../error/fault.ts';
import { parseExpression } from '../expression/parse.ts';
import { toLatex } from '../expression/to-latex.ts';
import { toText } from '../expression/to-text.ts';
import { formulaOf } from '../search/regress/formula.ts';
import { FormulaMachine } from '../search/regress/formula-machine.ts';
import type { Dataset } from '../search/regress/dataset.ts';
import { DEFAULT_OPERATIONS, type RegressOperation } from '../search/regress/regress-operations.ts';
import { isExact, searchFormulas, type FoundFormula } from '../search/regress/search-formulas.ts';
import { selectInputs } from '../search/regress/select-inputs.ts';
import { selectColumns, type ColumnChoice } from './data/select-columns.ts';
import type { Table } from './data/table.ts';
import type { RegressionEntry, RegressionFinding } from './regression.ts';
import { VERSION } from './version.ts';

export type RegressOptions = ColumnChoice & {
  /** The data's name in the finding. @defaultValue `data` */
  readonly file?: string;
  /** Operations and the complexity of each. @defaultValue + − · / ^, sqrt, exp, log, sin, cos, of 1 each */
  readonly operations?: ReadonlyMap<RegressOperation, number>;
  /** @defaultValue 40 */
  readonly maxComplexity?: number;
  /** Evaluations of a formula that evolution may take. @defaultValue 300,000 */
  readonly evaluations?: number;
  /** @defaultValue 1 */
  readonly seed?: number;
  readonly stopped?: () => 'time' | 'interrupt' | undefined;
};

/**
 * Formulas for a column of a table: a front of complexity against root mean square error.
 * @throws NapierError `name`, `value`, `file` for columns that are not there or cannot be used
 */
export function regress(table: Table, options: RegressOptions): RegressionFinding {
  const { data, dropped } = selectColumns(table, options);
  const chosen = selectInputs(data);
  const operations = options.operations ?? new Map(DEFAULT_OPERATIONS.map((name) => [name, 1]));
  const maxComplexity = options.maxComplexity ?? 40;
  const evaluations = options.evaluations ?? 300_000;
  const seed = options.seed ?? 1;
  const found = searchFormulas(chosen, {
    operations: [...operations.keys()],
    weights: operations,
    maxComplexity,
    evaluations,
    seed,
    ...(options.stopped === undefined ? {} : { stopped: options.stopped }),
  });
  return {
    napier: VERSION,
    kind: 'regression',
    problem: {
      data: { file: options.file ?? 'data', rows: data.target.length, dropped },
      target: options.target,
      inputs: data.inputs,
      ...(options.weights === undefined ? {} : { weights: options.weights }),
      operations: [...operations].map(([name, weight]) => ({ name, weight })),
      maxComplexity,
      budget: { evaluations },
      seed,
      spread: shortNumber(found.spread),
    },
    front: found.front.map((one, i) => entryOf(one, i === found.chosen, found.rows)),
    provenance: {
      evaluations: found.evaluations,
      distinct: found.fitted,
      stop: found.stop,
      history: [
        ...(chosen === data ? [] : [{ phase: 'inputs', kept: chosen.inputs.join(', ') }]),
        { phase: 'rows', ...found.rows },
        ...found.engines.map((record) => ({ phase: 'search', ...record })),
      ],
    },
  };
}

function entryOf(
  found: FoundFormula,
  chosen: boolean,
  rows: { readonly fitted: number; readonly heldOut: number },
): RegressionEntry {
  const { expression, complexity, error, heldOut, length, engine } = found;
  return {
    expression: toText(expression),
    latex: toLatex(expression),
    complexity,
    error: { value: shortNumber(error), rows: rows.fitted },
    ...(heldOut === undefined || !Number.isFinite(heldOut)
      ? {}
      : { heldOut: { value: shortNumber(heldOut), rows: rows.heldOut } }),
    exact: isExact(found),
    bits: Math.round(length * 100) / 100,
    chosen,
    status: 'measured',
    engine,
  };
}

function shortNumber(value: number): number {
  return Number(value.toPrecision(4));
}

/** The values of an entry's formula on the rows of a table that has its inputs; NaN where it is undefined. */
export function predict(entry: RegressionEntry, inputs: readonly string[], table: Table): Float64Array {
  const columns = inputs.map((name) => {
    const at = table.names.indexOf(name);
    return at >= 0 ? table.columns[at] : fail({ kind: 'name', message: `no column is named \`${name}\`` });
  });
  const formula = formulaOf(parseExpression(entry.expression), inputs);
  if (formula === undefined) {
    fail({
      kind: 'unsupported',
      message: `\`${entry.expression}\` has operations that \`regress\` does not know`,
    });
  }
  const data: Dataset = { inputs, columns, target: new Float64Array(table.rows) };
  return table.rows === 0 ? new Float64Array(0) : new FormulaMachine(data).evaluate(formula);
}
