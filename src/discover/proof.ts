import type { Certificate } from '../certify/certificate.ts';
import { exactDouble } from '../number/exact-double.ts';
import { wantsCorrect, type Problem } from '../search/problem.ts';

/** What came of the attempt to prove a program: a certificate, or why there is none. */
export type Proof =
  | { readonly kind: 'proved'; readonly certificate: Certificate }
  /** An input errs by more than was asked for: found after `points` inputs, so the proof was given up. */
  | { readonly kind: 'refuted'; readonly worst: string; readonly error: number; readonly points: number }
  | { readonly kind: 'failed'; readonly reason: string };

/** How the reason begins where a program breaks what is asked of it beside its error. */
export const BROKEN = 'not as asked: ';

export function isBroken(proof: Proof | undefined): boolean {
  return proof?.kind === 'failed' && proof.reason.startsWith(BROKEN);
}

/** Proofs by program (`programKey`). */
export type Proofs = ReadonlyMap<string, Proof>;

/** The proved bound as a double; +∞ where nothing is proved. */
export function provedBound(proof: Proof | undefined): number {
  return proof?.kind === 'proved' ? exactDouble(proof.certificate.bound) : Infinity;
}

/** Does a proof show what is asked for: an error, or for half an ulp the correctly rounded result at every input? */
export function meetsError(proof: Proof, problem: Problem): boolean {
  const { error } = problem;
  if (error === undefined || !(provedBound(proof) <= error)) return false;
  if (!wantsCorrect(problem) || proof.kind !== 'proved') return true;
  const { certificate } = proof;
  return certificate.method !== 'exhaustive' || certificate.correctlyRounded === certificate.points;
}
