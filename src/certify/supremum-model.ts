/**
 * Taylor models with relative remainder (Joldeş, PhD thesis, ENS Lyon 2011, ch. 2; Chevillard, Harrison, Joldeş &
 * Lauter, TCS 412, 2011, §5), with Laurent valuations: on a cell, for every t = x − centre in T,
 *
 *   value(x) = Σ_{k<n} c_k t^(v+k) + c t^(v+n)   for some c in c_n.
 *
 * The remainder is a multiple of a power of t, so leading zeros cancel in a quotient: sin(x)/x has a model at 0.
 * v may be negative: c/x at centre 0 is c t^(−1), and c/(x + c/x) is again an ordinary function there.
 */
import { mpfr, ROUND } from '../number/mpfr.ts';
import type { Workspace } from '../number/workspace.ts';
import type { BigInterval } from '../oracle/big-interval.ts';
import {
  Accumulator,
  add,
  containsZero,
  divide,
  multiply,
  negate,
  squareRoot,
  zero,
  type Coefficient,
} from './supremum-interval.ts';

export type Model = {
  readonly valuation: number;
  /** c_0 … c_n; the last one is the remainder's. At least one. A `null` remainder: the model is a polynomial, exactly. */
  readonly terms: readonly Coefficient[];
};

/** Where models live: the cell, the order up to which terms are kept, and the arithmetic. */
export type ModelSpace = {
  readonly w: Workspace;
  readonly order: number;
  /** The exact centre, and T, which contains 0. */
  readonly centre: number;
  readonly t: BigInterval;
};

/** Why there is no model on this cell: mend by splitting, or by moving the centre to a singular point. */
export class NoModel extends Error {
  readonly reason: string;
  /** Whose model it was, for the message. */
  stage: 'function' | 'program' | 'quotient' | undefined = undefined;
  /** Whether more precision may mend it. */
  imprecise = false;
  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
}

const isPolynomial = (a: Model): boolean => a.terms[a.terms.length - 1] === null;
/** The exponent (relative to the valuation) of the remainder; a polynomial has none. */
const remainderIndex = (a: Model): number => (isPolynomial(a) ? Infinity : a.terms.length - 1);

/** Strips exact zeros in front, so that the first term is the leading one. */
function normalised(valuation: number, terms: readonly Coefficient[]): Model {
  let skip = 0;
  while (skip < terms.length - 1 && terms[skip] === null) skip++;
  if (skip === terms.length - 1 && terms[skip] === null) return { valuation: 0, terms: [null] };
  return skip === 0 ? { valuation, terms } : { valuation: valuation + skip, terms: terms.slice(skip) };
}

export function isZeroModel(a: Model): boolean {
  return a.terms.every((c) => c === null);
}

export function constantModel(value: Coefficient): Model {
  return { valuation: 0, terms: [value, null] };
}

/** A value of which only the range is known. */
export function rangeModel(value: Coefficient): Model {
  return { valuation: 0, terms: [value] };
}

/** Coefficients at a point followed by Lagrange's remainder: already in the form of a model. */
export function seriesModel(terms: readonly Coefficient[]): Model {
  return normalised(0, terms);
}

/** Σ_{k ≥ from} terms_k t^(k − from) over T, by Horner's rule. */
function tail(space: ModelSpace, terms: readonly Coefficient[], from: number): Coefficient {
  let sum: Coefficient = null;
  for (let k = terms.length - 1; k >= Math.max(from, 0); k--) {
    sum = add(space.w, multiply(space.w, sum, space.t), terms[k]);
  }
  return sum;
}

/** Encloses the model's unit part, value(x) / t^valuation, over the cell. */
export function unitRange(space: ModelSpace, a: Model): Coefficient {
  return tail(space, a.terms, 0);
}

/** t^k over T, k ≥ 0, tight for even powers. */
export function powerOfT(space: ModelSpace, k: number): Coefficient {
  const { w, t } = space;
  const lo = w.big();
  const hi = w.big();
  if (k === 0) {
    mpfr.mpfr_set_ui(lo, 1, ROUND.DOWN);
    return { lo, hi: lo };
  }
  const straddles = mpfr.mpfr_sgn(t.lo) < 0 && mpfr.mpfr_sgn(t.hi) > 0;
  if (k % 2 === 0 && mpfr.mpfr_cmpabs(t.lo, t.hi) > 0) {
    mpfr.mpfr_pow_ui(lo, t.hi, k, ROUND.DOWN);
    mpfr.mpfr_pow_ui(hi, t.lo, k, ROUND.UP);
  } else {
    mpfr.mpfr_pow_ui(lo, t.lo, k, ROUND.DOWN);
    mpfr.mpfr_pow_ui(hi, t.hi, k, ROUND.UP);
  }
  if (k % 2 === 0 && straddles) mpfr.mpfr_set_ui(lo, 0, ROUND.DOWN);
  return { lo, hi };
}

