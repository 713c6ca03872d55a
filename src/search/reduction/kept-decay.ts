import { doubleTerm } from '../../expression/double-term.ts';
import { apply, variable, type Expression } from '../../expression/expression.ts';
import type { Operand } from '../../program/program.ts';
import type { Emitter } from './emitter.ts';
import { atPiece, equalPieces } from './equal-pieces.ts';
import { exactProduct, exactSum } from './exact-sum.ts';
import { keptOf, keptSum, multiplyKept, type KeptValue } from './kept-value.ts';
import { argumentOf, reducedFunction, type ReducedFunction } from './reduced-function.ts';
import { roundMultiple } from './round-to-integer.ts';
import { roundedValue } from './rounded-value.ts';
import { scaledOnce } from './scale-result.ts';
import { keepsProducts, type Reduction, type StepContext } from './step.ts';
import { TablePieces } from './table-piece.ts';
import { takeMultipleInTwo, wordsOf } from './take-multiple.ts';

/** An argument of the exponential may be rounded to the wrong side of a boundary by this fraction of the interval. */
const SLACK = 2 ** -12;
/** Of g's pieces. */
const MOST_DEGREE = 16;
const LN2 = apply('log', doubleTerm(2));

/**
 * f(x) = exp(a·x²)·g(x) on [0, hi], or x·exp(a·x²)·g(x) where f is 0 at 0, for a power of two −a, in the format of the results itself: x²
 * is a sum of two numbers, exactly, of which n multiples of ln 2 are taken; the exponential of what is left times g, which has equal
 * pieces from a table, is a sum of two as well; and 2ⁿ times that is rounded once, also as a subnormal number.
 */
export function keptDecay(f: ReducedFunction, a: number, context: StepContext): Reduction | undefined {
  const { arithmetic, maxTable, fma } = context;
  if (!(a < 0 && Math.log2(-a) % 1 === 0) || f.lo !== 0 || maxTable === 0 || !keepsProducts(context))
    return undefined;
  const x = argumentOf(f);
  const inverse = apply('exp', apply('mul', apply('mul', x, x), doubleTerm(-a)));
  const vanishes = roundedValue(f.oracle, 0, arithmetic) === 0;
  const over: Expression = vanishes ? apply('div', f.expression, x) : f.expression;
  const rest = reducedFunction(apply('mul', over, inverse), f.variable, 0, f.hi);
  const pieces = equalPieces(new TablePieces(rest), context, { radius: 0, end: f.hi, most: MOST_DEGREE });
  const most = Math.ceil((-a * f.hi * f.hi) / Math.LN2) + 1;
  if (pieces === undefined || -most < 2 * arithmetic.emin) return undefined;
  const split = wordsOf({ format: arithmetic, fma }, LN2, 2, most);
  const half = (Math.LN2 / 2) * (1 + SLACK);
  return {
    step: 'decay',
    parameters: {
      a,
      kept: true,
      scale: pieces.scale,
      degree: pieces.rows[0].length - 2,
      entries: pieces.rows.length,
    },
    inners: [reducedFunction(apply('exp', variable(f.variable)), f.variable, -half, half)],
    emit: (e, at, power) => {
      const { value: square, rest: lost } = squareTimes(e, at, a);
      const { n, pattern } = roundMultiple(e, square, e.format.round(1 / Math.LN2), 2 * arithmetic.emax);
      const reduced = takeMultipleInTwo(e, square, n, split);
      // What the square loses is far more than a rounding of what is left of it. (Added here it cancels for a proof, too; as a factor of
      // the exponential it would so in narrow cells alone.)
      const sum = exactSum(e, reduced.value, lost);
      const first = keptOf(power(e, sum.value, e.op('add', reduced.rest, sum.rest)));
      const product = multiplyKept(e, first, keptOf(atPiece(e, at, pieces)));
      const whole = vanishes ? multiplyKept(e, product, { value: at }) : product;
      return scaledOnce(e, keptSum(whole), pattern);
    },
  };
}

/** a·x² for a negative power of two a. */
function squareTimes(e: Emitter, x: Operand, a: number): Required<Pick<KeptValue, 'value' | 'rest'>> {
  const scaled = a === -1 ? e.op('neg', x) : e.op('mul', x, e.number(a));
  return exactProduct(e, scaled, x);
}
