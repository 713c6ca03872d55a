import type { Expression } from '../../expression/expression.ts';
import type { CustomOperation } from './custom-operation.ts';
import type { Dataset } from './dataset.ts';
import type { Form } from './form.ts';
import type { Formula } from './formula.ts';
import type { FormulaStep } from './formula-step.ts';
import type { FrontMember } from './formula-front.ts';
import type { RegressOperation } from './regress-operations.ts';
import type { EngineRecord, FormulaSearchState } from './search-state.ts';

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
  /** What led to it, oldest first: its ancestors, what the engine proposed, and that fitted to the searched rows. */
  readonly made: readonly FormulaStep[];
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
