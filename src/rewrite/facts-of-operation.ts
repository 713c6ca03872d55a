import type { OperationName } from '../expression/operations.ts';
import { doubleInterval, type DoubleInterval } from '../number/double-interval.ts';
import { nextDown, nextUp } from '../number/double-bits.ts';
import { withWorkspace } from '../number/workspace.ts';
import { intervalOf, newInterval } from '../oracle/big-interval.ts';
import { INTERVAL_RULES } from '../oracle/interval-rules.ts';
import { FLAG, NO_FACTS, factsOfEnclosure, settle, type Facts } from './facts.ts';

/**
 * What an operation's value is known to be, from what is known of its arguments: the analysis of the e-graph, and
 * what the checker of explanations computes again. Everything here holds wherever the operation is defined.
 */

const { NONZERO, INTEGER, EVEN, ODD } = FLAG;

/** Values of these operations, whatever the argument. */
const RANGES: Partial<Record<string, Facts>> = {
  abs: settle(0, Infinity, 0),
  sqrt: settle(0, Infinity, 0),
  rsqrt: settle(0, Infinity, NONZERO),
  hypot: settle(0, Infinity, 0),
  exp: settle(0, Infinity, NONZERO),
  exp2: settle(0, Infinity, NONZERO),
  exp10: settle(0, Infinity, NONZERO),
  expm1: settle(-1, Infinity, 0),
  sin: settle(-1, 1, 0),
  cos: settle(-1, 1, 0),
  sinpi: settle(-1, 1, 0),
  cospi: settle(-1, 1, 0),
  asin: settle(-1.5707963267948968, 1.5707963267948968, 0),
  acos: settle(0, 3.1415926535897936, 0),
  atan: settle(-1.5707963267948968, 1.5707963267948968, 0),
  atan2: settle(-3.1415926535897936, 3.1415926535897936, 0),
  cosh: settle(1, Infinity, 0),
  acosh: settle(0, Infinity, 0),
  tanh: settle(-1, 1, 0),
  erf: settle(-1, 1, 0),
  erfc: settle(0, 2, NONZERO),
  gamma: settle(-Infinity, Infinity, NONZERO),
  lambertw: settle(-1, Infinity, 0),
  sigmoid: settle(0, 1, NONZERO),
  softplus: settle(0, Infinity, NONZERO),
  silu: settle(-0.28, Infinity, 0),
  gelu: settle(-0.18, Infinity, 0),
  mish: settle(-0.31, Infinity, 0),
  sinc: settle(-0.22, 1, 0),
  floor: settle(-Infinity, Infinity, INTEGER),
  ceil: settle(-Infinity, Infinity, INTEGER),
  round: settle(-Infinity, Infinity, INTEGER),
  trunc: settle(-Infinity, Infinity, INTEGER),
};

/** f(a) = 0 only at a = 0. */
const ZERO_ONLY_AT_ZERO = new Set<string>(
  'neg abs sqrt cbrt sinh tanh asinh asin atan atanh erf expm1 log1p lambertw silu gelu mish'.split(' '),
);
/** Increasing where defined: an end outside the domain bounds nothing, the other still does. */
const INCREASING = new Set<string>('log log2 log10 log1p sqrt atanh acosh asin lambertw'.split(' '));
const DECREASING = new Set<string>(['rsqrt', 'acos']);
/** |a·b| and the like keep integers. */
const WHOLE = new Set<string>(['add', 'sub', 'mul', 'neg', 'abs', 'min', 'max', 'fma']);

/**
 * Facts of `operation(...args)`.
 * @param same whether the first two arguments are known to be equal (then a·a ≥ 0)
 */
