import { doubleTerm } from '../../../expression/double-term.ts';
import { apply, integer } from '../../../expression/expression.ts';
import { lowestBit } from '../../../certify/roundoff-rules.ts';
import { exponentOf } from '../../../number/double-bits.ts';
import type { Format } from '../../../number/format.ts';
import type { Operand } from '../../../program/program.ts';
import { constantDouble } from '../constant-value.ts';
import type { Emitter } from '../emitter.ts';
import type { FoundIdentity } from '../find-identities.ts';
import { composed, reducedFunction, type ReducedFunction } from '../reduced-function.ts';
import { roundingReach, roundMultiple } from '../round-to-integer.ts';
import { halvesOf, powerBy, scaledOnce } from '../scale-result.ts';
import {
  addKept,
  keepsProducts,
  total,
  type Reduction,
  type Step,
  type StepContext,
  type Sum,
} from '../step.ts';
import { takeMultiple, takeMultipleInTwo, wordsOf } from '../take-multiple.ts';

/**
 * How the result is multiplied by 2^(n·stride): by one number, by two halves of it, twice by its root, or by two halves
 * so that subnormal results are rounded once.
 */
const SCALINGS = ['single', 'halves', 'square', 'once'] as const;
/** Where a multiple of 2ⁿ − 1 is added: by 2ⁿ, or by 2ⁿ⁻ᵏ and the sum by 2ᵏ, where 2ⁿ is no number of the format. */
const AFFINE_SCALINGS = ['single', 'lifted'] as const;
type Scaling = (typeof SCALINGS)[number] | (typeof AFFINE_SCALINGS)[number];
/** An argument may be rounded to the wrong side of a boundary by this fraction of the interval. */
const SLACK = 2 ** -12;
/** Of what a part may err by: a reduction that loses more leaves nothing to a kernel. */
const HOPELESS = 64;

/** Subnormal results lose so many digits at most to it. */
const LARGEST_LIFT = 2;

/** The arguments beyond which the result is infinite, or 0, in the storage format whatever the last bits. */
type Limits = {
  readonly lo: number;
  readonly hi: number;
  readonly clampLo: boolean;
  readonly clampHi: boolean;
};

/** f(x + c) = 2·f(x): exponentials. x = n·c + r, f(x) = 2ⁿ·f(r). */
export const shiftStep: Step = {
  name: 'shift',
  description:
    'f(x + c) = 2 f(x): take n multiples of c off the argument, put n into the exponent of the result',
  reductions: (f, identities, context) => {
    const list: Reduction[] = [];
    for (const found of identities) {
      if (found.kind !== 'shift' || found.times !== 2) continue;
      for (const scaling of found.plus === undefined ? SCALINGS : AFFINE_SCALINGS) {
        if (scaling === 'once' && !keepsProducts(context)) continue;
        for (const words of [1, 2, 3]) {
          for (const carry of words === 2 ? [false, true] : [false]) {
            for (const kept of found.plus === undefined ? keepsScaled(scaling, context) : [false]) {
              const reduction = shiftReduction(f, found, context, { scaling, words, carry, kept });
              if (reduction !== undefined) list.push(reduction);
            }
          }
        }
      }
    }
    return list;
  },
};

/** What the product of an integer with the last word rounds away, where the word has too many bits: of an exponential that is relative. */
function roundsAway({ precision }: Format, words: readonly number[], most: number): number {
  const last = words[words.length - 1];
  const bits = exponentOf(last) - lowestBit(last) + 1;
  return bits + Math.ceil(Math.log2(most + 1)) <= precision ? 0 : most * Math.abs(last) * 2 ** -precision;
}

/** Is a value that is scaled at once left a sum of two? A fused operation adds it up for nothing. */
function keepsScaled(scaling: Scaling, context: StepContext): readonly boolean[] {
  if (scaling !== 'single' || context.alone !== true) return [false];
  if (context.fma) return [true];
  return keepsProducts(context) ? [false, true] : [false];
}

