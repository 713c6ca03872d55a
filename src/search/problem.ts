import type { OperationIdentity } from '../expression/identities.ts';
import type { FormatName } from '../number/formats.ts';
import type { CostModelName } from '../program/cost.ts';
import type { Constraints } from '../program/constraints.ts';
import type { MachineOperation } from '../program/machine-operations.ts';
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
  /**
   * The only format that programs may compute in, for machines that lack a wider one (graphics processors).
   * @defaultValue as the engine sees fit: the problem's own, or a wider one
   */
  readonly arithmetic?: FormatName;
  /**
   * The only operations that programs may use, in the order of the table. It agrees with `fma` and `division`.
   * @defaultValue what the engine makes programs of
   */
  readonly operations?: readonly MachineOperation[];
  /** No engine may start from what another found. @defaultValue false */
  readonly fromScratch?: boolean;
  /** Bytes of tables that a program may read, at most; 0: no tables. Absent: as the engine sees fit. */
  readonly maxTable?: number;
  /** What programs must do beside erring little. */
  readonly constraints?: Constraints;
  /** What is known of the function, for range reduction to use beside what it finds. Tried, never trusted. */
  readonly identities?: readonly OperationIdentity[];
  /** The name of the file that told of them; absent: they were found in the run. */
  readonly identitiesFrom?: string;
  readonly seed: number;
};

/** Is the correctly rounded result asked for at every input? Half an ulp is what rounding to nearest alone errs by. */
export function wantsCorrect({ error, measure }: Pick<Problem, 'error' | 'measure'>): boolean {
  return error === 0.5 && measure === 'ulp';
}
