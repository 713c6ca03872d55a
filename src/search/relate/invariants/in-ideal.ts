import { nullspace } from '../../../number/exact/nullspace.ts';
import { largePrimes, primeField, type PrimeField } from '../../../number/exact/prime-field.ts';
import { monomialsUpTo } from '../monomials-up-to.ts';
import { scalePolynomial, type Monomial, type Polynomial } from '../../../number/exact/laurent-polynomial.ts';
import { RowSpace } from '../row-space.ts';

/** Products of generators with monomials that are combined at most. */
const MOST_PRODUCTS = 900;

/**
 * Whether p = Σ qᵢ·gᵢ for polynomials qᵢ with deg qᵢ + deg gᵢ ≤ deg p: multipliers of rising degree, a combination found
 * modulo a prime and then exactly. `true` is certain; `false` says that there is none of these degrees.
 */
export function inIdeal(p: Polynomial, generators: readonly Polynomial[]): boolean {
  if (p.size === 0) return true;
  const degree = totalDegree(p);
  const variables = [...new Set([p, ...generators].flatMap(variablesOf))].sort((a, b) => a - b);
  const near = generators.filter((g) => totalDegree(g) <= degree);
  const most = Math.max(-1, ...near.map((g) => degree - totalDegree(g)));
  for (let room = 0; room <= most; room++) {
    const products = near.flatMap((g) =>
      monomialsUpTo(variables.length, Math.min(room, degree - totalDegree(g))).map((exponents) =>
        scalePolynomial(
          g,
          1n,
          exponents.flatMap((e, i): Monomial => (e === 0 ? [] : [variables[i], e])),
        ),
      ),
    );
    if (products.length > MOST_PRODUCTS) return false;
    if (isCombination(p, products)) return true;
  }
  return false;
}

const [PRIME] = largePrimes();
const FIELD: PrimeField = primeField(PRIME);

/** Whether p is a rational combination of others. */
function isCombination(p: Polynomial, others: readonly Polynomial[]): boolean {
  const index = new Map<string, number>();
  for (const q of [...others, p]) for (const key of q.keys()) if (!index.has(key)) index.set(key, index.size);
  const space = new RowSpace(FIELD);
  for (const q of others) space.add(residues(q, index));
  if (!space.has(residues(p, index))) return false;
  const rows = Array.from({ length: index.size }, () => Array.from({ length: others.length + 1 }, () => 0n));
  for (const [j, q] of [...others, p].entries())
    for (const [key, { coefficient }] of q) rows[index.get(key) as number][j] = coefficient;
  return nullspace(rows, others.length + 1).some((v) => v[others.length] !== 0n);
}

function residues(p: Polynomial, index: ReadonlyMap<string, number>): Float64Array {
  const row = new Float64Array(index.size);
  for (const [key, { coefficient }] of p) row[index.get(key) as number] = FIELD.residue(coefficient);
  return row;
}

export function totalDegree(p: Polynomial): number {
  let most = 0;
  for (const { monomial } of p.values()) most = Math.max(most, monomialDegree(monomial));
  return most;
}

function monomialDegree(monomial: Monomial): number {
  return monomial.reduce((sum, e, i) => (i % 2 === 1 ? sum + e : sum), 0);
}

function variablesOf(p: Polynomial): number[] {
  return [...p.values()].flatMap(({ monomial }) => monomial.filter((_, i) => i % 2 === 0));
}
