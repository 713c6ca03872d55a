import type { Provenance } from './provenance.ts';
import type { ErrorOnRows, RegressionSearch } from './regression-search.ts';

/** What `regress` found: formulas for a column of a table, complexity against error. */
export type RegressionFinding = {
  readonly napier: string;
  readonly kind: 'regression';
  readonly problem: RegressionProblem;
  /** Simplest first. */
  readonly front: readonly RegressionEntry[];
  readonly provenance: Provenance;
};

export type RegressionProblem = RegressionSearch & {
  readonly target: string;
  /** Standard deviation of the target: the error of the best constant. */
  readonly spread: number;
  /** By whose values constants may differ. */
  readonly category?: CategoryRecord;
};

export type CategoryRecord = {
  readonly column: string;
  /** Its values, in the order of their first rows. */
  readonly labels: readonly string[];
};

/** A formula on the way to an entry, as text that Napier parses, and what made it. */
export type RegressionStep = { readonly how: string; readonly expression: string };

export type RegressionEntry = {
  /** Text that Napier parses, over the inputs. */
  readonly expression: string;
  readonly latex: string;
  /** Nodes, operations by their weights. */
  readonly complexity: number;
  /** Root mean square errors, four digits, on the rows it was fitted to and on those held out. */
  readonly error: ErrorOnRows;
  readonly heldOut?: ErrorOnRows;
  /** By cross-validation: of rows that the constants were not fitted to. */
  readonly validated?: number;
  /** Are all constants exact (integers, fractions, decimals, π …)? Then the data fix them no further. */
  readonly exact: boolean;
  /** Bits that describe formula, constants and residuals; only differences count. */
  readonly bits: number;
  /** The formula that the data speak for: the shortest description, or what cross-validation says. One entry has it. */
  readonly chosen: boolean;
  readonly status: 'measured';
  readonly engine: string;
  /** What led to it, oldest first, each made of the one before: ancestors, what the engine proposed, that fitted. Those that differ. */
  readonly made?: readonly RegressionStep[];
  /** With a category: the constants that differ, each with its value (text that Napier parses) for every category. */
  readonly parameters?: readonly { readonly name: string; readonly values: readonly string[] }[];
};
