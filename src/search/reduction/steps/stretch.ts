import { derivative } from '../../../expression/derivative.ts';
import { apply, integer, type Expression } from '../../../expression/expression.ts';
import { substitute } from '../../../expression/substitute.ts';
import { powerOfTwo } from '../../../number/double-bits.ts';
import { constantDouble, splitConstant } from '../constant-value.ts';
import { exactProduct } from '../exact-sum.ts';
import { argumentOf, composed, reducedFunction, type ReducedFunction } from '../reduced-function.ts';
import { keepsProducts, total, type Step } from '../step.ts';

const ZERO = integer(0);
/** The argument of g is at most this: other steps are for larger ones. */
const FARTHEST = 1;
/** What a product rounds away is a number of the format where it is so many times the format's bits above the least exponent. */
const ROOM = 2;

/**
 * f(x) = g(c·x), c such that g is ±y + … or a ± y²/2 + …: the argument is multiplied once, in two numbers, so that the leading terms
 * of g have no coefficients that could be rounded. Of an odd function at arguments so small that the second number has too few bits,
 * or none, f(x) is c·x in one fused operation.
 */
export const stretchStep: Step = {
  name: 'stretch',
  description:
    'f(x) = g(cx), c·x as a sum of two numbers: the first terms of g have powers of two for coefficients',
  reductions: (f, identities, context) => {
    const { arithmetic: format, fma } = context;
    if (!keepsProducts(context) || f.lo !== -f.hi) return [];
    const parity = identities.find(
      (found) => found.kind === 'reflection' && found.slope === ZERO && found.plus === ZERO,
    );
    if (parity?.kind !== 'reflection') return [];
    const slope = slopeOf(f, parity.times);
    const size = slope === undefined ? undefined : constantDouble(slope.size);
    if (slope === undefined || size === undefined || !Number.isFinite(size) || Math.log2(size) % 1 === 0)
      return [];
    const [high, low] = splitConstant(slope.size, format, 2, format.precision);
    const inner = composed(f, apply('div', argumentOf(f), slope.size));
    const reach = f.hi * size;
    if (!(reach <= FARTHEST)) return [];
    // Whether arguments are ever so small the proof of the program tells.
    const ways = parity.times === -1 && fma ? [false, true] : [false];
    return ways.map((small) => ({
      step: 'stretch' as const,
      parameters: { by: size, ...(small ? { small } : {}) },
      inners: [reducedFunction(inner, f.variable, -reach, reach)],
      emit: (e, x, kernel) => {
        const { value, rest } = exactProduct(e, x, e.number(high));
        const sum = kernel(e, value, e.multiplyAdd(x, e.number(low), rest));
        if (!small) return sum;
        const limit = e.number(powerOfTwo(format.emin + ROOM * format.precision));
        const [near, far] = [high, low].map((part) => e.number(slope.sign * part));
        const first = e.op('fma', x, near, e.op('mul', x, far));
        return { tail: e.op('select', e.op('lt', e.op('abs', x), limit), first, total(e, sum)) };
      },
    }));
  },
};

/** f′(0) of an odd function, √|f″(0)/f(0)| of an even one. */
function slopeOf(
  f: ReducedFunction,
  parity: 1 | -1,
): { readonly size: Expression; readonly sign: 1 | -1 } | undefined {
  const atZero = (term: Expression): Expression => substitute(term, new Map([[f.variable, ZERO]]));
  const first = derivative(f.expression, f.variable);
  const ratio =
    parity === -1 ? atZero(first) : apply('div', atZero(derivative(first, f.variable)), atZero(f.expression));
  const value = constantDouble(ratio);
  if (value === undefined || value === 0) return undefined;
  const [sign, positive] = value < 0 ? ([-1, apply('neg', ratio)] as const) : ([1, ratio] as const);
  return { size: parity === -1 ? positive : apply('sqrt', positive), sign };
}
