import { createRandom } from '../../number/random.ts';
import { targetVariance, type Dataset } from './dataset.ts';
import { innerVariables, roundsOf } from './form-rounds.ts';
import { guidedRows } from './guided-rows.ts';
import { errorOf } from './error-of.ts';
import { fitConstants } from './fit-constants.ts';
import { constantFormula, type Formula } from './formula.ts';
import { CONSTANT_ENGINE, FormulaFront } from './formula-front.ts';
import { FormulaMachine } from './formula-machine.ts';
import type { FormulaSearch, FormulaSearchEvent, FormulaSearchOptions } from './formula-search.ts';
import { REGRESS_ENGINES } from './regress-engines.ts';
import { DEFAULT_OPERATIONS, withPowers } from './regress-operations.ts';
import type { RegressSearch } from './regress-search.ts';
import { rulerOf } from './ruler-of.ts';
import {
  formulaOfRecord,
  formulaRecord,
  type EngineRecord,
  type FormulaSearchState,
} from './search-state.ts';
import { splitRows } from './split-rows.ts';
import { tellFront } from './tell-front.ts';

type Hooks = Pick<RegressSearch, 'resume' | 'resumable'> & { readonly guide: Formula | undefined };

function* givenFormulas(formulas: readonly Formula[]): Generator<Formula, void, void> {
  for (const formula of formulas) yield formula;
}

