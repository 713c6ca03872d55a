import { mpfr, ROUND, type Big } from '../number/mpfr.ts';
import { withWorkspace, type Workspace } from '../number/workspace.ts';
import {
  addIntervals,
  divIntervals,
  intervalOf,
  mulIntervals,
  newInterval,
  powInterval,
  setInterval,
  setPoint,
  shiftBy,
  subIntervals,
  type BigInterval,
} from './big-interval.ts';

/** f with exactly one zero in [lo, hi], where it changes sign: the constant is that zero, or `image` of it. */
export type RootConstant = {
  readonly lo: number;
  readonly hi: number;
  /** An enclosure of f at x, in `out`. */
  readonly f: (out: BigInterval, x: BigInterval, w: Workspace) => void;
  readonly image?: (out: BigInterval, w: Workspace) => void;
};

type Monotone = (r: Big, x: Big, round: 0 | 1 | 2 | 3 | 4) => number;
function increasing(out: BigInterval, a: BigInterval, f: Monotone): void {
  f(out.lo, a.lo, ROUND.DOWN);
  f(out.hi, a.hi, ROUND.UP);
}

/** Coefficients of Lehmer's polynomial from x^10 down. */
const LEHMER = [1, 1, 0, -1, -1, -1, -1, -1, 0, 1, 1];

export const ROOT_CONSTANTS = {
  /** cos x = x. */
  dottie: {
    lo: 0.7,
    hi: 0.8,
    f: (out, x) => {
      mpfr.mpfr_cos(out.lo, x.hi, ROUND.DOWN);
      mpfr.mpfr_cos(out.hi, x.lo, ROUND.UP);
      subIntervals(out, out, x);
    },
  },
  /** x·exp √(1 + x²) = 1 + √(1 + x²): where Kepler's series stops to converge. */
  laplace_limit: {
    lo: 0.6,
    hi: 0.7,
    f: (out, x, w) => {
      const s = newInterval(w);
      powInterval(s, x, 2);
      shiftBy(s, s, 1);
      increasing(s, s, mpfr.mpfr_sqrt);
      increasing(out, s, mpfr.mpfr_exp);
      mulIntervals(out, out, x);
      subIntervals(out, out, s);
      shiftBy(out, out, -1);
    },
  },
  /** The largest zero of Lehmer's polynomial, the least Salem number known. */
  lehmer: {
    lo: 1.15,
    hi: 1.2,
    f: (out, x) => {
      setPoint(out, x.lo);
      mpfr.mpfr_set_ui(out.lo, 0, ROUND.DOWN);
      mpfr.mpfr_set_ui(out.hi, 0, ROUND.UP);
      for (const c of LEHMER) {
        mulIntervals(out, out, x);
        shiftBy(out, out, c);
      }
    },
  },
  /** Σ t(n)·q^−n = 1 over the Thue–Morse sequence: ∏ (1 − q^(−2^k)) = (2 − q)/(q − 1). */
  komornik_loreti: {
    lo: 1.7,
    hi: 1.9,
    f: (out, x, w) => {
      const [z, one, factor] = [newInterval(w), intervalOf(w, 1), newInterval(w)];
      divIntervals(z, one, x);
      setInterval(out, one);
      // Left out is a product in [1 − 2·z^(2^k), 1]: the last factor stands for it.
      for (let k = 0; mpfr.mpfr_get_exp(z.hi) > -w.precision - 8; k++) {
        subIntervals(factor, one, z);
        mulIntervals(out, out, factor);
        powInterval(z, z, 2);
      }
      addIntervals(z, z, z);
      subIntervals(factor, one, z);
      mpfr.mpfr_set_ui(factor.hi, 1, ROUND.UP);
      mulIntervals(out, out, factor);
      const [above, below] = [newInterval(w), newInterval(w)];
      shiftBy(above, x, -2);
      shiftBy(below, x, -1);
      divIntervals(above, above, below);
      addIntervals(out, out, above);
    },
  },
  /** li(μ) = 0: μ = exp of the zero of Ei. */
  soldner: {
    lo: 0.37,
    hi: 0.38,
    f: (out, x) => increasing(out, x, mpfr.mpfr_eint),
    image: (out) => increasing(out, out, mpfr.mpfr_exp),
  },
} satisfies Record<string, RootConstant>;

/** Most steps of the secant method; it doubles the right digits in less than two. */
const STEPS = 60;

/** The enclosure of a root: found by the secant method, proved by the signs of f on both sides of it. */
export function rootConstantValue({ lo, hi, f, image }: RootConstant, w: Workspace): BigInterval {
  const result = newInterval(w);
  withWorkspace(w.precision + 32, (inner) => {
    const value = newInterval(inner);
    const point = newInterval(inner);
    const at = (x: Big): BigInterval => {
      setPoint(point, x);
      const mark = inner.mark();
      f(value, point, inner);
      inner.release(mark);
      return value;
    };
    const [a, b, fa, fb, step] = inner.bigs(5);
    mpfr.mpfr_set_d(a, lo, ROUND.NEAREST);
    mpfr.mpfr_set_d(b, hi, ROUND.NEAREST);
    mpfr.mpfr_set(fa, at(a).lo, ROUND.NEAREST);
    for (let i = 0; i < STEPS; i++) {
      mpfr.mpfr_set(fb, at(b).lo, ROUND.NEAREST);
      mpfr.mpfr_sub(step, b, a, ROUND.NEAREST);
      mpfr.mpfr_sub(fa, fb, fa, ROUND.NEAREST);
      if (mpfr.mpfr_zero_p(fa) || mpfr.mpfr_zero_p(fb)) break;
      mpfr.mpfr_div(step, step, fa, ROUND.NEAREST);
      mpfr.mpfr_mul(step, step, fb, ROUND.NEAREST);
      mpfr.mpfr_set(a, b, ROUND.NEAREST);
      mpfr.mpfr_set(fa, fb, ROUND.NEAREST);
      mpfr.mpfr_sub(b, b, step, ROUND.NEAREST);
      if (mpfr.mpfr_zero_p(step) || mpfr.mpfr_get_exp(step) < -inner.precision + 8) break;
    }
    // Signs at b ± 2^−k, nearest first: the error of f's enclosure is a few units at most.
    for (let k = w.precision + 12; ; k -= 4) {
      mpfr.mpfr_set_ui_2exp(step, 1, -k, ROUND.NEAREST);
      mpfr.mpfr_sub(result.lo, b, step, ROUND.DOWN);
      mpfr.mpfr_add(result.hi, b, step, ROUND.UP);
      const before = signOf(at(result.lo));
      const after = signOf(at(result.hi));
      if (before * after < 0) break;
      if (k < 16) throw new RangeError('rootConstantValue: no zero where there must be one');
    }
  });
  image?.(result, w);
  return result;
}

function signOf(a: BigInterval): number {
  const low = mpfr.mpfr_sgn(a.lo);
  return low === mpfr.mpfr_sgn(a.hi) ? Math.sign(low) : 0;
}
