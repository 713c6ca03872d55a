import { toHexFloat } from '../../number/exact-constant.ts';
import { bigToHex, readBig } from '../../number/big-text.ts';
import type { Format } from '../../number/format.ts';
import { FORMATS } from '../../number/formats.ts';
import { mpfr, ROUND } from '../../number/mpfr.ts';
import { withWorkspace } from '../../number/workspace.ts';
import { fitPolynomial } from '../fit-polynomial.ts';
import type { FixedTerm } from '../fit-target.ts';
import type { PolynomialFit } from '../fit.ts';
import { SampleStore } from '../sample-store.ts';
import { kernelStructure, type Structure } from '../structure.ts';
import type { Kernel, KernelForm } from './kernel.ts';
import type { ReducedFunction } from './reduced-function.ts';
import { roundedValue } from './rounded-value.ts';

/** A kernel before its form's rounding is settled: which of its coefficients may still be moved. */
export type FittedKernel = Kernel & {
  readonly fixed: ReadonlySet<number>;
  /** Relative error of the real fit. */
  readonly error: number;
};

/**
 * How coefficients are rounded: as they are, where they have bits to spare; each by itself, the rest fitted anew; or so
 * the first of them, until what is lost by rounding the others is far below the error of the fit.
 */
export type CoefficientRounding = 'plain' | 'each' | 'first';
const NEGLIGIBLE = 8;

/** A first coefficient this near (relatively) to a power of 2 may be fixed there. */
const NEAR_POWER = 2 ** -9;
/** Powers of the best structure tried at most. */
const MOST_TERMS = 24;
const PRECISION = 400;
const PROBES = 64;
/** Coefficients are rounded anyway: fits need not be levelled to the last digit. */
const TOLERANCE = 1e-3;
/** Intervals further out are not reduced enough for a polynomial. */
const WIDEST = 64;

/** The fits of one reduced function: polynomials of rising degree in the powers that suit it, relative error. */
export class KernelFits {
  private readonly structure: Structure;
  private readonly store: SampleStore;
  private readonly format: Format;
  private readonly rounding: CoefficientRounding;
  private readonly reach: number;
  private readonly reals = new Map<number, PolynomialFit | undefined>();
  private readonly kernels = new Map<string, FittedKernel | undefined>();

  private constructor(
    f: ReducedFunction,
    structure: Structure,
    format: Format,
    rounding: CoefficientRounding,
  ) {
    this.structure = structure;
    this.format = format;
    this.rounding = rounding;
    const lo = structure.stride === 2 ? 0 : f.lo;
    const hi = structure.stride === 2 ? Math.max(-f.lo, f.hi) : f.hi;
    this.reach = Math.max(-lo, hi);
    this.store = new SampleStore({
      oracle: f.oracle,
      lo: toHexFloat(lo),
      hi: toHexFloat(hi),
      measure: 'relative',
    });
  }

  /** `undefined` where the interval is not finite or the function not smooth enough to tell. */
  static of(f: ReducedFunction, format: Format, rounding: CoefficientRounding): KernelFits | undefined {
    if (!(f.lo < f.hi) || Math.max(-f.lo, f.hi) > WIDEST || !isDefined(f)) return undefined;
    const structure = kernelStructure(f.oracle, f.lo, f.hi);
    return structure === undefined ? undefined : new KernelFits(f, structure, format, rounding);
  }

  dispose(): void {
    this.store.dispose();
  }

  powers(terms: number): number[] {
    const { first, stride } = this.structure;
    return Array.from({ length: terms }, (_, k) => first + k * stride);
  }

  /** Relative error of the best real polynomial of so many terms; `undefined` when there is no fit. */
  error(terms: number): number | undefined {
    return this.real(terms)?.error;
  }

  private real(terms: number): PolynomialFit | undefined {
    if (!this.reals.has(terms)) {
      const fit = fitPolynomial(this.store.target, this.powers(terms), {
        samples: this.store,
        tolerance: TOLERANCE,
      });
      this.reals.set(terms, fit.kind === 'failure' ? undefined : fit);
    }
    return this.reals.get(terms);
  }

  /**
   * The numbers of terms worth trying: from the first whose error is at most `most`, to the first whose error is no
   * more than `least`.
   */
  worthwhile(most: number, least: number): number[] {
    const list: number[] = [];
    let failures = 0;
    for (let terms = 1; terms <= MOST_TERMS && failures < 4; terms++) {
      const error = this.error(terms);
      if (error === undefined) {
        failures++;
        continue;
      }
      if (error <= most) list.push(terms);
      if (error <= least) break;
      // An error that does not fall at all: the interval holds a singularity, or is far too wide.
      const before = terms > 6 ? this.error(terms - 6) : undefined;
      if (before !== undefined && error > before * 0.5) break;
    }
    return list;
  }

  /** The polynomial of so many terms, its coefficients rounded one after the other, the rest fitted anew each time. */
  fit(terms: number, form: KernelForm): FittedKernel | undefined {
    const key = `${terms} ${form.heads} ${form.split} ${form.kept} ${form.deep} ${form.twice} ${form.fused} ${form.scheme}`;
    if (!this.kernels.has(key)) this.kernels.set(key, this.makeKernel(terms, form));
    return this.kernels.get(key);
  }

