/**
 * The denominator q with 0 < q < limit for which q·step comes nearest to a multiple of `whole`, and how near: of the
 * continued fraction of step/whole the last convergent with such a denominator (Kahan 1983; Muller et al., Handbook of
 * Floating-Point Arithmetic, 2nd ed., §10.1). `step` is from 0 up to below `whole`, `limit` above 1.
 */
export function bestApproximation(
  step: bigint,
  whole: bigint,
  limit: bigint,
): { readonly denominator: bigint; readonly distance: bigint } {
  // Euclid's algorithm: each remainder is |q·step − p·whole| for the convergent with denominator q.
  let [before, remainder] = [whole, step];
  let [last, denominator] = [0n, 1n];
  while (remainder !== 0n) {
    const following = last + (before / remainder) * denominator;
    if (following >= limit) break;
    [last, denominator] = [denominator, following];
    [before, remainder] = [remainder, before % remainder];
  }
  return { denominator, distance: remainder };
}
