import { doubleTerm } from '../../../expression/double-term.ts';
import { apply, constant, integer } from '../../../expression/expression.ts';
import { exponentOf } from '../../../number/double-bits.ts';
import type { Operand } from '../../../program/program.ts';
import { constantDouble, splitConstant } from '../constant-value.ts';
import type { Emitter } from '../emitter.ts';
import { divisionRest } from '../exact-sum.ts';
import { normalPattern } from '../normal-pattern.ts';
import type { FoundIdentity } from '../find-identities.ts';
import { argumentOf, composed, reducedFunction, type ReducedFunction } from '../reduced-function.ts';
import {
  addKept,
  keepsProducts,
  type EmitValue,
  type Reduction,
  type Step,
  type StepContext,
  type Sum,
} from '../step.ts';

/** Where the interval [s, 2s) of mantissas begins, as fractions of the zero in it: about balanced, more to one side. */
const STARTS = [Math.SQRT1_2, 0.6875, 0.75, 2 / 3];

/** f(2x) = f(x) + c: logarithms. x = 2ᵏ·m, f(x) = k·c + f(m), with f's zero inside the interval of m. */
export const scaleStep: Step = {
  name: 'scale',
  description: 'f(2x) = f(x) + c: take the exponent off the argument, add its multiple of c to the result',
  reductions: (f, identities, context) => {
    const list: Reduction[] = [];
    for (const found of identities) {
      if (found.kind !== 'scale' || found.by !== 2 || f.hi <= 0) continue;
      for (const start of STARTS) {
        for (const words of [1, 2]) {
          for (const kept of words > 1 && context.alone === true ? [false, true] : [false]) {
            for (const quotient of kept && keepsProducts(context) && context.division
              ? [false, true]
              : [false]) {
              const way = { from: start, words, kept, quotient };
              const reduction = scaleReduction(f, found, context, way);
              if (reduction !== undefined) list.push(reduction);
            }
          }
        }
      }
    }
    return list;
  },
};

function scaleReduction(
  f: ReducedFunction,
  found: FoundIdentity & { kind: 'scale' },
  { arithmetic, storage }: StepContext,
  way: {
    readonly from: number;
    readonly words: number;
    readonly kept: boolean;
    /** The mantissa m as (zero + zero·q)/(1 − q): f is odd in q, and q half of what m − zero is. */
    readonly quotient: boolean;
  },
): Reduction | undefined {
  const { from: start, words, kept, quotient } = way;
  // f(x) = f(1) + c·log2(x) is 0 at 2^(−f(1)/c).
  const zeroTerm = apply('exp2', apply('neg', apply('div', composed(f, integer(1)), found.plus)));
  const zero = constantDouble(zeroTerm) ?? NaN;
  if (Number.isNaN(zero) || !arithmetic.contains(zero)) return undefined;
  const bottom = arithmetic.round(start * zero);
  const least = Math.max(f.lo, storage.minPositive);
  const subnormals = least < arithmetic.minNormal;
  const [from, to] = [exponentOf(least / bottom), exponentOf(Math.min(f.hi, storage.maxFinite) / bottom)];
  const most = Math.max(Math.abs(from), Math.abs(to)) + 2;
  const bits = arithmetic.precision - 1;
  // fromint(k·2^bits) is k·2^bits exactly; the constants take the factor back.
  const unit = apply('div', found.plus, apply('exp2', integer(bits)));
  const parts = splitConstant(unit, arithmetic, words, arithmetic.precision - Math.ceil(Math.log2(most + 1)));
  // Where c < 0, −k is taken and multiplied by −c: at f's zero, where k = 0, that is +0, and so is f.
  const falls = parts[0] < 0;
  const all = falls ? parts.map((part) => -part) : parts;
  const exact = words > 1 && all[words - 1] === 0;
  if (exact && (!kept || words > 2)) return undefined;
  // Of a constant of one word (1 of log2) the product is exact, and the sum may be kept all the same.
  const split = exact ? all.slice(0, 1) : all;
  const slope = constantDouble(apply('div', found.plus, constant('ln2'))) ?? NaN;
  const one = integer(1);
  const near = quotient
    ? apply(
        'mul',
        doubleTerm(zero),
        apply('div', apply('add', one, argumentOf(f)), apply('sub', one, argumentOf(f))),
      )
    : apply('add', doubleTerm(zero), argumentOf(f));
  const ends = [bottom, 2 * bottom].map((m) => (quotient ? (m - zero) / (m + zero) : m - zero));
  return {
    step: 'scale',
    parameters: {
      from: Number(start.toPrecision(4)),
      words,
      ...(kept ? { kept } : {}),
      ...(quotient ? { quotient } : {}),
    },
    identity: found.identity,
    inners: [reducedFunction(composed(f, near), f.variable, ends[0], ends[1])],
    emit: (e, x, inner) => emitScaled(e, x, undefined, inner),
    emitAtSum: (e, x, rest, inner) => emitScaled(e, x, rest, inner),
  };

  function emitScaled(e: Emitter, x: Operand, rest: Operand | undefined, inner: EmitValue): Sum {
    const { exponent, mantissa } = takeExponent(e, x, bottom, subnormals, falls);
    const k = e.op('fromint', exponent);
    const near = quotient
      ? atQuotient(e, mantissa, zero, inner)
      : inner(e, e.op('sub', mantissa, e.number(zero)));
    // f is c·log2(x) + f(1): its slope is (c/ln 2)/x.
    const more = rest === undefined ? undefined : e.op('div', rest, x);
    const factor = e.format.round(slope);
    const value =
      more === undefined
        ? near
        : withMore(e, near, factor === 1 ? more : e.op('mul', more, e.number(factor)));
    let tail = value.tail;
    if (kept) {
      const sum = addKept(e, e.op('mul', k, e.number(split[0])), value.head ?? tail);
      const lost = value.head === undefined ? sum.tail : e.op('add', sum.tail, tail);
      return { head: sum.head, tail: split.length > 1 ? e.multiplyAdd(k, e.number(split[1]), lost) : lost };
    }
    if (split.length > 1) tail = e.multiplyAdd(k, e.number(split[1]), tail);
    else if (e.fma && value.product !== undefined && value.head !== undefined) {
      tail = e.op('fma', ...value.product, value.head);
      return { tail: e.multiplyAdd(k, e.number(split[0]), tail) };
    }
    const whole = value.head === undefined ? tail : e.op('add', value.head, tail);
    return { tail: e.multiplyAdd(k, e.number(split[0]), whole) };
  }
}

