import { readBig } from '../number/big-text.ts';
import { toHexFloat } from '../number/exact-constant.ts';
import { mpfr, ROUND, type Big } from '../number/mpfr.ts';
import { withWorkspace, type Workspace } from '../number/workspace.ts';
import type { Oracle } from '../oracle/oracle.ts';
import { orderAtZero } from './order-at-zero.ts';

/** Which monomials a family of approximations uses: x^first, x^(first + stride), x^(first + 2·stride), … */
export type Structure = {
  readonly name: 'full' | 'vanishing' | 'even' | 'odd';
  readonly first: number;
  readonly stride: 1 | 2;
};

const PRECISION = 256;
// Values of f(x) and ±f(−x) this close (bits) at every point tried are taken for equal: a certificate will tell.
const AGREEMENT = 200;
const POINTS = 13;

/**
 * The families of monomials worth trying for a function on [lo, hi], the most specific first: odd or even powers
 * when f(−x) = ∓f(x) at points tried in high precision, powers from the order of its zero at 0 on when it vanishes
 * there. A full family that would only find the same polynomials again is left out.
 *
 * @param bounded the error is to be small against the function (relative, ulp): the form must vanish where it does
 */
export function findStructures(oracle: Oracle, lo: string, hi: string, bounded: boolean): Structure[] {
  return withWorkspace(PRECISION, (w) => {
    const [a, b] = w.bigs(2);
    readBig(a, lo);
    readBig(b, hi);
    const order = zeroOrder(oracle, a, b);
    const structures: Structure[] = [];
    const parity = findParity(oracle, a, b, w);
    if (parity !== undefined) {
      const least = parity === 'odd' ? 1 : 0;
      const first = order > least && (order - least) % 2 === 0 ? order : least;
      structures.push({ name: parity, first, stride: 2 });
      // On a symmetric interval the best approximation has the function's parity.
      if (mpfr.mpfr_cmpabs(a, b) === 0) return structures;
    }
    if (order > 0) structures.push({ name: 'vanishing', first: order, stride: 1 });
    if (order === 0 || !bounded) structures.push({ name: 'full', first: 0, stride: 1 });
    return structures;
  });
}

/** The family for a kernel on [lo, hi] alone, small against the function; `undefined` when there is none. */
export function kernelStructure(oracle: Oracle, lo: number, hi: number): Structure | undefined {
  const structures = findStructures(oracle, toHexFloat(lo), toHexFloat(hi), true);
  // Even or odd powers pay about 0 alone: an interval beside it would be widened by as much as lies between.
  return lo <= 0 && hi >= 0 ? structures[0] : structures.at(-1);
}

/** The order of f's zero at 0 when 0 is in [a, b]; 0 when there is none, or it is not a whole number. */
function zeroOrder(oracle: Oracle, a: Big, b: Big): number {
  if (mpfr.mpfr_sgn(a) > 0 || mpfr.mpfr_sgn(b) < 0) return 0;
  const order = orderAtZero(oracle, mpfr.mpfr_sgn(b) > 0 ? b : a, PRECISION);
  if (order === undefined) return 0;
  const whole = Math.round(order);
  return whole > 0 && Math.abs(order - whole) < 1e-9 ? whole : 0;
}

function findParity(oracle: Oracle, a: Big, b: Big, w: Workspace): 'even' | 'odd' | undefined {
  const [x, negative, f, g, sum] = w.bigs(5);
  const reach = mpfr.mpfr_cmpabs(a, b) > 0 ? a : b;
  let even = true;
  let odd = true;
  for (let i = 1; i <= POINTS && (even || odd); i++) {
    // Fractions of no simple pattern, so that a periodic function does not look symmetric by accident.
    mpfr.mpfr_mul_d(x, reach, (i - 0.38196601125010515) / POINTS, ROUND.NEAREST);
    mpfr.mpfr_neg(negative, x, ROUND.NEAREST);
    if (oracle.value([{ lo: x, hi: x }], f).kind !== 'enclosed') return undefined;
    if (oracle.value([{ lo: negative, hi: negative }], g).kind !== 'enclosed') return undefined;
    mpfr.mpfr_sub(sum, f, g, ROUND.NEAREST);
    even &&= negligible(sum, f);
    mpfr.mpfr_add(sum, f, g, ROUND.NEAREST);
    odd &&= negligible(sum, f);
  }
  if (even && odd) return undefined;
  return even ? 'even' : odd ? 'odd' : undefined;
}

function negligible(difference: Big, size: Big): boolean {
  if (mpfr.mpfr_zero_p(difference)) return true;
  return !mpfr.mpfr_zero_p(size) && mpfr.mpfr_get_exp(difference) < mpfr.mpfr_get_exp(size) - AGREEMENT;
}
