import type { Certificate } from '../certify/certificate.ts';
import type { FormatName } from '../number/formats.ts';
import type { Measure } from '../number/measure.ts';
import type { OperationIdentity } from '../expression/identities.ts';
import type { Constraints } from '../program/constraints.ts';
import type { CostModelName } from '../program/cost.ts';
import type { MachineOperation } from '../program/machine-operations.ts';
import type { Program } from '../program/program.ts';
import type { EngineName } from '../search/engine.ts';
import type { DeductionFinding } from './deduction.ts';
import type { IdentificationFinding } from './identification.ts';
import type { ImprovementFinding } from './improvement.ts';
import type { InvariantFinding } from './invariant.ts';
import type { Provenance } from './provenance.ts';
import type { RegressionFinding } from './regression.ts';
import type { RelationFinding } from './relation.ts';
import type { SystemFinding } from './system.ts';

/**
 * What a verb found: problem, front, provenance. The only file format (DESIGN.md, "The finding"); written by
 * `writeFinding`, read by `readFinding`. It holds no clock and no machine unless asked for
 * ({@link Provenance.run}), so the same seed gives the same bytes.
 */
export type Finding =
  | ApproximationFinding
  | DeductionFinding
  | IdentificationFinding
  | ImprovementFinding
  | InvariantFinding
  | RegressionFinding
  | RelationFinding
  | SystemFinding;

export type ApproximationFinding = {
  /** The version of Napier that wrote it. */
  readonly napier: string;
  readonly kind: 'approximation';
  readonly problem: FindingProblem;
  /** Cheapest first. */
  readonly front: readonly FrontEntry[];
  readonly provenance: Provenance;
};

/** The problem as text: `function` and the domain's ends are expressions that Napier parses back. */
export type FindingProblem = {
  readonly function: string;
  readonly variable: string;
  readonly domain: { readonly lo: string; readonly hi: string; readonly open: readonly [boolean, boolean] };
  readonly format: FormatName;
  readonly measure: Measure;
  /** The error asked for, in `measure`; absent: the whole front was asked for. */
  readonly error?: number;
  readonly cost: CostModelName;
  readonly maxOperations?: number;
  readonly maxDegree?: number;
  readonly fma: boolean;
  readonly division: boolean;
  /** The only format to compute in; absent: as the engines saw fit. */
  readonly arithmetic?: FormatName;
  /** The only operations that programs may use, in the table's order; absent: what the engines make programs of. */
  readonly operations?: readonly MachineOperation[];
  /** Present when engines might not start from each other's programs. */
  readonly fromScratch?: true;
  readonly maxTable?: number;
  /** What programs must do beside erring little. */
  readonly constraints?: Constraints;
  /** What range reduction was told of the function. */
  readonly identities?: readonly OperationIdentity[];
  /** The name of the file that told of them; absent: they were found in the run. */
  readonly identitiesFrom?: string;
  readonly engines: readonly EngineName[];
  readonly budget: { readonly evaluations: number };
  readonly seed: number;
};

export type FrontEntry = {
  /** Instructions that depend on the input; `cost` is the same under the problem's cost model. */
  readonly operations: number;
  readonly cost: number;
  readonly error: EntryError;
  /** The program, and (for people) its text, which must agree with it. */
  readonly program: Program & { readonly text: string };
  readonly engine: EngineName;
  /** How the engine came to it: degree, form, … */
  readonly origin: Readonly<Record<string, string | number | boolean>>;
  /** Present exactly when `error.status` is `proved`. */
  readonly certificate?: Certificate;
};

export type EntryError = {
  readonly measure: Measure;
  /** An error of at least this is reached, at `worst`: four digits, rounded down. */
  readonly value: string;
  /** No input of the domain has a larger error: four digits, rounded up from the certificate's. Proved entries only. */
  readonly bound?: string;
  /** −log₁₀ of the bound (of the value when measured), rounded down; not given for `ulp`. */
  readonly digits?: number;
  readonly status: 'proved' | 'measured';
  /** Points the error was measured on (for a measured entry, all that is known). */
  readonly points: number;
  /** The input of the largest error known, an exact hexadecimal float. */
  readonly worst: string;
};

export { STOP_REASONS } from './provenance.ts';
export type { HistoryRecord, Provenance, StopReason } from './provenance.ts';
