/** What a prediction costs, in place of its squared error. */
export type Loss = {
  /** Cost of predicting `p` where the data say `y`; ≥ 0, and 0 at p = y, unless `nats`. */
  readonly cost: (y: number, p: number) => number;
  /** Is it a negative log likelihood, least where it is least? Otherwise only ratios of costs count. */
  readonly nats: boolean;
  /** Of a loss that is 0 at p = y: the power of the error that it grows with near there: 2 of squares, 1 of absolute errors. */
  readonly degree: number;
};

/** A step for differences, as a part of the values' size. */
const STEP = 2 ** -18;

/** Half of −∂cost/∂p: the residual of squared errors. */
export function lossPull({ cost }: Loss, y: number, p: number): number {
  const step = stepAt(y, p);
  return (cost(y, p - step) - cost(y, p + step)) / (4 * step);
}

/**
 * What a squared residual counts for in a model of the loss about a prediction: 1 of squared errors. Where the loss is 0 at
 * p = y, the weight of the parabola about y that has the loss's slope here (iteratively reweighted least squares); of a
 * likelihood half the curvature, and of what is not convex there a little.
 */
export function lossWeight(loss: Loss, y: number, p: number, pull: number): number {
  const step = stepAt(y, p);
  if (!loss.nats) {
    const error = y - p;
    return Math.max(0, pull / (Math.abs(error) < step ? (error < 0 ? -step : step) : error));
  }
  const { cost } = loss;
  const wide = 64 * step;
  const curve = (cost(y, p + wide) - 2 * cost(y, p) + cost(y, p - wide)) / (2 * wide * wide);
  return Math.max(curve, 1e-6);
}

function stepAt(y: number, p: number): number {
  return STEP * Math.max(Math.abs(y), Math.abs(p), 1e-30);
}
