import { mpfr, ROUND, type Big } from '../number/mpfr.ts';
import { withWorkspace, type Workspace } from '../number/workspace.ts';

const DEPTH = 200;

/**
 * May Σ coefficients[j]·u^j, positive at u = 0, be 0 somewhere in [−1, 1]? `false` is shown by subdivision: on each
 * part, the value at the centre is more than the other Taylor terms can take away. Rounding is allowed for by a margin
 * of 2^(16 − precision) of the coefficients' sizes, far above what these few operations can lose.
 */
export function hasZero(coefficients: readonly Big[], precision: number): boolean {
  return withWorkspace(precision + 32, (w) => {
    const floor = w.number(0);
    for (const c of coefficients) {
      const size = w.big();
      mpfr.mpfr_abs(size, c, ROUND.NEAREST);
      mpfr.mpfr_add(floor, floor, size, ROUND.UP);
    }
    mpfr.mpfr_mul_2si(floor, floor, 16 - precision, ROUND.UP);
    return !positive(coefficients, 0, 1, floor, w, 0);
  });
}

/** `centre` and `radius` are dyadic: halving is exact in doubles down to a width of about 2⁻⁵⁰. */
function positive(
  coefficients: readonly Big[],
  centre: number,
  radius: number,
  floor: Big,
  w: Workspace,
  depth: number,
): boolean {
  const mark = w.mark();
  const shifted = coefficients.map((c) => w.copy(c));
  const term = w.big();
  for (let i = 0; i < shifted.length; i++) {
    for (let j = shifted.length - 2; j >= i; j--) {
      mpfr.mpfr_mul_d(term, shifted[j + 1], centre, ROUND.NEAREST);
      mpfr.mpfr_add(shifted[j], shifted[j], term, ROUND.NEAREST);
    }
  }
  const lower = w.big();
  mpfr.mpfr_sub(lower, shifted[0], floor, ROUND.DOWN);
  const positiveCentre = mpfr.mpfr_sgn(lower) > 0;
  let power = 1;
  for (const c of shifted.slice(1)) {
    power *= radius;
    mpfr.mpfr_abs(term, c, ROUND.NEAREST);
    mpfr.mpfr_mul_d(term, term, power, ROUND.UP);
    mpfr.mpfr_sub(lower, lower, term, ROUND.DOWN);
  }
  const shown = mpfr.mpfr_sgn(lower) > 0;
  w.release(mark);
  if (shown) return true;
  const half = radius / 2;
  if (!positiveCentre || depth === DEPTH || centre - half === centre) return false;
  return (
    positive(coefficients, centre - half, half, floor, w, depth + 1) &&
    positive(coefficients, centre + half, half, floor, w, depth + 1)
  );
}
