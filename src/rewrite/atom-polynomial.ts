/**
 * Polynomials with integer coefficients in atoms, which are numbered by their terms' ids. A monomial is written as its
 * atoms and exponents (`3:2 7:1`, rising, no exponent 0), and none of the coefficients is 0.
 */
export type AtomPolynomial = ReadonlyMap<string, AtomTerm>;
export type AtomTerm = { readonly powers: readonly (readonly [atom: number, exponent: number])[]; readonly coefficient: bigint }; // prettier-ignore

/** Terms beyond which a polynomial is not worth making; operations then give `undefined`. */
const MOST_TERMS = 400;
const MOST_DIVISION_STEPS = 2000;

export function atomPolynomial(terms: Iterable<AtomTerm>): AtomPolynomial {
  const out = new Map<string, AtomTerm>();
  for (const { powers, coefficient } of terms) {
    const key = powers.map(([atom, exponent]) => `${atom}:${exponent}`).join(' ');
    const sum = coefficient + (out.get(key)?.coefficient ?? 0n);
    if (sum === 0n) out.delete(key);
    else out.set(key, { powers, coefficient: sum });
  }
  return out;
}

export function constantPolynomial(value: bigint): AtomPolynomial {
  return atomPolynomial([{ powers: [], coefficient: value }]);
}

export function isConstantPolynomial(p: AtomPolynomial): boolean {
  return p.size === 0 || (p.size === 1 && p.has(''));
}

/** a + scale·b */
export function addScaled(a: AtomPolynomial, b: AtomPolynomial, scale = 1n): AtomPolynomial {
  const scaled = [...b.values()].map((term) => ({ ...term, coefficient: term.coefficient * scale }));
  return atomPolynomial([...a.values(), ...scaled]);
}

export function multiply(a: AtomPolynomial, b: AtomPolynomial): AtomPolynomial | undefined {
  if (a.size * b.size > MOST_TERMS * 8) return undefined;
  const terms: AtomTerm[] = [];
  for (const s of a.values()) {
    for (const t of b.values()) {
      terms.push({ powers: joinPowers(s.powers, t.powers, 1), coefficient: s.coefficient * t.coefficient });
    }
  }
  const product = atomPolynomial(terms);
  return product.size > MOST_TERMS ? undefined : product;
}

function joinPowers(a: AtomTerm['powers'], b: AtomTerm['powers'], sign: 1 | -1): AtomTerm['powers'] {
  const all = new Map(a);
  for (const [atom, exponent] of b) all.set(atom, (all.get(atom) ?? 0) + sign * exponent);
  return [...all].filter(([, exponent]) => exponent !== 0).sort(([x], [y]) => x - y);
}

/** Lexicographic by the atoms' numbers; a monomial order. */
function comparePowers(a: AtomTerm['powers'], b: AtomTerm['powers']): number {
  for (let i = 0; ; i++) {
    if (i >= a.length || i >= b.length) return a.length - b.length;
    if (a[i][0] !== b[i][0]) return b[i][0] - a[i][0];
    if (a[i][1] !== b[i][1]) return a[i][1] - b[i][1];
  }
}

export function leadingTerm(p: AtomPolynomial): AtomTerm {
  let best: AtomTerm | undefined;
  for (const term of p.values())
    if (best === undefined || comparePowers(term.powers, best.powers) > 0) best = term;
  if (best === undefined) throw new RangeError('leadingTerm: of 0');
  return best;
}

/** Terms, the leading one first. */
export function sortedTerms(p: AtomPolynomial): AtomTerm[] {
  return [...p.values()].sort((a, b) => comparePowers(b.powers, a.powers));
}

/** q and s ≠ 0 with s·a = q·b; `undefined` when b does not divide a over the rationals (or the work is too long). */
export function divideExactly(
  a: AtomPolynomial,
  b: AtomPolynomial,
): { readonly quotient: AtomPolynomial; readonly scale: bigint } | undefined {
  if (b.size === 0) return undefined;
  const lead = leadingTerm(b);
  let rest = a;
  let quotient: AtomPolynomial = atomPolynomial([]);
  let scale = 1n;
  for (let step = 0; rest.size > 0; step++) {
    const top = leadingTerm(rest);
    const powers = joinPowers(top.powers, lead.powers, -1);
    if (step > MOST_DIVISION_STEPS || powers.some(([, exponent]) => exponent < 0)) return undefined;
    const common = gcd(top.coefficient, lead.coefficient);
    const by = lead.coefficient / common;
    const factor = atomPolynomial([{ powers, coefficient: top.coefficient / common }]);
    const product = multiply(factor, b);
    if (product === undefined) return undefined;
    rest = addScaled(scaled(rest, by), product, -1n);
    quotient = addScaled(scaled(quotient, by), factor);
    scale *= by;
  }
  return { quotient, scale };
}

export function scaled(p: AtomPolynomial, by: bigint): AtomPolynomial {
  return by === 1n ? p : addScaled(new Map(), p, by);
}

/** The greatest common divisor of the coefficients, with the sign of the leading one; p is not 0. */
export function contentOf(p: AtomPolynomial): bigint {
  let content = 0n;
  for (const { coefficient } of p.values()) content = gcd(content, coefficient);
  return leadingTerm(p).coefficient < 0n ? -content : content;
}

export function dividedByInteger(p: AtomPolynomial, by: bigint): AtomPolynomial {
  return atomPolynomial([...p.values()].map((term) => ({ ...term, coefficient: term.coefficient / by })));
}

function gcd(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a < 0n ? -a : a;
}
