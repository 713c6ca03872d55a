import type { Expression } from '../../expression/expression.ts';
import { variablesOf } from '../../expression/expression.ts';
import type { Random } from '../../number/random.ts';
import { mpfr } from '../../number/mpfr.ts';
import { withWorkspace } from '../../number/workspace.ts';
import { hasZero, intervalOf, isBounded, magnitudeUp } from '../../oracle/big-interval.ts';
import { createOracle } from '../../oracle/create-oracle.ts';

/** Tries for each point asked of. */
const TRIES = 20;
const PRECISION = 320;

export type PointCheck = {
  /** Points at which the expression has a value, to which an enclosure of it was found. */
  readonly points: number;
  /** Whether every enclosure has 0 in it. */
  readonly agrees: boolean;
  /** Digits below 1 that every enclosure is narrower than: −log₁₀ of the widest. */
  readonly digits: number;
};

/**
 * Encloses an expression that should be 0 at random points. Guards proved relations against vacuity (terms that have
 * no value together) and measures unproved ones.
 */
export function checkAtPoints(expression: Expression, random: Random, wanted: number): PointCheck {
  const variables = variablesOf(expression);
  const oracle = createOracle(expression, variables);
  let points = 0;
  let agrees = true;
  let digits = Infinity;
  for (let i = 0; i < TRIES * wanted && points < wanted; i++) {
    withWorkspace(PRECISION, (w) => {
      const scale = [1, 4, 1 / 4, 16][i % 4];
      const shift = i % 8 < 4 ? 0.5 : 0;
      const box = variables.map(() => intervalOf(w, scale * (random.next() - shift)));
      const found = oracle.range(box, w);
      if ('kind' in found || !isBounded(found)) return;
      const size = w.big(64);
      magnitudeUp(size, found);
      const width = mpfr.mpfr_zero_p(size) ? -PRECISION : mpfr.mpfr_get_exp(size);
      if (!hasZero(found)) {
        agrees = false;
        points += 1;
      } else if (width < -40) {
        points += 1;
        digits = Math.min(digits, Math.floor(-width * Math.LOG10E * Math.LN2 * 100) / 100);
      }
    });
  }
  return { points, agrees, digits: points === 0 ? 0 : digits };
}
