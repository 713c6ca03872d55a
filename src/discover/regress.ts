import { fail } from '../error/fault.ts';
import { parseExpression } from '../expression/parse.ts';
import { toLatex } from '../expression/to-latex.ts';
import { toText } from '../expression/to-text.ts';
import { complexityOf, formulaOf, formulaToExpression, type Formula } from '../search/regress/formula.ts';
import { FormulaMachine } from '../search/regress/formula-machine.ts';
import type { Dataset } from '../search/regress/dataset.ts';
import { freeConstants } from '../search/regress/fit-constants.ts';
import type {
  FormulaSearchEvent,
  FormulaSearchOptions,
  FoundFormula,
} from '../search/regress/formula-search.ts';
import { searchFormulas } from '../search/regress/search-formulas.ts';
import type { FormulaSearchState } from '../search/regress/search-state.ts';
import { selectInputs } from '../search/regress/select-inputs.ts';
import { selectColumns, type ColumnChoice } from './data/select-columns.ts';
import type { Table } from './data/table.ts';
import { dataSample } from './regress/data-sample.ts';
import { fourDigits } from './regress/four-digits.ts';
import { parseForm } from './regress/parse-form.ts';
import { parseGuesses } from './regress/parse-guesses.ts';
import { checkBalance, guessesInUnits } from './regress/guesses-in-units.ts';
import { parseLoss } from './regress/parse-loss.ts';
import { parseUnits } from './regress/parse-units.ts';
import { dataWithRequirements, parseRequirements, requirementChecker } from './regress/requirement.ts';
import { searchEffort, type EffortOptions } from './regress/search-effort.ts';
import { unitFrames, type UnitFrame } from './regress/unit-frame.ts';
import type { RegressionEntry, RegressionFinding, RegressionStep } from './regression.ts';
import { askedOf, type RegressionAsked } from './regression-search.ts';
import { VERSION } from './version.ts';

export type RegressOptions = ColumnChoice &
  EffortOptions &
  RegressionAsked & {
    /** The data's name in the finding. @defaultValue `data` */
    readonly file?: string;
    /** Choose by cross-validation in so many parts (2 up to the rows) in place of the shortest description. */
    readonly validate?: number;
    /** Told between formulas, with what `resume` takes to go on from there. */
    readonly onEvent?: (event: FormulaSearchEvent) => void;
    readonly resume?: FormulaSearchState;
  };

const EVALUATIONS = 300_000;

/**
 * Formulas for a column of a table: a front of complexity against root mean square error.
 * @throws NapierError `name`, `value`, `file` for columns that are not there or cannot be used
 */
export function regress(table: Table, options: RegressOptions): RegressionFinding {
  const { data: plain, dropped } = selectColumns(table, options);
  const { form, units, require, guess, loss, validate } = options;
  if (validate !== undefined) checkParts(validate, plain.target.length);
  const own = loss === undefined ? undefined : parseLoss(loss, plain.target);
  const data = own === undefined ? plain : { ...plain, loss: own };
  if (own !== undefined && units !== undefined) {
    const hint = 'leave one of them out';
    fail({ kind: 'unsupported', message: 'a loss and units together', hint });
  }
  if (form !== undefined && units !== undefined) {
    const hint = 'write the form in dimensionless groups, or leave one of them out';
    fail({ kind: 'unsupported', message: 'a form and units together', hint });
  }
  const { inputs } = data;
  const requirements = require === undefined ? [] : parseRequirements(require, inputs, options.target);
  const named = form !== undefined || require !== undefined || guess !== undefined;
  const dimensions = units === undefined ? undefined : parseUnits(units, [...inputs, options.target]);
  const frames = dimensions === undefined ? [] : unitFrames(data, dimensions, options.target);
  const guesses = guess === undefined ? undefined : parseGuesses(guess, inputs);
  if (guess !== undefined && guesses !== undefined && dimensions !== undefined)
    checkBalance(guess, guesses, data, dimensions, options.target);
  const { search, record, weight } = searchEffort(options, EVALUATIONS);
  const { operations, weights, seed, custom } = search;
  const frame = bestFrame(frames, { operations, weights, seed, ...(custom === undefined ? {} : { custom }) });
  const chosen = named ? (frame?.data ?? data) : selectInputs(frame?.data ?? data);
  const meets = requirements.length === 0 ? undefined : requirementChecker(requirements, data);
  const original = (formula: Formula): Formula => frame?.original(formula) ?? formula;
  const found = searchFormulas(chosen, {
    ...search,
    ...(form === undefined ? {} : { form: parseForm(form, inputs) }),
    ...(guesses === undefined
      ? {}
      : { guesses: frame === undefined ? guesses : guessesInUnits(guesses, frame, data) }),
    ...(meets === undefined
      ? {}
      : {
          admits: ({ formula }) => {
            const whole = original(formula);
            return meets({ formula: whole, expression: formulaToExpression(whole, inputs) });
          },
        }),
    ...(requirements.length === 0 || frame !== undefined
      ? {}
      : { augmented: (rows: Dataset) => dataWithRequirements(rows, requirements) }),
    ...(validate === undefined ? {} : { validate }),
    ...(options.onEvent === undefined ? {} : { onEvent: options.onEvent }),
    ...(options.resume === undefined ? {} : { resume: options.resume }),
  });
  if (found.front.length === 0) {
    const message = 'no formula that was tried meets what is required';
    fail({ kind: 'not-found', message, hint: 'ask for less, allow more --operations, or give a --guess' });
  }
  const all =
    frame === undefined
      ? found.front
      : found.front.map((one) => {
          const formula = frame.original(one.formula);
          const expression = formulaToExpression(formula, inputs);
          const made = one.made.map((step) => ({ ...step, formula: frame.original(step.formula) }));
          return { ...one, formula, expression, complexity: complexityOf(expression, weight), made };
        });
  const front = frame === undefined ? all : inOrder(all, found.chosen);
  return {
    napier: VERSION,
    kind: 'regression',
    problem: {
      data: { file: options.file ?? 'data', rows: data.target.length, dropped },
      target: options.target,
      inputs: data.inputs,
      ...(options.weights === undefined ? {} : { weights: options.weights }),
      ...record,
      spread: fourDigits(found.spread),
      ...askedOf(options),
      ...(validate === undefined ? {} : { validate }),
      sample: dataSample([...data.inputs, options.target], [...data.columns, data.target]),
    },
    front: front.map((one) =>
      entryOf(one, one === all[found.chosen], found.rows, frame === undefined ? chosen.inputs : inputs),
    ),
    provenance: {
      evaluations: found.evaluations,
      distinct: found.fitted,
      stop: found.stop,
      history: [
        ...(frame === undefined
          ? []
          : [{ phase: 'units', scale: frame.scale, groups: frame.groups.join(', ') }]),
        ...(chosen === data || frame !== undefined
          ? []
          : [{ phase: 'inputs', kept: chosen.inputs.join(', ') }]),
        { phase: 'rows', ...found.rows },
        { phase: 'rejected', simpler: found.simpler },
        ...found.engines.map((record) => ({ phase: 'search', ...record })),
      ],
    },
  };
}

