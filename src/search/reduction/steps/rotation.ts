import { apply, integer, type Expression } from '../../../expression/expression.ts';
import { constantDouble, splitConstant } from '../constant-value.ts';
import type { FoundIdentity } from '../find-identities.ts';
import { confirmIdentity, type Identity } from '../identity.ts';
import { divisionRest } from '../exact-sum.ts';
import { argumentOf, composed, reducedFunction, type ReducedFunction } from '../reduced-function.ts';
import { addKept, keepsProducts, type Reduction, type Step, type StepContext } from '../step.ts';

/** Where 1 is taken off, and the inverse taken: x − 1 is exact between the two (Sterbenz). */
const [NEAR, FAR] = [1 / 2, 2];
/** Quotients are rounded. */
const SLACK = 1 + 2 ** -20;

/**
 * f((x − k)/(1 + k·x)) = f(x) − f(k): the addition theorem of arctangents, by which x ≥ 0 is turned to [−1/2, 1/2] with k = 1
 * above 1/2 and k = ∞, −1/x, above 2. Where results are rounded to the format computed in: what the quotient rounds away is kept,
 * f(k) is two numbers, and their sum is kept as well.
 */
export const rotationStep: Step = {
  name: 'rotation',
  description:
    'f((x - k)/(1 + k x)) = f(x) - f(k): compute at (x - 1)/(x + 1) above 1/2 and at -1/x above 2, the quotient as a sum of two numbers',
  reductions: (f, identities, context) => {
    if (!keepsProducts(context) || !context.division || f.lo < 0 || f.hi <= FAR) return [];
    return identities.flatMap((found) => rotationReduction(f, found, context) ?? []);
  },
};

function rotationReduction(
  f: ReducedFunction,
  found: FoundIdentity,
  { arithmetic }: StepContext,
): Reduction | undefined {
  if (found.kind !== 'reciprocal' || found.times !== -1) return undefined;
  const [x, one] = [argumentOf(f), integer(1)];
  const middle = composed(f, one);
  const turned = (by: Expression, offset: Expression): Identity => ({
    left: composed(f, by),
    right: apply('sub', f.expression, offset),
    variable: f.variable,
    lo: f.lo,
    hi: f.hi,
  });
  const identity = turned(apply('div', apply('sub', x, one), apply('add', x, one)), middle);
  const inverse = turned(apply('neg', apply('div', one, x)), found.plus);
  if (!confirmIdentity(identity) || !confirmIdentity(inverse)) return undefined;
  const offsets = [middle, found.plus];
  if (offsets.some((offset) => !(Math.abs(constantDouble(offset) ?? 0) >= NEAR))) return undefined;
  const [first, second] = offsets.map((offset) => splitConstant(offset, arithmetic, 2, arithmetic.precision));
  return {
    step: 'rotation',
    parameters: {},
    identity,
    inners: [reducedFunction(f.expression, f.variable, -NEAR * SLACK, NEAR * SLACK)],
    emit: (e, at, inner) => {
      const [zero, unit] = [0, 1].map((value) => e.number(value));
      const near = e.op('lt', at, e.number(NEAR));
      const far = e.op('lt', e.number(FAR), at);
      const sum = addKept(e, unit, at);
      const above = e.op('select', far, e.op('neg', unit), e.op('sub', at, unit));
      const below = e.op('select', far, at, sum.head);
      const reciprocal = e.op('div', unit, below);
      const quotient = e.op('mul', above, reciprocal);
      const minus = e.op('neg', quotient);
      const left = e.multiplyAdd(
        minus,
        e.op('select', far, zero, sum.tail),
        divisionRest(e, above, quotient, below),
      );
      const value = inner(
        e,
        e.op('select', near, at, quotient),
        e.op('select', near, zero, e.op('mul', left, reciprocal)),
      );
      const [high, low] = [0, 1].map((k) =>
        e.op('select', near, zero, e.op('select', far, e.number(second[k]), e.number(first[k]))),
      );
      const whole = addKept(e, high, value.head ?? value.tail);
      const rest = e.op('add', whole.tail, low);
      return {
        head: whole.head,
        tail: value.head === undefined ? rest : e.op('add', rest, value.tail),
      };
    },
  };
}
