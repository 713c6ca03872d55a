import { constantPrice, priceOfBits, roundFactor, roundOffset } from './constant-price.ts';
import type { FeatureStore } from './feature-store.ts';
import { rounded } from './feature-store.ts';
import type { Formula } from './formula.ts';
import { sumOf } from './linear-engine.ts';
import { BestOfLevel } from './best-of-level.ts';
import { leastSquares } from './least-squares.ts';
import { dot, normalised } from './normalised.ts';
import type { PeeledTarget } from './peeled-targets.ts';
import type { RegressSearch } from './regress-search.ts';

type Target = PeeledTarget & ReturnType<typeof normalised>;

const PAIRS_FITTED = 4;
/** Behind an outer operation one in so many of the features, the simplest, are paired. */
const PEELED_SHARE = 3;
/** Pairs from which longer sums are grown, terms of the longest, and how many of one length are kept and fitted. */
const BEAM = 40;
const MOST_TERMS = 6;
const SUMS_FITTED = 12;
/** The simplest features, of which sums of more terms are grown in a wider beam. */
const SMALL_FEATURES = 250;
const WIDE_BEAM = 400;
const SMALL_TERMS = 8;

/** Sums of two terms over all pairs of the simplest features, and what longer sums are grown from. */
export type LinearPairs = {
  /** The best pairs of each complexity, then `undefined`s on the way: moments to stop at. */
  readonly pairs: () => Generator<Formula | undefined>;
  /** Of all pairs those of the shortest descriptions; call it after `pairs` has run. */
  readonly shortest: () => Generator<Formula | undefined>;
  /** Longer sums from the best pairs, a term at a time; call it after `pairs` has run. */
  readonly sums: () => Generator<Formula | undefined>;
};

/**
 * Sums a·f + b·g + c: the squared correlation of a pair with each target is known from three inner products.
 * @param limit features that are paired
 * @param widths pairs that are fitted by the lengths of their descriptions, for each target
 */
export function linearPairs(
  store: FeatureStore,
  targets: readonly Target[],
  limit: number,
  widths: readonly { readonly width: number }[],
  search: RegressSearch,
): LinearPairs {
  const { indices, units, means, norms } = distinctUnits(store, limit);
  const { rows } = store;
  const { score: priced } = constantPrice(rows);
  const count = indices.length;
  const peeled = Math.ceil(count / PEELED_SHARE);
  const starts = targets.map(() => new BestOfLevel<[number, number]>(BEAM));
  const levels = indices.map((at) => store.complexity[at]);
  const prices = indices.map((at) => priceOfBits(store.bits[at], rows));
  const short = widths.map(({ width }) => new BestOfLevel<[number, number]>(width));
  const pairs = function* (): Generator<Formula | undefined> {
    const best = targets.map(() => new BestOfLevel<[number, number]>(PAIRS_FITTED));
    const cosines = targets.map((target) => Float64Array.from(units, (unit) => dot(unit, target.unit)));
    for (let i = 0; i < count; i++) {
      const u = units[i];
      for (let j = 0; j < i; j++) {
        const v = units[j];
        let rho = 0;
        for (let k = 0; k < rows; k++) rho += u[k] * v[k];
        const rest = 1 - rho * rho;
        if (rest < 1e-10) continue;
        const complexity = levels[i] + levels[j];
        const looked = i < peeled ? targets.length : 1;
        for (let t = 0; t < looked; t++) {
          const ci = cosines[t][i];
          const cj = cosines[t][j];
          const alpha = (ci - cj * rho) / rest;
          const beta = (cj - ci * rho) / rest;
          const free = 1 - alpha * ci - beta * cj;
          if (free < starts[t].threshold(0)) starts[t].offer(0, free, [i, j]);
          // No rounding of constants makes an error smaller.
          const least = priced(free, 0, 3);
          const form = prices[i] * prices[j];
          if (least >= best[t].threshold(complexity) && least * form >= short[t].threshold(0)) continue;
          const target = targets[t];
          const a = roundFactor((alpha * target.norm) / norms[i]);
          const b = roundFactor((beta * target.norm) / norms[j]);
          const p = (a * norms[i]) / target.norm;
          const q = (b * norms[j]) / target.norm;
          const round = 1 - 2 * (p * ci + q * cj) + p * p + q * q + 2 * p * q * rho;
          const offset = target.mean - a * means[i] - b * means[j];
          const off = (rows * (offset - roundOffset(offset)) ** 2) / target.norm ** 2;
          const score = Math.min(priced(free, 3, 0), priced(round, 1, 2), priced(round + off, 0, 3));
          if (score < best[t].threshold(complexity)) best[t].offer(complexity, score, [i, j]);
          if (score * form < short[t].threshold(0)) short[t].offer(0, score * form, [i, j]);
        }
      }
      if (i % 256 === 0) yield undefined;
    }
    for (let t = 0; t < targets.length; t++) {
      for (const pair of best[t].drain()) {
        const formula = sumFormula(pair, indices, store, targets[t]);
        if (formula !== undefined) yield formula;
      }
    }
  };
  const shortest = function* (): Generator<Formula | undefined> {
    for (let t = 0; t < targets.length; t++) {
      for (const pair of short[t].drain()) yield sumFormula(pair, indices, store, targets[t]);
    }
  };
  const sums = function* (): Generator<Formula | undefined> {
    for (let t = 0; t < targets.length; t++) {
      const target = targets[t];
      // Of few features, many sums; of many features, few.
      if (target.complexity === 0)
        yield* longSums(units.slice(0, SMALL_FEATURES), indices, store, target, search);
      if (search.front.exact) return;
      const few = units.slice(0, peeled);
      let grownSums: number[][] = starts[t].drain();
      for (let terms = 3; terms <= Math.min(MOST_TERMS, rows / 3); terms++) {
        grownSums = grown(grownSums, target.complexity === 0 ? units : few, target, rows, BEAM);
        for (const sum of grownSums.slice(0, SUMS_FITTED)) {
          const formula = sumFormula(sum, indices, store, target);
          if (formula !== undefined) yield formula;
        }
        yield undefined;
        if (search.front.exact) return;
      }
    }
  };
  return { pairs, shortest, sums };
}

