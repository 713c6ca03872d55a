import { TooLarge, type Polynomial } from '../../../number/exact/laurent-polynomial.ts';
import { inIdeal } from './in-ideal.ts';
import type { Loop } from './loop.ts';
import { substitutedPolynomial, type Quotient } from './quotient.ts';

/**
 * Of polynomials in a loop's generators, those that are 0 before every turn, by induction: each is 0 with the values at the
 * start put in, and with the values after a turn put in it is, but for a denominator, a combination of them all with
 * polynomial multipliers. In exact arithmetic. Those of which this fails are left out until all that are left hold each other up.
 */
export function provedInvariants(loop: Loop, candidates: readonly Polynomial[]): Polynomial[] {
  let kept = candidates.filter((p) => holdsAtStart(loop, p));
  for (;;) {
    const holding = kept.filter((p) => loop.turns.every((turn) => isKept(p, turn, kept)));
    if (holding.length === kept.length) return kept;
    kept = holding;
  }
}

/** Whether a polynomial is 0 before the first turn. */
export function holdsAtStart(loop: Loop, p: Polynomial): boolean {
  return loop.starts.every((start) => after(p, start)?.size === 0);
}

function after(p: Polynomial, values: readonly Quotient[]): Polynomial | undefined {
  try {
    return substitutedPolynomial(p, (generator) => values[generator]).top;
  } catch (error) {
    if (error instanceof TooLarge) return undefined;
    throw error;
  }
}

function isKept(p: Polynomial, turn: readonly Quotient[], all: readonly Polynomial[]): boolean {
  const next = after(p, turn);
  return next !== undefined && inIdeal(next, all);
}