function shiftReduction(
  f: ReducedFunction,
  found: FoundIdentity & { kind: 'shift' },
  { arithmetic, storage, fma, alone, byAnalysis, tolerance }: StepContext,
  way: {
    readonly scaling: Scaling;
    readonly words: number;
    readonly carry: boolean;
    readonly kept: boolean;
  },
): Reduction | undefined {
  const { scaling, words, carry, kept } = way;
  if (carry && arithmetic !== storage) return undefined;
  const stride = scaling === 'square' ? 2 : 1;
  const by = constantDouble(found.by);
  const atZero = constantDouble(composed(f, integer(0)));
  // f(x + c) = 2·f(x) + d is the pure form for f + d.
  const plus = found.plus === undefined ? 0 : constantDouble(found.plus);
  if (by === undefined || atZero === undefined || plus === undefined) return undefined;
  const unit = atZero + plus;
  if (unit === 0 || (plus === 0 && scaling === 'lifted')) return undefined;
  const offset = arithmetic.round(plus);
  const limits = limitsOf(f, by, unit, arithmetic, storage);
  const step = by * stride;
  const multiples = [limits.lo / step, limits.hi / step].map(Math.round).sort((a, b) => a - b);
  const most = Math.max(...multiples.map(Math.abs)) + 1;
  const ends = [limits.lo / step - SLACK, limits.hi / step + SLACK].map(Math.round).sort((a, b) => a - b);
  const lift = scaling === 'lifted' ? ends[1] - arithmetic.emax : 0;
  const biasAt = (power: number): number | undefined =>
    biasOf(scaling, arithmetic, multiples[0] - 1 + power, multiples[1] + 1 + power);
  // Where 2ⁿ is no number f(0)·2ⁿ may be: the kernel is f over the power of two in f(0).
  const inUnit =
    alone && scaling === 'single' && biasAt(0) === undefined ? Math.round(Math.log2(Math.abs(unit))) : 0;
  const own = biasAt(inUnit);
  const bias =
    scaling === 'lifted'
      ? liftedBias(arithmetic, ends[0], lift)
      : own === undefined
        ? undefined
        : own + inUnit;
  if (bias === undefined || most + bias > roundingReach(arithmetic)) return undefined;
  const stepTerm = stride === 1 ? found.by : apply('mul', integer(stride), found.by);
  const split = wordsOf({ format: arithmetic, fma }, stepTerm, words, most);
  if (split.length < words) return undefined;
  if (byAnalysis === true && !fma && roundsAway(arithmetic, split, most) > HOPELESS * tolerance)
    return undefined;
  const half = Math.abs(step / 2) * (1 + SLACK);
  const core = inUnit === 0 ? f.expression : apply('mul', f.expression, doubleTerm(2 ** -inUnit));
  return {
    step: 'shift',
    parameters: { scaling, words, carry, ...(kept && !fma ? { kept } : {}) },
    identity: found.identity,
    inners: [reducedFunction(core, f.variable, -half, half)],
    emit: (e, x, inner) => {
      let argument = x;
      if (limits.clampHi) argument = e.op('min', argument, e.number(limits.hi));
      if (limits.clampLo) argument = e.op('max', argument, e.number(limits.lo));
      const { n, pattern } = roundMultiple(e, argument, e.format.round(1 / step), bias);
      const reduced = carry
        ? takeMultipleInTwo(e, argument, n, split)
        : { value: takeMultiple(e, argument, n, split), rest: undefined };
      const value = inner(e, reduced.value, reduced.rest);
      if (plus !== 0) {
        const one = 2 ** -lift;
        const sum =
          carry && alone
            ? affineKept(e, value, pattern, offset, one)
            : affine(e, total(e, value), pattern, offset, one);
        return lift > 0 ? times(e, sum, 2 ** lift) : sum;
      }
      const limit = unit < 0 ? 'max' : 'min';
      if (alone && scaling === 'once') return scaledOnce(e, value, pattern, limit);
      if (kept) return scaledKept(e, value, pattern);
      return { tail: scaled(e, value, pattern, scaling) };
    },
  };
}

function limitsOf(f: ReducedFunction, by: number, unit: number, arithmetic: Format, storage: Format): Limits {
  // f(x) = f(0)·2^(x/by). Four times the largest number and a quarter of the least are beyond any rounding; with room to
  // spare in the arithmetic's exponents, its own normal range is (the result may be an operand yet).
  const scale = Math.log2(Math.abs(unit));
  // What never exceeds 1 is a part of something larger: its products with numbers of all their bits are no subnormal ones, which
  // take many times as long.
  const room = Math.max(f.lo / by, f.hi / by) + scale > 0 ? 4 : arithmetic.precision;
  const [least, largest] =
    arithmetic.emax > 2 * storage.emax
      ? [arithmetic.emin + room, arithmetic.emax - 4]
      : [storage.emin - storage.precision - 1, storage.emax + 3];
  const argument = (exponent: number): number => by * (exponent - scale);
  const ends = [argument(least), argument(largest)].sort((a, b) => a - b);
  const [lo, hi] = ends.map((end) => storage.round(end));
  return {
    lo: Math.max(lo, f.lo),
    hi: Math.min(hi, f.hi),
    clampLo: f.lo < lo,
    clampHi: f.hi > hi,
  };
}

