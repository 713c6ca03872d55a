import { apply, integer, type Expression } from '../../../expression/expression.ts';
import type { Operand } from '../../../program/program.ts';
import { largerOf } from '../argument-range.ts';
import { constantDouble, splitConstant } from '../constant-value.ts';
import type { Emitter } from '../emitter.ts';
import type { FoundIdentity } from '../find-identities.ts';
import { affineKept, keptOf, keptSum, selectKept, sumKept } from '../kept-value.ts';
import { argumentOf, composed, reducedFunction, type ReducedFunction } from '../reduced-function.ts';
import { total, type Reduction, type Step, type StepContext, type Sum } from '../step.ts';

const ZERO = integer(0);

/** f(−x) = ±f(x) + s·x + c: the function on one side of 0, the other by the identity. */
export const reflectionStep: Step = {
  name: 'reflection',
  description: 'f(-x) = f(x) + s x + c or c - f(x): compute on one side of 0, the other side from it',
  reductions: (f, identities, context) => {
    const list: Reduction[] = [];
    if (f.lo >= 0 || f.hi <= 0) return list;
    for (const found of identities) {
      if (found.kind !== 'reflection' || (found.slope === ZERO && found.plus === ZERO)) continue;
      for (const side of ['positive', 'negative'] as const) {
        for (const kept of keepsSum(f, found, side, context) ? [true, false] : [false]) {
          const reduction = reflectionReduction(f, found, context, { side, kept });
          if (reduction !== undefined) list.push(reduction);
        }
      }
    }
    return list;
  },
};

type Found = FoundIdentity & { kind: 'reflection' };
type Side = 'positive' | 'negative';

/**
 * Where results are rounded to the format computed in, and what is added is nowhere smaller than f, the sum of both can be kept as it is
 * until the end: c, or in a format of too many inputs to run ±x.
 */
function keepsSum(f: ReducedFunction, found: Found, side: Side, context: StepContext): boolean {
  const { arithmetic, storage, fma, correct } = context;
  if (arithmetic !== storage || !(fma || context.byAnalysis === true) || correct) return false;
  const inside = { ...f, lo: 0, hi: Math.max(-f.lo, f.hi) };
  const { slope, plus } = found;
  if (slope === ZERO) return largerOf(plus, f.expression, inside) === 'first';
  if (context.byAnalysis !== true || !isPlainLine(found)) return false;
  const term = side === 'positive' ? f.expression : composed(f, apply('neg', argumentOf(f)));
  return largerOf(argumentOf(f), term, inside) === 'first';
}

/** f(−x) = f(x) ± x. */
function isPlainLine({ times, slope, plus }: Found): boolean {
  return times === 1 && plus === ZERO && Math.abs(constantDouble(slope) ?? NaN) === 1;
}

function reflectionReduction(
  f: ReducedFunction,
  { times, slope, plus, identity }: Found,
  { arithmetic, byAnalysis }: StepContext,
  { side, kept }: { readonly side: Side; readonly kept: boolean },
): Reduction | undefined {
  const [s, c] = [slope, plus].map((term: Expression) => arithmetic.round(constantDouble(term) ?? NaN));
  if (!Number.isFinite(s) || !Number.isFinite(c)) return undefined;
  const term = side === 'positive' ? f.expression : composed(f, apply('neg', argumentOf(f)));
  // With y = |x| and v the value computed: the other side is times·v + rise·y + offset.
  const [rise, offset] = side === 'positive' ? [s, c] : [-times * s, -times * c];
  return {
    step: 'reflection',
    parameters: { side, ...(kept ? { kept } : {}) },
    identity,
    inners: [reducedFunction(term, f.variable, 0, Math.max(-f.lo, f.hi))],
    emit: (e, x, inner) => {
      const y = e.op('abs', x);
      const value = inner(e, y);
      const apart = byAnalysis === true && value.product !== undefined;
      const chosen = (near: Sum, far: Sum): Sum => {
        const below = e.op('lt', x, e.number(0));
        return chooseSum(e, below, side === 'positive' ? [far, near] : [near, far], apart);
      };
      if (times === 1 && c === 0) {
        const there = e.op('max', side === 'positive' ? e.op('neg', x) : x, e.number(0));
        if (kept) {
          const other = sumKept(e, { value: rise > 0 ? there : e.op('neg', there) }, keptOf(value), 'first');
          return chosen(value, keptSum(other));
        }
        const head = Math.abs(rise) === 1 ? there : e.op('mul', there, e.number(Math.abs(rise)));
        return { tail: e.op(rise > 0 ? 'add' : 'sub', total(e, value), head) };
      }
      const below = e.op('lt', x, e.number(0));
      if (kept) {
        const near = keptOf(value);
        const [high, low] = splitConstant(plus, arithmetic, 2, arithmetic.precision);
        const turned = side === 'positive' ? 1 : -times;
        const other = affineKept(e, { high: turned * high, low: turned * low }, times, near);
        return chosen(value, keptSum(other));
      }
      const near = total(e, value);
      const other = otherSide(e, y, near, { times, rise, offset });
      return {
        tail: side === 'positive' ? e.op('select', below, other, near) : e.op('select', below, near, other),
      };
    },
  };
}

/**
 * One of two by a condition.
 * @param apart each is added up by itself: a tail that is a product may be subnormal, and is then rounded with the sum alone
 */
function chooseSum(e: Emitter, below: Operand, [first, second]: readonly Sum[], apart: boolean): Sum {
  if (apart) return { tail: e.op('select', below, total(e, first), total(e, second)) };
  return keptSum(selectKept(e, below, keptOf(first), keptOf(second)));
}

function otherSide(
  e: Emitter,
  y: Operand,
  value: Operand,
  { times, rise, offset }: { readonly times: 1 | -1; readonly rise: number; readonly offset: number },
): Operand {
  const line =
    rise === 0
      ? e.number(offset)
      : offset === 0
        ? e.op('mul', y, e.number(rise))
        : e.multiplyAdd(y, e.number(rise), e.number(offset));
  return times === 1 ? e.op('add', line, value) : e.op('sub', line, value);
}
