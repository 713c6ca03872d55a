import { bigToHex, readBig } from '../../number/big-text.ts';
import { mpfr, ROUND, type Big } from '../../number/mpfr.ts';
import { Workspace } from '../../number/workspace.ts';
import type { FitTarget } from '../fit-target.ts';

/** Fraction bits of all fixed-point numbers here. */
export const FRACTION_BITS = 320;
const PRECISION = FRACTION_BITS + 64;

/** The nearest integer to x·2^FRACTION_BITS. */
function bigToFixed(x: Big, scratch: Big): bigint {
  mpfr.mpfr_mul_2si(scratch, x, FRACTION_BITS, ROUND.NEAREST);
  mpfr.mpfr_rint(scratch, scratch, ROUND.NEAREST);
  const match = /^(-?)0x([0-9a-f])(?:\.([0-9a-f]+))?p([+-]\d+)$/.exec(bigToHex(scratch));
  if (match === null) throw new RangeError('not a finite number');
  const fraction = match[3] ?? '';
  const shift = Number(match[4]) - 4 * fraction.length;
  const digits = BigInt(`0x${match[2]}${fraction}`);
  const value = shift >= 0 ? digits << BigInt(shift) : digits >> BigInt(-shift);
  return match[1] === '-' ? -value : value;
}

/**
 * The function and the monomials at points of the interval, times the error's weight, as exact integers: the
 * weighted error of Σ c'ₖ·(x/2^shift)^power is Σ c'ₖ·monomials[i][k] − values[i], over 2^(FRACTION_BITS + gain).
 */
export class FixedSamples {
  readonly target: FitTarget;
  readonly powers: readonly number[];
  /** |x| ≤ 2^shift on the interval; monomials are taken of x/2^shift so that fixed point suits them. */
  readonly shift: number;
  /** All errors here are 2^gain times the target's, so that the largest weighted |f| is about 1. */
  readonly gain: number;
  readonly points: number[] = [];
  readonly values: bigint[] = [];
  readonly monomials: bigint[][] = [];
  /** Where the function turned out to have no value. */
  undefinedAt: number | undefined;
  private readonly fixed: readonly { readonly power: number; readonly coefficient: Big }[];
  private readonly workspace = new Workspace(PRECISION);

  constructor(target: FitTarget, powers: readonly number[], lo: number, hi: number) {
    this.target = target;
    this.powers = powers;
    const largest = Math.max(Math.abs(lo), Math.abs(hi));
    this.shift = Math.ceil(Math.log2(largest));
    this.fixed = (target.fixed ?? []).map(({ power, coefficient }) => {
      const big = this.workspace.big();
      readBig(big, coefficient);
      return { power, coefficient: big };
    });
    this.gain = this.chooseGain(lo, hi);
  }

  dispose(): void {
    this.workspace.dispose();
  }

  /** Adds a point (an exact double). Points where a relative error has no meaning, f = 0, are left out. */
  add(x: number): boolean {
    const w = this.workspace;
    const mark = w.mark();
    try {
      const [f, weight, power, scratch] = w.bigs(4);
      const told = this.target.oracle.value([x], f);
      if (told.kind !== 'enclosed' || !mpfr.mpfr_number_p(f)) {
        this.undefinedAt ??= x;
        return false;
      }
      if (this.target.measure === 'relative' && mpfr.mpfr_zero_p(f)) return false;
      this.setWeight(weight, f);
      for (const term of this.fixed) {
        mpfr.mpfr_set_d(power, x, ROUND.NEAREST);
        mpfr.mpfr_pow_ui(power, power, term.power, ROUND.NEAREST);
        mpfr.mpfr_mul(power, power, term.coefficient, ROUND.NEAREST);
        mpfr.mpfr_sub(f, f, power, ROUND.NEAREST);
      }
      mpfr.mpfr_mul(f, f, weight, ROUND.NEAREST);
      const row: bigint[] = [];
      for (const p of this.powers) {
        mpfr.mpfr_set_d(power, x, ROUND.NEAREST);
        mpfr.mpfr_mul_2si(power, power, -this.shift, ROUND.NEAREST);
        mpfr.mpfr_pow_ui(power, power, p, ROUND.NEAREST);
        mpfr.mpfr_mul(power, power, weight, ROUND.NEAREST);
        row.push(bigToFixed(power, scratch));
      }
      this.points.push(x);
      this.values.push(bigToFixed(f, scratch));
      this.monomials.push(row);
      return true;
    } finally {
      w.release(mark);
    }
  }

  /** Largest weighted error at the samples (in their scale) of a polynomial in x. */
  largestError(coefficients: readonly number[]): number {
    const fixed = coefficients.map((c, k) => doubleToFixed(c, this.shift * this.powers[k]));
    let largest = 0n;
    this.monomials.forEach((row, i) => {
      let sum = -this.values[i] << BigInt(FRACTION_BITS);
      row.forEach((m, k) => (sum += m * fixed[k]));
      if (sum < 0n) sum = -sum;
      if (sum > largest) largest = sum;
    });
    return Number(largest >> BigInt(FRACTION_BITS)) * 2 ** (-FRACTION_BITS / 2) * 2 ** (-FRACTION_BITS / 2);
  }

  private setWeight(weight: Big, f: Big): void {
    const { measure, format } = this.target;
    if (measure === 'relative') {
      mpfr.mpfr_ui_div(weight, 1, f, ROUND.NEAREST);
      mpfr.mpfr_abs(weight, weight, ROUND.NEAREST);
      return;
    }
    let exponent = this.gain;
    if (measure === 'ulp') {
      if (format === undefined) throw new TypeError('a fit in ulps needs a format');
      exponent -= Math.round(Math.log2(format.ulp(mpfr.mpfr_get_d(f, ROUND.ZERO))));
    }
    mpfr.mpfr_set_ui_2exp(weight, 1, exponent, ROUND.NEAREST);
  }

  private chooseGain(lo: number, hi: number): number {
    const { measure, format, oracle } = this.target;
    if (measure === 'relative') return 0;
    if (measure === 'ulp') return -(format?.precision ?? 0);
    const f = this.workspace.big();
    let largest = 0;
    for (let i = 0; i <= 16; i++) {
      const told = oracle.value([lo + (hi - lo) * (i / 16)], f);
      if (told.kind === 'enclosed')
        largest = Math.max(largest, Math.abs(mpfr.mpfr_get_d(f, ROUND.NEAREST)) || 0);
    }
    return largest > 0 && largest < Infinity ? -Math.ceil(Math.log2(largest)) : 0;
  }
}

/** x·2^shift with FRACTION_BITS fraction bits (lower bits of tiny numbers are cut). */
function doubleToFixed(x: number, shift: number): bigint {
  if (x === 0) return 0n;
  const exponent = Math.floor(Math.log2(Math.abs(x))) - 60;
  const integer = BigInt(Math.abs(exponent) > 960 ? 0 : x * 2 ** -exponent);
  const by = BigInt(FRACTION_BITS + shift + exponent);
  return by >= 0n ? integer << by : integer >> -by;
}

/** `count` + 1 doubles of [lo, hi], spaced like Chebyshev's extrema, ends included. */
export function chebyshevPoints(lo: number, hi: number, count: number): number[] {
  const points: number[] = [];
  for (let i = 0; i <= count; i++) {
    const x = lo + (hi - lo) * Math.sin((Math.PI / 2) * (i / count)) ** 2;
    const inside = Math.min(hi, Math.max(lo, x));
    if (points.length === 0 || inside > points[points.length - 1]) points.push(inside);
  }
  return points;
}
