import type { CostModelName } from '../program/cost.ts';
import type { Specification } from '../program/specification.ts';

/** What is asked of `approximate`: the contract, and limits on the programs and the search. */
export type Problem = Specification & {
  readonly cost: CostModelName;
  /** Stop once a program's proved error is at most this (in `measure`); absent: give the whole front. */
  readonly error?: number;
  readonly maxOperations?: number;
  /** Polynomial degree, or numerator plus denominator degree, tried at most. */
  readonly maxDegree?: number;
  /** May programs use fused multiply–add; division? */
  readonly fma: boolean;
  readonly division: boolean;
  readonly seed: number;
};
