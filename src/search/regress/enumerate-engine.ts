import { BestOfLevel } from './best-of-level.ts';
import { takeRows, sampleIndices } from './dataset.ts';
import { constantPrice, priceOfBits, roundedScore } from './constant-price.ts';
import { enumerateFeatures } from './enumerate-features.ts';
import { FeatureStore } from './feature-store.ts';
import { affine, type Formula } from './formula.ts';
import { linearPairs } from './linear-pairs.ts';
import { dot, normalised } from './normalised.ts';
import { peeledTargets } from './peeled-targets.ts';
import { productPairs } from './product-pairs.ts';
import type { RegressEngine, RegressSearch } from './regress-search.ts';

/** Rows that values are compared on, and how many formulas of one complexity are fitted. */
const ROWS = 32;
const WIDTH = 6;
/** How many are fitted of all complexities together, by the length of their descriptions. */
const SHORTEST = 100;
/** Behind an outer operation one in so many of them. */
const PEELED_SHARE = 5;
/** One feature in so many, of the simplest, meets another in sums, and in products. */
const SUM_SHARE = 15;
const PRODUCT_SHARE = 40;

/** A first look at one formula in so many finds textbook laws at once; laws that need more pay for it with a few per cent. */
const FIRST_SHARE = 15;

/**
 * Every formula up to a complexity, by values (all that compute the same are one), then every sum a·f + b·g + c and every
 * product a·f·g + b and quotient of two of the simplest: what a search twice as deep would meet. Outer scale and offset
 * are solved for; so is an outer operation, by searching its inverse of the target.
 */
export const enumerateEngine: RegressEngine = (search) => enumerated(search, search.features, SHORTEST);

/** The same with few formulas, before what is dearer. */
export const glanceEngine: RegressEngine = (search) =>
  enumerated(search, Math.ceil(search.features / FIRST_SHARE), 0);

function* enumerated(search: RegressSearch, features: number, width: number): ReturnType<RegressEngine> {
  const rows = Math.min(ROWS, search.data.target.length);
  const data = takeRows(search.data, sampleIndices(search.data.target.length, rows, search.random));
  const targets = peeledTargets(data.target, search).map((target) => ({
    ...target,
    ...normalised(target.column),
  }));
  const weights = Float64Array.from(
    { length: rows },
    () => (search.random.next() + 0.5) * (search.random.integer(2) * 2 - 1),
  );
  const { score: priced } = constantPrice(rows);
  const store = new FeatureStore(rows, features, weights, search.custom);
  // Behind an outer operation errors are not those of the target: a few.
  const shortest = targets.map(
    ({ complexity }) =>
      new BestOfLevel<() => Formula>(complexity === 0 ? width : Math.ceil(width / PEELED_SHARE)),
  );
  try {
    for (const { complexity: level, first } of enumerateFeatures(store, data.columns, search)) {
      const best = new BestOfLevel<() => Formula>(WIDTH);
      for (let f = first; f < store.count; f++) {
        const { unit, mean, norm } = normalised(store.column(f));
        if (norm === 0) continue;
        const form = priceOfBits(store.bitsOf(f), rows);
        for (const [t, target] of targets.entries()) {
          const cosine = dot(unit, target.unit);
          const complexity = level + target.complexity;
          const free = 1 - cosine * cosine;
          const least = priced(free, 0, 2);
          const near = least < best.threshold(complexity);
          const short = least * form < shortest[t].threshold(0);
          if (!near && !short) continue;
          const scale = (cosine * target.norm) / norm;
          const score = roundedScore(free, cosine, scale, { norm, mean }, target, rows, priced);
          const formula = (): Formula =>
            target.wrap(affine(store.formula(f), scale, target.mean - scale * mean));
          if (near) best.offer(complexity, score, formula);
          if (short) shortest[t].offer(0, score * form, formula);
        }
      }
      for (const formula of best.drain()) yield formula();
      yield undefined;
    }
    search.machine.evaluations += Math.ceil(store.count * (rows / search.machine.rows));
    if (search.front.exact) return;
    const sums = search.operations.includes('add')
      ? linearPairs(store, targets, Math.ceil(features / SUM_SHARE), shortest, search)
      : undefined;
    // Both before longer sums: of two ways to write a law the shorter is wanted.
    if (sums !== undefined) yield* sums.pairs();
    const products = productPairs(store, targets, Math.ceil(features / PRODUCT_SHARE), shortest, search);
    yield* products.pairs();
    if (search.front.exact) return;
    // With noise the law is not the nearest of its complexity: those come that describe the data shortest.
    for (const one of shortest) for (const formula of one.drain()) yield formula();
    if (sums !== undefined) yield* sums.shortest();
    yield* products.shortest();
    if (sums === undefined) return;
    yield* sums.sums();
  } finally {
    store.release();
  }
}
