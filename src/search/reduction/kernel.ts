import { toHexFloat } from '../../number/exact-constant.ts';
import type { Operand } from '../../program/program.ts';
import { evaluatePolynomial, power, type PolynomialForm } from '../forms/evaluate-polynomial.ts';
import type { Emitter } from './emitter.ts';
import { productRest } from './exact-sum.ts';
import { multiplyKept, type KeptValue } from './kept-value.ts';
import { addKept, type Sum } from './step.ts';

/**
 * How a polynomial is written: how many of its lowest terms stand apart, to be added last; `split`: of the first term a
 * part that is exact stands apart (its power of two, or for a constant term the rounded constant) and the rest of it
 * goes with the tail.
 */
export type KernelForm = {
  readonly heads: 0 | 1 | 2 | 3;
  readonly split: boolean;
  readonly scheme: PolynomialForm;
  /** Two heads are added at once, and what that rounds away goes with the tail. */
  readonly kept?: true;
  /**
   * All leading terms that are exact up to a rounding which a fused operation gives are heads, and nothing of them is
   * lost; split: and a term in x after them, its coefficient in two parts.
   */
  readonly deep?: true;
  /**
   * A deep split of a later term, in x², x³ or x⁴: not only is its coefficient in two parts, but its power and their product are
   * each taken with what their rounding loses.
   */
  readonly twice?: true;
  /** A split where products are fused: the rounded coefficient stands apart, its product never rounded by itself. */
  readonly fused?: true;
};

/** A polynomial with coefficients of the format computed in. With a split form `lead` is the part that stands apart. */
export type Kernel = {
  readonly powers: readonly number[];
  readonly coefficients: readonly number[];
  readonly lead?: number;
  readonly form: KernelForm;
};

type Term = { readonly power: number; readonly coefficient: string };

/** A slope this near to 1 is taken for 1: it is a factor of what is small already. */
const SLOPE_SLACK = 2 ** -9;

/**
 * Emits a kernel at the reduced argument x, or x + rest: then the rest is added to the tail, which is right to first
 * order where the kernel has x itself, or −x, among its heads, and left out elsewhere.
 */
export function emitKernel(e: Emitter, x: Operand, kernel: Kernel, rest?: Operand): Sum {
  if (kernel.form.deep) return emitDeep(e, x, kernel, rest);
  const sum = emitAt(e, x, kernel);
  const { powers, coefficients, form } = kernel;
  const linear = powers.findIndex((power, k) => power === 1 && k < form.heads);
  const slope = linear < 0 ? 0 : coefficients[linear];
  if (rest === undefined || form.split) return sum;
  if (slope === -1 && !form.kept) return withRest(e, sum, e.op('neg', rest));
  if (slope !== 1) return sum;
  if (form.kept)
    return { head: sum.head, tail: e.op('add', sum.tail, restOfSecondOrder(e, x, kernel, rest)) };
  return withRest(e, sum, rest);
}

function withRest(e: Emitter, { head, tail, product }: Sum, rest: Operand): Sum {
  if (head === undefined) return { tail: e.op('add', tail, rest) };
  return {
    head,
    tail: e.fma && product !== undefined ? e.op('fma', ...product, rest) : e.op('add', tail, rest),
  };
}

/** rest·f′(x), to first order in x. */
function restOfSecondOrder(e: Emitter, x: Operand, { powers, coefficients }: Kernel, rest: Operand): Operand {
  const square = powers.indexOf(2);
  if (square < 0) return rest;
  const slope = 2 * coefficients[square];
  const near = Math.abs(slope - 1) < SLOPE_SLACK;
  return e.multiplyAdd(rest, near ? x : e.op('mul', x, e.number(e.format.round(slope))), rest);
}

/**
 * The heads added from the largest down, what each sum and the square round away, rest·f′(x) and the other terms in the
 * tail: of these none is more than a rounding error but the last.
 */
