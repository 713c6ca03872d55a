import { fail } from '../../error/fault.ts';
import { integerSquareRoot } from '../exact/integers.ts';
import { reduceDense } from './dense-modulo.ts';
import { Diophantine, reducedModulo } from './diophantine.ts';
import { denseCoefficients, dividedExactly, fromDense } from './divide.ts';
import { factorDense } from './factor-dense.ts';
import { commonDivisor } from './gcd.ts';
import {
  asInteger,
  coefficientsIn,
  degreeIn,
  derivativeIn,
  evaluatedAt,
  heightOf,
  isZero,
  multiplied,
  primitivePart,
  scaled,
  subtracted,
  added,
  constantPolynomial,
  powerOfVariable,
  variablesIn,
  type Polynomial,
} from './polynomial.ts';

/** Evaluation points tried; the one with the fewest factors is used. */
const POINTS = 4;
const MOST_POINTS = 60;
const MOST_COMBINATIONS = 200_000;

/**
 * The irreducible factors of a polynomial that is square-free and monic in its main variable: factors at a point of the
 * other variables are lifted one variable after the other (Wang & Rothschild 1975; Geddes, Czapor & Labahn, Algorithms
 * for Computer Algebra, 6.8), then combined; each is accepted by division.
 */
export function factorMonic(p: Polynomial, main: number): Polynomial[] {
  const others = variablesIn(p).filter((v) => v !== main);
  if (others.length === 0) {
    return factorDense(denseCoefficients(p, main)).map((f) => fromDense(p, f, main));
  }
  const chosen = choosePoint(p, main, others);
  if (chosen.factors.length === 1) return [p];
  const shifted = others.reduce((q, v, i) => shiftedIn(q, v, chosen.point[i]), p);
  const back = (q: Polynomial): Polynomial =>
    others.reduce((r, v, i) => shiftedIn(r, v, -chosen.point[i]), q);
  // A factor's coefficients are below 2^(sum of degrees) · height · a little (Gelfond); division has the last word.
  const degrees = [main, ...others].reduce((sum, v) => sum + degreeIn(shifted, v), 0);
  const terms = BigInt(shifted.monomials.length);
  const bound = ((integerSquareRoot(terms) + 1n) * heightOf(shifted)) << BigInt(degrees + 2);
  const lifted = lift(shifted, main, others, chosen.factors, bound);
  return combine(shifted, main, lifted.factors, lifted.modulus).map((f) => primitivePart(back(f)));
}

type Point = { readonly point: readonly bigint[]; readonly factors: readonly (readonly bigint[])[] };

function choosePoint(p: Polynomial, main: number, others: readonly number[]): Point {
  let best: Point | undefined;
  let good = 0;
  for (const point of points(others.length)) {
    const at = others.reduce((q, v, i) => evaluatedAt(q, v, point[i]), p);
    if (asInteger(commonDivisor(at, derivativeIn(at, main)).divisor) === undefined) continue;
    const factors = factorDense(denseCoefficients(at, main));
    if (best === undefined || factors.length < best.factors.length) best = { point, factors };
    good += 1;
    if (factors.length <= 1 || good >= POINTS) break;
  }
  return (
    best ?? fail({ kind: 'limit', message: 'no point was found at which this polynomial can be factored' })
  );
}

/** Small integers in every place, the smallest first. */
function* points(count: number): Generator<bigint[]> {
  yield Array.from({ length: count }, () => 0n);
  let seed = 1;
  for (let i = 1; i < MOST_POINTS; i++) {
    const range = 1 + Math.floor(i / 3);
    yield Array.from({ length: count }, () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return BigInt((seed % (2 * range + 1)) - range);
    });
  }
}

/** p with variable + by in the place of the variable. */
function shiftedIn(p: Polynomial, variable: number, by: bigint): Polynomial {
  if (by === 0n) return p;
  const { ring } = p;
  const base = added(powerOfVariable(ring, variable, 1), constantPolynomial(ring, by));
  // Horner's rule.
  return coefficientsIn(p, variable).reduceRight(
    (sum, part) => added(multiplied(sum, base), part),
    constantPolynomial(ring, 0n),
  );
}

function lift(
  p: Polynomial,
  main: number,
  others: readonly number[],
  factors: readonly (readonly bigint[])[],
  bound: bigint,
): { readonly factors: readonly Polynomial[]; readonly modulus: bigint } {
  const solver = new Diophantine(p, main, factors, bound);
  const { modulus } = solver;
  const { ring } = p;
  let current = factors.map((f) => fromDense(p, reduceDense(f, modulus), main));
  const done: number[] = [];
  for (const [stage, variable] of others.entries()) {
    // p with the variables after this one at 0.
    const rest = others.slice(stage + 1);
    const goal = rest.reduce((q, v) => evaluatedAt(q, v, 0n), p);
    const bases = current;
    solver.setFactors(
      bases,
      done.map((v) => ({ variable: v, degree: degreeIn(p, v) })),
    );
    const most = degreeIn(goal, variable);
    for (let k = 1; k <= most; k++) {
      const product = current.reduce((a, b) =>
        reducedModulo(truncated(multiplied(a, b), variable, most), modulus),
      );
      const error = reducedModulo(subtracted(goal, product), modulus);
      if (isZero(error)) break;
      const part = coefficientsIn(error, variable)[k];
      if (part === undefined || isZero(part)) continue;
      const corrections = solver.solve(part);
      const power = ring.power(variable, k);
      current = current.map((f, i) => added(f, scaled(corrections[i], 1n, power)));
    }
    done.push(variable);
  }
  return { factors: current, modulus };
}

/** Without the terms above a power of a variable. */
export function truncated(p: Polynomial, variable: number, degree: number): Polynomial {
  const keep = p.monomials.map((m) => p.ring.exponent(m, variable) <= degree);
  if (keep.every(Boolean)) return p;
  return {
    ring: p.ring,
    monomials: p.monomials.filter((_, i) => keep[i]),
    coefficients: p.coefficients.filter((_, i) => keep[i]),
  };
}

function combine(p: Polynomial, main: number, lifted: readonly Polynomial[], modulus: bigint): Polynomial[] {
  const found: Polynomial[] = [];
  let rest = p;
  let open = [...lifted];
  let tried = 0;
  for (let size = 1; 2 * size <= open.length;) {
    let hit:
      | { readonly used: readonly number[]; readonly factor: Polynomial; readonly quotient: Polynomial }
      | undefined;
    for (const used of subsets(open.length, size)) {
      if (++tried > MOST_COMBINATIONS) {
        fail({ kind: 'limit', message: 'this polynomial has too many factors to combine' });
      }
      let factor = open[used[0]];
      for (const i of used.slice(1)) {
        factor = reducedModulo(multiplied(factor, open[i]), modulus);
        for (const v of variablesIn(rest)) factor = truncated(factor, v, degreeIn(rest, v));
      }
      const quotient = dividedExactly(rest, factor);
      if (quotient !== undefined) {
        hit = { used, factor, quotient };
        break;
      }
    }
    if (hit === undefined) {
      size += 1;
      continue;
    }
    const { used, factor, quotient } = hit;
    found.push(factor);
    rest = quotient;
    open = open.filter((_, i) => !used.includes(i));
  }
  return degreeIn(rest, main) > 0 ? [...found, rest] : found;
}

function* subsets(n: number, size: number, from = 0): Generator<number[]> {
  if (size === 0) {
    yield [];
    return;
  }
  for (let first = from; first <= n - size; first++) {
    for (const rest of subsets(n, size - 1, first + 1)) yield [first, ...rest];
  }
}