/** @throws NapierError `value` unless the rows can be parted so */
function checkParts(parts: number, rows: number): void {
  if (Number.isInteger(parts) && parts >= 2 && parts <= rows) return;
  const message = `cross-validation in ${parts} parts`;
  fail({ kind: 'value', message, hint: `give a whole number from 2 to ${rows}, the number of rows` });
}

/** Formulas whose complexities have changed as a front again; the chosen one stays. */
function inOrder(found: readonly FoundFormula[], chosen: number): FoundFormula[] {
  const kept = found.filter(
    (one, i) =>
      i === chosen || !found.some((other) => other.complexity <= one.complexity && other.error < one.error),
  );
  return kept.toSorted((a, b) => a.complexity - b.complexity);
}

/** Of several frames the one whose data a short search describes in the fewest bits. */
function bestFrame(frames: readonly UnitFrame[], options: FormulaSearchOptions): UnitFrame | undefined {
  if (frames.length <= 1) return frames[0];
  let best: { readonly frame: UnitFrame; readonly length: number } | undefined;
  for (const frame of frames) {
    const quick = { ...options, engines: ['linear', 'power', 'glance'] };
    const { front, chosen, stop } = searchFormulas(selectInputs(frame.data), quick);
    const { length } = front[chosen];
    if (best === undefined || length < best.length) best = { frame, length };
    if (stop === 'error') break;
  }
  return best?.frame;
}

function entryOf(
  found: FoundFormula,
  chosen: boolean,
  rows: { readonly fitted: number; readonly heldOut: number },
  names: readonly string[],
): RegressionEntry {
  const { expression, complexity, error, heldOut, validated, length, engine } = found;
  const made = stepsOf(found, names);
  return {
    expression: toText(expression),
    latex: toLatex(expression),
    complexity,
    error: { value: fourDigits(error), rows: rows.fitted },
    ...(heldOut === undefined || !Number.isFinite(heldOut)
      ? {}
      : { heldOut: { value: fourDigits(heldOut), rows: rows.heldOut } }),
    ...(validated === undefined || !Number.isFinite(validated) ? {} : { validated: fourDigits(validated) }),
    exact: freeConstants(found.formula).length === 0,
    bits: Math.round(length * 100) / 100,
    chosen,
    status: 'measured',
    engine,
    ...(made.length === 0 ? {} : { made }),
  };
}

/** The steps that led to a formula, without those that are written as the one before, or as the formula itself. */
function stepsOf({ expression, made }: FoundFormula, names: readonly string[]): RegressionStep[] {
  const steps = made.map(({ how, formula }) => ({
    how,
    expression: toText(formulaToExpression(formula, names)),
  }));
  const last = toText(expression);
  return steps.filter(({ expression: text }, i) => text !== last && text !== steps[i - 1]?.expression);
}

/** The values of an entry's formula on the rows of a table that has its inputs; NaN where it is undefined. */
export function predict(entry: RegressionEntry, inputs: readonly string[], table: Table): Float64Array {
  return formulaValues(entry.expression, inputs, table);
}

/** The values of an expression over `inputs` on the rows of a table. @throws NapierError `name`, `unsupported` */
export function formulaValues(expression: string, inputs: readonly string[], table: Table): Float64Array {
  const columns = inputs.map((name) => {
    const at = table.names.indexOf(name);
    return at >= 0 ? table.columns[at] : fail({ kind: 'name', message: `no column is named \`${name}\`` });
  });
  const formula = formulaOf(parseExpression(expression), inputs);
  if (formula === undefined) {
    const message = `\`${expression}\` has operations that \`regress\` does not know`;
    fail({ kind: 'unsupported', message });
  }
  const data: Dataset = { inputs, columns, target: new Float64Array(table.rows) };
  return table.rows === 0 ? new Float64Array(0) : new FormulaMachine(data).evaluate(formula);
}
