import { mpfr, ROUND, type Big } from '../../number/mpfr.ts';
import { withWorkspace, type Workspace } from '../../number/workspace.ts';
import {
  addIntervals,
  divIntervals,
  magnitudeUp,
  mulIntervals,
  negInterval,
  newInterval,
  setDoubles,
  setInterval,
  setPoint,
  shrinkInterval,
  sqrInterval,
  subIntervals,
  type BigInterval,
} from '../big-interval.ts';
import { besselkNarrow } from './besselk-point.ts';
import { enclosePoint, type PointRule } from './monotone.ts';
import { TRIGONOMETRIC_RULES } from './trigonometric.ts';

const { UP, DOWN } = ROUND;

/** MPFR's Ai sums the Maclaurin series, whose cost grows like |x|^1.5; beyond this we use other forms. */
const MPFR_REACH = 12;

/** Ai at a point. */
export const airyPoint: PointRule = (out, x, w) => {
  if (mpfr.mpfr_cmp_si(x, MPFR_REACH) <= 0 && mpfr.mpfr_cmp_si(x, -MPFR_REACH) >= 0) {
    enclosePoint(mpfr.mpfr_ai, out, x);
  } else {
    airyAt(out, x, 0, w);
  }
  return undefined;
};

/** Ai′ at a point. */
export const airySlopePoint: PointRule = (out, x, w) => {
  airyAt(out, x, 1, w);
  return undefined;
};

function airyAt(out: BigInterval, x: Big, derivative: 0 | 1, w: Workspace): void {
  const size = Math.min(1e6, Math.abs(mpfr.mpfr_get_d(x, ROUND.AWAY)));
  // The Maclaurin sums are up to e^(2ζ) larger than their difference for x > 0, e^ζ for x < 0.
  const spread = Math.ceil(1.45 * (2 / 3) * size ** 1.5 * (mpfr.mpfr_sgn(x) > 0 ? 2 : 1));
  if (mpfr.mpfr_cmp_ui(x, 2) > 0) {
    withWorkspace(w.precision + 32, (inner) => fromBesselK(out, x, derivative, inner));
  } else if (mpfr.mpfr_sgn(x) >= 0 || spread < w.precision + 40) {
    withWorkspace(w.precision + 32 + spread, (inner) => fromMaclaurin(out, x, derivative, inner));
  } else {
    withWorkspace(w.precision + 32, (inner) => fromExpansion(out, x, derivative, inner));
  }
}

/** ζ = 2/3 |x|^{3/2}. */
function zetaOf(x: Big, w: Workspace): BigInterval {
  const out = newInterval(w);
  const size = w.big(mpfr.mpfr_get_prec(x));
  mpfr.mpfr_abs(size, x, UP);
  const root = newInterval(w);
  enclosePoint(mpfr.mpfr_sqrt, root, size);
  mulIntervals(out, root, { lo: size, hi: size });
  mpfr.mpfr_mul_2ui(out.lo, out.lo, 1, DOWN);
  mpfr.mpfr_mul_2ui(out.hi, out.hi, 1, UP);
  shrinkInterval(out, out, 3);
  return out;
}

/** x > 0: Ai = (1/π) √(x/3) K_{1/3}(ζ), Ai′ = −x/(π√3) K_{2/3}(ζ) (DLMF 9.6.2, 9.6.3). */
function fromBesselK(out: BigInterval, x: Big, derivative: 0 | 1, w: Workspace): void {
  const order = newInterval(w);
  setDoubles(order, 1 + derivative);
  shrinkInterval(order, order, 3);
  const k = newInterval(w);
  besselkNarrow(k, order, zetaOf(x, w), w);
  const factor = newInterval(w);
  setPoint(factor, x);
  if (derivative === 1) mulIntervals(factor, factor, factor);
  shrinkInterval(factor, factor, 3);
  mpfr.mpfr_sqrt(factor.lo, factor.lo, DOWN);
  mpfr.mpfr_sqrt(factor.hi, factor.hi, UP);
  mulIntervals(k, k, factor);
  mpfr.mpfr_const_pi(factor.lo, DOWN);
  mpfr.mpfr_const_pi(factor.hi, UP);
  divIntervals(k, k, factor);
  if (derivative === 1) negInterval(k, k);
  setInterval(out, k);
}