/** What is added to n so that shifts of its bits make powers of two; `undefined` when they would leave the normal range. */
function biasOf(scaling: Scaling, { emin, emax }: Format, least: number, most: number): number | undefined {
  const reach = scaling === 'halves' || scaling === 'once' ? 2 : 1;
  if (least < reach * emin || most > reach * emax) return undefined;
  return reach * emax;
}

/** The same for 2ⁿ⁻ᵏ, k above 0. */
function liftedBias({ emin, emax }: Format, least: number, lift: number): number | undefined {
  return lift > 0 && lift <= LARGEST_LIFT && least - lift >= emin ? emax - lift : undefined;
}

/**
 * p·value + (p − one)·offset for p = 2ⁿ·one. At n = 0 the second must be −0, or +0 subtracted, to leave a value of
 * either zero as it is. (Fused and with an offset of 1 that would take one operation more.)
 */
function affine(e: Emitter, value: Operand, pattern: Operand, offset: number, unit: number): Sum {
  const power = powerBy(e, pattern);
  const product = [power, value] as const;
  const one = e.number(unit);
  const more = (): Operand => e.op('sub', power, one);
  const less = (): Operand => e.op('sub', one, power);
  if (offset === 1 && !e.fma) return { tail: e.op('sub', e.op('mul', ...product), less()) };
  const head =
    offset === 1
      ? more()
      : offset < 0
        ? e.op('mul', more(), e.number(offset))
        : e.op('mul', less(), e.number(-offset));
  return { head, tail: e.op('mul', ...product), product };
}

/** p·(head + tail) + (p − one)·offset, for an offset that is no smaller than the value: what the sum rounds away goes with the tail. */
function affineKept(e: Emitter, { head, tail }: Sum, pattern: Operand, offset: number, unit: number): Sum {
  const power = powerBy(e, pattern);
  const less = e.op('sub', power, e.number(unit));
  const multiple = (of: Operand): Operand => (offset === 1 ? of : e.op('mul', of, e.number(offset)));
  const more = multiple(less);
  const times = (part: Operand): Operand => e.op('mul', power, part);
  const sum = addKept(e, more, times(head ?? tail));
  // 2ⁿ − 1 is rounded where n is as large as numbers have bits: results that may overflow go that far.
  const kept =
    unit !== 1
      ? e.op('add', sum.tail, multiple(e.op('sub', e.op('sub', power, less), e.number(unit))))
      : sum.tail;
  const lost = head === undefined ? kept : e.multiplyAdd(power, tail, kept);
  return { head: sum.head, tail: lost };
}

/** A sum times a power of two: no digit is lost. */
function times(e: Emitter, sum: Sum, power: number): Sum {
  const scale = (operand: Operand): Operand => e.op('mul', operand, e.number(power));
  if (sum.head === undefined || sum.product !== undefined) return { tail: scale(total(e, sum)) };
  return { head: scale(sum.head), tail: scale(sum.tail) };
}

function scaled(e: Emitter, value: Sum, pattern: Operand, scaling: Scaling): Operand {
  const power = (n: Operand): Operand => powerBy(e, n);
  const one = e.number(1);
  // (1 + t)·s is t·s + s.
  const times = (by: Operand): Operand =>
    e.fma && value.head === one ? e.op('fma', value.tail, by, by) : e.op('mul', total(e, value), by);
  if (scaling === 'single') return times(power(pattern));
  if (scaling === 'square') return e.op('mul', times(power(pattern)), power(pattern));
  const { lower, upper } = halvesOf(e, pattern);
  return e.op('mul', times(power(lower)), power(upper));
}

/** (head + tail)·2ⁿ as a sum of two: where no result is subnormal nothing is rounded. */
function scaledKept(e: Emitter, { head, tail }: Sum, pattern: Operand): Sum {
  const power = powerBy(e, pattern);
  const product = [tail, power] as const;
  const rest = e.op('mul', ...product);
  if (head === undefined) return { tail: rest };
  return { head: head === e.number(1) ? power : e.op('mul', head, power), tail: rest, product };
}
