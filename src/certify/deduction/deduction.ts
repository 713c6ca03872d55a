/**
 * A deduction: facts of a theory, each with its proof from those before it. All terms are texts in the theory's own
 * words, so that a person can check a proof with a pencil, and `checkDeduction` without knowing who made it.
 */
export type Deduction = {
  /** As `parseTheory` reads it. */
  readonly theory: string;
  readonly facts: readonly Fact[];
};

export type Fact = {
  /** An equation, true for all values of its variables. */
  readonly statement: string;
  readonly proof: FactProof;
};

export type FactProof =
  | { readonly kind: 'axiom' }
  | { readonly kind: 'equations'; readonly steps: readonly ProofStep[] }
  | { readonly kind: 'induction'; readonly variable: string; readonly cases: readonly InductionCase[] };

/** The statement where the induction variable is a constructor applied to new constants. */
export type InductionCase = {
  readonly constructor: string;
  /** Names of the new constants; those of the variable's own sort have the statement as hypothesis. */
  readonly constants: readonly string[];
  readonly steps: readonly ProofStep[];
};

/** One replacement of equals by equals: the left side of the statement becomes, step by step, its right side. */
export type ProofStep = {
  /** The whole term after the step. */
  readonly term: string;
  /** Which fact, counted from 0; or which of the case's hypotheses (`constants` of the sort, in their order). */
  readonly by: { readonly fact: number } | { readonly hypothesis: number };
  /** The equation is used from its right side to its left. */
  readonly reversed: boolean;
  /** Which argument of which argument … is replaced, each counted from 0. */
  readonly at: readonly number[];
};
