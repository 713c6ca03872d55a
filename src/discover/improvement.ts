import type { ExhaustiveCertificate } from '../certify/certificate.ts';
import type { FormatName } from '../number/formats.ts';
import type { CostsName } from '../search/rewrite/targets/targets.ts';
import type { Provenance } from './provenance.ts';
import type { Tier } from './shipped/shipped-functions.ts';

/** What `improve` found: the given expression written so that fewer bits are lost, cheapest first. */
export type ImprovementFinding = {
  readonly napier: string;
  readonly kind: 'improvement';
  readonly problem: ImprovementProblem;
  /**
   * The given expression itself, measured on the same inputs; where the target lacks its operations, the cheapest
   * `expression` equal to it.
   */
  readonly given: { readonly expression?: string; readonly cost: number; readonly error: ImprovementError };
  readonly front: readonly ImprovementEntry[];
  readonly provenance: Provenance;
};

export type ImprovementProblem = {
  readonly expression: string;
  /** By variable, in the order of the expression's arguments. */
  readonly domains: Readonly<Record<string, string>>;
  /** Conditions that inputs must obey besides, for people to read. */
  readonly precondition?: string;
  readonly format: FormatName;
  readonly costs: CostsName;
  /** Inputs that errors are measured on (others than those the search used). */
  readonly points: number;
  readonly seed: number;
};

export type ImprovementError = {
  /** log₂(1 + numbers of the format between the computed and the right one). */
  readonly measure: 'bits';
  readonly mean: number;
  /** Of one variable also looked for beside those points: around 1 and around thresholds. */
  readonly worst: number;
  /** The input of the worst, exact hexadecimal floats by variable. */
  readonly worstInput: Readonly<Record<string, string>>;
  readonly points: number;
  /** `proved`: these are all inputs there are. */
  readonly status: 'measured' | 'proved';
};

export type ImprovementEntry = {
  /** What is computed; with regimes, the one of the most inputs. */
  readonly expression: string;
  readonly cost: number;
  readonly error: ImprovementError;
  /** `equal`: every piece has a checked derivation. `near`: a piece is a series or a kernel, near and not equal. */
  readonly status: 'equal' | 'near';
  readonly derivation?: Derivation;
  readonly regimes: readonly Regime[];
  readonly proof?: ImprovementProof;
};

/** Every input was run: f32, one variable. */
export type ImprovementProof = {
  /** Of the entry's operations and these functions, against the given expression, in ulp. */
  readonly certificate: ExhaustiveCertificate;
  /** The tier of the shipped program that each function was run by. */
  readonly functions: Readonly<Record<string, Tier>>;
};

/** One piece: for the inputs within all of `where` that no piece before takes; the last one's `where` is empty. (Equal answers of one piece have no list.) */
export type Regime = {
  readonly where: readonly RegimeGuard[];
  readonly expression: string;
  readonly derivation?: Derivation;
  /** How a piece that is no rewriting was made. */
  readonly series?: string;
  /**
   * Proved of such a piece, a hexadecimal float: in exact arithmetic it differs from the given expression by at most this,
   * relatively, between the ends of the inputs that it takes. Absent: no bound was found.
   */
  readonly distance?: string;
};

/** above < variable ≤ upTo, exact hexadecimal floats; absent: without that end. */
export type RegimeGuard = { readonly variable: string; readonly above?: string; readonly upTo?: string };

/**
 * Why a piece is equal to the given expression wherever that has a value: equations by rule, in an order in which each
 * follows, and the steps that use them. Left and right sides follow from rule and substitution.
 */
export type Derivation = {
  /** What it holds under besides the domains: signs of variables. */
  readonly where?: readonly { readonly variable: string; readonly sign: 1 | -1 }[];
  readonly equations: readonly {
    readonly rule: string;
    readonly left: string;
    readonly right: string;
  }[];
  readonly steps: readonly {
    /** Number of the equation, from 1; negative: from its right side to its left one. */
    readonly equation: number;
    /** Argument numbers from the root. */
    readonly path: readonly number[];
    readonly term: string;
  }[];
};

export const IMPROVE_LIMITS = { operations: 400, variables: 16, points: 1_000_000 } as const;
