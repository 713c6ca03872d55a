import { apply, integer, type ApplyTerm, type Expression } from '../../expression/expression.ts';
import { scaledTerm } from './to-expression.ts';
import { ONE, PI, ZERO, add, div, mul, sub } from './canonical/terms.ts';
import type { Surroundings } from './canonical/surroundings.ts';
import { oddOrEven } from './canonical/odd-or-even.ts';
import { absoluteOf, rootOf } from './canonical/root.ts';
import { logarithmOf } from './canonical/logarithm.ts';
import { exponentialOf, exponentialToBase, powerOf } from './canonical/exponential.ts';
import { cosineOf, sineOf } from './canonical/angle.ts';

/**
 * A function of simplified arguments, by fewer kinds of function, which polynomial arithmetic then sees as variables:
 * tan by sin and cos, exponentials of sums as products, roots and logarithms without numbers and powers inside. Each
 * form has the same value wherever the term has one.
 */
export function canonicalFunction(
  term: ApplyTerm,
  args: readonly Expression[],
  around: Surroundings,
): Expression {
  const [a, b] = args;
  switch (term.operation) {
    case 'sqrt':
      return rootOf(a, 2n, around);
    case 'rsqrt':
      return div(ONE, rootOf(a, 2n, around));
    case 'cbrt':
      return rootOf(a, 3n, around, true);
    case 'hypot':
      return rootOf(add(mul(a, a), mul(b, b)), 2n, around);
    case 'pow':
      return powerOf(a, b, around);
    case 'exp':
      return exponentialOf(a);
    case 'expm1':
      return sub(exponentialOf(a), ONE);
    case 'exp2':
      return exponentialToBase(integer(2), a);
    case 'exp10':
      return exponentialToBase(integer(10), a);
    case 'log':
      return logarithmOf(a, around);
    case 'log1p':
      return logarithmOf(add(ONE, a), around);
    case 'log2':
      return a.kind === 'number'
        ? div(logarithmOf(a, around), logarithmOf(integer(2), around))
        : apply('log2', a);
    case 'log10':
      return a.kind === 'number'
        ? div(logarithmOf(a, around), logarithmOf(integer(10), around))
        : apply('log10', a);
    case 'sin':
      return sineOf(a, around);
    case 'cos':
      return cosineOf(a, around);
    case 'tan':
      return div(sineOf(a, around), cosineOf(a, around));
    case 'sinh':
    case 'cosh':
    case 'tanh':
      return hyperbolic(term.operation, a, around);
    case 'acos':
      return around.acosAsAsin ? sub(div(PI, integer(2)), oddOrEven('asin', a)) : apply('acos', a);
    case 'abs':
      return absoluteOf(a, around);
    case 'sigmoid':
      return div(ONE, add(ONE, exponentialOf(scaledTerm(-1n, 1n, a))));
    case 'silu':
      return div(a, add(ONE, exponentialOf(scaledTerm(-1n, 1n, a))));
    case 'softplus':
      return logarithmOf(add(ONE, exponentialOf(a)), around);
    case 'min':
    case 'max':
      return a === b ? a : apply(term.operation, ...[a, b].sort((x, y) => x.id - y.id));
    default:
      return args.length === 1 ? oddOrEven(term.operation, a) : apply(term.operation, ...args);
  }
}

function hyperbolic(operation: 'sinh' | 'cosh' | 'tanh', a: Expression, around: Surroundings): Expression {
  if (a === ZERO) return operation === 'cosh' ? ONE : ZERO;
  if (around.hyperbolicAsExponential) {
    const [e, f] = [exponentialOf(a), exponentialOf(scaledTerm(-1n, 1n, a))];
    const two = integer(2);
    if (operation === 'tanh') return div(sub(e, f), add(e, f));
    return div(operation === 'sinh' ? sub(e, f) : add(e, f), two);
  }
  if (operation === 'tanh') return div(hyperbolic('sinh', a, around), hyperbolic('cosh', a, around));
  return oddOrEven(operation, a);
}
