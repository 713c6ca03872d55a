import { apply, type Expression } from '../../expression/expression.ts';
import { foldExpression } from '../../expression/fold.ts';
import type { Format } from '../../number/format.ts';
import { withWorkspace } from '../../number/workspace.ts';
import { intervalOf, isZero } from '../../oracle/big-interval.ts';
import { createOracle } from '../../oracle/create-oracle.ts';
import { polynomialTerm } from './polynomial-term.ts';

const PRECISION = 240;
const ORDER = 20;
/** Terms that are not 0 in the polynomials that are tried. */
const LENGTHS = [1, 2, 3, 4, 6, 8];

export type Series = { readonly expression: Expression; readonly degree: number };

/**
 * Taylor polynomials at 0 of an expression in one variable, coefficients rounded to the format, by Horner's rule in the
 * power of the variable that its zeros allow. None where the expression has no series there. (A removable 0/0 has one.)
 */
export function taylorPolynomials(
  expression: Expression,
  variable: Expression & { kind: 'variable' },
  format: Format,
): Series[] {
  const coefficients =
    coefficientsOf(expression, variable.name, format) ??
    coefficientsOf(overOneDenominator(expression), variable.name, format);
  if (coefficients === undefined || coefficients.some((c) => !Number.isFinite(c))) return [];
  const powers = coefficients.flatMap((c, k) => (c === 0 ? [] : [k]));
  const seen = new Set<Expression>();
  return LENGTHS.flatMap((length) => {
    const used = powers.slice(0, length);
    if (used.length === 0) return [];
    const polynomial = polynomialTerm(used, (k) => coefficients[k], variable);
    if (seen.has(polynomial)) return [];
    seen.add(polynomial);
    return [{ expression: polynomial, degree: used[used.length - 1] }];
  });
}

function coefficientsOf(expression: Expression, name: string, format: Format): number[] | undefined {
  return withWorkspace(PRECISION, (w) => {
    const found = createOracle(expression, [name]).series(intervalOf(w, 0), ORDER, w);
    if (!Array.isArray(found)) return undefined;
    return found.map((c) => (isZero(c) ? 0 : format.roundBig(c.lo)));
  });
}

/**
 * The same function as one quotient, where sums of quotients have poles that cancel: 1/x − 1/tan x has none at 0, and as
 * (tan x − x)/(x tan x) shows its series.
 */
function overOneDenominator(expression: Expression): Expression {
  type Fraction = { readonly over: Expression; readonly under: Expression | undefined };
  const times = (a: Expression | undefined, b: Expression | undefined): Expression | undefined =>
    a === undefined ? b : b === undefined ? a : apply('mul', a, b);
  const { over, under } = foldExpression<Fraction>(expression, (term, args) => {
    if (term.kind !== 'apply') return { over: term, under: undefined };
    const [a, b] = args;
    const scaled = (one: Fraction, other: Fraction): Expression => times(one.over, other.under) as Expression;
    switch (term.operation) {
      case 'neg':
        return { over: apply('neg', a.over), under: a.under };
      case 'add':
      case 'sub':
        return { over: apply(term.operation, scaled(a, b), scaled(b, a)), under: times(a.under, b.under) };
      case 'mul':
        return { over: apply('mul', a.over, b.over), under: times(a.under, b.under) };
      case 'div':
        return { over: scaled(a, b), under: times(a.under, b.over) };
      default: {
        const whole = args.map((arg) =>
          arg.under === undefined ? arg.over : apply('div', arg.over, arg.under),
        );
        return { over: apply(term.operation, ...whole), under: undefined };
      }
    }
  });
  return under === undefined ? over : apply('div', over, under);
}
