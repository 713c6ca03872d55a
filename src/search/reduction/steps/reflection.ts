import { apply, integer, type Expression } from '../../../expression/expression.ts';
import type { Operand } from '../../../program/program.ts';
import { constantDouble } from '../constant-value.ts';
import type { Emitter } from '../emitter.ts';
import type { FoundIdentity } from '../find-identities.ts';
import { argumentOf, composed, reducedFunction, type ReducedFunction } from '../reduced-function.ts';
import { total, type Reduction, type Step, type StepContext } from '../step.ts';

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
        const reduction = reflectionReduction(f, found, context, side);
        if (reduction !== undefined) list.push(reduction);
      }
    }
    return list;
  },
};

function reflectionReduction(
  f: ReducedFunction,
  { times, slope, plus, identity }: FoundIdentity & { kind: 'reflection' },
  { arithmetic }: StepContext,
  side: 'positive' | 'negative',
): Reduction | undefined {
  const [s, c] = [slope, plus].map((term: Expression) => arithmetic.round(constantDouble(term) ?? NaN));
  if (!Number.isFinite(s) || !Number.isFinite(c)) return undefined;
  const term = side === 'positive' ? f.expression : composed(f, apply('neg', argumentOf(f)));
  // With y = |x| and v the value computed: the other side is times·v + rise·y + offset.
  const [rise, offset] = side === 'positive' ? [s, c] : [-times * s, -times * c];
  return {
    step: 'reflection',
    parameters: { side },
    identity,
    inners: [reducedFunction(term, f.variable, 0, Math.max(-f.lo, f.hi))],
    emit: (e, x, inner) => {
      const y = e.op('abs', x);
      const value = inner(e, y);
      if (times === 1 && c === 0) {
        const there = e.op('max', side === 'positive' ? e.op('neg', x) : x, e.number(0));
        const head = Math.abs(rise) === 1 ? there : e.op('mul', there, e.number(Math.abs(rise)));
        return { tail: e.op(rise > 0 ? 'add' : 'sub', total(e, value), head) };
      }
      const near = total(e, value);
      const other = otherSide(e, y, near, { times, rise, offset });
      const below = e.op('lt', x, e.number(0));
      return {
        tail: side === 'positive' ? e.op('select', below, other, near) : e.op('select', below, near, other),
      };
    },
  };
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