export function factsOfOperation(operation: string, args: readonly Facts[], same: boolean): Facts {
  const [a, b] = args;
  const known = RANGES[operation] ?? NO_FACTS;
  if (!same && args.every((x) => x === NO_FACTS)) return known;
  const range = rangeOf(operation, args, same);
  let flags = known.flags;
  if (ZERO_ONLY_AT_ZERO.has(operation)) flags |= a.flags & NONZERO;
  if (operation === 'mul') flags |= a.flags & b.flags & NONZERO;
  if (operation === 'hypot') flags |= (a.flags | b.flags) & NONZERO;
  if (operation === 'div' || operation === 'pow') flags |= a.flags & NONZERO;
  if (WHOLE.has(operation) && args.every((x) => x.flags & INTEGER)) flags |= wholeFlags(operation, args);
  if (operation === 'pow' && a.flags & INTEGER && b.flags & INTEGER && b.lo > 0) {
    flags |= INTEGER | (a.flags & (EVEN | ODD));
  }
  return settle(Math.max(range.lo, known.lo), Math.min(range.hi, known.hi), flags);
}

/** Integer arguments: an integer, with its parity where both parities are known. */
function wholeFlags(operation: string, args: readonly Facts[]): number {
  const [a, b] = args;
  const parity = (x: Facts): number | undefined => (x.flags & EVEN ? 0 : x.flags & ODD ? 1 : undefined);
  let result: number | undefined;
  if (operation === 'neg' || operation === 'abs') result = parity(a);
  if (operation === 'add' || operation === 'sub') {
    const [p, q] = [parity(a), parity(b)];
    if (p !== undefined && q !== undefined) result = p ^ q;
  }
  if (operation === 'mul') {
    const [p, q] = [parity(a), parity(b)];
    if (p === 0 || q === 0) result = 0;
    else if (p === 1 && q === 1) result = 1;
  }
  return INTEGER | (result === undefined ? 0 : result === 0 ? EVEN : ODD);
}

function rangeOf(operation: string, args: readonly Facts[], same: boolean): DoubleInterval {
  const [a, b, c] = args;
  switch (operation) {
    case 'neg':
      return doubleInterval.neg(a);
    case 'add':
      return doubleInterval.add(a, b);
    case 'sub':
      return same ? { lo: 0, hi: 0 } : doubleInterval.sub(a, b);
    case 'mul':
      return same ? doubleInterval.square(a) : doubleInterval.mul(a, b);
    case 'fma':
      return doubleInterval.add(same ? doubleInterval.square(a) : doubleInterval.mul(a, b), c);
    case 'div':
      return quotient(a, b);
    case 'abs':
      return doubleInterval.abs(a);
    case 'min':
      return doubleInterval.min(a, b);
    case 'max':
      return doubleInterval.max(a, b);
    case 'pow':
      return power(a, b);
    default:
      return ruled(operation, args);
  }
}

/** a/b where b ≠ 0 but may reach to 0 from one side. */
function quotient(a: Facts, b: Facts): DoubleInterval {
  if (b.lo > 0 || b.hi < 0) return doubleInterval.div(a, b);
  if (b.lo === 0) {
    return {
      lo: a.lo >= 0 ? (a.lo === 0 || b.hi === Infinity ? 0 : Math.max(0, nextDown(a.lo / b.hi))) : -Infinity,
      hi: a.hi <= 0 ? (a.hi === 0 || b.hi === Infinity ? 0 : Math.min(0, nextUp(a.hi / b.hi))) : Infinity,
    };
  }
  if (b.hi === 0) {
    const mirrored = quotient(a, settle(-b.hi, -b.lo, b.flags));
    return doubleInterval.neg(mirrored);
  }
  return { lo: -Infinity, hi: Infinity };
}

function power(a: Facts, b: Facts): DoubleInterval {
  if (b.flags & EVEN) {
    const size = doubleInterval.abs(a);
    return power(settle(size.lo, size.hi, a.flags), settle(b.lo, b.hi, INTEGER));
  }
  if (a.lo >= 0) {
    const exact = a.lo > 0 ? ruled('pow', [a, b]) : { lo: 0, hi: Infinity };
    return { lo: Math.max(0, exact.lo), hi: a.lo === 0 && b.lo >= 0 ? powerAbove(a, b) : exact.hi };
  }
  return { lo: -Infinity, hi: Infinity };
}

