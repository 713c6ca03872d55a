import { BestOfLevel } from './best-of-level.ts';
import { leastSquares } from './least-squares.ts';
import { monomials, rowScale, sumOf, type Term } from './linear-engine.ts';
import { dot } from './normalised.ts';
import type { RegressEngine, RegressSearch } from './regress-search.ts';

/** Monomials of which every subset is looked at, and how many subsets in all. */
const MOST_TERMS = 21;
const MOST_SUBSETS = 60_000;
/** Subsets of one size that are fitted. */
const FITTED = 6;

/**
 * Polynomials by the best subsets of monomials: of every size those with the smallest squared error, all looked at.
 * Leaving out one term after the other (`linear`) is enough without noise; with it the terms of a law are seldom the
 * last to go. The error of a subset is a Schur complement of the one with a term less (Furnival and Wilson 1974).
 */
export const subsetEngine: RegressEngine = function* (search) {
  const { data, operations } = search;
  if (!operations.includes('mul') || !operations.includes('add')) return;
  const terms = termsOf(search);
  const scale = rowScale(search);
  const scaled = (column: Float64Array): Float64Array =>
    scale === undefined ? column : column.map((v, i) => v * scale[i]);
  const columns = [...terms.map(({ column }) => column), data.target].map((column) => {
    const v = scaled(column);
    const norm = Math.sqrt(dot(v, v)) || 1;
    return v.map((x) => x / norm);
  });
  const gram = columns.map((a) => Float64Array.from(columns, (b) => dot(a, b)));
  const most = largestSize(terms.length, data.target.length);
  const best = new BestOfLevel<readonly number[]>(FITTED);
  visit(gram, 0, [], most, best);
  search.machine.evaluations += FITTED * most;
  for (const subset of best.drain()) {
    const chosen = subset.map((at) => terms[at]);
    const fit = leastSquares(
      chosen.map(({ column }) => column),
      data.target,
      scale,
    );
    if (fit === undefined) continue;
    yield sumOf(chosen.map((term, i) => ({ term, coefficient: fit.coefficients[i] })));
  }
};

/** All monomials up to the highest degree that is not too many. */
function termsOf(search: RegressSearch): Term[] {
  const limit = Math.min(MOST_TERMS, search.data.target.length - 3);
  let terms = monomials(search, 1);
  for (let degree = 2; degree <= 9; degree++) {
    const more = monomials(search, degree);
    if (more.length > limit) break;
    terms = more;
  }
  return terms.slice(0, MOST_TERMS);
}

function largestSize(terms: number, rows: number): number {
  let [size, subsets, count] = [0, 0, 1];
  while (size < Math.min(terms, 7, rows / 3)) {
    count = (count * (terms - size)) / (size + 1);
    subsets += count;
    if (subsets > MOST_SUBSETS) break;
    size += 1;
  }
  return size;
}

/** @param gram inner products of the columns from `first` on that are left, the target last, less what is chosen */
function visit(
  gram: readonly Float64Array[],
  first: number,
  chosen: readonly number[],
  most: number,
  best: BestOfLevel<readonly number[]>,
): void {
  const n = gram.length - 1;
  for (let j = 0; j < n; j++) {
    const pivot = gram[j][j];
    // Dependent on what is chosen.
    if (pivot < 1e-10) continue;
    const subset = [...chosen, first + j];
    const along = gram[j][n];
    best.offer(subset.length, gram[n][n] - (along * along) / pivot, subset);
    if (subset.length >= most || j === n - 1) continue;
    const rest = gram
      .slice(j + 1)
      .map((row, i) => row.slice(j + 1).map((v, k) => v - (gram[j + 1 + i][j] * gram[j][j + 1 + k]) / pivot));
    visit(rest, first + j + 1, subset, most, best);
  }
}
