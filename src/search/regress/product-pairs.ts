import { BestOfLevel } from './best-of-level.ts';
import { PairThresholds } from './pair-thresholds.ts';
import { constantPrice, priceOfBits, roundedScore } from './constant-price.ts';
import type { FeatureStore } from './feature-store.ts';
import { affine, combine, type Formula } from './formula.ts';
import type { normalised } from './normalised.ts';
import type { PeeledTarget } from './peeled-targets.ts';
import type { RegressSearch } from './regress-search.ts';

type Target = PeeledTarget & ReturnType<typeof normalised>;
type Pair = { readonly left: number; readonly right: number; readonly quotient: boolean };

const FITTED = 4;
/** Bytes of what the kernel tells of a pair. */
const TOLD_BYTES = 32;
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
  const { rows, kernel, bytes } = store;
  const best = targets.map(() => new BestOfLevel<Pair>(FITTED));
  const { score: priced } = constantPrice(rows);
  const forms = [
    ...(search.operations.includes('mul') ? [false] : []),
    ...(search.operations.includes('div') ? [true] : []),
  ];
  const levels = Int32Array.from({ length: count }, (_, f) => store.complexityOf(f));
  const prices = Float64Array.from({ length: count }, (_, f) =>
    priceOfBits(store.bitsOf(f) + MULTIPLIED_BITS / 2, rows),
  );
  const short = widths.map(({ width }) => new BestOfLevel<Pair>(width));
  const pairs = function* (): Generator<Formula | undefined> {
    const columns = Array.from({ length: count }, (_, f) => store.column(f).slice());
    const features = kernel.vectors(columns, bytes);
    const inverse = kernel.vectors(
      columns.map((column) => column.map((value) => 1 / value)),
      bytes,
    );
    const units = kernel.vectors(
      targets.map(({ unit }) => unit),
      bytes,
    );
    const thresholds = new PairThresholds(kernel, 2 * Math.max(...levels) + 2, best, short);
    const work = kernel.allocate(bytes * targets.length);
    const pricesAt = kernel.allocate(8 * count);
    const levelsAt = kernel.allocate(4 * count);
    const told = kernel.allocate(TOLD_BYTES * count * targets.length);
    kernel.f64(pricesAt, count).set(prices);
    kernel.i32(levelsAt, count).set(levels);
    targets.forEach((_, t) => thresholds.open(t));
    kernel.exports.usePairs(thresholds.address, pricesAt, levelsAt, priced(1, 0, 2) / priced(1, 0, 0));
    for (const quotient of forms) {
      for (let i = 0; i < count; i++) {
        const few = kernel.exports.productPairs(
          features,
          quotient ? inverse : features,
          bytes,
          rows,
          i,
          quotient ? count : i,
          units,
          i < peeled ? targets.length : 1,
          peeled,
          work,
          told,
        );
        const [where, which] = [kernel.f64(told, 4 * few), kernel.i32(told, 8 * few)];
        for (let n = 0; n < few; n++) {
          const [j, t] = [which[8 * n], which[8 * n + 1]];
          const [sum, square, along] = [where[4 * n + 1], where[4 * n + 2], where[4 * n + 3]];
          const target = targets[t];
          const spread = square - (sum * sum) / rows;
          const free = 1 - (along * along) / spread;
          const size = levels[i] + levels[j] + 1;
          const norm = Math.sqrt(spread);
          const scale = (along * target.norm) / spread;
          const fit = { norm, mean: sum / rows };
          const score = roundedScore(free, along / norm, scale, fit, target, rows, priced);
          const pair = { left: quotient ? i : j, right: quotient ? j : i, quotient };
          best[t].offer(size + target.complexity, score, pair);
          short[t].offer(0, score * prices[i] * prices[j], pair);
          thresholds.fell(t, size, target.complexity);
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
