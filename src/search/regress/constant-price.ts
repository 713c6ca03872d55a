/** Bits of a constant that is fitted, and of a small integer or half. */
const [FITTED_BITS, ROUND_BITS] = [9, 3];
/** Part of a squared norm that rounding may leave of it. */
const ROUNDING = 1e-13;

/**
 * What a sum's or product's constants cost in its score: a squared error counts for as much as the bits of its constants
 * allow it to be smaller. With noise, of all formulas with fitted constants some always come nearer to the data than the law.
 */
export type ConstantPrice = {
  /** Score of a relative squared error of a formula with so many fitted and so many round constants. */
  readonly score: (loss: number, fitted: number, round: number) => number;
};

/** @param rows rows that errors were summed over */
export function constantPrice(rows: number): ConstantPrice {
  const factors = Float64Array.from({ length: 16 }, (_, at) => {
    const [fitted, round] = [at >> 2, at & 3];
    return 2 ** ((2 / rows) * (fitted * FITTED_BITS + round * ROUND_BITS));
  });
  return { score: (loss, fitted, round) => (Math.max(loss, 0) + ROUNDING) * factors[4 * fitted + round] };
}

/** What a squared error is multiplied by for so many bits. */
export function priceOfBits(bits: number, rows: number): number {
  return 2 ** ((2 / rows) * bits);
}

/** The nearest integer other than 0, or half. */
export function roundFactor(value: number): number {
  const size = Math.abs(value);
  const near = size < 0.75 ? 0.5 : Math.round(size);
  return value < 0 ? -near : near;
}

/** The nearest half or integer, 0 among them. */
export function roundOffset(value: number): number {
  return Math.round(2 * value) / 2;
}

type Centred = { readonly norm: number; readonly mean: number };

/**
 * Score of scale · feature + offset: with both fitted, with the scale rounded, with both rounded; the least.
 * @param free the relative squared error with both fitted
 * @param cosine of the feature's and the target's centred values
 */
export function roundedScore(
  free: number,
  cosine: number,
  scale: number,
  feature: Centred,
  target: Centred,
  rows: number,
  priced: ConstantPrice['score'],
): number {
  const factor = roundFactor(scale);
  const p = (factor * feature.norm) / target.norm;
  const round = 1 - 2 * p * cosine + p * p;
  const offset = target.mean - factor * feature.mean;
  const off = (rows * (offset - roundOffset(offset)) ** 2) / target.norm ** 2;
  return Math.min(priced(free, 2, 0), priced(round, 1, 1), priced(round + off, 0, 2));
}
