import { rational, type Expression } from '../../../expression/expression.ts';
import { ONE, product, provedSign, simple, sum, ZERO } from './coefficients.ts';
import { Obstacle } from './obstacle.ts';

/**
 * Σ coefficient·w^exponent as w → 0+, exponents real constants that rise, coefficients functions that any power of w
 * outgrows, and O(w^end·such a function); without `end` nothing is left out.
 */
export type GrowthSeries = {
  readonly terms: readonly { readonly exponent: Expression; readonly coefficient: Expression }[];
  readonly end?: Expression;
};

/** Longer series are cut off. */
const MOST_TERMS = 24;
const MINUS_ONE = rational(-1n);

/** The sign of a − b. @throws Obstacle where that is not decided */
export function compared(a: Expression, b: Expression): 1 | -1 | 0 {
  if (a === b) return 0;
  const gap = simple(sum(a, product(MINUS_ONE, b)));
  if (gap === ZERO) return 0;
  const sign = provedSign(gap);
  if (sign === undefined) throw new Obstacle('none', 'two powers may be equal');
  return sign;
}

export const single = (coefficient: Expression, exponent: Expression = ZERO): GrowthSeries =>
  coefficient === ZERO ? { terms: [] } : { terms: [{ exponent, coefficient }] };

function earlier(a: Expression | undefined, b: Expression | undefined): Expression | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return compared(a, b) < 0 ? a : b;
}

/** In order, like powers together, nothing from `end` on. */
function gathered(terms: GrowthSeries['terms'], end: Expression | undefined): GrowthSeries {
  const kept: { exponent: Expression; coefficient: Expression }[] = [];
  for (const { exponent, coefficient } of terms) {
    if (end !== undefined && compared(exponent, end) >= 0) continue;
    let k = kept.length;
    let order = 1;
    while (k > 0 && (order = compared(exponent, kept[k - 1].exponent)) < 0) k--;
    if (k > 0 && order === 0) {
      kept[k - 1] = { exponent, coefficient: sum(kept[k - 1].coefficient, coefficient) };
    } else kept.splice(k, 0, { exponent, coefficient });
  }
  const found = kept.filter(({ coefficient }) => coefficient !== ZERO);
  if (found.length <= MOST_TERMS) return end === undefined ? { terms: found } : { terms: found, end };
  return { terms: found.slice(0, MOST_TERMS), end: found[MOST_TERMS].exponent };
}

export function plus(u: GrowthSeries, v: GrowthSeries): GrowthSeries {
  return gathered([...u.terms, ...v.terms], earlier(u.end, v.end));
}

/** c·w^e·u */
export function shifted(u: GrowthSeries, c: Expression, e: Expression = ZERO): GrowthSeries {
  if (c === ZERO) return { terms: [] };
  const terms = u.terms
    .map(({ exponent, coefficient }) => ({
      exponent: sum(exponent, e),
      coefficient: product(coefficient, c),
    }))
    .filter(({ coefficient }) => coefficient !== ZERO);
  return u.end === undefined ? { terms } : { terms, end: sum(u.end, e) };
}

export function times(u: GrowthSeries, v: GrowthSeries): GrowthSeries {
  const isZero = (s: GrowthSeries): boolean => s.terms.length === 0 && s.end === undefined;
  if (isZero(u) || isZero(v)) return { terms: [] };
  const low = (s: GrowthSeries): Expression => s.terms[0]?.exponent ?? (s.end as Expression);
  const end = earlier(
    u.end === undefined ? undefined : sum(u.end, low(v)),
    v.end === undefined ? undefined : sum(v.end, low(u)),
  );
  const terms = u.terms.flatMap((a) =>
    v.terms.map((b) => ({
      exponent: sum(a.exponent, b.exponent),
      coefficient: product(a.coefficient, b.coefficient),
    })),
  );
  return gathered(terms, end);
}

/** Σ factor(k)·vᵏ to `length` terms, where all exponents of v are above 0: a power series that converges near 0. */
export function composed(v: GrowthSeries, factor: (k: number) => Expression, length: number): GrowthSeries {
  const first = v.terms[0]?.exponent ?? v.end;
  let result = single(factor(0));
  if (first === undefined) return result;
  let power = single(ONE);
  for (let k = 1; k < length; k++) {
    power = times(power, v);
    result = plus(result, shifted(power, factor(k)));
  }
  return plus(result, { terms: [], end: product(rational(BigInt(length)), first) });
}
