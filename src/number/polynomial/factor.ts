import { integerSquareRoot } from '../exact/integers.ts';
import { denseCoefficients, dividedExactly, fromDense } from './divide.ts';
import { factorDense } from './factor-dense.ts';
import { factorMonic } from './factor-monic.ts';
import { contentIn, leadingIn } from './gcd.ts';
import {
  asInteger,
  coefficientsIn,
  commonMonomial,
  contentOf,
  degreeIn,
  fromCoefficientsIn,
  isZero,
  multiplied,
  overInteger,
  overMonomial,
  powerOfVariable,
  primitivePart,
  raised,
  totalDegree,
  variablesIn,
  type Polynomial,
} from './polynomial.ts';
import { Ring } from './ring.ts';
import { squareFreeParts, type Power } from './square-free.ts';

export type Factorisation = {
  /** The integer in front, with the sign. */
  readonly content: bigint;
  /** Irreducible over the rationals, primitive, leading coefficients positive; small ones first. */
  readonly factors: readonly Power[];
};

/**
 * A polynomial with integer coefficients into irreducible ones over the rationals. p ≠ 0.
 * @throws NapierError `limit` where too many combinations would have to be tried
 */
export function factored(p: Polynomial): Factorisation {
  if (isZero(p)) throw new RangeError('factored: 0');
  const content = contentOf(p);
  const monomial = commonMonomial(p);
  const { ring } = p;
  const factors: Power[] = ring
    .exponents(monomial)
    .flatMap((exponent, v) => (exponent === 0 ? [] : [{ base: powerOfVariable(ring, v, 1), exponent }]));
  const rest = overMonomial(overInteger(p, content), monomial);
  const quick = factoredQuickly(rest);
  if (quick !== undefined) return { content, factors: [...factors, ...quick].sort(bySize) };
  for (const { base, exponent } of squareFreeParts(rest)) {
    for (const factor of factorSquareFree(base)) factors.push({ base: factor, exponent });
  }
  return { content, factors: factors.sort(bySize) };
}

/** Linear polynomials, and quadratic ones in one variable. */
function factoredQuickly(p: Polynomial): Power[] | undefined {
  const degree = totalDegree(p);
  if (degree === 0) return [];
  if (degree === 1) return [{ base: p, exponent: 1 }];
  if (degree > 2) return undefined;
  const variables = variablesIn(p);
  if (variables.length !== 1) return undefined;
  const [variable] = variables;
  const [c, b, a] = denseCoefficients(p, variable);
  const discriminant = b * b - 4n * a * c;
  const root = discriminant < 0n ? 0n : integerSquareRoot(discriminant);
  if (root * root !== discriminant) return [{ base: p, exponent: 1 }];
  // a·p = (a·x + (b − r)/2)·(a·x + (b + r)/2)
  const linear = (r: bigint): Polynomial => primitivePart(fromDense(p, [b + r, 2n * a], variable));
  if (root === 0n) return [{ base: linear(0n), exponent: 2 }];
  return [-root, root].map((r) => ({ base: linear(r), exponent: 1 }));
}

function bySize(a: Power, b: Power): number {
  const byDegree = totalDegree(a.base) - totalDegree(b.base);
  if (byDegree !== 0) return byDegree;
  const byTerms = a.base.monomials.length - b.base.monomials.length;
  if (byTerms !== 0) return byTerms;
  for (let i = 0; i < a.base.monomials.length; i++) {
    const [m, n] = [a.base.monomials[i], b.base.monomials[i]];
    if (m !== n) return m < n ? 1 : -1;
    const difference = a.base.coefficients[i] - b.base.coefficients[i];
    if (difference !== 0n) return difference < 0n ? -1 : 1;
  }
  return 0;
}

/** Primitive, square-free, divisible by no variable. */
function factorSquareFree(p: Polynomial): Polynomial[] {
  const variables = variablesIn(p);
  if (variables.length === 1) {
    return factorDense(denseCoefficients(p, variables[0])).map((f) => fromDense(p, f, variables[0]));
  }
  // What is free of a variable is in its content.
  for (const v of variables) {
    const content = primitivePart(contentIn(p, v));
    if (asInteger(content) !== undefined) continue;
    return [
      ...factorSquareFree(content),
      ...factorSquareFree(primitivePart(dividedExactly(p, content) as Polynomial)),
    ];
  }
  // Of degree 1 in a variable, and without content in it: irreducible.
  if (variables.some((v) => degreeIn(p, v) === 1)) return [p];
  const isMonic = (v: number): boolean => asInteger(leadingIn(p, v)) === 1n;
  const cost = (v: number): number => degreeIn(p, v) + (isMonic(v) ? 0 : 100);
  const main = variables.reduce((best, v) => (cost(v) < cost(best) ? v : best));
  if (isMonic(main)) return factorMonic(p, main);
  return factorByMonic(p, main);
}

/** p(x) with leading coefficient a: aⁿ⁻¹·p(x/a) is monic, and its factors give those of p at a·x. */
function factorByMonic(p: Polynomial, main: number): Polynomial[] {
  const degree = degreeIn(p, main);
  const lead = leadingIn(p, main);
  const wide = new Ring(p.ring.variables, totalDegree(p) + degree * (totalDegree(lead) + 1));
  const a = moved(lead, wide);
  const parts = coefficientsIn(moved(p, wide), main);
  const monic = fromCoefficientsIn(
    wide,
    parts.map((part, e) =>
      e === degree ? (dividedExactly(part, a) as Polynomial) : multiplied(part, raised(a, degree - 1 - e)),
    ),
    main,
  );
  return factorMonic(monic, main).map((factor) => {
    const back = fromCoefficientsIn(
      wide,
      coefficientsIn(factor, main).map((part, e) => multiplied(part, raised(a, e))),
      main,
    );
    const content = contentIn(back, main);
    const result = primitivePart(dividedExactly(back, content) as Polynomial);
    return moved(result, p.ring);
  });
}

/** The same polynomial in another ring of as many variables. */
export function moved(p: Polynomial, ring: Ring): Polynomial {
  if (p.ring === ring) return p;
  // The order of monomials is the same in all rings of as many variables.
  return {
    ring,
    monomials: p.monomials.map((m) => ring.monomial(p.ring.exponents(m))),
    coefficients: p.coefficients,
  };
}
