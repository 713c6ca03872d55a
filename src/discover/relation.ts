import type { FormName } from '../search/relate/forms.ts';
import type { Provenance } from './provenance.ts';

/** What `relate` found: polynomial relations among values of a function, shortest first. */
export type RelationFinding = {
  readonly napier: string;
  readonly kind: 'relation';
  readonly problem: RelationProblem;
  readonly front: readonly RelationEntry[];
  readonly provenance: Provenance;
};

export type RelationProblem = {
  /** An expression; of a program, what it is called. */
  readonly function: string;
  /** Present when the function is a program of which only values are known, within so much, at arguments between two numbers. */
  readonly program?: { readonly range: readonly [lo: number, hi: number]; readonly accuracy: number };
  /** In the order in which f takes them. */
  readonly variables: readonly string[];
  /** The only terms asked about; absent: every form was tried. */
  readonly with?: readonly string[];
  readonly maxDegree: number;
  readonly seed: number;
};

export type RelationEntry = {
  /** 0 wherever it has a value (and `conditions` hold): the relation with the function written out (of a program, f left in). */
  readonly identity: string;
  /** The same as people write it: f(x + y) = f(x)*f(y). */
  readonly text: string;
  readonly form: FormName;
  /** What it relates, and Σ coefficient·∏ termᵉ, which is 0: [coefficient, exponents…] for each monomial. */
  readonly terms: readonly string[];
  readonly monomials: readonly (readonly string[])[];
  readonly status: 'proved' | 'measured';
  /** Of proved ones. Whoever reads the file proves `identity` again. */
  readonly proof?: {
    readonly method: 'normal-form';
    /** Functions that it was written as a quotient of polynomials in. */
    readonly generators: number;
    readonly conditions: readonly string[];
  };
  /** Enclosed at this many points; everywhere within 10^−digits of 0. Of a program: measured, within that of its largest term. */
  readonly points: number;
  readonly digits: number;
};
