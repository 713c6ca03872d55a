import { mpfr, ROUND } from '../number/mpfr.ts';
import { NoModel, type Model, type ModelSpace } from './supremum-model.ts';

export type PolynomialBound = {
  /** Bounds |value| on the cell from above, in units of 2^scale. */
  readonly upper: number;
  /** Where the polynomial part is largest: an offset from the centre. */
  readonly at: number;
  /** What the width of the leading coefficient adds to `upper`: no smaller cell lessens it, only more precision. */
  readonly blur: number;
};

const MAX_PIECES = 20_000;

/**
 * Bounds |model| over its cell. The coefficients go to doubles, scaled so that |s| ≤ 1, what is lost becomes slack;
 * then the polynomial is bounded by bisection, each piece [m − h, m + h] by |P(m)| + |P′(m)| h + max|P″| h²/2,
 * until the bound exceeds a value attained by at most `tolerance`, or is at most `enough`.
 * @throws NoModel when the value has a pole at the centre
 */
export function boundPolynomial(
  space: ModelSpace,
  model: Model,
  scale: number,
  tolerance: number,
  enough: number,
): PolynomialBound {
  const v = model.valuation;
  if (v < 0) throw new NoModel('a pole');
  const { w, t } = space;
  const [tLo, tHi] = [mpfr.mpfr_get_d(t.lo, ROUND.DOWN), mpfr.mpfr_get_d(t.hi, ROUND.UP)];
  // t = s · 2^power with |s| ≤ 1: scaling by powers of two is exact. (log2 may be off by one ulp: hence the test.)
  const reach = Math.max(-tLo, tHi);
  let power = Math.ceil(Math.log2(reach));
  if (!Number.isFinite(power)) power = 0;
  const unit = w.mark();
  const [s, gap] = w.bigs(2);
  const scaled = (x: typeof t.lo, shift: number, mode: 2 | 3): number => {
    mpfr.mpfr_mul_2si(s, x, shift, mode);
    return mpfr.mpfr_get_d(s, mode);
  };
  const sLo = scaled(t.lo, -power, ROUND.DOWN);
  const sHi = scaled(t.hi, -power, ROUND.UP);
  const sMax = Math.max(-sLo, sHi, 2 ** -1000) * (1 + 2 ** -50);

  const degree = v + model.terms.length - 2;
  const coefficients = new Float64Array(Math.max(degree + 1, 1));
  let width = 0;
  let blur = 0;
  for (let k = 0; k < model.terms.length - 1; k++) {
    const c = model.terms[k];
    if (c === null) continue;
    const lo = scaled(c.lo, power * (v + k) - scale, ROUND.DOWN);
    const hi = scaled(c.hi, power * (v + k) - scale, ROUND.UP);
    const middle = lo + (hi - lo) / 2;
    coefficients[v + k] = middle;
    const share = Math.max(hi - middle, middle - lo) * sMax ** (v + k) * (1 + 2 ** -40);
    width += share;
    if (k === 0) {
      // By itself, without what doubles round: that is as small beside the value on a smaller cell.
      mpfr.mpfr_sub(gap, c.hi, c.lo, ROUND.UP);
      blur = scaled(gap, power * v - scale, ROUND.UP) / 2;
    }
  }
  const last = model.terms[model.terms.length - 1];
  let remainder = 0;
  if (last !== null) {
    const shift = power * (v + model.terms.length - 1) - scale;
    const bound = Math.max(
      Math.abs(scaled(last.lo, shift, ROUND.DOWN)),
      Math.abs(scaled(last.hi, shift, ROUND.UP)),
    );
    remainder = bound * sMax ** (v + model.terms.length - 1) * (1 + 2 ** -40);
  }
  w.release(unit);
  const result = maximum(coefficients, sLo, sHi, tolerance, enough, width + remainder);
  return { upper: result.upper, at: result.at * 2 ** power, blur };
}

/** Bounds |P| + slack on [lo, hi] ⊂ [−2, 2]. */
function maximum(
  c: Float64Array,
  lo: number,
  hi: number,
  tolerance: number,
  enough: number,
  slack: number,
): { upper: number; at: number } {
  const n = c.length - 1;
  const reach = Math.max(Math.abs(lo), Math.abs(hi), 1);
  // Rounding of Horner's rule: ≤ γ_{2n} Σ|c_k||s|^k (Higham, Accuracy and Stability, 2nd ed., §5.1), and for the
  // derivative the same with k c_k and one rounding more; one generous constant serves all three.
  const gamma = (2 * n + 10) * 2 ** -52;
  let sum = 0;
  let derivativeSum = 0;
  let weight = 1;
  for (let k = 0; k <= n; k++) {
    sum += Math.abs(c[k]) * weight;
    if (k > 0) derivativeSum += (k * Math.abs(c[k]) * weight) / reach;
    weight *= reach;
  }
  // 2^−1000 covers underflow; a polynomial of exact zeros rounds nothing.
  const rounding = sum === 0 ? 0 : gamma * sum + 2 ** -1000;
  const derivativeRounding = sum === 0 ? 0 : gamma * derivativeSum * 2 + 2 ** -1000;
  const total = slack + rounding;
  if (!Number.isFinite(total)) return { upper: Infinity, at: (lo + hi) / 2 };

  let lower = 0;
  let at = (lo + hi) / 2;
  let upper = 0;
  let pieces = 0;
  const stack: number[] = [lo, hi];
  while (stack.length > 0) {
    const b = stack.pop() as number;
    const a = stack.pop() as number;
    const m = a + (b - a) / 2;
    const h = Math.max(b - m, m - a) * (1 + 2 ** -50);
    const far = Math.max(Math.abs(a), Math.abs(b));
    let value = 0;
    let derivative = 0;
    let second = 0;
    for (let k = n; k >= 0; k--) {
      value = value * m + c[k];
      if (k >= 1) derivative = derivative * m + k * c[k];
      if (k >= 2) second = second * far + k * (k - 1) * Math.abs(c[k]);
    }
    const attained = Math.abs(value);
    if (attained > lower) {
      lower = attained;
      at = m;
    }
    const bound =
      (attained + (Math.abs(derivative) + derivativeRounding) * h + second * (1 + gamma) * h * h * 0.5) *
        (1 + 2 ** -48) +
      total;
    const goal = Math.max(enough, lower * (1 + tolerance) + total);
    pieces++;
    if (bound <= goal || h < 2 ** -40 || pieces > MAX_PIECES) {
      if (bound > upper) upper = bound;
    } else {
      stack.push(a, m, m, b);
    }
  }
  return { upper, at };
}