function emitDeep(e: Emitter, x: Operand, kernel: Kernel, rest?: Operand): Sum {
  const { powers, coefficients, form, lead } = kernel;
  const texts = powers.map((exponent, k) => ({ power: exponent, coefficient: toHexFloat(coefficients[k]) }));
  const after = texts.slice(form.heads);
  const scaled = (operand: Operand, by: number): Operand =>
    by === 1 ? operand : e.op('mul', operand, e.number(by));
  let head: Operand | undefined;
  const small: Operand[] = [];
  const take = (term: Operand): void => {
    if (head === undefined) head = term;
    else {
      const sum = addKept(e, head, term);
      head = sum.head;
      small.push(sum.tail);
    }
  };
  for (let k = 0; k < form.heads; k++) {
    const [exponent, by] = [powers[k], coefficients[k]];
    const base = exponent === 0 ? e.number(1) : power(e.builder, x, exponent);
    const term = scaled(base, by);
    if (exponent === 2) small.push(scaled(productRest(e, x, x, base), by));
    take(term);
  }
  if (lead !== undefined && !form.twice) {
    const product = e.op('mul', x, e.number(lead));
    small.push(productRest(e, x, e.number(lead), product));
    take(product);
  }
  if (rest !== undefined) small.push(restOfFirstTerms(e, x, kernel, rest));
  const sumOfSmall = (): Operand | undefined =>
    small.length === 0 ? undefined : small.reduce((a, b) => e.op('add', a, b));
  if (lead !== undefined && head !== undefined && form.twice) {
    const { factor, other } = twiceFactors(e, x, lead, after, form.scheme);
    if (factor === undefined) {
      take(other.value);
      return { head, tail: e.op('add', other.rest as Operand, sumOfSmall() as Operand) };
    }
    const sum = addProductKept(e, factor.value, other.value, head);
    small.push(sum.tail);
    if (factor.rest !== undefined) small.push(e.op('mul', factor.rest, other.value));
    return {
      head: sum.head,
      tail: e.op('fma', factor.value, other.rest as Operand, sumOfSmall() as Operand),
    };
  }
  const before = sumOfSmall();
  if (after.length === 0) return { head, tail: before ?? e.number(0) };
  const { tail, product } = tailOf(e, x, after, form.scheme);
  if (before === undefined) return { head, tail, product };
  return {
    head,
    tail: product === undefined ? e.op('add', tail, before) : e.multiplyAdd(...product, before),
  };
}

/**
 * All terms from one in x², x³ or x⁴ on as a product of x or x² and another factor, or as that other alone, each with what its roundings
 * lose; the other's rest holds what is left of the coefficient, and all further terms.
 */
function twiceFactors(
  e: Emitter,
  x: Operand,
  lead: number,
  terms: readonly Term[],
  scheme: PolynomialForm,
): { readonly factor: KeptValue | undefined; readonly other: KeptValue } {
  const exponent = terms[0].power;
  const square = multiplyKept(e, { value: x }, { value: x });
  const { value, rest } = multiplyKept(e, square, { value: e.number(lead) });
  const inner = terms.map((term) => ({ ...term, power: term.power - exponent }));
  const left = evaluatePolynomial(e.builder, x, inner, scheme, e.fma);
  const factor = exponent === 2 ? undefined : exponent === 3 ? { value: x } : square;
  return { factor, other: { value, rest: e.op('fma', square.value, left, rest as Operand) } };
}

/**
 * a·b + c as a sum of two, where |c| ≥ 2|ab|: c − s is exact then (Sterbenz), and what the fused operation s rounds away is that and
 * ab, in one rounding of its own.
 */
function addProductKept(
  e: Emitter,
  a: Operand,
  b: Operand,
  c: Operand,
): { readonly head: Operand; readonly tail: Operand } {
  const head = e.op('fma', a, b, c);
  return { head, tail: e.op('fma', a, b, e.op('sub', c, head)) };
}

