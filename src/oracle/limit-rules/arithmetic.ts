import { mpfr } from '../../number/mpfr.ts';
import type { Workspace } from '../../number/workspace.ts';
import { hasZero, isPoint, isZero, newInterval, type BigInterval } from '../big-interval.ts';
import { INTERVAL_RULES } from '../interval-rules.ts';
import { mayBeInteger } from '../interval-rules/power.ts';
import {
  finite,
  hidden,
  infinite,
  isSwinging,
  none,
  open,
  opposite,
  pointAt,
  turned,
  type Limit,
  type Side,
} from '../limit.ts';
import type { LimitRule } from '../limit-rule.ts';

type Arithmetic = 'add' | 'mul' | 'div' | 'min' | 'max' | 'hypot';

function compute(operation: Arithmetic, a: BigInterval, b: BigInterval, w: Workspace): BigInterval {
  const out = newInterval(w);
  INTERVAL_RULES[operation](out, [a, b], w);
  return out;
}

/** The sign of all numbers in an interval without 0; `undefined` where it may hold 0. */
function signOf(a: BigInterval): 1 | -1 | undefined {
  if (mpfr.mpfr_sgn(a.lo) > 0) return 1;
  return mpfr.mpfr_sgn(a.hi) < 0 ? -1 : undefined;
}

/** The sign of f near the place: that of its limit, or, at a limit of 0, of the side. */
function nearSign(a: Limit): 1 | -1 | 0 | undefined {
  if (a.kind === 'infinite') return a.sign;
  if (a.kind !== 'finite') return undefined;
  return isZero(a.value) ? a.side : signOf(a.value);
}

/** Two pushes away from a limit: one direction, or none that is known. */
function together(a: Side, b: Side): Side {
  if (a === 0) return b;
  return b === 0 || a === b ? a : undefined;
}

export function negLimit(a: Limit, w: Workspace): Limit {
  if (a.kind === 'infinite') return infinite(a.sign === 1 ? -1 : 1);
  if (a.kind !== 'finite') return a;
  const out = newInterval(w);
  INTERVAL_RULES.neg(out, [a.value], w);
  return finite(out, opposite(a.side));
}

/** The argument that settles it: one that is undefined, else one of which nothing is known. */
function faultOf(...args: Limit[]): Limit | undefined {
  const fault = args.find((a) => a.kind === 'none' && a.how === 'undefined');
  return fault ?? args.find((a) => a.kind === 'none' || a.kind === 'open');
}

export function addLimit(a: Limit, b: Limit, w: Workspace): Limit {
  if (a.kind === 'infinite' && b.kind === 'infinite') return a.sign === b.sign ? a : open('∞ − ∞');
  if (a.kind === 'infinite') return b.kind === 'finite' || isSwinging(b) ? a : hidden(b);
  if (b.kind === 'infinite') return a.kind === 'finite' || isSwinging(a) ? b : hidden(a);
  // A swing and a number: still no limit.
  if (isSwinging(a) && b.kind === 'finite') return a;
  if (isSwinging(b) && a.kind === 'finite') return b;
  if (a.kind !== 'finite' || b.kind !== 'finite') return hidden(faultOf(a, b) as Limit);
  return finite(compute('add', a.value, b.value, w), together(a.side, b.side));
}

export function mulLimit(a: Limit, b: Limit, w: Workspace): Limit {
  for (const [one, other] of [
    [a, b],
    [b, a],
  ]) {
    if (!isSwinging(one) || other.kind !== 'finite') continue;
    if (isZero(other.value)) return finite(other.value, other.side === 0 ? 0 : undefined);
    return hasZero(other.value) ? open('terms without a limit') : one;
  }
  const fault = faultOf(a, b);
  if (fault !== undefined) return hidden(fault);
  for (const [one, other] of [
    [a, b],
    [b, a],
  ]) {
    // Constantly 0 near the place.
    if (one.kind === 'finite' && isZero(one.value) && one.side === 0) return one;
    if (one.kind === 'infinite') {
      const sign = other.kind === 'infinite' ? other.sign : signOf((other as { value: BigInterval }).value);
      return sign === undefined ? open('0 · ∞') : infinite(sign === one.sign ? 1 : -1);
    }
  }
  if (a.kind !== 'finite' || b.kind !== 'finite') return open('a product');
  const value = compute('mul', a.value, b.value, w);
  const [signA, signB] = [nearSign(a), nearSign(b)];
  if (isZero(a.value) || isZero(b.value)) {
    const known = signA !== undefined && signB !== undefined;
    return finite(value, known ? ((signA * signB) as Side) : undefined);
  }
  if (signA === undefined || signB === undefined) return finite(value, undefined);
  const pushes = [
    b.side === 0 ? 0 : turned(b.side, signA as 1 | -1),
    a.side === 0 ? 0 : turned(a.side, signB as 1 | -1),
  ] as [Side, Side];
  return finite(value, together(...pushes));
}

