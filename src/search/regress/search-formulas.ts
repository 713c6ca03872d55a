import type { Expression } from '../../expression/expression.ts';
import { createRandom } from '../../number/random.ts';
import { sampleIndices, takeRows, targetVariance, type Dataset } from './dataset.ts';
import { DATA_ROUNDING, EXACT_ROUNDINGS, type Ruler } from './description.ts';
import { decorateEngine } from './decorate-engine.ts';
import type { CustomOperation } from './custom-operation.ts';
import type { Form } from './form.ts';
import { innerVariables, roundsOf } from './form-rounds.ts';
import { guidedRows } from './guided-rows.ts';
import { enumerateEngine, glanceEngine } from './enumerate-engine.ts';
import { evolveFormulasEngine } from './evolve-formulas.ts';
import { crossValidate, simplestWithinError } from './cross-validate.ts';
import { errorOf } from './error-of.ts';
import { fitConstants, freeConstants } from './fit-constants.ts';
import { constantFormula, type Formula } from './formula.ts';
import { CONSTANT_ENGINE, FormulaFront, memberOf, type FrontMember } from './formula-front.ts';
import { FormulaMachine } from './formula-machine.ts';
import { linearEngine } from './linear-engine.ts';
import { powerEngine } from './power-engine.ts';
import { rationalEngine } from './rational-engine.ts';
import { DEFAULT_OPERATIONS, withPowers, type RegressOperation } from './regress-operations.ts';
import type { RegressEngine, RegressSearch } from './regress-search.ts';
import {
  formulaOfRecord,
  formulaRecord,
  type EngineRecord,
  type FormulaSearchState,
} from './search-state.ts';
import { separateEngine } from './separate-engine.ts';
import { measured, snapConstants } from './snap-constants.ts';
import { subsetEngine } from './subset-engine.ts';
import { wholeEngine } from './whole-engine.ts';

/** In the order they run in: what is cheap first. */
export const REGRESS_ENGINES: Readonly<Record<string, RegressEngine>> = {
  linear: linearEngine,
  whole: wholeEngine,
  subset: subsetEngine,
  power: powerEngine,
  glance: glanceEngine,
  separate: separateEngine,
  rational: rationalEngine,
  enumerate: enumerateEngine,
  decorate: decorateEngine,
  evolve: evolveFormulasEngine,
};

export type FormulaSearchOptions = {
  /** @defaultValue {@link DEFAULT_OPERATIONS} */
  readonly operations?: readonly RegressOperation[];
  /** Complexity of operations; those not named take 1. */
  readonly weights?: ReadonlyMap<string, number>;
  /** Complexity of the longest formula told. @defaultValue 40 */
  readonly maxComplexity?: number;
  /** Evaluations of a formula on all searched rows that evolution may take. @defaultValue 300,000 */
  readonly evaluations?: number;
  /** A known part of the formula. */
  readonly form?: Form;
  /** Formulas to begin with; their constants are where fits start. */
  readonly guesses?: readonly Formula[];
  /** Functions of the user's own. */
  readonly custom?: readonly CustomOperation[];
  /** More rows, made of those that are fitted, for what is known besides (symmetry, a point). */
  readonly augmented?: (rows: Dataset) => Dataset;
  /** Does a formula, its constants fitted, meet what is required of it? */
  readonly admits?: (member: Pick<FrontMember, 'formula' | 'expression'>) => boolean;
  /** Names of the engines that run. @defaultValue all of {@link REGRESS_ENGINES} */
  readonly engines?: readonly string[];
  /** Formulas that enumeration stores: less is faster. @defaultValue 60,000 */
  readonly features?: number;
  /** Choose by cross-validation in so many parts, and not by the shortest description. */
  readonly validate?: number;
  readonly seed?: number;
  /** Asked between formulas: why the search is to end now. */
  readonly stopped?: () => 'time' | 'interrupt' | undefined;
  /** Told between formulas. */
  readonly onEvent?: (event: FormulaSearchEvent) => void;
  /** Go on from there: the same formulas come out as if the search had never been stopped. */
  readonly resume?: FormulaSearchState;
};

export type FormulaSearchEvent = {
  readonly engine: string;
  /** Evaluations of formulas on all searched rows. */
  readonly evaluations: number;
  readonly front: number;
  /** Root mean square error of the best formula so far, on the searched rows. */
  readonly best: number;
  /** Where a search can go on from that is stopped now. To be asked for during the event. */
  readonly state: () => FormulaSearchState;
  /** Of several searches in turn: where those stand that are over. */
  readonly before?: () => readonly FormulaSearchState[];
};

/** A formula of the front, fitted to all rows but those held out. */
export type FoundFormula = {
  readonly expression: Expression;
  readonly formula: Formula;
  readonly complexity: number;
  /** Weighted root mean square error (of an own loss, mean) on the rows it was fitted to, and on the rows held out. */
  readonly error: number;
  readonly heldOut?: number;
  /** Bits that describe the formula and the data with it, but for what all formulas share. */
  readonly length: number;
  /** Error on rows that the constants were not fitted to, by cross-validation. */
  readonly validated?: number;
  readonly engine: string;
};

export type FormulaSearch = {
  /** Simplest first, errors falling. */
  readonly front: readonly FoundFormula[];
  /** The one with the shortest description, or the one that cross-validation says: an index of `front`. */
  readonly chosen: number;
  /** Standard deviation of the target; of a loss of the data's own, the mean cost of the best constant. */
  readonly spread: number;
  readonly rows: { readonly fitted: number; readonly heldOut: number; readonly searched: number };
  readonly evaluations: number;
  readonly stop: 'exhausted' | 'error' | 'budget' | 'time' | 'interrupt';
  readonly engines: readonly EngineRecord[];
  /** Formulas that were fitted. */
  readonly fitted: number;
  /** Of these, the ones that are no longer than the chosen formula, without it. */
  readonly simpler: number;
};

