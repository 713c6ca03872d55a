import type { Expression } from '../expression/expression.ts';
import type { Format } from '../number/format.ts';
import { NO_FACTS, type Facts } from '../rewrite/facts.ts';
import type { Guard } from '../search/rewrite/guard.ts';
import { nearBound } from '../search/rewrite/kernel/near-bound.ts';
import { rangeTaken } from './takes-only.ts';

/**
 * Proves how far a piece of an answer in one variable lies from the given expression, relatively and in exact arithmetic,
 * between the ends of the inputs that it takes.
 * @param pieces the guards of all pieces, in order
 * @param at which piece
 * @returns `undefined` where no bound is found
 */
export function nearDistance(
  near: Expression,
  given: Expression,
  variable: string,
  pieces: readonly (readonly Guard[])[],
  at: number,
  facts: Facts = NO_FACTS,
  format: Format,
): number | undefined {
  const { lo, hi } = rangeTaken(pieces, at, variable);
  return nearBound(near, given, variable, {
    lo: Math.max(lo, facts.lo, format.minFinite),
    hi: Math.min(hi, facts.hi, format.maxFinite),
  });
}
