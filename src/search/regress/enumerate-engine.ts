import { BestOfLevel } from './best-of-level.ts';
import { takeRows, sampleIndices } from './dataset.ts';
import { enumerateFeatures } from './enumerate-features.ts';
import { FeatureStore } from './feature-store.ts';
import { affine, type Formula } from './formula.ts';
import { linearPairs } from './linear-pairs.ts';
import { dot, normalised } from './normalised.ts';
import { peeledTargets } from './peeled-targets.ts';
import { productPairs } from './product-pairs.ts';
import type { RegressEngine } from './regress-search.ts';

/** Rows that values are compared on, and how many formulas of one complexity are fitted. */
const ROWS = 32;
const WIDTH = 6;
/** One feature in so many, of the simplest, meets another in sums, and in products. */
const SUM_SHARE = 15;
const PRODUCT_SHARE = 40;

/**
 * Every formula up to a complexity, by values (all that compute the same are one), then every sum a·f + b·g + c and every
 * product a·f·g + b and quotient of two of the simplest: what a search twice as deep would meet. Outer scale and offset
 * are solved for; so is an outer operation, by searching its inverse of the target.
 */
export const enumerateEngine: RegressEngine = function* (search) {
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
  const store = new FeatureStore(rows, search.features, weights);
  for (const { first } of enumerateFeatures(store, data.columns, search)) {
    const best = new BestOfLevel<Formula>(WIDTH);
    for (let f = first; f < store.count; f++) {
      const { unit, mean, norm } = normalised(store.column(f));
      if (norm === 0) continue;
      for (const target of targets) {
        const cosine = dot(unit, target.unit);
        const complexity = store.complexity[f] + target.complexity;
        const score = 1 - cosine * cosine;
        if (score >= best.threshold(complexity)) continue;
        const scale = (cosine * target.norm) / norm;
        best.offer(
          complexity,
          score,
          target.wrap(affine(store.formula(f), scale, target.mean - scale * mean)),
        );
      }
    }
    for (const formula of best.drain()) yield formula;
    yield undefined;
  }
  search.machine.evaluations += Math.ceil(store.count * (rows / search.machine.rows));
  if (search.front.exact) return;
  yield* linearPairs(store, targets, Math.ceil(search.features / SUM_SHARE), search);
  if (search.front.exact) return;
  yield* productPairs(store, targets, Math.ceil(search.features / PRODUCT_SHARE), search);
};
