import { apply, integer, type Expression } from '../../../expression/expression.ts';
import { exponentOf } from '../../../number/double-bits.ts';
import type { Operand } from '../../../program/program.ts';
import { constantDouble } from '../constant-value.ts';
import type { Emitter } from '../emitter.ts';
import type { FoundIdentity } from '../find-identities.ts';
import { confirmIdentity, type Identity } from '../identity.ts';
import { normalPattern } from '../normal-pattern.ts';
import { argumentOf, composed, reducedFunction, type ReducedFunction } from '../reduced-function.ts';
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
      .flatMap((found) => [powerReduction(f, found, context), binadeReduction(f, found, context)])
      .filter((found) => found !== undefined);
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

/**
 * The same where f(2x) = c·f(x) for a c that is no power of two: one binade is left to compute, and x = 2^(a·q + j)·m
 * has f(x) = 2^(b·q)·cʲ·f(m), the powers of c from a table.
 */
function binadeReduction(
  f: ReducedFunction,
  found: FoundIdentity & { kind: 'power' },
  { arithmetic, storage, maxTable }: StepContext,
): Reduction | undefined {
  const [a, b] = [Math.log2(found.by), Math.log2(found.times)];
  if (a < 2 || a % 1 !== 0 || (a * arithmetic.bits) / 8 > maxTable) return undefined;
  const at = (x: number): Expression => composed(f, integer(x));
  const x = argumentOf(f);
  const ratio = apply('div', at(2), at(1));
  const identity: Identity = {
    left: composed(f, apply('mul', integer(2), x)),
    right: apply('mul', ratio, f.expression),
    variable: f.variable,
    lo: Math.max(f.lo, 0),
    hi: f.hi,
  };
  if (!confirmIdentity(identity)) return undefined;
  const factors = Array.from({ length: a }, (_, j) =>
    arithmetic.round(constantDouble(apply('div', at(2 ** j), at(1))) ?? NaN),
  );
  const least = Math.max(f.lo, storage.minPositive);
  const subnormals = least < arithmetic.minNormal;
  const zero = f.lo <= 0 && roundedValue(f.oracle, 0, storage) === 0;
  return {
    step: 'power',
    parameters: { a, b, binades: true },
    identity,
    inners: [reducedFunction(f.expression, f.variable, 1, 2)],
    emit: (e, y, inner) => {
      const bits = e.fractionBits;
      const pattern = normalPattern(e, y, subnormals);
      const exponent = e.op('isar', e.op('isub', pattern, e.patternOf(1)), e.integer(bits));
      const mantissa = e.op('float', e.op('isub', pattern, e.shiftLeft(exponent, bits)));
      const quotient = quotientOf(e, exponent, a);
      const left = e.op('isub', exponent, e.op('imul', quotient, e.integer(a)));
      const value = e.op('mul', total(e, inner(e, mantissa)), e.op('lookup', e.table(factors), left));
      const power = Math.abs(b) === 1 ? quotient : e.op('imul', quotient, e.integer(Math.abs(b)));
      const moved = e.op(b > 0 ? 'iadd' : 'isub', e.op('bits', value), e.shiftLeft(power, bits));
      const result = e.op('float', moved);
      return { tail: zero ? e.op('select', e.op('eq', y, e.number(0)), y, result) : result };
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
  const quotient = quotientOf(e, e.op('isar', pattern, e.integer(bits)), a);
  return { quotient, taken: e.op('imul', quotient, e.integer(BigInt(a) << BigInt(bits))) };
}

/** ⌊k/a⌋ of an exponent k. */
function quotientOf(e: Emitter, exponent: Operand, a: number): Operand {
  if (Number.isInteger(Math.log2(a))) return e.op('isar', exponent, e.integer(Math.log2(a)));
  // (k·⌊2^b/a⌋ + 2^b/(2a)) >> b is ⌊k/a⌋ as long as the error of the reciprocal, k/2^b, is below 1/(2a).
  const reciprocal = Math.floor(2 ** DIVIDER_BITS / a);
  const product = e.op('imul', exponent, e.integer(reciprocal));
  const centred = e.op('iadd', product, e.integer(Math.floor(2 ** (DIVIDER_BITS - 1) / a)));
  return e.op('isar', centred, e.integer(DIVIDER_BITS));
}
