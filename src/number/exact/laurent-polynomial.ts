import { absolute, gcd, integerSquareRoot } from './integers.ts';

/**
 * A product of powers of generators: generator, exponent, generator, exponent, …, generators rising, no exponent 0.
 * Exponents may be negative.
 */
export type Monomial = readonly number[];

/** A Laurent polynomial with integer coefficients, none of them 0, by the text of its monomials. */
export type Polynomial = ReadonlyMap<string, PolynomialTerm>;
export type PolynomialTerm = { readonly monomial: Monomial; readonly coefficient: bigint };

/** A computation grew beyond what is worth doing: its caller gives up, it is nobody's mistake. */
export class TooLarge extends Error {}
const MOST_TERMS = 6_000;
const MOST_WORK = 2_000_000;

export function polynomial(terms: Iterable<readonly [Monomial, bigint]>): Polynomial {
  const out = new Map<string, PolynomialTerm>();
  for (const [monomial, coefficient] of terms) addTerm(out, monomial, coefficient);
  return out;
}

function addTerm(out: Map<string, PolynomialTerm>, monomial: Monomial, coefficient: bigint): void {
  if (coefficient === 0n) return;
  const key = monomial.join();
  const before = out.get(key);
  const sum = (before?.coefficient ?? 0n) + coefficient;
  if (sum === 0n) out.delete(key);
  else out.set(key, { monomial, coefficient: sum });
}

export const ZERO: Polynomial = new Map();
export const ONE: Polynomial = polynomial([[[], 1n]]);

export function multiplyMonomials(a: Monomial, b: Monomial): Monomial {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const out: number[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (j >= b.length || a[i] < b[j]) {
      out.push(a[i], a[i + 1]);
      i += 2;
    } else if (i >= a.length || b[j] < a[i]) {
      out.push(b[j], b[j + 1]);
      j += 2;
    } else {
      const e = a[i + 1] + b[j + 1];
      if (e !== 0) out.push(a[i], e);
      [i, j] = [i + 2, j + 2];
    }
  }
  return out;
}

export function invertMonomial(a: Monomial): Monomial {
  return a.map((x, i) => (i % 2 === 0 ? x : -x));
}

export function exponentOf(monomial: Monomial, generator: number): number {
  for (let i = 0; i < monomial.length; i += 2) if (monomial[i] === generator) return monomial[i + 1];
  return 0;
}

/** Lexicographic: a group order, so leading terms multiply. */
export function compareMonomials(a: Monomial, b: Monomial): number {
  for (let i = 0; ; i += 2) {
    if (i >= a.length) return i >= b.length ? 0 : -b[i + 1];
    if (i >= b.length) return a[i + 1];
    if (a[i] < b[i]) return a[i + 1];
    if (b[i] < a[i]) return -b[i + 1];
    if (a[i + 1] !== b[i + 1]) return a[i + 1] - b[i + 1];
  }
}

/** Terms, the leading one first. */
export function sortedTerms(p: Polynomial): PolynomialTerm[] {
  return [...p.values()].sort((a, b) => compareMonomials(b.monomial, a.monomial));
}

export function leadingTerm(p: Polynomial): PolynomialTerm {
  let best: PolynomialTerm | undefined;
  for (const term of p.values())
    if (best === undefined || compareMonomials(term.monomial, best.monomial) > 0) best = term;
  if (best === undefined) throw new RangeError('leadingTerm: of 0');
  return best;
}

/** Equal polynomials have equal texts. */
export function polynomialKey(p: Polynomial): string {
  return sortedTerms(p)
    .map(({ monomial, coefficient }) => `${coefficient}*${monomial.join()}`)
    .join('+');
}

export function addPolynomials(a: Polynomial, b: Polynomial, scale = 1n): Polynomial {
  const out = new Map(a);
  for (const { monomial, coefficient } of b.values()) addTerm(out, monomial, coefficient * scale);
  return out;
}