/** Sums of the simplest features alone, grown term by term in a wide beam. */
function* longSums(
  units: readonly Float64Array[],
  indices: readonly number[],
  store: FeatureStore,
  target: Target,
  search: RegressSearch,
): Generator<Formula | undefined> {
  let sums: number[][] = [[]];
  for (let terms = 1; terms <= Math.min(SMALL_TERMS, store.rows / 2.5); terms++) {
    sums = grown(sums, units, target, store.rows, WIDE_BEAM);
    for (const sum of sums.slice(0, SUMS_FITTED)) {
      const formula = sumFormula(sum, indices, store, target);
      if (formula !== undefined) yield formula;
    }
    yield undefined;
    if (search.front.exact) return;
  }
}

/** The first features of which none is another's multiple plus a constant. */
function distinctUnits(store: FeatureStore, limit: number) {
  const indices: number[] = [];
  const units: Float64Array[] = [];
  const means: number[] = [];
  const norms: number[] = [];
  const known = new Set<number>();
  const probe = Float64Array.from({ length: store.rows }, (_, i) => Math.sin(1 + i * i) + 0.1);
  for (let f = 0; f < store.count && indices.length < limit; f++) {
    const { unit, norm, mean } = normalised(store.column(f));
    if (norm === 0) continue;
    // 32 bits: centring costs some.
    const key = rounded(Math.fround(Math.abs(dot(unit, probe)) * 1024));
    if (known.has(key)) continue;
    known.add(key);
    indices.push(f);
    units.push(unit);
    means.push(mean);
    norms.push(norm);
  }
  return { indices, units, means, norms };
}

/** The best sums with one more term each: orthogonal least squares (Chen, Billings, Luo 1989). */
function grown(
  sums: readonly (readonly number[])[],
  units: readonly Float64Array[],
  { unit: target }: Target,
  rows: number,
  width: number,
): number[][] {
  const best = new BestOfLevel<number[]>(width);
  const known = new Set<string>();
  for (const sum of sums) {
    const basis: Float64Array[] = [];
    for (const term of sum) basis.push(orthogonal(units[term], basis));
    const residual = orthogonalPart(target, basis);
    const left = dot(residual, residual);
    for (let f = 0; f < units.length; f++) {
      if (sum.includes(f)) continue;
      const unit = units[f];
      let [along, size] = [0, 1];
      for (let k = 0; k < rows; k++) along += unit[k] * residual[k];
      for (const q of basis) {
        let c = 0;
        for (let k = 0; k < rows; k++) c += unit[k] * q[k];
        size -= c * c;
      }
      if (size < 1e-10) continue;
      const score = left - (along * along) / size;
      if (score >= best.threshold(0)) continue;
      const longer = [...sum, f].toSorted((a, b) => a - b);
      const key = longer.join();
      if (known.has(key)) continue;
      known.add(key);
      best.offer(0, score, longer);
    }
  }
  return best.drain();
}

function orthogonalPart(vector: Float64Array, basis: readonly Float64Array[]): Float64Array {
  const out = vector.slice();
  // Twice is enough (Kahan, after Parlett).
  for (let pass = 0; pass < 2; pass++) {
    for (const q of basis) {
      const c = dot(out, q);
      for (let k = 0; k < out.length; k++) out[k] -= c * q[k];
    }
  }
  return out;
}

function orthogonal(vector: Float64Array, basis: readonly Float64Array[]): Float64Array {
  const out = orthogonalPart(vector, basis);
  const norm = Math.sqrt(dot(out, out)) || 1;
  return out.map((value) => value / norm);
}

function sumFormula(
  sum: readonly number[],
  indices: readonly number[],
  store: FeatureStore,
  target: Target,
): Formula | undefined {
  const terms = [
    ...sum.map((at) => ({ formula: store.formula(indices[at]), column: store.column(indices[at]) })),
    { formula: undefined, column: new Float64Array(store.rows).fill(1) },
  ];
  const fit = leastSquares(
    terms.map(({ column }) => column),
    target.column,
  );
  if (fit === undefined) return undefined;
  return target.wrap(sumOf(terms.map((term, i) => ({ term, coefficient: fit.coefficients[i] }))));
}