export function inverseLimit(b: Limit, w: Workspace): Limit {
  if (b.kind === 'infinite') return finite(pointAt(w.number(0)), b.sign);
  if (b.kind !== 'finite') return isSwinging(b) ? none('wild', (b as { reason: string }).reason) : b;
  if (isZero(b.value)) {
    if (b.side === 0) return none('undefined', 'division by zero');
    return b.side === undefined ? open('the sign of a divisor that goes to 0') : infinite(b.side);
  }
  if (hasZero(b.value)) return open('the divisor may go to 0');
  return finite(compute('div', pointAt(w.number(1)), b.value, w), opposite(b.side));
}

/** The limit of the smaller (sign 1) or larger (sign −1) of two. */
function extreme(operation: 'min' | 'max', sign: 1 | -1): LimitRule {
  return ([a, b], w) => {
    const fault = faultOf(a, b);
    if (fault !== undefined) return hidden(fault);
    for (const [one, other] of [
      [a, b],
      [b, a],
    ]) {
      if (one.kind === 'infinite') return one.sign === sign ? other : one;
    }
    if (a.kind !== 'finite' || b.kind !== 'finite') return open('an extreme');
    const [low, high] = sign === 1 ? [a, b] : [b, a];
    if (mpfr.mpfr_less_p(low.value.hi, high.value.lo)) return a;
    if (mpfr.mpfr_less_p(high.value.hi, low.value.lo)) return b;
    return finite(compute(operation, a.value, b.value, w), a.side === b.side ? a.side : undefined);
  };
}

function absLimit(a: Limit, w: Workspace): Limit {
  const sign = nearSign(a);
  if (sign === -1) return negLimit(a, w);
  if (sign !== undefined || a.kind !== 'finite') return a;
  const out = newInterval(w);
  INTERVAL_RULES.abs(out, [a.value], w);
  return finite(out, undefined);
}

/** aⁿ for an integer n. */
function powerOfInteger(a: Limit, n: number, exponent: BigInterval, w: Workspace): Limit {
  if (n === 0) return finite(pointAt(w.number(1)), 0);
  if (n < 0) {
    const positive = finite(pointAt(w.number(-n)), 0);
    return inverseLimit(powerOfInteger(a, -n, (positive as { value: BigInterval }).value, w), w);
  }
  if (a.kind === 'infinite') return infinite(a.sign === 1 || n % 2 === 0 ? 1 : -1);
  if (a.kind !== 'finite') return a;
  const out = newInterval(w);
  const fault = INTERVAL_RULES.pow(out, [a.value, exponent], w);
  if (fault !== undefined) return open(fault.reason);
  if (n % 2 === 1) return finite(out, a.side);
  const sign = nearSign(a);
  if (sign === 0) return finite(out, 0);
  return finite(out, sign === undefined ? undefined : isZero(a.value) ? 1 : turned(a.side, sign));
}

function powLimit([a, b]: readonly Limit[], w: Workspace, context: Parameters<LimitRule>[2]): Limit {
  const fault = faultOf(a, b);
  if (fault !== undefined) return hidden(fault);
  if (b.kind === 'finite' && b.side === 0 && isPoint(b.value) && mpfr.mpfr_integer_p(b.value.lo)) {
    const n = mpfr.mpfr_get_d(b.value.lo, 0);
    if (Math.abs(n) <= 2 ** 30) return powerOfInteger(a, n, b.value, w);
  }
  const sign = nearSign(a);
  if (sign === undefined) return open('the sign of a base');
  if (sign === -1) {
    const broken = b.kind === 'finite' && b.side === 0 && !mayBeInteger(b.value, w);
    if (broken) return none('undefined', 'a negative base with an exponent that is not an integer');
    return open('a power of a negative base');
  }
  if (sign === 0) return open('a power of 0');
  return context.apply('exp', [mulLimit(b, context.apply('log', [a]), w)]);
}

function hypotLimit([a, b]: readonly Limit[], w: Workspace): Limit {
  const fault = faultOf(a, b);
  if (fault !== undefined) return hidden(fault);
  if (a.kind !== 'finite' || b.kind !== 'finite') return infinite(1);
  const [x, y] = [absLimit(a, w), absLimit(b, w)];
  const sides = x.kind === 'finite' && y.kind === 'finite' ? together(x.side, y.side) : undefined;
  return finite(compute('hypot', a.value, b.value, w), sides);
}

export const ARITHMETIC_LIMITS = {
  neg: ([a], w) => negLimit(a, w),
  add: ([a, b], w) => addLimit(a, b, w),
  sub: ([a, b], w) => addLimit(a, negLimit(b, w), w),
  mul: ([a, b], w) => mulLimit(a, b, w),
  div: ([a, b], w) => mulLimit(a, inverseLimit(b, w), w),
  fma: ([a, b, c], w) => addLimit(mulLimit(a, b, w), c, w),
  abs: ([a], w) => absLimit(a, w),
  min: extreme('min', 1),
  max: extreme('max', -1),
  pow: powLimit,
  hypot: hypotLimit,
} satisfies Record<string, LimitRule>;
