import { addPolynomials, multiplyPolynomials, polynomialBits, polynomialOfConstant, type PolynomialPart } from './polynomial-code.ts'; // prettier-ignore
import { CODE } from './regress-operations.ts';

/** The code of a polynomial among those of operations. */
export const POLYNOMIAL = -1;

/** What a part of a formula takes: the bits of its leaves, and its operations, by their codes. */
export type Coded = { readonly leaves: number; readonly symbols: readonly number[] };

/** One of the terms that are added or subtracted. */
export type Addend = Coded & { readonly polynomial: PolynomialPart | undefined; readonly negated: boolean };

/** A polynomial of one variable with its degree and coefficients. @param leaf bits of a variable */
export function codedPolynomial(polynomial: PolynomialPart, leaf: number): Coded {
  return { leaves: leaf + polynomialBits(polynomial), symbols: [POLYNOMIAL] };
}

/**
 * A sum with its terms put together, in whatever order they were written: those that are polynomials in the same variable are
 * one, so x⁴ + sin(y) − x³ takes as many bits as x⁴ − x³ + sin(y). `undefined` where nothing comes together.
 * @param bits that a part takes
 * @param leaf bits of a variable
 */
export function gatheredSum(
  addends: readonly Addend[],
  bits: (coded: Coded) => number,
  leaf: number,
): Coded | undefined {
  const groups = new Map<number, Addend[]>();
  const others: Addend[] = [];
  for (const addend of addends) {
    const { polynomial } = addend;
    if (polynomial === undefined) others.push(addend);
    else groups.set(polynomial.variable, [...(groups.get(polynomial.variable) ?? []), addend]);
  }
  if (groups.size + others.length === addends.length) return undefined;
  for (const [variable, group] of groups) {
    const polynomial = variable < 0 ? undefined : sumOf(group);
    if (
      polynomial === undefined ||
      (group.length === 1 && bits(group[0]) <= bits(codedPolynomial(polynomial, leaf)))
    ) {
      others.push(...group);
    } else {
      others.push({ ...codedPolynomial(polynomial, leaf), polynomial, negated: false });
    }
  }
  const minus = Math.min(others.length - 1, others.filter(({ negated }) => negated).length);
  const signs = others.slice(1).map((_, i) => (i < minus ? CODE.sub : CODE.add));
  return {
    leaves: others.reduce((sum, { leaves }) => sum + leaves, 0),
    symbols: [...others.flatMap(({ symbols }) => symbols), ...signs],
  };
}

function sumOf(group: readonly Addend[]): PolynomialPart | undefined {
  return group
    .map(({ polynomial, negated }) => {
      const one = polynomial as PolynomialPart;
      return negated ? multiplyPolynomials(polynomialOfConstant(-1, 0), one) : one;
    })
    .reduce((sum, one) => (sum === undefined || one === undefined ? undefined : addPolynomials(sum, one, 1)));
}
