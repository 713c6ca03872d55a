import { NapierError } from '../../error/fault.ts';
import { apply, type ApplyTerm, type Expression } from '../../expression/expression.ts';
import { foldExpression } from '../../expression/fold.ts';
import { equalPolynomials, totalDegree } from '../../number/polynomial/polynomial.ts';
import { tidyApply } from '../../expression/tidy.ts';
import type { Surroundings } from './canonical/surroundings.ts';
import { canonicalFunction } from './canonical-function.ts';
import { contractedLogarithms } from './contracted-logarithms.ts';
import { foldRational, isRationalOperation, readFraction, type Kernels } from './kernels.ts';
import { unifiedKernels } from './multiple-angles.ts';
import { reducedBy, relationsOf, withoutNumericRoots, type Preference } from './relations.ts';
import { summedAngles } from './summed-angles.ts';
import { termLength } from './term-length.ts';
import { fractionTerm } from './to-expression.ts';
import type { Fraction } from './fraction.ts';

/** Larger polynomials are not factored on the way to the shortest form. */
const FACTOR_TERMS = 40;
const FACTOR_DEGREE = 16;

/**
 * A short form of an expression by exact algebra: as a quotient of polynomials in its functions, divided out, with the
 * relations among these (squares of roots, of sines and cosines, multiples of angles, powers of exponentials), written
 * expanded or factored, whichever is shortest. Never longer than the expression. Equal to it wherever that has a value.
 */
export function simplifyExactly(expression: Expression): Expression {
  return new Simplifier(expression).simplify(expression);
}

/** Nothing shorter is looked for below this: leaves, and one function of one. */
const SHORT = 3;

class Simplifier {
  private readonly known = new Map<number, Expression>();
  private readonly plain: Surroundings;
  private readonly positive = new Set<number>();
  private readonly used: ReadonlySet<string>;
  private readonly hasLogarithms: boolean;

  constructor(root: Expression) {
    const used = new Set<string>();
    const logarithms: Expression[] = [];
    foldExpression<undefined>(root, (term) => {
      if (term.kind !== 'apply') return undefined;
      used.add(term.operation);
      if (term.operation.startsWith('log')) logarithms.push(term);
      return undefined;
    });
    this.used = used;
    this.hasLogarithms = ['log', 'log1p', 'log2', 'log10', 'softplus'].some((name) => used.has(name));
    this.plain = {
      positive: this.positive,
      hyperbolicAsExponential: false,
      splitAngles: false,
      acosAsAsin: used.has('asin') && used.has('acos'),
    };
    // What a logarithm is taken of is positive wherever the whole has a value.
    for (const term of logarithms) {
      if (term.kind !== 'apply') continue;
      const [a] = term.args;
      if (term.operation !== 'log1p') this.positive.add(a.kind === 'apply' ? this.simplify(a).id : a.id);
    }
  }

  simplify(expression: Expression): Expression {
    if (expression.kind !== 'apply') return expression;
    const found = this.known.get(expression.id);
    if (found !== undefined) return found;
    const result = this.shortest(expression);
    this.known.set(expression.id, result);
    this.known.set(result.id, result);
    return result;
  }

  private shortest(expression: Expression): Expression {
    let best = tidied(expression);
    const consider = (candidate: Expression | undefined): void => {
      if (candidate !== undefined && termLength(candidate) < termLength(best)) best = candidate;
    };
    for (const around of this.surroundings(expression)) {
      try {
        for (const candidate of this.forms(expression, around)) {
          consider(candidate);
          if (termLength(best) < SHORT) return best;
        }
      } catch (error) {
        // What is too large for this way may be short in another.
        if (!(error instanceof NapierError) || error.fault.kind !== 'limit') throw error;
      }
    }
    return best;
  }

  /** Ways to read the functions: the plain one, and others where they could meet. */
  private surroundings(expression: Expression): Surroundings[] {
    const out = [this.plain];
    const has = (name: string): boolean => this.used.has(name);
    if (has('sinh') || has('cosh') || has('tanh')) {
      if (has('exp') || has('tanh') || (has('sinh') && has('cosh'))) {
        out.push({ ...this.plain, hyperbolicAsExponential: true });
      }
    }
    if (hasSumOfAngles(expression)) out.push({ ...this.plain, splitAngles: true });
    return out;
  }

  private *forms(expression: Expression, around: Surroundings): Generator<Expression> {
    const read = foldRational<Expression>(expression, (term, args) => {
      if (term.kind !== 'apply') return term;
      if (isRationalOperation(term)) return apply(term.operation, ...args);
      const simple = term.args.map((arg) => this.simplify(arg));
      return canonicalFunction(term, simple, around);
    });
    const { kernels, known } = unifiedKernels([read]);
    const fraction = readFraction(read, kernels, known);
    const reduced: Fraction[] = [];
    for (const preference of preferences(kernels)) {
      const relations = relationsOf(kernels, preference);
      let result = reducedBy(fraction, relations);
      if (relations.length > 0) result = withoutNumericRoots(result, relations);
      if (!reduced.some((known) => sameFraction(known, result))) reduced.push(result);
    }
    if (!reduced.some((known) => sameFraction(known, fraction))) reduced.push(fraction);
    // The short looks first: there may be no need for the others.
    for (const form of reduced) yield* this.withLogarithms(plainly(form, kernels));
    for (const form of reduced) yield* summedAngles(form, kernels);
    for (const form of reduced) {
      for (const term of this.factoredForms(form, kernels)) yield* this.withLogarithms(term);
    }
  }

