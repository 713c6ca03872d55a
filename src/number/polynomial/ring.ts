/**
 * Monomials of a polynomial ring, each packed into one number: the total degree on top, then the exponents, so that the
 * product of two monomials is the sum of their keys and graded lexicographic order is the order of the keys (Bachmann &
 * Schönemann 1998; Monagan & Pearce 2009). Where the fields do not fit the 53 bits of a double, keys are bigints.
 */
export type Monomial = number | bigint;

/** Bits of a field where keys are bigints. */
const WIDE_FIELD = 24;
const DOUBLE_BITS = 53;

export class Ring {
  /** How many variables there are; they have no names here. */
  readonly variables: number;
  /** Keys are bigints. */
  readonly wide: boolean;
  /** Total degrees must stay below this. */
  readonly degreeLimit: number;
  private readonly field: number;
  /** 2^(field · (variables − 1 − v)) of variable v, and of the total degree. */
  private readonly places: readonly number[];
  private readonly top: number;

  /** @param degree the largest total degree that is to be held; more may fit (`degreeLimit`) */
  constructor(variables: number, degree: number) {
    this.variables = variables;
    const needed = Math.max(1, Math.ceil(Math.log2(degree + 1)));
    const field = Math.floor(DOUBLE_BITS / (variables + 1));
    this.wide = field < needed;
    this.field = this.wide ? Math.max(WIDE_FIELD, needed) : Math.min(26, field);
    this.degreeLimit = 2 ** this.field;
    this.places = this.wide
      ? []
      : Array.from({ length: variables }, (_, v) => 2 ** (this.field * (variables - 1 - v)));
    this.top = this.wide ? 0 : 2 ** (this.field * variables);
  }

  /** The monomial 1. */
  get one(): Monomial {
    return this.wide ? 0n : 0;
  }

  monomial(exponents: readonly number[]): Monomial {
    let total = 0;
    for (const e of exponents) total += e;
    if (this.wide) {
      let key = BigInt(total);
      for (const e of exponents) key = (key << BigInt(this.field)) | BigInt(e);
      return key;
    }
    let key = total * this.top;
    for (let v = 0; v < exponents.length; v++) key += exponents[v] * this.places[v];
    return key;
  }

  /** variable ^ exponent */
  power(variable: number, exponent: number): Monomial {
    if (!this.wide) return exponent * (this.top + this.places[variable]);
    const unit =
      (1n << BigInt(this.field * this.variables)) +
      (1n << BigInt(this.field * (this.variables - 1 - variable)));
    return BigInt(exponent) * unit;
  }

  exponent(key: Monomial, variable: number): number {
    if (typeof key === 'number') return Math.floor(key / this.places[variable]) % this.degreeLimit;
    const shifted = key >> BigInt(this.field * (this.variables - 1 - variable));
    return Number(BigInt.asUintN(this.field, shifted));
  }

  exponents(key: Monomial): number[] {
    return Array.from({ length: this.variables }, (_, v) => this.exponent(key, v));
  }

  degree(key: Monomial): number {
    if (typeof key === 'number') return Math.floor(key / this.top);
    return Number(key >> BigInt(this.field * this.variables));
  }

  // All keys of a ring are of one kind, which the type checker cannot know.

  multiply(a: Monomial, b: Monomial): Monomial {
    return (a as number) + (b as number);
  }

  /** a / b, where b divides a (`divides`). */
  divide(a: Monomial, b: Monomial): Monomial {
    return (a as number) - (b as number);
  }

  divides(b: Monomial, a: Monomial): boolean {
    for (let v = 0; v < this.variables; v++) if (this.exponent(b, v) > this.exponent(a, v)) return false;
    return true;
  }
}
