import { derivative } from '../../../expression/derivative.ts';
import { apply, integer, type Expression } from '../../../expression/expression.ts';
import { substitute } from '../../../expression/substitute.ts';
import { constantDouble, splitConstant } from '../constant-value.ts';
import { exactProduct } from '../exact-sum.ts';
import { argumentOf, composed, reducedFunction, type ReducedFunction } from '../reduced-function.ts';
import type { Step } from '../step.ts';

const ZERO = integer(0);
/** The argument of g is at most this: other steps are for larger ones. */
const FARTHEST = 1;

/**
 * f(x) = g(c·x), c such that g is ±y + … or a ± y²/2 + …: the argument is multiplied once, in two numbers, so that the leading terms
 * of g have no coefficients that could be rounded.
 */
export const stretchStep: Step = {
  name: 'stretch',
  description:
    'f(x) = g(cx), c·x as a sum of two numbers: the first terms of g have powers of two for coefficients',
  reductions: (f, identities, { arithmetic: format, alone, fma }) => {
    if (alone !== true || !fma || f.lo !== -f.hi) return [];
    const parity = identities.find(
      (found) => found.kind === 'reflection' && found.slope === ZERO && found.plus === ZERO,
    );
    if (parity?.kind !== 'reflection') return [];
    const by = slopeOf(f, parity.times);
    const size = by === undefined ? undefined : constantDouble(by);
    if (by === undefined || size === undefined || !Number.isFinite(size) || Math.log2(size) % 1 === 0)
      return [];
    const [high, low] = splitConstant(by, format, 2, format.precision);
    const inner = composed(f, apply('div', argumentOf(f), by));
    const reach = f.hi * size;
    if (!(reach <= FARTHEST)) return [];
    return [
      {
        step: 'stretch',
        parameters: { by: size },
        inners: [reducedFunction(inner, f.variable, -reach, reach)],
        emit: (e, x, kernel) => {
          const { value, rest } = exactProduct(e, x, e.number(high));
          return kernel(e, value, e.multiplyAdd(x, e.number(low), rest));
        },
      },
    ];
  },
};

/** |f′(0)| of an odd function, √|f″(0)/f(0)| of an even one. */
function slopeOf(f: ReducedFunction, parity: 1 | -1): Expression | undefined {
  const atZero = (term: Expression): Expression => substitute(term, new Map([[f.variable, ZERO]]));
  const first = derivative(f.expression, f.variable);
  const ratio =
    parity === -1 ? atZero(first) : apply('div', atZero(derivative(first, f.variable)), atZero(f.expression));
  const size = constantDouble(ratio);
  if (size === undefined || size === 0) return undefined;
  const positive = size < 0 ? apply('neg', ratio) : ratio;
  return parity === -1 ? positive : apply('sqrt', positive);
}
