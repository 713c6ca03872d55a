import { fail } from '../../error/fault.ts';
import type { ApplyTerm, Expression } from '../../expression/expression.ts';
import { powerOfVariable } from '../../number/polynomial/polynomial.ts';
import { Ring } from '../../number/polynomial/ring.ts';
import {
  addFractions,
  fractionOf,
  inverseFraction,
  multiplyFractions,
  polynomialFraction,
  raiseFraction,
  type Fraction,
} from './fraction.ts';

/** Whole exponents beyond this are left as they are. */
export const MOST_EXPONENT = 1_000;
/** Degrees beyond this are refused. */
const MOST_DEGREE = 1_000_000;

/** The whole exponent of `base ^ exponent` where it is worked out, else `undefined`. */
export function wholeExponent(term: Expression): number | undefined {
  if (term.kind !== 'apply' || term.operation !== 'pow') return undefined;
  const [, exponent] = term.args;
  if (exponent.kind !== 'number' || exponent.denominator !== 1n) return undefined;
  const value = Number(exponent.numerator);
  return Math.abs(value) <= MOST_EXPONENT ? value : undefined;
}

/** Is the term built from its arguments by +, −, ·, / and whole powers? Otherwise it is a kernel. */
export function isRationalOperation(term: Expression): boolean {
  if (term.kind !== 'apply') return term.kind === 'number';
  switch (term.operation) {
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
    case 'neg':
    case 'fma':
      return true;
    case 'pow':
      return wholeExponent(term) !== undefined;
    default:
      return false;
  }
}

/** Computes a value bottom up, down to the kernels, which have no arguments here. */
export function foldRational<T>(root: Expression, visit: (term: Expression, args: readonly T[]) => T): T {
  const values = new Map<number, T>();
  const stack: Expression[] = [root];
  while (stack.length > 0) {
    const term = stack[stack.length - 1];
    const inner = term.kind === 'apply' && isRationalOperation(term) ? term.args : [];
    const before = stack.length;
    for (let i = inner.length - 1; i >= 0; i--) if (!values.has(inner[i].id)) stack.push(inner[i]);
    if (stack.length > before) continue;
    stack.pop();
    if (values.has(term.id)) continue;
    values.set(
      term.id,
      visit(
        term,
        inner.map((arg) => values.get(arg.id) as T),
      ),
    );
  }
  return values.get(root.id) as T;
}

/** What stands for variables in the polynomials that a rational expression is made of. */
export type Kernels = { readonly ring: Ring; readonly terms: readonly Expression[] };

/** A kernel of which a power is its argument's. */
export function isRoot(term: Expression): term is ApplyTerm {
  if (term.kind !== 'apply') return false;
  if (term.operation === 'sqrt' || term.operation === 'cbrt' || term.operation === 'abs') return true;
  const [, exponent] = term.args;
  return term.operation === 'pow' && exponent.kind === 'number' && exponent.numerator === 1n;
}

/** The kernels of terms, variables by name first, then constants, then the rest as they come. */
export function kernelsOf(expressions: readonly Expression[], more: readonly Expression[] = []): Kernels {
  const found = new Map<number, Expression>();
  const seen = new Set<number>();
  const stack = expressions.toReversed();
  while (stack.length > 0) {
    const term = stack.pop() as Expression;
    if (seen.has(term.id)) continue;
    seen.add(term.id);
    if (!isRationalOperation(term)) {
      found.set(term.id, term);
      // A root's square is its radicand.
      if (isRoot(term)) stack.push(term.args[0]);
    } else if (term.kind === 'apply') {
      for (let i = term.args.length - 1; i >= 0; i--) stack.push(term.args[i]);
    }
  }
  for (const term of more) found.set(term.id, term);
  const terms = [...found.values()].sort(byKind);
  let degree = 0;
  for (const expression of expressions) degree = Math.max(degree, degreeBound(expression));
  if (degree > MOST_DEGREE) {
    fail({ kind: 'limit', message: `written out, this expression has a degree of ${degree}` });
  }
  return { ring: new Ring(terms.length, 4 * degree + 16), terms };
}

const RANK = { variable: 0, apply: 1, constant: 2, number: 3 } as const;

function byKind(a: Expression, b: Expression): number {
  if (a.kind === 'variable' && b.kind === 'variable') return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
  return RANK[a.kind] - RANK[b.kind];
}

/** A bound on the degrees of numerator and denominator. */
function degreeBound(expression: Expression): number {
  const [n, d] = foldRational<readonly [number, number]>(expression, (term, args) => {
    if (term.kind === 'number') return [0, 0];
    if (term.kind !== 'apply' || !isRationalOperation(term)) return [1, 0];
    const [a, b, c] = args;
    switch (term.operation) {
      case 'add':
      case 'sub':
        return [Math.max(a[0] + b[1], b[0] + a[1]), a[1] + b[1]];
      case 'mul':
        return [a[0] + b[0], a[1] + b[1]];
      case 'div':
        return [a[0] + b[1], a[1] + b[0]];
      case 'neg':
        return a;
      case 'fma': {
        const [p, q] = [a[0] + b[0], a[1] + b[1]];
        return [Math.max(p + c[1], c[0] + q), q + c[1]];
      }
      default: {
        const k = wholeExponent(term) as number;
        return k >= 0 ? [k * a[0], k * a[1]] : [-k * a[1], -k * a[0]];
      }
    }
  });
  return Math.max(n, d);
}

/**
 * The quotient of polynomials in kernels that a term is.
 * @param known what a kernel stands for, where it is more than itself
 * @throws NapierError `domain` for a division by 0, `limit` where it is too large
 */
export function readFraction(
  expression: Expression,
  { ring, terms }: Kernels,
  known: ReadonlyMap<number, Fraction> = new Map(),
): Fraction {
  const index = new Map(terms.map((term, i) => [term.id, i]));
  const one = fractionOf(ring, 1n);
  return foldRational<Fraction>(expression, (term, args) => {
    if (term.kind === 'number') return fractionOf(ring, term.numerator, term.denominator);
    if (!isRationalOperation(term)) {
      const meaning = known.get(term.id);
      if (meaning !== undefined) return meaning;
      const at = index.get(term.id);
      if (at === undefined) throw new RangeError('readFraction: a kernel is missing');
      return polynomialFraction(powerOfVariable(ring, at, 1));
    }
    const [a, b, c] = args;
    switch (term.kind === 'apply' ? term.operation : undefined) {
      case 'add':
        return addFractions(a, b);
      case 'sub':
        return addFractions(a, b, -1n);
      case 'mul':
        return multiplyFractions(a, b);
      case 'div':
        return multiplyFractions(a, inverseFraction(b));
      case 'neg':
        return multiplyFractions(fractionOf(ring, -1n), a);
      case 'fma':
        return addFractions(multiplyFractions(a, b), c);
      default: {
        const exponent = wholeExponent(term) as number;
        if (exponent === 0) return one;
        return raiseFraction(a, exponent);
      }
    }
  });
}