  private *withLogarithms(form: Expression): Generator<Expression> {
    yield form;
    if (!this.hasLogarithms) return;
    const shorter = contractedLogarithms(form);
    if (shorter !== form) yield shorter;
  }

  private *factoredForms(fraction: Fraction, kernels: Kernels): Generator<Expression> {
    const small = [fraction.numerator, fraction.denominator].every(
      (p) => p.monomials.length <= FACTOR_TERMS && totalDegree(p) <= FACTOR_DEGREE,
    );
    const long = [fraction.numerator, fraction.denominator].map((p) => p.monomials.length > 1);
    if (!small || (!long[0] && !long[1])) return;
    yield restored(fractionTerm(fraction, kernels, ['factored', 'factored']));
    if (!long[0] || !long[1]) return;
    yield restored(fractionTerm(fraction, kernels, ['expanded', 'factored']));
    yield restored(fractionTerm(fraction, kernels, ['factored', 'expanded']));
  }
}

const plainly = (fraction: Fraction, kernels: Kernels): Expression =>
  restored(fractionTerm(fraction, kernels, ['expanded', 'expanded']));

const sameFraction = (a: Fraction, b: Fraction): boolean =>
  a === b || (equalPolynomials(a.numerator, b.numerator) && equalPolynomials(a.denominator, b.denominator));

function tidied(expression: Expression): Expression {
  return foldExpression<Expression>(expression, (term, args) =>
    term.kind === 'apply' ? tidyApply(term.operation, ...args) : term,
  );
}

function preferences({ terms }: Kernels): Preference[] {
  const has = terms.some(
    (term) => term.kind === 'apply' && (term.operation === 'sin' || term.operation === 'sinh'),
  );
  return has ? ['cosines', 'sines'] : ['cosines'];
}

function hasSumOfAngles(expression: Expression): boolean {
  return foldExpression<boolean>(
    expression,
    (term, args) =>
      args.includes(true) ||
      (term.kind === 'apply' &&
        (term.operation === 'sin' || term.operation === 'cos' || term.operation === 'tan') &&
        term.args[0].kind === 'apply' &&
        (term.args[0].operation === 'add' || term.args[0].operation === 'sub')),
  );
}

/** sin/cos as tan, 1/√u, and the like: short names for what the polynomials spell out. */
function restored(expression: Expression): Expression {
  return foldExpression<Expression>(expression, (term, args) => {
    if (term.kind !== 'apply') return term;
    if (term.operation === 'div') return restoredQuotient(args[0], args[1]);
    return apply(term.operation, ...args);
  });
}

function restoredQuotient(a: Expression, b: Expression): Expression {
  const top = factorsOf(a);
  const bottom = factorsOf(b);
  let changed = false;
  for (const [sine, cosine, tangent] of [
    ['sin', 'cos', 'tan'],
    ['sinh', 'cosh', 'tanh'],
  ] as const) {
    for (const [i, s] of top.entries()) {
      if (!isPowerOf(s, sine)) continue;
      const { argument, exponent } = powerOf(s);
      const j = bottom.findIndex((c) => isPowerOf(c, cosine) && powerOf(c).argument === argument);
      if (j < 0 || powerOf(bottom[j]).exponent !== exponent) continue;
      const quotient = apply(tangent, argument);
      top[i] = exponent === 1 ? quotient : apply('pow', quotient, (s as ApplyTerm).args[1]);
      bottom.splice(j, 1);
      changed = true;
    }
  }
  if (changed) {
    const above = top.reduce((x, y) => apply('mul', x, y));
    return bottom.length === 0
      ? above
      : apply(
          'div',
          above,
          bottom.reduce((x, y) => apply('mul', x, y)),
        );
  }
  return apply('div', a, b);
}

function factorsOf(term: Expression): Expression[] {
  if (term.kind !== 'apply' || term.operation !== 'mul') return [term];
  return [...factorsOf(term.args[0]), ...factorsOf(term.args[1])];
}

function isPowerOf(term: Expression, operation: string): boolean {
  if (term.kind !== 'apply') return false;
  if (term.operation === operation) return true;
  const [base, exponent] = term.args;
  return (
    term.operation === 'pow' &&
    exponent.kind === 'number' &&
    base.kind === 'apply' &&
    base.operation === operation
  );
}

function powerOf(term: Expression): { readonly argument: Expression; readonly exponent: number } {
  const power = term as ApplyTerm;
  if (power.operation !== 'pow') return { argument: power.args[0], exponent: 1 };
  const [base, exponent] = power.args;
  return {
    argument: (base as ApplyTerm).args[0],
    exponent: exponent.kind === 'number' ? Number(exponent.numerator) : NaN,
  };
}
