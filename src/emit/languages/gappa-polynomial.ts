/** Polynomials over named atoms with integer coefficients: the exact algebra in which rounding errors cancel. */

/** Coefficients by monomials, each the names of its factors in order, joined by `*`, or `1`; no coefficient is 0. */
export type Polynomial = ReadonlyMap<string, bigint>;

const UNIT = '1';
export const ZERO: Polynomial = new Map();
export const ONE: Polynomial = new Map([[UNIT, 1n]]);

export function whole(value: bigint): Polynomial {
  return value === 0n ? ZERO : new Map([[UNIT, value]]);
}

export function atom(name: string): Polynomial {
  return new Map([[name, 1n]]);
}

export function isZero(p: Polynomial): boolean {
  return p.size === 0;
}

export function add(p: Polynomial, q: Polynomial): Polynomial {
  const sum = new Map(p);
  for (const [monomial, coefficient] of q) {
    const total = (sum.get(monomial) ?? 0n) + coefficient;
    if (total === 0n) sum.delete(monomial);
    else sum.set(monomial, total);
  }
  return sum;
}

export function negate(p: Polynomial): Polynomial {
  return new Map([...p].map(([monomial, coefficient]) => [monomial, -coefficient]));
}

export function multiply(p: Polynomial, q: Polynomial): Polynomial {
  let product = ZERO;
  for (const [left, a] of p) {
    const row = [...q].map(([right, b]) => [joinedFactors(left, right), a * b] as const);
    product = add(product, new Map(row));
  }
  return product;
}

function joinedFactors(left: string, right: string): string {
  if (left === UNIT) return right;
  return right === UNIT ? left : [...left.split('*'), ...right.split('*')].toSorted().join('*');
}

export function equal(p: Polynomial, q: Polynomial): boolean {
  return isZero(add(p, negate(q)));
}

/** p/a for an atom that is a factor of every monomial; `undefined` where it is not. */
export function without(p: Polynomial, name: string): Polynomial | undefined {
  let rest = ZERO;
  for (const [monomial, coefficient] of p) {
    const factors = monomial.split('*');
    const at = factors.indexOf(name);
    if (at < 0) return undefined;
    const left = factors.length === 1 ? UNIT : factors.toSpliced(at, 1).join('*');
    rest = add(rest, new Map([[left, coefficient]]));
  }
  return rest;
}

/** `2 * a * b - c`. */
export function polynomialText(p: Polynomial): string {
  if (isZero(p)) return '0';
  return [...p]
    .map(([monomial, coefficient], k) => {
      const size = coefficient < 0n ? -coefficient : coefficient;
      const sign = coefficient < 0n ? (k === 0 ? '-' : ' - ') : k === 0 ? '' : ' + ';
      const factors = monomial === UNIT ? [] : monomial.split('*');
      return sign + [...(size === 1n && factors.length > 0 ? [] : [`${size}`]), ...factors].join(' * ');
    })
    .join('');
}