/** Encloses the value over the cell. @throws NoModel when it may be unbounded there */
export function modelRange(space: ModelSpace, a: Model): Coefficient {
  if (isZeroModel(a)) return null;
  const unit = unitRange(space, a);
  if (a.valuation === 0) return unit;
  if (a.valuation > 0) return multiply(space.w, unit, powerOfT(space, a.valuation));
  const power = powerOfT(space, -a.valuation);
  if (power === null || containsZero(power)) throw new NoModel('a pole');
  return divide(space.w, unit, power);
}

export function addModels(space: ModelSpace, a: Model, b: Model): Model {
  if (isZeroModel(a)) return b;
  if (isZeroModel(b)) return a;
  const { w } = space;
  const v = Math.min(a.valuation, b.valuation);
  const top = Math.max(a.valuation + a.terms.length, b.valuation + b.terms.length) - 1 - v;
  const rest = Math.min(
    a.valuation + remainderIndex(a) - v,
    b.valuation + remainderIndex(b) - v,
    isPolynomial(a) && isPolynomial(b) ? Math.max(space.order, 1) : space.order,
    top,
  );
  const terms: Coefficient[] = [];
  for (let k = 0; k < rest; k++) {
    terms.push(add(w, a.terms[k + v - a.valuation] ?? null, b.terms[k + v - b.valuation] ?? null));
  }
  // Everything of exponent v + rest and above, divided by that power of t.
  terms.push(add(w, above(space, a, v + rest), above(space, b, v + rest)));
  return normalised(v, terms);
}

/** Σ over exponents e ≥ `exponent` of c_e t^(e − exponent) on T. */
function above(space: ModelSpace, a: Model, exponent: number): Coefficient {
  const from = exponent - a.valuation;
  if (from >= 0) return tail(space, a.terms, from);
  return multiply(space.w, tail(space, a.terms, 0), powerOfT(space, -from));
}

export function negateModel(space: ModelSpace, a: Model): Model {
  return { valuation: a.valuation, terms: a.terms.map((c) => negate(space.w, c)) };
}

export function subtractModels(space: ModelSpace, a: Model, b: Model): Model {
  return addModels(space, a, negateModel(space, b));
}

/** Coefficient k of the product of two coefficient lists. */
function convolve(
  sum: Accumulator,
  a: readonly Coefficient[],
  b: readonly Coefficient[],
  k: number,
  sign: 1 | -1,
): void {
  for (let i = Math.max(0, k - b.length + 1); i <= k && i < a.length; i++)
    sum.addProduct(a[i], b[k - i], sign);
}

export function multiplyModels(space: ModelSpace, a: Model, b: Model): Model {
  if (isZeroModel(a) || isZeroModel(b)) return constantModel(null);
  const sum = new Accumulator(space.w);
  const top = a.terms.length + b.terms.length - 2;
  const rest = Math.min(remainderIndex(a), remainderIndex(b), Math.max(space.order, 1), top);
  const terms: Coefficient[] = [];
  for (let k = 0; k < rest; k++) {
    convolve(sum, a.terms, b.terms, k, 1);
    terms.push(sum.take());
  }
  const high: Coefficient[] = [];
  for (let k = rest; k <= top; k++) {
    convolve(sum, a.terms, b.terms, k, 1);
    high.push(sum.take());
  }
  terms.push(tail(space, high, 0));
  return normalised(a.valuation + b.valuation, terms);
}

/**
 * Quotient. The coefficients by the recurrence q_k b_0 = a_k − Σ_{j≥1} b_j q_(k−j); then a − b Q = t^n R is taken
 * exactly, and R / b over the cell is the remainder.
 * @throws NoModel when the divisor may vanish on the cell other than by its factor t^v
 */