/**
 * Ai = c₁ f − c₂ g with c₁ = 3^{−2/3}/Γ(2/3), c₂ = 3^{−1/3}/Γ(1/3) (DLMF 9.4.1). Terms of f, g and their
 * derivatives follow by x³ over two consecutive integers; once that ratio is below 1/2 the tail is at most the
 * last term.
 */
function fromMaclaurin(out: BigInterval, x: Big, derivative: 0 | 1, w: Workspace): void {
  const cube = newInterval(w);
  const point = { lo: x, hi: x };
  sqrInterval(cube, point);
  mulIntervals(cube, cube, point);
  const reach = Math.abs(mpfr.mpfr_get_d(x, ROUND.AWAY)) ** 3 * 1.001;
  // Exponent n of the first term and its coefficient; term n+3 = term n · x³ n!-ratio.
  const sum = (start: number, first: BigInterval, next: (n: number) => [number, number]): BigInterval => {
    const term = newInterval(w);
    const total = newInterval(w);
    const size = w.big();
    setInterval(term, first);
    setInterval(total, first);
    for (let n = start; ; n += 3) {
      const [p, q] = next(n);
      mulIntervals(term, term, cube);
      shrinkInterval(term, term, p);
      shrinkInterval(term, term, q);
      addIntervals(total, total, term);
      if (reach / (p * q) > 0.49) continue;
      magnitudeUp(size, term);
      if (!mpfr.mpfr_zero_p(size) && mpfr.mpfr_get_exp(size) > -w.precision - 4) continue;
      mpfr.mpfr_sub(total.lo, total.lo, size, DOWN);
      mpfr.mpfr_add(total.hi, total.hi, size, UP);
      return total;
    }
  };
  const first = newInterval(w);
  let f: BigInterval;
  let g: BigInterval;
  if (derivative === 0) {
    // f = Σ with x^n → x^{n+3}/((n+2)(n+3)), from 1; g the same from x.
    const next = (n: number): [number, number] => [n + 2, n + 3];
    setDoubles(first, 1);
    f = sum(0, first, next);
    setPoint(first, x);
    g = sum(1, first, next);
  } else {
    // f′ from x²/2: the term of f with x^n gives n x^{n−1}; n → n+3 divides by (n+2)(n+3) · n/(n+3) = (n+2) n.
    sqrInterval(first, point);
    mpfr.mpfr_div_2ui(first.lo, first.lo, 1, DOWN);
    mpfr.mpfr_div_2ui(first.hi, first.hi, 1, UP);
    f = sum(3, first, (n) => [n + 2, n]);
    setDoubles(first, 1);
    g = sum(1, first, (n) => [n + 2, n]);
  }
  const third = newInterval(w);
  const gamma = newInterval(w);
  const three = newInterval(w);
  const coefficient = (numerator: number, otherPower: number): BigInterval => {
    // 3^(−otherPower/3) / Γ(numerator/3); Γ decreases on (0, 1.46).
    setDoubles(third, numerator);
    shrinkInterval(third, third, 3);
    mpfr.mpfr_gamma(gamma.lo, third.hi, DOWN);
    mpfr.mpfr_gamma(gamma.hi, third.lo, UP);
    setDoubles(three, 3 ** otherPower);
    mpfr.mpfr_cbrt(three.lo, three.lo, DOWN);
    mpfr.mpfr_cbrt(three.hi, three.hi, UP);
    mulIntervals(gamma, gamma, three);
    const result = newInterval(w);
    setDoubles(result, 1);
    divIntervals(result, result, gamma);
    return result;
  };
  mulIntervals(f, f, coefficient(2, 2));
  mulIntervals(g, g, coefficient(1, 1));
  subIntervals(f, f, g);
  setInterval(out, f);
}

/** ζ − π/4 with `extra` bits before the point besides the workspace's precision. */
function phaseOf(x: Big, w: Workspace, extra: number): BigInterval {
  const out = newInterval(w, w.precision + extra);
  withWorkspace(w.precision + extra, (inner) => {
    const zeta = zetaOf(x, inner);
    const quarter = newInterval(inner);
    mpfr.mpfr_const_pi(quarter.lo, DOWN);
    mpfr.mpfr_const_pi(quarter.hi, UP);
    mpfr.mpfr_div_2ui(quarter.lo, quarter.lo, 2, DOWN);
    mpfr.mpfr_div_2ui(quarter.hi, quarter.hi, 2, UP);
    subIntervals(out, zeta, quarter);
  });
  return out;
}

