import type { Provenance } from './provenance.ts';
import type { ErrorOnRows, RegressionSearch } from './regression-search.ts';

/** What `regress` found for several columns: one formula for each, or with a time the system of differential equations. */
export type SystemFinding = {
  readonly napier: string;
  readonly kind: 'system';
  readonly problem: SystemProblem;
  /** Simplest first. */
  readonly front: readonly SystemEntry[];
  readonly provenance: Provenance;
};

export type SystemProblem = RegressionSearch & {
  readonly targets: readonly string[];
  /** Formulas are of the targets' derivatives in this column; trajectories are told apart by a column, or by restarts of the time. */
  readonly ode?: { readonly time: string; readonly trajectory?: string; readonly trajectories: number };
  /** Standard deviation of each target. */
  readonly spreads: readonly number[];
};

export type SystemEntry = {
  /** One for each target, in their order. */
  readonly equations: readonly SystemEquation[];
  /** Nodes of all formulas together. */
  readonly complexity: number;
  /** Root mean square over the targets of error by spread. */
  readonly error: ErrorOnRows;
  /** The same for trajectories that were held out, from their first row on. */
  readonly heldOut?: ErrorOnRows;
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