/** An upper bound of aᵇ for a ≥ 0 that may be 0, b ≥ 0. */
function powerAbove(a: Facts, b: Facts): number {
  if (a.hi <= 1) return 1;
  const top = ruled('pow', [settle(a.hi, a.hi, 0), settle(b.hi, b.hi, 0)]);
  return Number.isFinite(a.hi) && Number.isFinite(b.hi) ? Math.max(1, top.hi) : Infinity;
}

const BITS = 64;

/** The oracle's interval rule, rounded outward to doubles; nothing where it cannot tell. */
function ruled(operation: string, args: readonly Facts[]): DoubleInterval {
  const rule = INTERVAL_RULES[operation as OperationName];
  if (rule === undefined) return NO_FACTS;
  if (args.some((x) => x.lo > x.hi)) return NO_FACTS;
  if (args.length === 1 && INCREASING.has(operation)) {
    return { lo: ruledAt(operation, args[0].lo).lo, hi: ruledAt(operation, args[0].hi).hi };
  }
  if (args.length === 1 && DECREASING.has(operation)) {
    return { lo: ruledAt(operation, args[0].hi).lo, hi: ruledAt(operation, args[0].lo).hi };
  }
  return withWorkspace(BITS, (w) => {
    const out = newInterval(w);
    const boxes = args.map((x) => intervalOf(w, x.lo, x.hi));
    return rule(out, boxes, w) === undefined ? factsOfEnclosure(out) : NO_FACTS;
  });
}

function ruledAt(operation: string, at: number): DoubleInterval {
  if (!Number.isFinite(at)) return NO_FACTS;
  return withWorkspace(BITS, (w) => {
    const out = newInterval(w);
    const fault = INTERVAL_RULES[operation as OperationName](out, [intervalOf(w, at)], w);
    return fault === undefined ? factsOfEnclosure(out) : NO_FACTS;
  });
}

const NOT_ZERO = settle(-Infinity, Infinity, NONZERO);
const NOT_NEGATIVE = settle(0, Infinity, 0);
const POSITIVE = settle(0, Infinity, NONZERO);
const UNIT = settle(-1, 1, 0);

/** What a value of one argument says about that argument. */
const NEEDS: Partial<Record<string, readonly Facts[]>> = {
  div: [NO_FACTS, NOT_ZERO],
  sqrt: [NOT_NEGATIVE],
  rsqrt: [POSITIVE],
  log: [POSITIVE],
  log2: [POSITIVE],
  log10: [POSITIVE],
  log1p: [settle(-1, Infinity, 0)],
  asin: [UNIT],
  acos: [UNIT],
  atanh: [UNIT],
  acosh: [settle(1, Infinity, 0)],
  gamma: [NOT_ZERO],
  lgamma: [NOT_ZERO],
  digamma: [NOT_ZERO],
  bessel_y0: [POSITIVE],
  bessel_y1: [POSITIVE],
  bessel_yn: [NO_FACTS, POSITIVE],
  besselk: [NO_FACTS, POSITIVE],
  lambertw: [settle(-0.3678794411714424, Infinity, 0)],
};

/** Does this operation's having a value say anything about its arguments? */
export function hasNeeds(operation: string): boolean {
  return operation === 'pow' || NEEDS[operation] !== undefined;
}

/** What follows for argument `index` from `operation(...args)` having a value. */
export function factsOfArgument(operation: string, index: number, args: readonly Facts[]): Facts {
  if (operation !== 'pow') return NEEDS[operation]?.[index] ?? NO_FACTS;
  // a^b has a value for a > 0, for a = 0 with b ≥ 0, and for an integer b with a ≠ 0.
  if (index !== 0) return NO_FACTS;
  const exponent = args[1];
  const fraction =
    exponent.lo === exponent.hi
      ? !Number.isInteger(exponent.lo)
      : Math.ceil(exponent.lo) > Math.floor(exponent.hi);
  const flags = exponent.hi < 0 ? NONZERO : 0;
  if (fraction) return settle(0, Infinity, flags);
  return flags === 0 ? NO_FACTS : NOT_ZERO;
}
