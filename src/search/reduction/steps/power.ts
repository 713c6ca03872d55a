import { exponentOf } from '../../../number/double-bits.ts';
import type { Operand } from '../../../program/program.ts';
import type { Emitter } from '../emitter.ts';
import type { FoundIdentity } from '../find-identities.ts';
import { normalPattern } from '../normal-pattern.ts';
import { reducedFunction, type ReducedFunction } from '../reduced-function.ts';
import { roundedValue } from '../rounded-value.ts';
import { total, type Reduction, type Step, type StepContext } from '../step.ts';

/** Bits of the reciprocal by which exponents are divided. */
const DIVIDER_BITS = 16;

/** f(2ᵃ·x) = 2ᵇ·f(x): roots. x = 2^(a·q)·m, f(x) = 2^(b·q)·f(m), by integer operations on the exponents. */
export const powerStep: Step = {
  name: 'power',
  description:
    'f(2^a x) = 2^b f(x): take a multiple of a off the exponent of the argument, give b times it to the result',
  reductions: (f, identities, context) => {
    if (f.hi <= 0 || f.lo < 0) return [];
    return identities
      .filter((found) => found.kind === 'power')
      .map((found) => powerReduction(f, found, context));
  },
};

function powerReduction(
  f: ReducedFunction,
  found: FoundIdentity & { kind: 'power' },
  { arithmetic, storage }: StepContext,
): Reduction {
  const [a, b] = [Math.log2(found.by), Math.log2(found.times)];
  const least = Math.max(f.lo, storage.minPositive);
  const subnormals = least < arithmetic.minNormal;
  const zero = f.lo <= 0 && roundedValue(f.oracle, 0, storage) === 0;
  return {
    step: 'power',
    parameters: { a, b },
    identity: found.identity,
    inners: [reducedFunction(f.expression, f.variable, 1, found.by)],
    emit: (e, x, inner) => {
      const pattern = normalPattern(e, x, subnormals);
      const { quotient, taken } = divideExponent(e, e.op('isub', pattern, e.patternOf(1)), a);
      const value = total(e, inner(e, e.op('float', e.op('isub', pattern, taken))));
      const factor =
        b === 1 ? quotient : b === -1 ? quotient : e.op('imul', quotient, e.integer(Math.abs(b)));
      const moved = e.op(b > 0 ? 'iadd' : 'isub', e.op('bits', value), e.shiftLeft(factor, e.fractionBits));
      const result = e.op('float', moved);
      return { tail: zero ? e.op('select', e.op('eq', x, e.number(0)), x, result) : result };
    },
  };
}

/** q = ⌊k/a⌋ of a pattern k·2^fraction + …, and a·q·2^fraction. */
function divideExponent(
  e: Emitter,
  pattern: Operand,
  a: number,
): { readonly quotient: Operand; readonly taken: Operand } {
  const bits = e.fractionBits;
  if (exponentOf(a) === Math.log2(a)) {
    const quotient = e.op('isar', pattern, e.integer(bits + Math.log2(a)));
    return { quotient, taken: e.shiftLeft(quotient, bits + Math.log2(a)) };
  }
  const exponent = e.op('isar', pattern, e.integer(bits));
  // (k·⌊2^b/a⌋ + 2^b/(2a)) >> b is ⌊k/a⌋ as long as the error of the reciprocal, k/2^b, is below 1/(2a).
  const reciprocal = Math.floor(2 ** DIVIDER_BITS / a);
  const product = e.op('imul', exponent, e.integer(reciprocal));
  const centred = e.op('iadd', product, e.integer(Math.floor(2 ** (DIVIDER_BITS - 1) / a)));
  const quotient = e.op('isar', centred, e.integer(DIVIDER_BITS));
  return { quotient, taken: e.op('imul', quotient, e.integer(BigInt(a) << BigInt(bits))) };
}
