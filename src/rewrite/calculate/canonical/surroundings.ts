/** What is known of the whole expression while its functions are read. */
export type Surroundings = {
  /** Positive wherever the expression has a value: by id of the (simplified) term. */
  readonly positive: ReadonlySet<number>;
  /** sinh, cosh, tanh by exponentials. */
  readonly hyperbolicAsExponential: boolean;
  /** sin and cos of sums by those of the parts. */
  readonly splitAngles: boolean;
  /** acos by asin. */
  readonly acosAsAsin: boolean;
};