export function multiplyPolynomials(a: Polynomial, b: Polynomial): Polynomial {
  if (a.size * b.size > MOST_WORK) throw new TooLarge();
  const out = new Map<string, PolynomialTerm>();
  for (const s of a.values()) {
    for (const t of b.values()) {
      addTerm(out, multiplyMonomials(s.monomial, t.monomial), s.coefficient * t.coefficient);
    }
  }
  if (out.size > MOST_TERMS) throw new TooLarge();
  return out;
}

export function scalePolynomial(p: Polynomial, by: bigint, monomial: Monomial = []): Polynomial {
  return polynomial(
    [...p.values()].map(
      (t) => [multiplyMonomials(t.monomial, monomial), t.coefficient * by] as [Monomial, bigint],
    ),
  );
}

/** p = content · monomial · primitive, the leading coefficient of `primitive` positive; p is not 0. */
export function splitContent(p: Polynomial): {
  readonly content: bigint;
  readonly monomial: Monomial;
  readonly primitive: Polynomial;
} {
  let content = 0n;
  let least: Map<number, number> | undefined;
  for (const { monomial, coefficient } of p.values()) {
    content = gcd(content, coefficient);
    if (least === undefined) {
      least = new Map();
      for (let i = 0; i < monomial.length; i += 2) least.set(monomial[i], monomial[i + 1]);
      continue;
    }
    for (const [g, e] of least) least.set(g, Math.min(e, exponentOf(monomial, g)));
    for (let i = 0; i < monomial.length; i += 2) {
      if (!least.has(monomial[i])) least.set(monomial[i], Math.min(0, monomial[i + 1]));
    }
  }
  const common = [...(least ?? [])]
    .filter(([, e]) => e !== 0)
    .sort(([a], [b]) => a - b)
    .flat();
  if (leadingTerm(p).coefficient < 0n) content = -content;
  const back = invertMonomial(common);
  const primitive = polynomial(
    [...p.values()].map(
      (t) => [multiplyMonomials(t.monomial, back), t.coefficient / content] as [Monomial, bigint],
    ),
  );
  return { content, monomial: common, primitive };
}

/** a / b when b divides a and the quotient is short. */
export function dividePolynomials(a: Polynomial, b: Polynomial): Polynomial | undefined {
  const lead = leadingTerm(b);
  const back = invertMonomial(lead.monomial);
  const quotient: [Monomial, bigint][] = [];
  let rest = a;
  while (rest.size > 0) {
    const top = leadingTerm(rest);
    if (top.coefficient % lead.coefficient !== 0n || quotient.length >= a.size + 8) return undefined;
    const factor: [Monomial, bigint] = [
      multiplyMonomials(top.monomial, back),
      top.coefficient / lead.coefficient,
    ];
    quotient.push(factor);
    rest = addPolynomials(rest, scalePolynomial(b, factor[1], factor[0]), -1n);
  }
  return polynomial(quotient);
}

/** s with s² = p and a positive leading coefficient, if there is one (and it is short). */
export function polynomialSquareRoot(p: Polynomial): Polynomial | undefined {
  const lead = leadingTerm(p);
  const root = integerSquareRoot(absolute(lead.coefficient));
  if (root * root !== lead.coefficient || lead.monomial.some((e, i) => i % 2 === 1 && e % 2 !== 0))
    return undefined;
  const first = lead.monomial.map((e, i) => (i % 2 === 1 ? e / 2 : e));
  const back = invertMonomial(first);
  let s = polynomial([[first, root]]);
  let rest = addPolynomials(p, multiplyPolynomials(s, s), -1n);
  while (rest.size > 0) {
    const top = leadingTerm(rest);
    if (top.coefficient % (2n * root) !== 0n || s.size > p.size) return undefined;
    const next = polynomial([[multiplyMonomials(top.monomial, back), top.coefficient / (2n * root)]]);
    s = addPolynomials(s, next);
    rest = addPolynomials(p, multiplyPolynomials(s, s), -1n);
  }
  return s;
}
