import type { Random } from '../../number/random.ts';
import type { CustomOperation } from './custom-operation.ts';
import type { Dataset } from './dataset.ts';
import type { Formula } from './formula.ts';
import type { FormulaFront } from './formula-front.ts';
import type { FormulaMachine } from './formula-machine.ts';
import type { RegressOperation } from './regress-operations.ts';

/** What an engine sees of a search. */
export type RegressSearch = {
  /** The rows that are searched on. */
  readonly data: Dataset;
  readonly machine: FormulaMachine;
  /** What was found so far, by all engines. */
  readonly front: FormulaFront;
  readonly operations: readonly RegressOperation[];
  /** Functions of the user's own. */
  readonly custom: readonly CustomOperation[];
  /** Formulas to begin with. */
  readonly guesses: readonly Formula[];
  /** Complexity of an operation. */
  readonly weight: (operation: string) => number;
  readonly maxComplexity: number;
  /** Only for `evolve`: evaluations of a formula on all rows that it may take. */
  readonly evaluations: number;
  /** Formulas that enumeration stores; the others take their sizes from it. */
  readonly features: number;
  readonly random: Random;
  /** Of an engine that takes long: how to say, whenever it has proposed something, where it can go on from. */
  readonly resumable?: (state: () => string) => void;
  /** Go on from there: what `resumable`'s argument said in an earlier run. */
  readonly resume?: string;
};

/**
 * Proposes formulas, their constants where a fit should begin. `undefined` is a moment to be stopped at. Engines know
 * nothing of each other but what is on the front.
 */
export type RegressEngine = (search: RegressSearch) => Generator<Formula | undefined, void, void>;