/** The front of formulas for the data: every engine in turn, until a formula meets the data exactly. */
export function searchFormulas(data: Dataset, options: FormulaSearchOptions = {}): FormulaSearch {
  const random = createRandom(options.seed ?? 1);
  const rows = splitRows(data, options.augmented, random);
  const { searched } = rows;
  const operations = withPowers(options.operations ?? DEFAULT_OPERATIONS);
  const weights = options.weights ?? new Map<string, number>();
  const weight = (name: string): number => weights.get(name) ?? 1;
  const maxComplexity = options.maxComplexity ?? 40;
  const machine = new FormulaMachine(searched);
  const ruler = rulerOf(searched, weight);
  const { form } = options;
  const formVariables = form === undefined ? [] : innerVariables(form, data.inputs);
  const { admits } = options;
  const front = new FormulaFront(machine, ruler, maxComplexity, admits === undefined ? {} : { admits });
  const engines: EngineRecord[] = [];
  let stop: FormulaSearch['stop'] | undefined;
  const evaluations = options.evaluations ?? 300_000;
  const features = options.features ?? 60_000;
  const common = { front, operations, weight, maxComplexity, evaluations, features };
  const custom = options.custom ?? [];
  const { resume } = options;
  let own = machine;
  let [steps, before] = [0, 0];
  if (resume === undefined) {
    front.offer(constantFormula(mean(searched)), CONSTANT_ENGINE);
  } else {
    front.restore(resume.front);
    random.restore(resume.random);
    engines.push(...resume.engines);
    [machine.evaluations, before] = resume.evaluations;
  }
  /** Where the search stands: noted now, told when it is asked for. */
  const noted = (): (() => FormulaSearchState) => {
    const evaluations = [machine.evaluations, before + (own === machine ? 0 : own.evaluations)] as const;
    const place = { steps, random: random.save(), evaluations, engines: [...engines] };
    const record = front.mark();
    return () => ({ ...place, front: record() });
  };
  /** A pass of an engine, unless an earlier run has made it. */
  const pass = (
    engine: string,
    propose: (hooks: Hooks) => Generator<Formula | undefined, void, void>,
  ): void => {
    if (resume !== undefined && steps < resume.steps) {
      steps += 1;
      return;
    }
    const begun = resume?.steps === steps ? resume.begun : undefined;
    const record = { engine, proposed: 0, entered: 0, ...begun?.record };
    const atStart = noted();
    // What a pass draws is drawn anew when it is gone on with.
    const drawn = random.save();
    let inner: (() => string) | undefined;
    const guide =
      begun === undefined
        ? front.shortest?.formula
        : begun.guide && formulaOfRecord(begun.guide, data.inputs.length);
    const guided = searched.loss === undefined || guide === undefined ? {} : { guide: formulaRecord(guide) };
    const proposals = propose({
      guide,
      resumable: (told) => (inner = told),
      ...(begun === undefined ? {} : { resume: begun.state }),
    });
    const state = (): FormulaSearchState =>
      inner === undefined
        ? atStart()
        : { ...noted()(), random: drawn, begun: { record: { ...record }, state: inner(), ...guided } };
    for (const formula of proposals) {
      stop = options.stopped?.();
      // An engine that says where it is has taken note of what it proposed: that is looked at before the end.
      if (formula !== undefined && (stop === undefined || inner !== undefined)) {
        record.proposed += 1;
        if (front.offer(formula, engine)) record.entered += 1;
        if (engine === 'evolve' && front.exact) break;
      }
      options.onEvent?.(eventOf(engine, machine.evaluations, front, searched, state));
      if (stop !== undefined) break;
    }
    engines.push(record);
    if (stop !== undefined) return;
    steps += 1;
    options.onEvent?.(eventOf(engine, machine.evaluations, front, searched, noted()));
  };
  const guesses = options.guesses ?? [];
  if (guesses.length > 0) pass('guess', () => givenFormulas(guesses));
  for (const round of roundsOf(form, searched, formVariables, random)) {
    if (stop !== undefined || front.exact) break;
    front.compose(round.compose);
    const { proposals } = round;
    if (proposals !== undefined) {
      pass('form', () => proposals);
      continue;
    }
    for (const [engine, propose] of Object.entries(REGRESS_ENGINES)) {
      if (stop !== undefined || front.exact) break;
      if (!round.engines(engine) || options.engines?.includes(engine) === false) continue;
      pass(engine, ({ guide, ...hooks }) => {
        const rows = round.data === searched ? guidedRows(searched, guide) : round.data;
        own = rows === searched ? machine : new FormulaMachine(rows);
        const search: RegressSearch = {
          ...common,
          ...hooks,
          custom,
          guesses: form === undefined ? guesses : [],
          data: rows,
          machine: own,
          random: createRandom(random.bits64()),
        };
        return propose(search);
      });
      if (own !== machine) before += own.evaluations;
      own = machine;
    }
  }
  // A search that is over before it began can be gone on with, too.
  if (engines.length === 0)
    options.onEvent?.(eventOf(CONSTANT_ENGINE, machine.evaluations, front, searched, noted()));
  const told = tellFront(front, rows, machine, ruler, options);
  return {
    front: told.front,
    chosen: told.chosen,
    spread: spreadOf(data),
    rows: rows.counts,
    evaluations: machine.evaluations + before + told.evaluations,
    stop: stop ?? (front.exact ? 'error' : 'budget'),
    engines,
    fitted: front.counts.fitted,
    simpler: simplerThan(front, told.front[told.chosen]?.complexity ?? 0),
  };
}

function eventOf(
  engine: string,
  evaluations: number,
  { members }: FormulaFront,
  data: Dataset,
  state: () => FormulaSearchState,
): FormulaSearchEvent {
  const best = errorOf(Math.min(...members.map(({ loss }) => loss)), data);
  return { engine, evaluations, front: members.length, best, state };
}

function simplerThan({ fittedBySize }: FormulaFront, complexity: number): number {
  let sum = 0;
  for (const [size, count] of fittedBySize) if (size <= complexity) sum += count;
  return Math.max(0, sum - 1);
}

function spreadOf(data: Dataset): number {
  if (data.loss === undefined) return Math.sqrt(targetVariance(data));
  const fitted = fitConstants(constantFormula(mean(data)), new FormulaMachine(data), 40);
  return fitted === undefined ? NaN : errorOf(fitted.loss, data);
}

function mean({ target, weights }: Dataset): number {
  let [sum, total] = [0, 0];
  for (let i = 0; i < target.length; i++) {
    const w = weights === undefined ? 1 : weights[i];
    sum += w * target[i];
    total += w;
  }
  return sum / total;
}
