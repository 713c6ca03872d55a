import type { FactProof } from '../certify/deduction/deduction.ts';
import type { Provenance } from './provenance.ts';

/** What follows from the axioms of a theory: facts, each proved from those before it, then what was only seen to hold. */
export type DeductionFinding = {
  readonly napier: string;
  readonly kind: 'deduction';
  readonly problem: DeductionProblem;
  /** Facts in the order of their proofs, which name them by their place here; conjectures come last. */
  readonly front: readonly DeductionEntry[];
  readonly provenance: Provenance;
};

export type DeductionProblem = {
  /** As `parseTheory` reads it. */
  readonly theory: string;
  /** Largest side of a conjecture, in operations and variables. */
  readonly maxSize: number;
  readonly seed: number;
};

export const DEDUCTION_ROLES = ['axiom', 'goal', 'theorem', 'lemma', 'conjecture'] as const;

export type DeductionEntry = {
  readonly identity: string;
  /** A lemma only serves proofs; a conjecture holds at all `points` and was not proved. */
  readonly role: (typeof DEDUCTION_ROLES)[number];
  readonly status: 'proved' | 'measured';
  /** From the essential theorems and the axioms the other theorems follow by equations alone. */
  readonly essential?: true;
  readonly proof?: FactProof;
  readonly points?: number;
};