/**
 * rest·f′(x), by the first two terms of f that are not constant, right to the last bits of the first for small x; where nothing of
 * them is lost and the first is x itself by three: of a sine 1 − x²/2 leaves a sixtieth of the rest.
 */
function restOfFirstTerms(e: Emitter, x: Operand, kernel: Kernel, rest: Operand): Operand {
  const { powers, lead, form } = kernel;
  const coefficients = kernel.coefficients.map((value, k) =>
    lead !== undefined && k === form.heads ? lead : value,
  );
  const [first, second, third] = powers.map((_, k) => k).filter((k) => powers[k] > 0);
  const slope = (k: number): Operand => {
    const by = e.format.round(powers[k] * coefficients[k]);
    if (powers[k] === 1) return e.number(by);
    const base = power(e.builder, x, powers[k] - 1);
    return by === 1 ? base : e.op('mul', base, e.number(by));
  };
  if (second === undefined) return e.op('mul', rest, slope(first));
  const far = form.twice === true && powers[first] === 1 && third !== undefined;
  const own = powers[first] === 1 && coefficients[first] === 1 ? rest : e.op('mul', rest, slope(first));
  if (!far) return e.multiplyAdd(rest, slope(second), own);
  const [near, beyond] = [second, third].map((k) => e.format.round(powers[k] * coefficients[k]));
  const between = power(e.builder, x, powers[third] - powers[second]);
  const factor = e.multiplyAdd(between, e.number(beyond), e.number(near));
  return e.multiplyAdd(rest, e.op('mul', power(e.builder, x, powers[second] - 1), factor), own);
}

function emitAt(e: Emitter, x: Operand, { powers, coefficients, lead, form }: Kernel): Sum {
  const b = e.builder;
  const texts = powers.map((exponent, k) => ({ power: exponent, coefficient: toHexFloat(coefficients[k]) }));
  const term = (exponent: number, coefficient: number): Operand => {
    if (exponent === 0) return e.number(coefficient);
    const base = power(b, x, exponent);
    return coefficient === 1 ? base : e.op('mul', base, e.number(coefficient));
  };
  if (form.heads === 0) return { tail: evaluatePolynomial(b, x, texts, form.scheme, e.fma) };
  if (form.fused) {
    const { tail } = tailOf(e, x, texts, form.scheme);
    return { tail: e.op('fma', power(b, x, powers[0]), e.number(lead as number), tail) };
  }
  if (form.split) {
    const head = term(powers[0], lead as number);
    return { head, ...tailOf(e, x, texts, form.scheme) };
  }
  const head = term(powers[0], coefficients[0]);
  if (powers.length === 1) return { tail: head };
  if (form.heads === 1) return { head, ...tailOf(e, x, texts.slice(1), form.scheme) };
  const second = term(powers[1], coefficients[1]);
  if (powers.length === 2) return { head, tail: second };
  const rest = tailOf(e, x, texts.slice(2), form.scheme);
  if (form.kept) {
    const kept = addKept(e, head, second);
    return { head: kept.head, tail: e.op('add', kept.tail, rest.tail) };
  }
  const tail =
    e.fma && rest.product !== undefined
      ? e.op('fma', ...rest.product, second)
      : e.op('add', second, rest.tail);
  return { head, tail };
}

/** The terms as x^first·q, with the product told. */
function tailOf(
  e: Emitter,
  x: Operand,
  terms: readonly Term[],
  scheme: PolynomialForm,
): Pick<Sum, 'tail' | 'product'> {
  const first = terms[0].power;
  const inner = terms.map((term) => ({ power: term.power - first, coefficient: term.coefficient }));
  const value = evaluatePolynomial(e.builder, x, inner, scheme, e.fma);
  if (first === 0) return { tail: value };
  const factor = power(e.builder, x, first);
  return { tail: e.op('mul', factor, value), product: [factor, value] };
}
