import { FRACTION_BITS, type FixedSamples } from './fixed-samples.ts';
import { reduceLattice } from './reduce-lattice.ts';

/**
 * The polynomials whose k-th coefficient is an integer multiple of 2^exponents[k] (of x/2^shift), as a lattice of
 * weighted value vectors, with a reduced basis (Brisebarre & Chevillard, "Efficient polynomial L∞-approximations",
 * ARITH 2007). Values are doubles in units of 2^unit: once the origin is near the function they need no more.
 */
export class CoefficientLattice {
  readonly samples: FixedSamples;
  readonly exponents: readonly number[];
  /** Power of 2 of one unit of `residual` and `basis`. */
  readonly unit: number;
  /** Rows: basis vectors in monomial coordinates (multiples of 2^exponents[k]). */
  readonly transform: readonly (readonly bigint[])[];
  /** The lattice point that `residual` belongs to, in monomial coordinates. */
  origin: bigint[];
  /** Weighted error (p − f) of the origin, and values of the basis vectors, at every sample. */
  residual: Float64Array;
  basis: Float64Array[];

  constructor(samples: FixedSamples, exponents: readonly number[], near: readonly bigint[]) {
    this.samples = samples;
    this.exponents = exponents;
    this.unit = Math.min(...exponents);
    this.origin = near.map((c, k) => roundShift(c, FRACTION_BITS + exponents[k]));
    this.transform = this.reduce();
    this.residual = this.errorOfOrigin();
    this.basis = this.valuesOfBasis();
  }

  /** Moves the origin by Σ steps[j]·basis[j], exactly. */
  moveOrigin(steps: ArrayLike<number>): void {
    this.origin = this.coordinates(steps);
    this.residual = this.errorOfOrigin();
  }

  /** Monomial coordinates of origin + Σ steps[j]·basis[j]. */
  coordinates(steps: ArrayLike<number>): bigint[] {
    const out = [...this.origin];
    this.transform.forEach((row, j) => {
      const step = BigInt(steps[j]);
      if (step !== 0n) row.forEach((t, k) => (out[k] += step * t));
    });
    return out;
  }

  /** Coefficients (of x/2^shift) of the real point origin + Σ steps[j]·basis[j]. */
  realCoefficients(steps: ArrayLike<number>): number[] {
    return this.exponents.map((e, k) => {
      let sum = Number(this.origin[k]);
      for (let j = 0; j < this.transform.length; j++) sum += steps[j] * Number(this.transform[j][k]);
      return sum * 2 ** e;
    });
  }

  /** Values at all samples again, after samples were added. */
  refresh(): void {
    this.residual = this.errorOfOrigin();
    this.basis = this.valuesOfBasis();
  }

  private lifts(): bigint[] {
    return this.exponents.map((e) => BigInt(e - this.unit));
  }

  private reduce(): bigint[][] {
    const { monomials, points } = this.samples;
    const d = this.exponents.length;
    const rows = Math.min(points.length, 4 * d + 8);
    const lifts = this.lifts();
    const half = BigInt(FRACTION_BITS / 2);
    const vectors = this.exponents.map((_, k) =>
      Array.from({ length: rows }, (__, i) => {
        const at = Math.round((i * (points.length - 1)) / Math.max(1, rows - 1));
        return (monomials[at][k] << lifts[k]) >> half;
      }),
    );
    const gram = vectors.map((a) => vectors.map((b) => a.reduce((sum, v, i) => sum + v * b[i], 0n)));
    return reduceLattice(gram).transform;
  }

  private errorOfOrigin(): Float64Array {
    const { monomials, values } = this.samples;
    const lifts = this.lifts();
    const scaled = this.origin.map((n, k) => n << lifts[k]);
    return Float64Array.from(values, (value, i) => {
      let sum = this.unit <= 0 ? -(value << BigInt(-this.unit)) : -(value >> BigInt(this.unit));
      const row = monomials[i];
      for (let k = 0; k < scaled.length; k++) sum += scaled[k] * row[k];
      return fixedToNumber(sum);
    });
  }

  private valuesOfBasis(): Float64Array[] {
    const { monomials } = this.samples;
    const lifts = this.lifts();
    return this.transform.map((vector) => {
      const scaled = vector.map((n, k) => n << lifts[k]);
      return Float64Array.from(monomials, (row) => {
        let sum = 0n;
        for (let k = 0; k < scaled.length; k++) sum += scaled[k] * row[k];
        return fixedToNumber(sum);
      });
    });
  }
}

/** round(x / 2^bits), for any sign of `bits`. */
function roundShift(x: bigint, bits: number): bigint {
  if (bits <= 0) return x << BigInt(-bits);
  return (x + (1n << BigInt(bits - 1))) >> BigInt(bits);
}

const LOW = 2 ** -(FRACTION_BITS / 2);
function fixedToNumber(x: bigint): number {
  return Number(x) * LOW * LOW;
}