type Hooks = Pick<RegressSearch, 'resume' | 'resumable'> & { readonly guide: Formula | undefined };

function* givenFormulas(formulas: readonly Formula[]): Generator<Formula, void, void> {
  for (const formula of formulas) yield formula;
}

/** Rows that engines search on; formulas of the front are fitted to all. */
const SEARCHED_ROWS = 400;
/** One row in so many is held out, where there are at least so many rows. */
const HELD_OUT = { every: 5, from: 50 } as const;

/** Above so many rows the constants of a formula are only fitted to all; which are exact was said by the searched rows. */
const RESNAPPED_ROWS = 20_000;

/** The front of formulas for the data: every engine in turn, until a formula meets the data exactly. */
export function searchFormulas(data: Dataset, options: FormulaSearchOptions = {}): FormulaSearch {
  const random = createRandom(options.seed ?? 1);
  const total = data.target.length;
  const held =
    total >= HELD_OUT.from
      ? sampleIndices(total, Math.floor(total / HELD_OUT.every), random)
      : new Uint32Array(0);
  const heldSet = new Uint8Array(total);
  for (const row of held) heldSet[row] = 1;
  const kept =
    held.length === 0
      ? data
      : takeRows(
          data,
          [...heldSet.keys()].filter((row) => heldSet[row] === 0),
        );
  const rows = kept.target.length;
  const augmented = options.augmented ?? ((one: Dataset): Dataset => one);
  const train = augmented(kept);
  const searched =
    rows <= SEARCHED_ROWS ? train : augmented(takeRows(kept, sampleIndices(rows, SEARCHED_ROWS, random)));
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
  const wide = searched === train ? machine : new FormulaMachine(train);
  const wideRuler = searched === train ? ruler : rulerOf(train, weight);
  const outside = held.length === 0 ? undefined : new FormulaMachine(takeRows(data, held));
  // The mean is told where nothing else is, or where nothing more is asked of a formula.
  const asked = front.members.filter(
    (member) => member.engine !== CONSTANT_ENGINE || options.admits?.(member) !== false,
  );
  const found = asked
    .map((member) => (wide === machine ? member : refitted(member, wide, wideRuler)))
    .filter((member) => member !== undefined)
    .filter((member) => wide === machine || options.admits?.(member) !== false)
    .map((member) => told(member, wide, outside));
  const least = Math.min(...found.map(({ length }) => length));
  const falling = found.filter(
    (one, i) => one.length === least || found.slice(0, i).every((simpler) => one.error < simpler.error),
  );
  const shortest = falling.reduce((best, one, i) => (one.length < falling[best].length ? i : best), 0);
  const validations =
    options.validate === undefined || falling.length === 0
      ? undefined
      : crossValidate(
          falling.map(({ formula }) => formula),
          train,
          options.validate,
          createRandom(options.seed ?? 1),
        );
  const chosen =
    validations === undefined
      ? shortest
      : simplestWithinError(validations, EXACT_ROUNDINGS * wideRuler.floor);
  return {
    front:
      validations === undefined
        ? falling
        : falling.map((one, i) => ({ ...one, validated: validations[i].error })),
    chosen,
    spread: spreadOf(data),
    rows: { fitted: rows, heldOut: held.length, searched: Math.min(rows, searched.target.length) },
    evaluations: machine.evaluations + before + (wide === machine ? 0 : wide.evaluations),
    stop: stop ?? (front.exact ? 'error' : 'budget'),
    engines,
    fitted: front.counts.fitted,
    simpler: simplerThan(front, falling[chosen]?.complexity ?? 0),
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

export function rulerOf(data: Dataset, weight: (name: string) => number): Ruler {
  let square = 0;
  const rows = data.target.length;
  for (let i = 0; i < rows; i++) square += (data.weights?.[i] ?? 1) * data.target[i] ** 2;
  const { loss } = data;
  const size = Math.sqrt(square / rows) * DATA_ROUNDING;
  return {
    names: data.inputs,
    weight,
    rows,
    floor: Math.max(loss === undefined ? (square / rows) * DATA_ROUNDING ** 2 : size ** loss.degree, 1e-300),
    ...(loss === undefined ? {} : { loss }),
  };
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

/** A formula found on a part of the rows, its constants fitted to all and made exact anew where they were not. */
function refitted(member: FrontMember, machine: FormulaMachine, ruler: Ruler): FrontMember | undefined {
  const fitted = fitConstants(member.formula, machine, 20);
  if (fitted === undefined) return undefined;
  const formula: Formula = { ...member.formula, values: fitted.values };
  if (machine.rows > RESNAPPED_ROWS)
    return memberOf(measured(formula, fitted.loss, new Map(), machine, ruler), member.engine, ruler);
  return memberOf(snapConstants(formula, machine, ruler), member.engine, ruler);
}

function told(
  member: FrontMember,
  machine: FormulaMachine,
  outside: FormulaMachine | undefined,
): FoundFormula {
  const { expression, formula, complexity, loss, length, engine } = member;
  return {
    expression,
    formula,
    complexity,
    error: errorOf(loss, machine.data),
    ...(outside === undefined ? {} : { heldOut: errorOf(outside.loss(formula), outside.data) }),
    length,
    engine,
  };
}

/** Are all constants of a formula known exactly? */
export function isExact({ formula }: FoundFormula): boolean {
  return freeConstants(formula).length === 0;
}
