import { divideDense, multiplyDense, reduceDense, symmetric } from './dense-modulo.ts';
import { denseCoefficients, fromDense } from './divide.ts';
import { bezoutModulo } from './bezout-modulo.ts';
import {
  added,
  coefficientsIn,
  constantPolynomial,
  evaluatedAt,
  isZero,
  multiplied,
  scaled,
  subtracted,
  type Polynomial,
} from './polynomial.ts';
import type { Monomial } from './ring.ts';

export function reducedModulo(p: Polynomial, modulus: bigint): Polynomial {
  const monomials: Monomial[] = [];
  const coefficients: bigint[] = [];
  for (let i = 0; i < p.monomials.length; i++) {
    const c = symmetric(p.coefficients[i], modulus);
    if (c === 0n) continue;
    monomials.push(p.monomials[i]);
    coefficients.push(c);
  }
  return { ring: p.ring, monomials, coefficients };
}

type Level = { readonly variable: number; readonly degree: number };

/**
 * Solves Σ δᵢ·Π_{j≠i} uⱼ = c for δᵢ of lower degree than uᵢ in the main variable, modulo a power of a prime: in one
 * variable by Bézout's cofactors, in each further one power by power (Geddes, Czapor & Labahn, Algorithm 6.2).
 */
export class Diophantine {
  readonly modulus: bigint;
  private readonly main: number;
  private readonly dense: readonly (readonly bigint[])[];
  /** sᵢ with Σ sᵢ·Π_{j≠i} uⱼ = 1. */
  private readonly cofactors: readonly (readonly bigint[])[];
  private levels: readonly Level[] = [];
  /** Πⱼ≠ᵢ uⱼ with only the first k levels' variables, for each k. */
  private others: readonly (readonly Polynomial[])[] = [];

  constructor(_like: Polynomial, main: number, factors: readonly (readonly bigint[])[], bound: bigint) {
    this.main = main;
    const { modulus, cofactors } = bezoutModulo(factors, bound);
    this.modulus = modulus;
    this.cofactors = cofactors;
    this.dense = factors.map((f) => reduceDense(f, modulus));
  }

  /** The factors to solve for, which are those of the constructor where all `levels` are 0. */
  setFactors(factors: readonly Polynomial[], levels: readonly Level[]): void {
    this.levels = levels;
    const products = factors.map((_, i) =>
      factors.reduce(
        (product, f, j) => (j === i ? product : reducedModulo(multiplied(product, f), this.modulus)),
        constantPolynomial(factors[0].ring, 1n),
      ),
    );
    this.others = Array.from({ length: levels.length + 1 }, (_, k) =>
      products.map((p) => levels.slice(k).reduce((q, { variable }) => evaluatedAt(q, variable, 0n), p)),
    );
  }

  solve(c: Polynomial): Polynomial[] {
    return this.solveAt(c, this.levels.length);
  }

  private solveAt(c: Polynomial, level: number): Polynomial[] {
    if (level === 0) return this.solveDense(c);
    const { variable, degree } = this.levels[level - 1];
    const { ring } = c;
    const others = this.others[level];
    let solution = this.solveAt(evaluatedAt(c, variable, 0n), level - 1);
    const errorOf = (): Polynomial =>
      reducedModulo(
        solution.reduce((rest, d, i) => subtracted(rest, multiplied(d, others[i])), c),
        this.modulus,
      );
    for (let k = 1; k <= degree; k++) {
      const error = errorOf();
      if (isZero(error)) break;
      const part = coefficientsIn(error, variable)[k];
      if (part === undefined || isZero(part)) continue;
      const power = ring.power(variable, k);
      solution = this.solveAt(part, level - 1).map((d, i) => added(solution[i], scaled(d, 1n, power)));
    }
    return solution;
  }

  private solveDense(c: Polynomial): Polynomial[] {
    const { modulus } = this;
    const right = reduceDense(denseCoefficients(c, this.main), modulus);
    return this.dense.map((u, i) => {
      const product = multiplyDense(this.cofactors[i], right, modulus);
      return fromDense(c, divideDense(product, u, modulus).remainder, this.main);
    });
  }
}