export function divideModels(space: ModelSpace, a: Model, b: Model): Model {
  const { w } = space;
  const lead = b.terms[0];
  if (lead === null || containsZero(lead)) {
    const fault = new NoModel('division by a value that may be 0');
    // The value at the centre is known as well as the precision allows: a smaller cell would not help.
    fault.imprecise = b.terms.length > 1;
    throw fault;
  }
  const whole = unitRange(space, b);
  if (whole === null || containsZero(whole)) throw new NoModel('division by a value that may be 0');
  if (isZeroModel(a)) return a;
  const sum = new Accumulator(w);
  const rest = Math.min(remainderIndex(a), remainderIndex(b), Math.max(space.order, 1));
  const quotient: Coefficient[] = [];
  for (let k = 0; k < rest; k++) {
    sum.addValue(a.terms[k] ?? null);
    for (let j = 1; j <= k && j < b.terms.length; j++) sum.addProduct(b.terms[j], quotient[k - j], -1);
    quotient.push(divide(w, sum.take(), lead));
  }
  const high: Coefficient[] = [];
  for (let k = rest; k < Math.max(a.terms.length, b.terms.length - 1 + rest); k++) {
    sum.addValue(a.terms[k] ?? null);
    convolve(sum, b.terms, quotient, k, -1);
    high.push(sum.take());
  }
  quotient.push(divide(w, tail(space, high, 0), whole));
  return normalised(a.valuation - b.valuation, quotient);
}

/** Square root, for a value that is positive on the cell. @throws NoModel otherwise */
export function squareRootModel(space: ModelSpace, a: Model): Model {
  const { w } = space;
  if (isZeroModel(a)) return a;
  const lead = a.terms[0];
  const whole = unitRange(space, a);
  if (a.valuation !== 0 && a.valuation % 2 === 0 && whole !== null && mpfr.mpfr_sgn(whole.lo) > 0) {
    // √(t^2k·u) = |t|^k·√u
    const half = a.valuation / 2;
    const sign =
      half % 2 === 0 || mpfr.mpfr_sgn(space.t.lo) >= 0 ? 1 : mpfr.mpfr_sgn(space.t.hi) <= 0 ? -1 : 0;
    const root = squareRootModel(space, { ...a, valuation: 0 });
    const model = { ...root, valuation: root.valuation + half };
    if (sign !== 0) return sign > 0 ? model : negateModel(space, model);
  }
  if (
    a.valuation !== 0 ||
    lead === null ||
    whole === null ||
    mpfr.mpfr_sgn(lead.lo) <= 0 ||
    mpfr.mpfr_sgn(whole.lo) <= 0
  ) {
    const range = modelRange(space, a);
    if (range !== null && mpfr.mpfr_sgn(range.lo) < 0)
      throw new NoModel('square root of a value that may be negative');
    return rangeModel(squareRoot(w, range));
  }
  const sum = new Accumulator(w);
  const rest = Math.min(remainderIndex(a), Math.max(space.order, 1));
  const root: Coefficient[] = [squareRoot(w, lead)];
  const twice = add(w, root[0], root[0]) as BigInterval;
  for (let k = 1; k < rest; k++) {
    sum.addValue(a.terms[k] ?? null);
    for (let j = 1; j < k; j++) sum.addProduct(root[j], root[k - j], -1);
    root.push(divide(w, sum.take(), twice));
  }
  if (rest === 0) return rangeModel(squareRoot(w, whole));
  const high: Coefficient[] = [];
  for (let k = rest; k < Math.max(a.terms.length, 2 * root.length - 1); k++) {
    sum.addValue(a.terms[k] ?? null);
    convolve(sum, root, root, k, -1);
    high.push(sum.take());
  }
  // √a − Q = (a − Q²) / (√a + Q).
  const below = add(w, squareRoot(w, whole), tail(space, root, 0));
  if (below === null || containsZero(below)) return rangeModel(squareRoot(w, whole));
  root.push(divide(w, tail(space, high, 0), below));
  return normalised(0, root);
}

/**
 * g ∘ u from g's coefficients at u's value at the centre and Lagrange's over u's range: Horner's rule in models.
 * `inner` is u minus that value.
 */
export function composeModel(space: ModelSpace, outer: readonly Coefficient[], inner: Model): Model {
  let sum = rangeModel(outer[outer.length - 1]);
  for (let k = outer.length - 2; k >= 0; k--) {
    sum = addModels(space, multiplyModels(space, sum, inner), constantModel(outer[k]));
  }
  return sum;
}

/** u − u(centre), and u(centre) itself. @throws NoModel when u has a pole at the centre or only a range */
export function splitAtCentre(space: ModelSpace, a: Model): { value: BigInterval; rest: Model } {
  if (a.valuation < 0) throw new NoModel('a pole');
  if (a.valuation > 0 || isZeroModel(a)) return { value: zero(space.w), rest: a };
  if (a.terms.length < 2) throw new NoModel('only a range is known');
  return { value: a.terms[0] ?? zero(space.w), rest: normalised(0, [null, ...a.terms.slice(1)]) };
}
