import { apply, integer } from '../../../expression/expression.ts';
import type { Format } from '../../../number/format.ts';
import type { Operand } from '../../../program/program.ts';
import type { Emitter } from '../emitter.ts';
import type { FoundIdentity } from '../find-identities.ts';
import { confirmIdentity, type Identity } from '../identity.ts';
import { argumentOf, composed, reducedFunction, type ReducedFunction } from '../reduced-function.ts';
import { roundedValue } from '../rounded-value.ts';
import type { Reduction, Step, StepContext } from '../step.ts';

/** Roots taken: the a-th power of the first value is a product of a numbers without error. */
const LARGEST_ROOT = 8;
/** Fractions at which the first value is looked at, and rounds in which it is lowered. */
const FRACTIONS = 128;
const ROUNDS = 8;
/** The interval of what is left is made wider by this part, for fractions between those looked at. */
const WIDER = 2 ** -4;

/**
 * f(x) = k·x^(1/a): a first value y of few bits from the pattern of x over a, so that yᵃ is exact and so is x − yᵃ.
 * With t = (x − yᵃ)/yᵃ, small, f(x) = y·f(1 + t).
 */
export const rootStep: Step = {
  name: 'root',
  description:
    'f(x)^a is a multiple of x: a first value from the bits of x over a, and what is left of x over its power',
  reductions: (f, identities, context) => {
    if (f.hi <= 0 || f.lo < 0 || !context.division) return [];
    return identities
      .map((found) => (found.kind === 'power' ? rootReduction(f, found, context) : undefined))
      .filter((found) => found !== undefined);
  },
};

function rootReduction(
  f: ReducedFunction,
  { by, times }: FoundIdentity & { kind: 'power' },
  { arithmetic, storage }: StepContext,
): Reduction | undefined {
  const a = Math.log2(by);
  if (times !== 2 || !Number.isInteger(a) || a < 2 || a > LARGEST_ROOT) return undefined;
  const x = argumentOf(f);
  const identity: Identity = {
    left: apply('pow', f.expression, integer(a)),
    right: apply('mul', apply('pow', composed(f, integer(1)), integer(a)), x),
    variable: f.variable,
    lo: Math.max(f.lo, 0),
    hi: f.hi,
  };
  if (!confirmIdentity(identity)) return undefined;
  const first = firstValue(arithmetic, a);
  const least = Math.max(f.lo, storage.minPositive);
  const zero = f.lo <= 0 && roundedValue(f.oracle, 0, storage) === 0;
  const near = composed(f, apply('add', integer(1), x));
  return {
    step: 'root',
    parameters: { a, bits: arithmetic.precision - first.dropped },
    identity,
    inners: [reducedFunction(near, f.variable, 0, first.most)],
    emit: (e, argument, inner) => {
      // Products of subnormal numbers would not be exact: those are lifted by a power of 2ᵃ.
      const lift = a * Math.ceil(arithmetic.precision / a);
      const small =
        least < arithmetic.minNormal ? e.op('lt', argument, e.number(arithmetic.minNormal)) : undefined;
      const scaled = (condition: Operand, value: Operand, factor: number): Operand =>
        e.op('select', condition, e.op('mul', value, e.number(factor)), value);
      const lifted = small === undefined ? argument : scaled(small, argument, 2 ** lift);
      const y = emitFirst(e, lifted, first);
      const power = productOf(e, y, a);
      const left = e.op('div', e.op('sub', lifted, power), power);
      const value = inner(e, left);
      const lowered = small === undefined ? y : scaled(small, y, 2 ** (-lift / a));
      const whole =
        value.head === undefined
          ? timesValue(e, lowered, value.tail)
          : e.multiplyAdd(lowered, value.tail, timesValue(e, lowered, value.head));
      return { tail: zero ? e.op('select', e.op('eq', argument, e.number(0)), argument, whole) : whole };
    },
  };
}

/** A product that is the factor itself where the other is 1. */
function timesValue(e: Emitter, factor: Operand, value: Operand): Operand {
  return value === e.number(1) ? factor : e.op('mul', factor, value);
}

/** yᵃ, a product at a time: exact as long as it fits. */
function productOf(e: Emitter, y: Operand, a: number): Operand {
  let product = y;
  for (let k = 1; k < a; k++) product = e.op('mul', product, y);
  return product;
}

/** How a first value is made: the pattern without its last bits times a number, plus another, the last bits cleared. */
type FirstValue = {
  readonly dropped: number;
  readonly factor: bigint;
  readonly offset: bigint;
  /** (x − yᵃ)/yᵃ is from 0 to this. */
  readonly most: number;
};

function emitFirst(e: Emitter, x: Operand, { dropped, factor, offset }: FirstValue): Operand {
  const top = e.op('ishr', e.op('bits', x), e.integer(dropped));
  const moved = e.op('iadd', e.op('imul', top, e.integer(factor)), e.integer(offset));
  return e.op('float', e.op('iand', moved, e.integer(-1n << BigInt(dropped))));
}

/** The offset is the largest, nearly, with which yᵃ is nowhere above x: so no power overflows. */
function firstValue(format: Format, a: number): FirstValue {
  const fraction = format.precision - 1;
  // yᵃ has no more bits than a number of the format.
  const dropped = format.precision - Math.floor(format.precision / a);
  const unit = 2n ** BigInt(dropped);
  const factor = (2n * unit + BigInt(a)) / (2n * BigInt(a));
  const one = format.encode(1);
  const patterns = samplePatterns(format, a);
  const valueOf = (pattern: bigint, offset: bigint): number =>
    format.decode((((pattern >> BigInt(dropped)) * factor + offset) / unit) * unit);
  let offset = one - (one >> BigInt(dropped)) * factor;
  let [least, most] = [0, 0];
  for (let round = 0; round < ROUNDS; round++) {
    const left = patterns.map((pattern) => {
      // By way of logarithms: powers of the ends of the range overflow.
      const x = format.decode(pattern);
      return 2 ** (Math.log2(x) - a * Math.log2(valueOf(pattern, offset))) - 1;
    });
    [least, most] = [Math.min(...left), Math.max(...left)];
    if (least >= 0) break;
    offset -= BigInt(Math.ceil((-Math.log2(1 + least) / a) * 2 ** fraction)) + 1n;
  }
  return { dropped, factor, offset, most: most * (1 + WIDER) };
}

/** Patterns of a few a binades at the ends and in the middle of the normal range. */
function samplePatterns(format: Format, a: number): bigint[] {
  const binade = 2n ** BigInt(format.precision - 1);
  const [first, last] = [format.encode(format.minNormal), format.encode(format.maxFinite)];
  const list: bigint[] = [];
  for (const from of [first, format.encode(1), last - binade * BigInt(a)]) {
    for (let k = 0n; k < BigInt(a * FRACTIONS); k++) {
      const pattern = from + (k * binade) / BigInt(FRACTIONS);
      list.push(pattern, pattern + binade / BigInt(FRACTIONS) - 1n);
    }
  }
  return list.filter((pattern) => pattern <= last);
}
