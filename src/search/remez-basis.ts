import { mpfr, ROUND, type Big } from '../number/mpfr.ts';
import { withWorkspace, type Workspace } from '../number/workspace.ts';

/**
 * The span of the monomials x^powers[k] on an interval, in a better conditioned basis: x^prefix · u^exponents[k]
 * with u = (x^stride − centre)/scale. When the powers are in arithmetic progression (all, odd, even, from k on)
 * u runs over about [−1, 1]; otherwise it is x scaled.
 */
export class FitBasis {
  readonly powers: readonly number[];
  readonly prefix: number;
  readonly stride: number;
  readonly exponents: readonly number[];
  private readonly centre: Big;
  private readonly scale: Big;

  constructor(powers: readonly number[], stride: number, lo: Big, hi: Big, w: Workspace) {
    this.powers = powers;
    this.prefix = powers[0] ?? 0;
    this.stride = stride;
    this.centre = w.big();
    this.scale = w.big();
    const progression = powers.every((power, k) => power === this.prefix + k * stride);
    if (progression) {
      this.exponents = powers.map((_, k) => k);
      const a = w.big();
      const b = w.big();
      mpfr.mpfr_pow_ui(a, lo, stride, ROUND.NEAREST);
      mpfr.mpfr_pow_ui(b, hi, stride, ROUND.NEAREST);
      mpfr.mpfr_add(this.centre, a, b, ROUND.NEAREST);
      mpfr.mpfr_sub(this.scale, b, a, ROUND.NEAREST);
      // An even stride on an interval around 0 takes the range of x^stride from 0 up.
      if (stride % 2 === 0 && mpfr.mpfr_sgn(lo) < 0 && mpfr.mpfr_sgn(hi) > 0) {
        mpfr.mpfr_max(this.scale, a, b, ROUND.NEAREST);
        mpfr.mpfr_set(this.centre, this.scale, ROUND.NEAREST);
      }
      mpfr.mpfr_abs(this.scale, this.scale, ROUND.NEAREST);
      mpfr.mpfr_div_2ui(this.centre, this.centre, 1, ROUND.NEAREST);
      mpfr.mpfr_div_2ui(this.scale, this.scale, 1, ROUND.NEAREST);
    } else {
      this.stride = 1;
      this.exponents = powers.map((power) => power - this.prefix);
      mpfr.mpfr_set_zero(this.centre, 0);
      mpfr.mpfr_abs(this.scale, lo, ROUND.NEAREST);
      if (mpfr.mpfr_cmpabs(hi, this.scale) > 0) mpfr.mpfr_abs(this.scale, hi, ROUND.NEAREST);
    }
  }

  /** Haar on every set that does not hold both signs of x (after division by x^prefix): exchange may alternate signs. */
  alternates(lo: Big, hi: Big): boolean {
    const oneSign = mpfr.mpfr_sgn(lo) >= 0 || mpfr.mpfr_sgn(hi) <= 0;
    const consecutive = this.powers.every((power, k) => power === this.prefix + k);
    return oneSign || consecutive;
  }

  /** u at x. */
  variable(x: Big, u: Big): void {
    if (this.stride === 1) mpfr.mpfr_sub(u, x, this.centre, ROUND.NEAREST);
    else {
      mpfr.mpfr_pow_ui(u, x, this.stride, ROUND.NEAREST);
      mpfr.mpfr_sub(u, u, this.centre, ROUND.NEAREST);
    }
    mpfr.mpfr_div(u, u, this.scale, ROUND.NEAREST);
  }

  /** Σ coefficients[k] · u^exponents[k] into `out` (the factor x^prefix is the caller's). */
  evaluate(coefficients: readonly Big[], u: Big, out: Big): void {
    const { exponents } = this;
    let k = coefficients.length - 1;
    if (k < 0) {
      mpfr.mpfr_set_zero(out, 0);
      return;
    }
    mpfr.mpfr_set(out, coefficients[k], ROUND.NEAREST);
    for (; k > 0; k--) {
      for (let gap = exponents[k] - exponents[k - 1]; gap > 0; gap--) {
        mpfr.mpfr_mul(out, out, u, ROUND.NEAREST);
      }
      mpfr.mpfr_add(out, out, coefficients[k - 1], ROUND.NEAREST);
    }
    for (let gap = exponents[0] ?? 0; gap > 0; gap--) mpfr.mpfr_mul(out, out, u, ROUND.NEAREST);
  }

  /** u^exponents[k] for all k into `out`. */
  row(u: Big, out: readonly Big[]): void {
    let exponent = 0;
    for (const [k, power] of this.exponents.entries()) {
      if (k === 0) mpfr.mpfr_set_d(out[0], 1, ROUND.NEAREST);
      else mpfr.mpfr_set(out[k], out[k - 1], ROUND.NEAREST);
      for (; exponent < power; exponent++) mpfr.mpfr_mul(out[k], out[k], u, ROUND.NEAREST);
    }
  }

  /**
   * Coefficients of the monomials x^powers[k], at the precision of `w` (the shift by `centre` cancels digits:
   * choose it with room).
   */
  toMonomials(coefficients: readonly Big[], w: Workspace): Big[] {
    const out = coefficients.map((coefficient) => w.copy(coefficient));
    const scale = w.copy(this.scale);
    const power = w.number(1);
    let exponent = 0;
    for (const [k, coefficient] of out.entries()) {
      for (; exponent < this.exponents[k]; exponent++) mpfr.mpfr_mul(power, power, scale, ROUND.NEAREST);
      mpfr.mpfr_div(coefficient, coefficient, power, ROUND.NEAREST);
    }
    if (mpfr.mpfr_zero_p(this.centre)) return out;
    // Taylor shift by −centre: repeated synthetic division (Horner).
    withWorkspace(w.precision, (scratch) => {
      const product = scratch.big();
      for (let i = 0; i < out.length; i++) {
        for (let j = out.length - 2; j >= i; j--) {
          mpfr.mpfr_mul(product, out[j + 1], this.centre, ROUND.NEAREST);
          mpfr.mpfr_sub(out[j], out[j], product, ROUND.NEAREST);
        }
      }
    });
    return out;
  }
}