/** At (m − zero)/(m + zero), with what the quotient rounds away: the divisor is taken in whole, and inverted once. */
function atQuotient(e: Emitter, m: Operand, zero: number, inner: EmitValue): Sum {
  const above = e.op('sub', m, e.number(zero));
  const below = addKept(e, e.number(zero), m);
  const inverse = e.op('div', e.number(1), below.head);
  const value = e.op('mul', above, inverse);
  const minus = e.op('neg', value);
  const left = e.multiplyAdd(minus, below.tail, divisionRest(e, above, value, below.head));
  return inner(e, value, e.op('mul', left, inverse));
}

/** A value and something small. */
function withMore(e: Emitter, { head, tail, product }: Sum, more: Operand): Sum {
  if (head === undefined) return { head: tail, tail: more };
  const fused = e.fma && product !== undefined;
  return { head, tail: fused ? e.op('fma', ...product, more) : e.op('add', tail, more) };
}

/** x = 2ᵏ·m with m in [bottom, 2·bottom): k·2^fraction (or −k·2^fraction) as an integer, m as a float. */
function takeExponent(
  e: Emitter,
  x: Operand,
  bottom: number,
  subnormals: boolean,
  negated: boolean,
): { readonly exponent: Operand; readonly mantissa: Operand } {
  const pattern = normalPattern(e, x, subnormals);
  const mask = BigInt.asIntN(e.format.bits, -1n << BigInt(e.fractionBits));
  if (negated) {
    // −⌊(p − b)/u⌋ = ⌊(b + u − 1 − p)/u⌋.
    const top = BigInt.asIntN(e.format.bits, e.format.encode(bottom)) - mask - 1n;
    const exponent = e.op('iand', e.op('isub', e.integer(top), pattern), e.integer(mask));
    return { exponent, mantissa: e.op('float', e.op('iadd', pattern, exponent)) };
  }
  const above = e.op('isub', pattern, e.patternOf(bottom));
  const exponent = e.op('iand', above, e.integer(mask));
  return { exponent, mantissa: e.op('float', e.op('isub', pattern, exponent)) };
}