  private makeKernel(terms: number, asked: KernelForm): FittedKernel | undefined {
    const powers = this.powers(terms);
    const first = asked.heads > terms || (asked.kept && terms < 3) ? undefined : this.real(terms);
    if (first === undefined) return undefined;
    const real = first.coefficients.map((text) => toNumber(text));
    const form = asked.deep ? { ...asked, heads: headsOf(powers, real) } : asked;
    if (form.deep && form.heads === 0 && !form.split) return undefined;
    const leadAt = form.deep ? form.heads : 0;
    const fixed = new Set<number>();
    let lead: number | undefined;
    const exact: (number | undefined)[] = powers.map(() => undefined);
    if (form.deep && form.split) {
      // Of a term in x itself the product is told from its rounded value by one fused operation.
      const [least, most] = form.twice ? [2, form.heads === 0 ? 0 : 4] : [1, 1];
      if (!(powers[leadAt] >= least && powers[leadAt] <= most) || leadAt + 1 >= terms) return undefined;
      lead = this.format.round(real[leadAt]);
    } else if (form.split) {
      if (nearPower(real[0]) !== undefined || terms < 2) return undefined;
      if (form.fused && powers[0] === 0) return undefined;
      lead = powers[0] === 0 || form.fused ? this.format.round(real[0]) : nearestPower(real[0]);
    }
    if (form.deep || !form.split) {
      for (let k = 0; k < form.heads; k++) {
        const power = nearPower(real[k]);
        if (power === undefined) return undefined;
        exact[k] = power;
        fixed.add(k);
      }
    }
    const coefficients =
      this.rounding === 'plain'
        ? real.map(
            (value, k) =>
              exact[k] ??
              this.format.round(k === leadAt ? toNumber(first.coefficients[k], lead ?? 0) : value),
          )
        : this.roundInTurn(
            powers,
            exact,
            { lead, at: leadAt },
            this.rounding === 'first' ? first.error / NEGLIGIBLE : 0,
          );
    if (coefficients === undefined) return undefined;
    return { powers, coefficients, form, fixed, error: first.error, ...(lead === undefined ? {} : { lead }) };
  }

  private roundInTurn(
    powers: readonly number[],
    exact: readonly (number | undefined)[],
    { lead, at }: { readonly lead: number | undefined; readonly at: number },
    negligible: number,
  ): number[] | undefined {
    const terms: FixedTerm[] = [];
    const coefficients: number[] = [];
    for (let k = 0; k < powers.length; k++) {
      let rounded = exact[k];
      if (rounded === undefined) {
        const fit = fitPolynomial({ ...this.store.target, fixed: terms }, powers.slice(k), {
          tolerance: TOLERANCE,
        });
        if (fit.kind === 'failure') return undefined;
        const left = fit.coefficients.map((text) => toNumber(text));
        if (
          k > at &&
          exact.slice(k).every((one) => one === undefined) &&
          this.lost(powers, coefficients, left) <= negligible
        )
          return [...coefficients, ...left.map((value) => this.format.round(value))];
        const offset = k === at ? (lead ?? 0) : 0;
        rounded = this.format.round(toNumber(fit.coefficients[0], offset));
        if (!Number.isFinite(rounded)) return undefined;
        coefficients.push(rounded);
        // The two parts of a split coefficient are two exact terms of the same power.
        terms.push({ power: powers[k], coefficient: sumText(offset, rounded) });
        continue;
      }
      coefficients.push(rounded);
      terms.push({ power: powers[k], coefficient: toHexFloat(rounded) });
    }
    return coefficients;
  }

  /** About what rounding the coefficients that are left makes of the error, relatively. */
  private lost(powers: readonly number[], known: readonly number[], left: readonly number[]): number {
    const sizes = [...known, ...left].map((value, k) => value * this.reach ** powers[k]);
    const whole = Math.abs(sizes.reduce((a, b) => a + b, 0));
    const rounded = sizes.slice(known.length).reduce((a, b) => a + Math.abs(b), 0);
    return (rounded * 2 ** -this.format.precision) / whole;
  }
}

/** The leading terms that are a power of two times 1, x or x². */
function headsOf(powers: readonly number[], coefficients: readonly number[]): KernelForm['heads'] {
  const end = powers.findIndex(
    (exponent, k) => k === 3 || exponent > 2 || nearPower(coefficients[k]) === undefined,
  );
  return (end < 0 ? Math.min(3, powers.length) : end) as KernelForm['heads'];
}

/** Does f have a finite value at both ends and at points between? */
function isDefined(f: ReducedFunction): boolean {
  return Array.from({ length: PROBES + 1 }, (_, i) => f.lo + (f.hi - f.lo) * (i / PROBES)).every((x) =>
    Number.isFinite(roundedValue(f.oracle, x, FORMATS.f64)),
  );
}

/** A text's value, less an offset, to nearest. */
function toNumber(text: string, offset = 0): number {
  return withWorkspace(PRECISION, (w) => {
    const x = w.big();
    readBig(x, text);
    mpfr.mpfr_sub_d(x, x, offset, ROUND.NEAREST);
    return mpfr.mpfr_get_d(x, ROUND.NEAREST);
  });
}

/** a + b, exactly. */
function sumText(a: number, b: number): string {
  return withWorkspace(PRECISION, (w) => {
    const sum = w.number(a);
    mpfr.mpfr_add_d(sum, sum, b, ROUND.NEAREST);
    return bigToHex(sum);
  });
}

/** The power of 2 nearest to a number in the logarithm, with its sign. */
function nearestPower(value: number): number {
  return Math.sign(value) * 2 ** Math.round(Math.log2(Math.abs(value)));
}

function nearPower(value: number): number | undefined {
  if (value === 0 || !Number.isFinite(value)) return undefined;
  const candidate = nearestPower(value);
  return Math.abs(value - candidate) <= NEAR_POWER * Math.abs(value) ? candidate : undefined;
}
