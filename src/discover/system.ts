import type { RegressOperation } from '../search/regress/regress-operations.ts';
import type { Provenance } from './provenance.ts';
import type { DataSample } from './regression.ts';

/** What `regress` found for several columns: one formula for each, or with a time the system of differential equations. */
export type SystemFinding = {
  readonly napier: string;
  readonly kind: 'system';
  readonly problem: SystemProblem;
  /** Simplest first. */
  readonly front: readonly SystemEntry[];
  readonly provenance: Provenance;
};

export type SystemProblem = {
  readonly data: { readonly file: string; readonly rows: number; readonly dropped: number };
  readonly targets: readonly string[];
  readonly inputs: readonly string[];
  /** Formulas are of the targets' derivatives in this column; trajectories are told apart by a column, or by restarts of the time. */
  readonly ode?: { readonly time: string; readonly trajectory?: string; readonly trajectories: number };
  readonly weights?: string;
  readonly operations: readonly { readonly name: RegressOperation; readonly weight: number }[];
  readonly maxComplexity: number;
  readonly budget: { readonly evaluations: number };
  readonly seed: number;
  /** Standard deviation of each target. */
  readonly spreads: readonly number[];
  readonly form?: string;
  readonly units?: string;
  readonly require?: string;
  readonly define?: string;
  readonly guess?: string;
  readonly sample?: DataSample;
};

export type SystemEntry = {
  /** One for each target, in their order. */
  readonly equations: readonly SystemEquation[];
  /** Nodes of all formulas together. */
  readonly complexity: number;
  /** Root mean square over the targets of error by spread. */
  readonly error: { readonly value: number; readonly rows: number };
  /** The same for trajectories that were held out, from their first row on. */
  readonly heldOut?: { readonly value: number; readonly rows: number };
  /** Of differential equations: was the error taken along whole trajectories, or (chaotic ones) along stretches? */
  readonly whole?: boolean;
  readonly bits: number;
  readonly chosen: boolean;
  readonly status: 'measured';
};

export type SystemEquation = {
  readonly expression: string;
  readonly latex: string;
  readonly complexity: number;
  readonly exact: boolean;
  /** Root mean square of the target's distance, in its own unit. */
  readonly error: number;
  readonly heldOut?: number;
  readonly engine: string;
};
