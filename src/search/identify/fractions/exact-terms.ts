import { mpfr, ROUND, type Big } from '../../../number/mpfr.ts';
import type { Workspace } from '../../../number/workspace.ts';
import { at, degreeOf, type Coefficients } from './polynomial-fraction.ts';

/** Values p(n) of a polynomial as factors: doubles while these are exact, multiple precision beyond. */
export type ExactTerms = {
  /** out = x·p(n), for n ≥ 0. */
  readonly multiply: (out: Big, x: Big, n: number) => void;
};

export function exactTerms(polynomial: Coefficients, w: Workspace): ExactTerms {
  const degree = degreeOf(polynomial);
  const largest = lastExact(polynomial);
  const value = w.big();
  return {
    multiply: (out, x, n) => {
      if (n <= largest) return void mpfr.mpfr_mul_d(out, x, at(polynomial, n), ROUND.NEAREST);
      mpfr.mpfr_set_d(value, polynomial[degree], ROUND.NEAREST);
      for (let i = degree - 1; i >= 0; i--) {
        mpfr.mpfr_mul_ui(value, value, n, ROUND.NEAREST);
        mpfr.mpfr_add_d(value, value, polynomial[i], ROUND.NEAREST);
      }
      mpfr.mpfr_mul(out, x, value, ROUND.NEAREST);
    },
  };
}

/** An n up to which every step of Horner's rule stays below 2⁵³. */
function lastExact(polynomial: Coefficients): number {
  const degree = degreeOf(polynomial);
  if (degree < 1) return Infinity;
  const total = polynomial.reduce((sum, c) => sum + Math.abs(c), 0);
  return Math.floor((2 ** 53 / total) ** (1 / degree) * (1 - 1e-9));
}
