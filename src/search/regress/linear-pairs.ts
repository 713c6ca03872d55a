import { constantPrice, priceOfBits, roundFactor, roundOffset } from './constant-price.ts';
import type { FeatureStore } from './feature-store.ts';
import { rounded } from './feature-store.ts';
import type { Formula } from './formula.ts';
import { sumOf } from './linear-engine.ts';
import { BestOfLevel } from './best-of-level.ts';
import { PairThresholds } from './pair-thresholds.ts';
import { leastSquares } from './least-squares.ts';
import { dot, normalised } from './normalised.ts';
import type { PeeledTarget } from './peeled-targets.ts';
import type { RegressSearch } from './regress-search.ts';

type Target = PeeledTarget & ReturnType<typeof normalised>;

const PAIRS_FITTED = 4;
/** Behind an outer operation one in so many of the features, the simplest, are paired. */
const PEELED_SHARE = 3;
/** Bytes of what the kernel tells of a pair. */
const TOLD_BYTES = 16;
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
  const { rows, kernel, bytes } = store;
  const { score: priced } = constantPrice(rows);
  const count = indices.length;
  const peeled = Math.ceil(count / PEELED_SHARE);
  const starts = targets.map(() => new BestOfLevel<[number, number]>(BEAM));
  const levels = indices.map((at) => store.complexityOf(at));
  const prices = indices.map((at) => priceOfBits(store.bitsOf(at), rows));
  const short = widths.map(({ width }) => new BestOfLevel<[number, number]>(width));
  const unitsAt = kernel.vectors(units, bytes);
  const pairs = function* (): Generator<Formula | undefined> {
    const best = targets.map(() => new BestOfLevel<[number, number]>(PAIRS_FITTED));
    const thresholds = new PairThresholds(kernel, 2 * Math.max(0, ...levels) + 1, best, short, starts);
    const cosines = targets.map((target) => Float64Array.from(units, (unit) => dot(unit, target.unit)));
    const pricesAt = kernel.allocate(8 * count);
    const levelsAt = kernel.allocate(4 * count);
    const cosinesAt = kernel.allocate(8 * count * targets.length);
    const told = kernel.allocate(TOLD_BYTES * count * targets.length);
    kernel.f64(pricesAt, count).set(prices);
    kernel.i32(levelsAt, count).set(levels);
    cosines.forEach((row, t) => kernel.f64(cosinesAt + 8 * count * t, count).set(row));
    targets.forEach((_, t) => thresholds.open(t));
    // No rounding of constants makes an error smaller.
    kernel.exports.usePairs(thresholds.address, pricesAt, levelsAt, priced(1, 0, 3) / priced(1, 0, 0));
    for (let i = 0; i < count; i++) {
      const looked = i < peeled ? targets.length : 1;
      const few = kernel.exports.sumPairs(unitsAt, bytes, i, cosinesAt, count, looked, told);
      const [where, which] = [kernel.f64(told, 2 * few), kernel.i32(told, 4 * few)];
      for (let n = 0; n < few; n++) {
        const [j, t, rho] = [which[4 * n], which[4 * n + 1], where[2 * n + 1]];
        const target = targets[t];
        const complexity = levels[i] + levels[j];
        const rest = 1 - rho * rho;
        const ci = cosines[t][i];
        const cj = cosines[t][j];
        const alpha = (ci - cj * rho) / rest;
        const beta = (cj - ci * rho) / rest;
        const free = 1 - alpha * ci - beta * cj;
        starts[t].offer(0, free, [i, j]);
        const form = prices[i] * prices[j];
        const a = roundFactor((alpha * target.norm) / norms[i]);
        const b = roundFactor((beta * target.norm) / norms[j]);
        const p = (a * norms[i]) / target.norm;
        const q = (b * norms[j]) / target.norm;
        const round = 1 - 2 * (p * ci + q * cj) + p * p + q * q + 2 * p * q * rho;
        const offset = target.mean - a * means[i] - b * means[j];
        const off = (rows * (offset - roundOffset(offset)) ** 2) / target.norm ** 2;
        const score = Math.min(priced(free, 3, 0), priced(round, 1, 2), priced(round + off, 0, 3));
        best[t].offer(complexity, score, [i, j]);
        short[t].offer(0, score * form, [i, j]);
        thresholds.fell(t, complexity, 0);
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
        yield* longSums(
          { units: units.slice(0, SMALL_FEATURES), at: unitsAt },
          indices,
          store,
          target,
          search,
        );
      if (search.front.exact) return;
      const few = { units: target.complexity === 0 ? units : units.slice(0, peeled), at: unitsAt };
      let grownSums: number[][] = starts[t].drain();
      for (let terms = 3; terms <= Math.min(MOST_TERMS, rows / 3); terms++) {
        grownSums = grown(grownSums, few, target, store, BEAM);
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

/** Unit vectors, and where they are in the kernel. */
type Units = { readonly units: readonly Float64Array[]; readonly at: number };

/** Sums of the simplest features alone, grown term by term in a wide beam. */
function* longSums(
  units: Units,
  indices: readonly number[],
  store: FeatureStore,
  target: Target,
  search: RegressSearch,
): Generator<Formula | undefined> {
  let sums: number[][] = [[]];
  for (let terms = 1; terms <= Math.min(SMALL_TERMS, store.rows / 2.5); terms++) {
    sums = grown(sums, units, target, store, WIDE_BEAM);
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
  { units, at }: Units,
  { unit: target }: Target,
  { kernel, bytes }: FeatureStore,
  width: number,
): number[][] {
  const best = new BestOfLevel<number[]>(width);
  const known = new Set<string>();
  const most = 1 + Math.max(0, ...sums.map(({ length }) => length));
  const work = kernel.allocate(most * bytes);
  const out = kernel.allocate(8 * units.length);
  const vectors = kernel.f64(work, (most * bytes) / 8).fill(0);
  const scores = kernel.f64(out, units.length);
  for (const sum of sums) {
    const basis: Float64Array[] = [];
    for (const term of sum) basis.push(orthogonal(units[term], basis));
    const residual = orthogonalPart(target, basis);
    const left = dot(residual, residual);
    [residual, ...basis].forEach((vector, i) => vectors.set(vector, (i * bytes) / 8));
    kernel.exports.growSums(at, bytes, units.length, work, work + bytes, sum.length, left, out);
    for (let f = 0; f < units.length; f++) {
      const score = scores[f];
      if (!(score < best.threshold(0)) || sum.includes(f)) continue;
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