/**
 * x = −t, t > 0: Ai(−t) = (1/(√π t^{1/4})) (cos φ · P + sin φ · Q), Ai′(−t) = (t^{1/4}/√π) (sin φ · P − cos φ · Q),
 * φ = ζ − π/4, P = Σ (−1)^k c_{2k}/ζ^{2k}, Q = Σ (−1)^k c_{2k+1}/ζ^{2k+1} with c = u or v (DLMF 9.7.9–10). From
 * Ai(−t) = 2 Re(e^{πi/3} Ai(t e^{πi/3})) (9.2.14) and the bound of §9.7(iii) at |ph| = π/3, the error after n terms
 * in all is at most |c_n|/ζ^n before the outer factor.
 */
function fromExpansion(out: BigInterval, x: Big, derivative: 0 | 1, w: Workspace): void {
  const zeta = zetaOf(x, w);
  const p = newInterval(w);
  const q = newInterval(w);
  const u = newInterval(w);
  const term = newInterval(w);
  setDoubles(p, 1);
  setDoubles(q, 0);
  setDoubles(u, 1);
  const size = w.big();
  for (let k = 1; ; k++) {
    // u_k = u_{k−1} (6k−5)(6k−3)(6k−1)/((2k−1) 216 k); (6k−3)/(2k−1) = 3.
    mpfr.mpfr_mul_ui(u.lo, u.lo, (6 * k - 5) * (6 * k - 1), DOWN);
    mpfr.mpfr_mul_ui(u.hi, u.hi, (6 * k - 5) * (6 * k - 1), UP);
    shrinkInterval(u, u, 72 * k);
    divIntervals(u, u, zeta);
    setInterval(term, u);
    if (derivative === 1) {
      // v_k = −(6k+1)/(6k−1) u_k
      mpfr.mpfr_mul_ui(term.lo, term.lo, 6 * k + 1, DOWN);
      mpfr.mpfr_mul_ui(term.hi, term.hi, 6 * k + 1, UP);
      shrinkInterval(term, term, 6 * k - 1);
      negInterval(term, term);
    }
    magnitudeUp(size, term);
    // The terms fall until k ≈ 2ζ: either small enough, or the smallest there is.
    const least = 2 * mpfr.mpfr_get_d(zeta.lo, DOWN) < k;
    if (least || mpfr.mpfr_zero_p(size) || mpfr.mpfr_get_exp(size) < -w.precision - 4) break;
    // Signs run + + − − + + …: k = 2: P −, 3: Q −, 4: P +.
    if (k % 4 >= 2) negInterval(term, term);
    if (k % 2 === 0) addIntervals(p, p, term);
    else addIntervals(q, q, term);
  }
  const phase = phaseOf(x, w, Math.max(0, mpfr.mpfr_get_exp(zeta.hi)));
  const s = newInterval(w);
  const c = newInterval(w);
  TRIGONOMETRIC_RULES.sin(s, [phase], w);
  TRIGONOMETRIC_RULES.cos(c, [phase], w);
  if (derivative === 0) {
    mulIntervals(c, c, p);
    mulIntervals(s, s, q);
    addIntervals(c, c, s);
  } else {
    mulIntervals(s, s, p);
    mulIntervals(c, c, q);
    subIntervals(c, s, c);
  }
  mpfr.mpfr_sub(c.lo, c.lo, size, DOWN);
  mpfr.mpfr_add(c.hi, c.hi, size, UP);
  // t^{±1/4}/√π
  const factor = newInterval(w);
  const pi = newInterval(w);
  const t = w.big(mpfr.mpfr_get_prec(x));
  mpfr.mpfr_neg(t, x, UP);
  mpfr.mpfr_sqrt(factor.lo, t, DOWN);
  mpfr.mpfr_sqrt(factor.hi, t, UP);
  mpfr.mpfr_const_pi(pi.lo, DOWN);
  mpfr.mpfr_const_pi(pi.hi, UP);
  if (derivative === 1) {
    divIntervals(factor, factor, pi);
    mpfr.mpfr_sqrt(factor.lo, factor.lo, DOWN);
    mpfr.mpfr_sqrt(factor.hi, factor.hi, UP);
  } else {
    mulIntervals(factor, factor, pi);
    mpfr.mpfr_rec_sqrt(pi.lo, factor.hi, DOWN);
    mpfr.mpfr_rec_sqrt(pi.hi, factor.lo, UP);
    setInterval(factor, pi);
  }
  mulIntervals(c, c, factor);
  setInterval(out, c);
}
