/** Polynomials over named atoms with dyadic coefficients: the exact algebra in which rounding errors cancel. */
import {
  addDyadics,
  DYADIC_ONE,
  dyadicOf,
  multiplyDyadics,
  negateDyadic,
  type Dyadic,
} from '../../number/dyadic.ts';

/** Coefficients by monomials, each the names of its factors in order, joined by `·`, or `1`; no coefficient is 0. */
export type Polynomial = ReadonlyMap<string, Dyadic>;

const UNIT = '1';
const TIMES = '·';
export const ZERO: Polynomial = new Map();

/** @param value finite */
export function constant(value: number): Polynomial {
  return value === 0 ? ZERO : new Map([[UNIT, dyadicOf(value)]]);
}

export const ONE: Polynomial = constant(1);

export function atom(name: string): Polynomial {
  return new Map([[name, DYADIC_ONE]]);
}

export function isZero(p: Polynomial): boolean {
  return p.size === 0;
}

/** Of one term without names: a number. */
export function isNumber(p: Polynomial): boolean {
  return p.size === 1 && p.has(UNIT);
}

/** The term without names. */
export function numberIn(p: Polynomial): Polynomial {
  const term = p.get(UNIT);
  return term === undefined ? ZERO : new Map([[UNIT, term]]);
}

/** The only name in a monomial; `undefined` of others. */
export function singleAtom(monomial: string): string | undefined {
  return monomial === UNIT || monomial.includes(TIMES) ? undefined : monomial;
}

export function add(p: Polynomial, q: Polynomial): Polynomial {
  const sum = new Map(p);
  for (const [monomial, coefficient] of q) {
    const before = sum.get(monomial);
    const total = before === undefined ? coefficient : addDyadics(before, coefficient);
    if (total.m === 0n) sum.delete(monomial);
    else sum.set(monomial, total);
  }
  return sum;
}

export function negate(p: Polynomial): Polynomial {
  return new Map([...p].map(([monomial, coefficient]) => [monomial, negateDyadic(coefficient)]));
}

export function multiply(p: Polynomial, q: Polynomial): Polynomial {
  let product = ZERO;
  for (const [left, a] of p) {
    const row = [...q].map(([right, b]) => [joinedFactors(left, right), multiplyDyadics(a, b)] as const);
    product = add(product, new Map(row));
  }
  return product;
}

function joinedFactors(left: string, right: string): string {
  if (left === UNIT) return right;
  return right === UNIT ? left : [...left.split(TIMES), ...right.split(TIMES)].toSorted().join(TIMES);
}

/** p where of every monomial that has both factors these are replaced by what their product is. */
export function replaceProduct(p: Polynomial, [a, b]: readonly [string, string], by: Polynomial): Polynomial {
  let replaced = ZERO;
  let found = false;
  for (const [monomial, coefficient] of p) {
    const rest = withoutFactor(withoutFactor(monomial.split(TIMES), a), b);
    found ||= rest !== undefined;
    const own: Polynomial = new Map([
      [rest === undefined ? monomial : rest.join(TIMES) || UNIT, coefficient],
    ]);
    replaced = add(replaced, rest === undefined ? own : multiply(own, by));
  }
  return found ? replaceProduct(replaced, [a, b], by) : p;
}

function withoutFactor(factors: readonly string[] | undefined, name: string): readonly string[] | undefined {
  const at = factors?.indexOf(name) ?? -1;
  return at < 0 ? undefined : factors?.toSpliced(at, 1);
}

/** `2 * a * b - c`, numbers as Gappa reads them. */
export function polynomialText(p: Polynomial): string {
  if (isZero(p)) return '0';
  return [...p]
    .map(([monomial, { m, e }], k) => {
      const sign = m < 0n ? (k === 0 ? '-' : ' - ') : k === 0 ? '' : ' + ';
      const factors = monomial === UNIT ? [] : monomial.split(TIMES);
      const size = numberText(m < 0n ? -m : m, e);
      return sign + [...(size === '1' && factors.length > 0 ? [] : [size]), ...factors].join(' * ');
    })
    .join('');
}

/** m·2^e in lowest terms, as an integer or `3b-1`. */
function numberText(m: bigint, e: number): string {
  for (; m % 2n === 0n && e < 0; e++) m /= 2n;
  return e < 0 || e > 64 ? `${m}b${e}` : `${m << BigInt(e)}`;
}
