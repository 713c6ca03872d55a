import { primeField, type PrimeField } from '../exact/prime-field.ts';

/**
 * Polynomials in one variable over a prime field, dense: entry k is the coefficient of the power k, the last one not 0;
 * [] is 0. The prime is small (below 2^20), so that sums of thousands of products stay exact in doubles.
 */
export type ModularDense = readonly number[];

export class ModularRing {
  readonly prime: number;
  readonly field: PrimeField;
  /** How many products of residues are summed before a reduction. */
  private readonly run: number;

  constructor(prime: number) {
    this.prime = prime;
    this.field = primeField(prime);
    this.run = Math.floor(2 ** 53 / prime ** 2) - 1;
  }

  residue(coefficients: readonly bigint[]): number[] {
    return trimmed(coefficients.map((c) => this.field.residue(c)));
  }

  subtract(a: ModularDense, b: ModularDense): number[] {
    const out: number[] = [];
    for (let i = 0; i < Math.max(a.length, b.length); i++) {
      const d = (a[i] ?? 0) - (b[i] ?? 0);
      out.push(d < 0 ? d + this.prime : d);
    }
    return trimmed(out);
  }

  multiply(a: ModularDense, b: ModularDense): number[] {
    if (a.length === 0 || b.length === 0) return [];
    const { prime, run } = this;
    const out = Array.from({ length: a.length + b.length - 1 }, () => 0);
    for (let k = 0; k < out.length; k++) {
      const from = Math.max(0, k - b.length + 1);
      const to = Math.min(k, a.length - 1);
      let sum = 0;
      let room = run;
      for (let i = from; i <= to; i++) {
        sum += a[i] * b[k - i];
        if (--room === 0) {
          sum %= prime;
          room = run;
        }
      }
      out[k] = sum % prime;
    }
    return out;
  }

  scale(a: ModularDense, by: number): number[] {
    return trimmed(a.map((c) => this.field.multiply(c, by)));
  }

  monic(a: ModularDense): number[] {
    return a.length === 0 ? [] : this.scale(a, this.field.inverse(a[a.length - 1]));
  }

  divide(a: ModularDense, b: ModularDense): { quotient: number[]; remainder: number[] } {
    const { multiply, inverse } = this.field;
    const { prime } = this;
    const rest = [...a];
    const degree = b.length - 1;
    const unit = inverse(b[degree]);
    const quotient = Array.from({ length: Math.max(0, a.length - degree) }, () => 0);
    for (let k = quotient.length - 1; k >= 0; k--) {
      const q = multiply(rest[k + degree], unit);
      quotient[k] = q;
      if (q === 0) continue;
      const minus = prime - q;
      for (let j = 0; j <= degree; j++) {
        const value = rest[k + j] + multiply(minus, b[j]);
        rest[k + j] = value >= prime ? value - prime : value;
      }
    }
    return { quotient, remainder: trimmed(rest.slice(0, degree)) };
  }

  remainder(a: ModularDense, b: ModularDense): number[] {
    return a.length < b.length ? [...a] : this.divide(a, b).remainder;
  }

  /** Monic. */
  gcd(a: ModularDense, b: ModularDense): number[] {
    let [x, y] = [a, b];
    while (y.length > 0) [x, y] = [y, this.remainder(x, y)];
    return this.monic(x);
  }

  /** s, t with s·a + t·b = 1, for coprime a and b. */
  cofactors(a: ModularDense, b: ModularDense): { s: number[]; t: number[] } {
    let [r0, r1]: [ModularDense, ModularDense] = [a, b];
    let [s0, s1]: number[][] = [[1], []];
    let [t0, t1]: number[][] = [[], [1]];
    while (r1.length > 0) {
      const { quotient, remainder } = this.divide(r0, r1);
      [r0, r1] = [r1, remainder];
      [s0, s1] = [s1, this.subtract(s0, this.multiply(quotient, s1))];
      [t0, t1] = [t1, this.subtract(t0, this.multiply(quotient, t1))];
    }
    const unit = this.field.inverse(r0[0]);
    return { s: this.scale(s0, unit), t: this.scale(t0, unit) };
  }

  /** base^exponent modulo `modulus`. */
  power(base: ModularDense, exponent: bigint, modulus: ModularDense): number[] {
    let out: number[] = this.remainder([1], modulus);
    const square = this.remainder(base, modulus);
    for (const bit of exponent.toString(2)) {
      out = this.remainder(this.multiply(out, out), modulus);
      if (bit === '1') out = this.remainder(this.multiply(out, square), modulus);
    }
    return out;
  }

  derivative(a: ModularDense): number[] {
    return trimmed(a.slice(1).map((c, i) => this.field.multiply(c, (i + 1) % this.prime)));
  }
}

function trimmed(a: number[]): number[] {
  while (a.length > 0 && a[a.length - 1] === 0) a.pop();
  return a;
}
