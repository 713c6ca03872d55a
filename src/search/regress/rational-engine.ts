import { DATA_ROUNDING } from './description.ts';
import { combine, type Formula } from './formula.ts';
import { leastSquares } from './least-squares.ts';
import { indexOfLeast, monomials, rowScale, sumOf, type Term } from './linear-engine.ts';
import type { RegressEngine } from './regress-search.ts';

const MAX_UNKNOWNS = 42;
/** Squared residual, relative to the target's, below which quotients are thinned out. */
const CLOSE = 1e-2;
/** Quotients that are always fitted, by their terms, and how many others of a chain are; bits that a term takes. */
const FEW_TERMS = 3;
const FITTED = 3;
const TERM_BITS = 16;

type Thinned = { readonly quotient: Formula; readonly terms: number; readonly bits: number };

/**
 * Quotients of polynomials, p/q: y·q = p is linear in the coefficients once one of q's is 1; each of q's terms in turn.
 * Thinned out as polynomials are. What the multiplication by q weights wrongly is put right by the fit that follows.
 */
export const rationalEngine: RegressEngine = function* (search) {
  const { data } = search;
  const rows = data.target.length;
  if (!search.operations.includes('div') || !search.operations.includes('add')) return;
  const scale = rowScale(search);
  for (const [above, below] of shapes(data.columns.length)) {
    const upper = monomials(search, above);
    const lower = monomials(search, below);
    if (upper.length + lower.length - 1 > Math.min(MAX_UNKNOWNS, rows - 3)) continue;
    for (const leading of lower) {
      const right = leading.column.map((value, i) => value * data.target[i]);
      const others = lower.filter((term) => term !== leading);
      const negated = others.map(({ formula, column }) => ({
        formula,
        column: column.map((value, i) => -value * data.target[i]),
      }));
      const power = right.reduce((sum, value) => sum + value * value, 0);
      const chain = [...thinnedQuotients(upper, others, negated, leading, right, scale, power)];
      const shortest = chain.toSorted((a, b) => a.bits - b.bits).slice(0, FITTED);
      for (const one of chain) if (one.terms <= FEW_TERMS || shortest.includes(one)) yield one.quotient;
      yield undefined;
      if (search.front.exact) return;
    }
  }
};

/** Degrees of numerator and denominator, simplest first. */
function shapes(inputs: number): [number, number][] {
  const most = inputs === 1 ? 7 : inputs === 2 ? 4 : 2;
  const all: [number, number][] = [];
  for (let above = 0; above <= most; above++) {
    for (let below = 1; below <= Math.min(most, 4); below++) all.push([above, below]);
  }
  return all.toSorted((a, b) => a[0] + a[1] - (b[0] + b[1]));
}

function* thinnedQuotients(
  upper: readonly Term[],
  others: readonly Term[],
  negated: readonly Term[],
  leading: Term,
  right: Float64Array,
  scale: Float64Array | undefined,
  power: number,
): Generator<Thinned> {
  type Unknown = { readonly term: Term; readonly column: Float64Array; readonly below: boolean };
  let kept: Unknown[] = [
    ...upper.map((term) => ({ term, column: term.column, below: false })),
    ...others.map((term, i) => ({ term, column: negated[i].column, below: true })),
  ];
  const fit = (unknowns: readonly Unknown[]) =>
    leastSquares(
      unknowns.map(({ column }) => column),
      right,
      scale,
    );
  while (kept.length > 0) {
    const found = fit(kept);
    if (found !== undefined) {
      if (found.residual > CLOSE * power) return;
      const parts = kept.map(({ term, below }, i) => ({ term, below, coefficient: found.coefficients[i] }));
      const above = parts.filter(({ below }) => !below);
      const under = [
        { term: leading, below: true, coefficient: undefined },
        ...parts.filter(({ below }) => below),
      ];
      const left = Math.log2(found.residual / power + DATA_ROUNDING ** 2);
      const bits = TERM_BITS * kept.length + (right.length / 2) * left;
      if (above.length > 0)
        yield { quotient: combine('div', sumOf(above), sumOf(under)), terms: kept.length, bits };
    }
    const least = found === undefined ? kept.length - 1 : indexOfLeast(found.rises);
    kept = kept.filter((_, i) => i !== least);
  }
}
