import { BestOfLevel } from './best-of-level.ts';
import { constantPrice, priceOfBits, roundedScore } from './constant-price.ts';
import type { FeatureStore } from './feature-store.ts';
import { affine, combine, type Formula } from './formula.ts';
import type { normalised } from './normalised.ts';
import type { PeeledTarget } from './peeled-targets.ts';
import type { RegressSearch } from './regress-search.ts';

type Target = PeeledTarget & ReturnType<typeof normalised>;
type Pair = { readonly left: number; readonly right: number; readonly quotient: boolean };

const FITTED = 4;
/** Behind an outer operation one in so many of the features, the simplest, are paired. */
const PEELED_SHARE = 3;

/** Products and quotients over all pairs of the simplest features. */
export type ProductPairs = {
  /** The best pairs of each complexity. */
  readonly pairs: () => Generator<Formula | undefined>;
  /** Of all pairs those of the shortest descriptions; call it after `pairs` has run. */
  readonly shortest: () => Generator<Formula | undefined>;
};

/** Bits of the operation between two features. */
const MULTIPLIED_BITS = 3;

/** Products a·f·g + b and quotients a·f/g + b over all pairs of the simplest features. */
export function productPairs(
  store: FeatureStore,
  targets: readonly Target[],
  limit: number,
  widths: readonly { readonly width: number }[],
  search: RegressSearch,
): ProductPairs {
  const count = Math.min(limit, store.count);
  const peeled = Math.ceil(count / PEELED_SHARE);
  const { rows } = store;
  const best = targets.map(() => new BestOfLevel<Pair>(FITTED));
  const inverse = store.values.slice(0, count * rows).map((value) => 1 / value);
  const product = new Float64Array(rows);
  const { score: priced } = constantPrice(rows);
  const forms = [
    ...(search.operations.includes('mul') ? [false] : []),
    ...(search.operations.includes('div') ? [true] : []),
  ];
  const prices = Float64Array.from({ length: count }, (_, f) =>
    priceOfBits(store.bits[f] + MULTIPLIED_BITS / 2, rows),
  );
  const short = widths.map(({ width }) => new BestOfLevel<Pair>(width));
  const pairs = function* (): Generator<Formula | undefined> {
    for (const quotient of forms) {
      const others = quotient ? inverse : store.values;
      for (let i = 0; i < count; i++) {
        const from = i * rows;
        for (let j = 0; j < (quotient ? count : i); j++) {
          const to = j * rows;
          let [sum, square] = [0, 0];
          for (let k = 0; k < rows; k++) {
            const value = store.values[from + k] * others[to + k];
            product[k] = value;
            sum += value;
            square += value * value;
          }
          const spread = square - (sum * sum) / rows;
          if (!(spread > 1e-12 * square)) continue;
          const form = prices[i] * prices[j];
          const size = store.complexity[i] + store.complexity[j] + 1;
          const looked = Math.max(i, j) < peeled ? targets.length : 1;
          for (let t = 0; t < looked; t++) {
            const unit = targets[t].unit;
            let along = 0;
            for (let k = 0; k < rows; k++) along += product[k] * unit[k];
            const free = 1 - (along * along) / spread;
            const complexity = size + targets[t].complexity;
            const least = priced(free, 0, 2);
            const near = least < best[t].threshold(complexity);
            if (!near && least * form >= short[t].threshold(0)) continue;
            const norm = Math.sqrt(spread);
            const scale = (along * targets[t].norm) / spread;
            const fit = { norm, mean: sum / rows };
            const score = roundedScore(free, along / norm, scale, fit, targets[t], rows, priced);
            const pair = { left: quotient ? i : j, right: quotient ? j : i, quotient };
            if (near) best[t].offer(complexity, score, pair);
            short[t].offer(0, score * form, pair);
          }
        }
        if (i % 128 === 0) yield undefined;
      }
    }
    for (let t = 0; t < targets.length; t++) {
      for (const pair of best[t].drain()) yield pairFormula(pair, store, targets[t]);
    }
  };
  const shortest = function* (): Generator<Formula | undefined> {
    for (let t = 0; t < targets.length; t++) {
      for (const pair of short[t].drain()) yield pairFormula(pair, store, targets[t]);
    }
  };
  return { pairs, shortest };
}

function pairFormula({ left, right, quotient }: Pair, store: FeatureStore, target: Target): Formula {
  const formula = combine(quotient ? 'div' : 'mul', store.formula(left), store.formula(right));
  const [a, b] = [store.column(left), store.column(right)];
  let [sum, square, along] = [0, 0, 0];
  for (let k = 0; k < store.rows; k++) {
    const value = quotient ? a[k] / b[k] : a[k] * b[k];
    sum += value;
    square += value * value;
    along += value * target.unit[k];
  }
  const scale = (along * target.norm) / (square - (sum * sum) / store.rows);
  return target.wrap(affine(formula, scale, target.mean - (scale * sum) / store.rows));
}
