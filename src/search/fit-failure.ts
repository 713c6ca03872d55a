/** A fit that could not be made, and why, in words for the user (lower case, no full stop). */
export type FitFailure = {
  readonly kind: 'failure';
  readonly reason:
    | 'weight' // the weight is infinite where the basis cannot vanish with the function
    | 'undefined' // the function is undefined, infinite or undecided at a point of the interval
    | 'start' // a rational: nothing pole-free with enough alternations was found to begin from
    | 'degenerate' // a rational: the alternation equations have no regular solution (a common factor)
    | 'pole' // the denominator has a zero in the interval
    | 'precision' // the working precision limit was reached
    | 'iterations'; // no convergence
  readonly message: string;
};
