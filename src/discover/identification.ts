import type { COMPLEX_ENGINES } from '../search/identify/complex/identify-complex-value.ts';
import type { IdentifyEngineName } from '../search/identify/proposal.ts';
import type { SequenceForm } from '../search/identify/sequence-rule.ts';
import type {
  FractionEntry,
  FractionFamilyEntry,
  FractionProblem,
  SignedFractionEntry,
} from './fraction-identification.ts';
import type { Provenance } from './provenance.ts';

/** What `identify` found: formulas for a number, rules of a sequence, balances of a reaction, or continued
 * fractions of a constant, simplest first. */
export type IdentificationFinding = {
  readonly napier: string;
  readonly kind: 'identification';
  readonly problem: IdentificationProblem;
  readonly front: readonly IdentificationEntry[];
  readonly provenance: Provenance;
};

export type NumberProblem = {
  readonly question: 'number';
  /** As given: digits or an expression; absent when only an interval was given, or a fraction. */
  readonly number?: string;
  /** The polynomials of the continued fraction a(0) + b(1)/(a(1) + …) whose value it is, as measured. */
  readonly fraction?: { readonly a: string; readonly b: string };
  /** What is known of it: two expressions that Napier parses back. */
  readonly interval: { readonly lo: string; readonly hi: string };
  /** −log₁₀ of the interval's relative width, rounded down. */
  readonly digits: number;
};

/** A complex number and the box in which it is known to lie. */
export type ComplexProblem = {
  readonly question: 'complex';
  readonly number: string;
  readonly box: {
    readonly re: { readonly lo: string; readonly hi: string };
    readonly im: { readonly lo: string; readonly hi: string };
  };
  /** −log₁₀ of the box's sides over the modulus, added up, rounded down. */
  readonly digits: number;
};

export type IdentificationProblem =
  | NumberProblem
  | ComplexProblem
  | { readonly question: 'sequence'; readonly terms: readonly string[] }
  | { readonly question: 'reaction'; readonly reaction: string }
  | FractionProblem;

export type IdentificationEntry =
  | ValueEntry
  | ComplexEntry
  | RuleEntry
  | BalanceEntry
  | FractionEntry
  | FractionFamilyEntry
  | SignedFractionEntry;

export type ValueEntry = {
  /** `value`: the number is `expression`. `root`: the number is a zero of it in x. */
  readonly form: 'value' | 'root';
  readonly expression: string;
  readonly name?: string;
  /** Digits of the number that the formula meets (rounded down), and digits that naming it takes (rounded up). */
  readonly digits: number;
  readonly spent: number;
  /** A bound on the probability that any formula as short meets a random number so well: 10^(spent − digits). */
  readonly chance: string;
  /** Met to these digits by enclosure; that the two are equal is not proved. */
  readonly status: 'measured';
  readonly engine: IdentifyEngineName;
};

/** As {@link ValueEntry}, of a complex number: in `expression` the variable i is √−1. */
export type ComplexEntry = Omit<ValueEntry, 'form' | 'name' | 'engine'> & {
  /** `complex-value`: the number is `expression`. `complex-root`: it is a zero of it in x. */
  readonly form: 'complex-value' | 'complex-root';
  readonly engine: (typeof COMPLEX_ENGINES)[number];
};

export type RuleEntry = {
  /** What `expression` means: see `SequenceRule`. */
  readonly form: SequenceForm;
  readonly expression: string;
  /** Terms that fix the rule, and terms beyond them that obey it. */
  readonly terms: { readonly spent: number; readonly checked: number };
  readonly digits: number;
  readonly spent: number;
  readonly chance: string;
  readonly status: 'measured';
};

export type BalanceEntry = {
  readonly form: 'balance';
  /** Reactants less products, as a sum over their formulas, which conserves every element and the charge. */
  readonly expression: string;
  /** As chemists write it. */
  readonly text: string;
  readonly status: 'proved';
};

/** A claim needs this many digits more than it spends. */
export const CLAIM_MARGIN = 4;

/** A formula that takes this many digits more than the simplest says the same in more words, and is not told. */
export const CLAIM_VERBOSITY = 2.5;
