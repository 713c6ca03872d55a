import type { RegressOperation } from '../search/regress/regress-operations.ts';
import type { Provenance } from './provenance.ts';

/** What `regress` found: formulas for a column of a table, complexity against error. */
export type RegressionFinding = {
  readonly napier: string;
  readonly kind: 'regression';
  readonly problem: RegressionProblem;
  /** Simplest first. */
  readonly front: readonly RegressionEntry[];
  readonly provenance: Provenance;
};

export type RegressionProblem = {
  /** The file's name as given, the rows used, and the rows left out for a missing value. */
  readonly data: { readonly file: string; readonly rows: number; readonly dropped: number };
  readonly target: string;
  readonly inputs: readonly string[];
  readonly weights?: string;
  /** With the complexity of each. */
  readonly operations: readonly { readonly name: RegressOperation; readonly weight: number }[];
  readonly maxComplexity: number;
  readonly budget: { readonly evaluations: number };
  readonly seed: number;
  /** Standard deviation of the target: the error of the best constant. */
  readonly spread: number;
  /** What was known or asked besides, as it was given. */
  readonly form?: string;
  readonly units?: string;
  readonly require?: string;
  readonly define?: string;
  readonly guess?: string;
  readonly sample?: DataSample;
};

/** Some rows of the data, for figures, and the range of every input, for what is said of other rows. */
export type DataSample = {
  readonly names: readonly string[];
  readonly ranges: readonly (readonly [number, number])[];
  readonly rows: readonly (readonly number[])[];
};

export type RegressionEntry = {
  /** Text that Napier parses, over the inputs. */
  readonly expression: string;
  readonly latex: string;
  /** Nodes, operations by their weights. */
  readonly complexity: number;
  /** Root mean square errors, four digits, on the rows it was fitted to and on those held out. */
  readonly error: { readonly value: number; readonly rows: number };
  readonly heldOut?: { readonly value: number; readonly rows: number };
  /** Are all constants exact (integers, fractions, decimals, π …)? Then the data fix them no further. */
  readonly exact: boolean;
  /** Bits that describe formula, constants and residuals; only differences count. */
  readonly bits: number;
  /** The shortest description of all: the formula that the data speak for. One entry has it. */
  readonly chosen: boolean;
  readonly status: 'measured';
  readonly engine: string;
};
