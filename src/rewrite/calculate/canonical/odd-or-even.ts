import { apply, type ApplyTerm, type Expression } from '../../../expression/expression.ts';
import { OPERATIONS } from '../../../expression/operations.ts';
import { contentOf, overInteger } from '../../../number/polynomial/polynomial.ts';
import { kernelsOf, readFraction } from '../kernels.ts';
import { splitCoefficient } from '../linear-parts.ts';
import { expandedTerm } from '../to-expression.ts';
import { ZERO, div } from './terms.ts';

/** f(−a) as ∓f(a) where the table says so, the sign of the leading coefficient in front. */
export function oddOrEven(operation: ApplyTerm['operation'], a: Expression): Expression {
  const [parity] = OPERATIONS[operation].parity;
  if (a === ZERO && parity === 'odd') return ZERO;
  if (parity === 'none') return apply(operation, a);
  const { sign, term } = signOf(a);
  const value = apply(operation, term);
  return sign < 0 && parity === 'odd' ? apply('neg', value) : value;
}

function signOf(a: Expression): { readonly sign: 1 | -1; readonly term: Expression } {
  if (a.kind === 'variable' || a.kind === 'constant') return { sign: 1, term: a };
  const { coefficient } = splitCoefficient(a);
  if (coefficient.numerator >= 0n) return { sign: 1, term: a };
  return { sign: -1, term: negatedTerm(a) };
}

function negatedTerm(a: Expression): Expression {
  const kernels = kernelsOf([a]);
  const { numerator, denominator } = readFraction(a, kernels);
  const content = contentOf(denominator);
  const top = expandedTerm(overInteger(numerator, -1n), kernels, content);
  const below = overInteger(denominator, content);
  return below.monomials.length === 1 && below.monomials[0] === below.ring.one
    ? top
    : div(top, expandedTerm(below, kernels));
}
