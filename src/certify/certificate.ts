import type { FormatName } from '../number/formats.ts';
import type { Measure } from '../number/measure.ts';

/**
 * What was proved of a program, how, and what is needed to check it again. Numbers that bound an error are
 * hexadecimal doubles rounded up, so the printed bound is itself a proved bound; inputs are exact.
 */
export type Certificate = ExhaustiveCertificate | SupremumCertificate | RoundoffCertificate;

type Common = {
  readonly measure: Measure;
  /** Proved: error ≤ bound at every input of the domain. */
  readonly bound: string;
  /** A lower bound on the largest error, attained at `worst` (so bound/lower says how tight the proof is). */
  readonly lower: string;
  /** The input of the largest error found, exactly: a hexadecimal float. */
  readonly worst: string;
};

/** Every input of the domain was run and compared with the true value. */
export type ExhaustiveCertificate = Common & {
  readonly method: 'exhaustive';
  readonly format: FormatName;
  /** Inputs run, and how many of them needed multiple precision; decimal integers. */
  readonly points: string;
  readonly escalated: string;
  /** Inputs where the result is the correctly rounded (nearest-even) value; decimal integer. */
  readonly correctlyRounded: string;
  /** Of a partial proof: inputs of these at which the function has no value that the format can hold. */
  readonly skipped?: string;
  /** On a domain with infinities (see `Specification`). */
  readonly whole?: WholeFunction;
  /** How many inputs err by how much, where asked for. */
  readonly histogram?: ErrorHistogram;
};

/** What was proved of a whole function besides its error. */
export type WholeFunction = {
  /** Inputs (of all `points`) where NaN is right, and where an infinity is, poles included; decimal integers. */
  readonly nan: string;
  readonly infinite: string;
  /** ±∞, NaN and ±0 as far as they are inputs, then the first poles and other inputs with a limit alone. */
  readonly special: readonly SpecialValue[];
};

/** A wanted zero of either sign. */
export const EITHER_ZERO = '±0x0p+0';

/**
 * `right`: the wanted number. `inexact`: another one, its error counted in the bound. `zero-sign`: the zero of the
 * other sign. `wrong`: infinitely so. `open`: what is wanted is not known, for the reason given.
 */
export const SPECIAL_STATUSES = ['right', 'inexact', 'zero-sign', 'wrong', 'open'] as const;

/**
 * One input that needs a rule of its own. Numbers are hexadecimal floats, `inf`, `-inf` or `nan`; a wanted zero
 * may be {@link EITHER_ZERO}.
 */
export type SpecialValue = {
  readonly input: string;
  /** Absent when it is left open. */
  readonly wanted?: string;
  readonly got: string;
  readonly status: (typeof SPECIAL_STATUSES)[number];
  readonly reason?: string;
};

/**
 * Counts of inputs by |error| in ulp, decimal integers: sixteen bins [k/16, (k+1)/16) up to 1, then [1, 2), [2, 4),
 * [4, 8), and 8 and more (infinite errors too). An error within 2^-19 of a bin's edge may be in the next bin,
 * and where f cannot be told from a power of two its unit may be the smaller one.
 */
export type ErrorHistogram = readonly string[];

/** `real` format: a bound on the supremum by subdivision and Taylor forms. */
export type SupremumCertificate = Common & {
  readonly method: 'supremum';
  /** Subintervals in the proof, Taylor order, working precision in bits: enough to run it again. */
  readonly subintervals: number;
  readonly order: number;
  readonly precision: number;
};

/** `f64`: supremum of the approximation error plus a forward bound on rounding. */
export type RoundoffCertificate = Common & {
  readonly method: 'supremum+roundoff';
  readonly format: FormatName;
  readonly approximation: string;
  readonly rounding: string;
  readonly subintervals: number;
  readonly order: number;
  readonly precision: number;
  /** Of a program with integers, comparisons or tables: on so many pieces of the inputs it is one real function. */
  readonly pieces?: number;
  /** On a domain with infinities: what it gives there, for NaN and at zeros. */
  readonly special?: readonly SpecialValue[];
};

/** Runs named, serialisable jobs somewhere (this thread, worker threads); results in job order. */
export type Executor = <Job, Result>(task: string, jobs: readonly Job[]) => Promise<Result[]>;
