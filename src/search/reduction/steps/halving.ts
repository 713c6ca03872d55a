import { apply, integer } from '../../../expression/expression.ts';
import type { Operand } from '../../../program/program.ts';
import { constantDouble, splitConstant } from '../constant-value.ts';
import type { Emitter } from '../emitter.ts';
import { confirmIdentity, type Identity } from '../identity.ts';
import { affineKept, keptOf, keptSum, rootKept, selectKept, type KeptValue } from '../kept-value.ts';
import { argumentOf, composed, reducedFunction, type ReducedFunction } from '../reduced-function.ts';
import { total, type EmitValue, type Reduction, type Step, type StepContext, type Sum } from '../step.ts';

/** A factor this near to a whole number is taken for it, before the identity is looked at. */
const NEAR_WHOLE = 2 ** -40;
const HALF = apply('div', integer(1), integer(2));

/**
 * f(1 − 2y²) = m·f(y) + c on [0, 1], where f has a root's infinite slope at 1 (asin): above 1/2, where 1 − 2y² = y, the
 * function of y = √((1 − x)/2), which is below it; one kernel for both.
 */
export const halvingStep: Step = {
  name: 'halving',
  description: 'f(1 - 2 y^2) = m f(y) + c: compute above 1/2 from the value at sqrt((1 - x)/2)',
  reductions: (f, _identities, context) => {
    if (f.lo !== 0 || f.hi !== 1) return [];
    const found = findHalving(f);
    if (found === undefined) return [];
    // Where results are rounded to the format computed in, what the root and the sum round away is kept.
    const { arithmetic, storage, fma, correct } = context;
    const narrow = (arithmetic === storage && fma && !correct) || context.byAnalysis === true;
    return (narrow ? [true, false] : [false]).map((kept) => halvingReduction(f, found, context, kept));
  },
};

type Halving = {
  readonly times: number;
  readonly plus: ReturnType<typeof composed>;
  readonly identity: Identity;
};

/** From f(1/2), which is its own partner, and f(1), the partner of f(0) = 0. */
function findHalving(f: ReducedFunction): Halving | undefined {
  if (constantDouble(composed(f, integer(0))) !== 0) return undefined;
  const plus = composed(f, integer(1));
  const half = composed(f, HALF);
  const factor = constantDouble(apply('div', apply('sub', half, plus), half));
  const times = Math.round(factor ?? NaN);
  if (!(Math.abs((factor as number) - times) < NEAR_WHOLE) || Math.log2(Math.abs(times)) % 1 !== 0)
    return undefined;
  const x = argumentOf(f);
  const inside = apply('sub', integer(1), apply('mul', integer(2), apply('mul', x, x)));
  const right = apply('add', apply('mul', integer(times), f.expression), plus);
  const identity = { left: composed(f, inside), right, variable: f.variable, lo: 0, hi: 1 };
  return confirmIdentity(identity) ? { times, plus, identity } : undefined;
}

function halvingReduction(
  f: ReducedFunction,
  { times, plus, identity }: Halving,
  { arithmetic }: StepContext,
  kept: boolean,
): Reduction {
  const [high, low] = splitConstant(plus, arithmetic, 2, arithmetic.precision);
  return {
    step: 'halving',
    parameters: kept ? { kept } : {},
    identity,
    inners: [reducedFunction(f.expression, f.variable, 0, 0.5)],
    emit: (e, x, inner) => {
      const far = e.op('lt', e.number(0.5), x);
      const half = e.number(0.5);
      const square = e.fma
        ? e.op('fma', x, e.number(-0.5), half)
        : e.op('mul', e.op('sub', e.number(1), x), half);
      return kept ? emitKept(e, x, { far, square }, inner) : emitPlain(e, x, { far, square }, inner);
    },
  };

  function emitPlain(e: Emitter, x: Operand, { far, square }: Parts, inner: EmitValue): Sum {
    // x is the smaller of both up to 1/2. Beyond 1 the root is NaN, and so is the smaller (`min` gives its first then).
    const y = e.op('min', e.op('sqrt', square), x);
    // Powers of y need not wait for the root, and its rounding is not in them.
    if (e.fma) e.builder.take(e.op('min', square, e.op('mul', x, x)), 'mul', y, y);
    const value = total(e, inner(e, y));
    return { tail: e.op('select', far, e.multiplyAdd(value, e.number(times), e.number(high)), value) };
  }

  function emitKept(e: Emitter, x: Operand, { far, square }: Parts, inner: EmitValue): Sum {
    const root = rootKept(e, { value: square });
    const near = keptOf(inner(e, e.op('select', far, root.value, x)));
    // The slope of f is near 1 there: what the root lost is what the value does.
    const rest = near.rest === undefined ? root.rest : e.op('add', near.rest, root.rest as Operand);
    const above: KeptValue = affineKept(e, { high, low }, times, { ...near, rest: rest as Operand });
    return keptSum(selectKept(e, far, above, near));
  }
}

type Parts = { readonly far: Operand; readonly square: Operand };
