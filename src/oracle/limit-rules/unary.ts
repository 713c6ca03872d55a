import type { OperationName } from '../../expression/operations.ts';
import { mpfr, ROUND, type Big } from '../../number/mpfr.ts';
import type { Workspace } from '../../number/workspace.ts';
import { isPoint, isZero, newInterval, shiftInterval, type BigInterval } from '../big-interval.ts';
import { constantValue } from '../constant-values.ts';
import { INTERVAL_RULES } from '../interval-rules.ts';
import {
  finite,
  hidden,
  infinite,
  isSwinging,
  none,
  open,
  pointAt,
  turned,
  type Absence,
  type Limit,
  type Side,
} from '../limit.ts';
import type { LimitRule } from '../limit-rule.ts';
import { SERIES_RULES } from '../series-rules.ts';
import { isRuleFault } from '../series-rule.ts';

/** A limit as data: an infinity, no limit, or a number with the side it is approached from. */
type Known = '+inf' | '-inf' | Absence | readonly [value: number | 'pi/2' | '-pi/2', side: Side];

/** What limits of a function of one argument need, besides its interval and series rules. */
type Row = {
  /** The limits at −∞ and at +∞. */
  readonly ends: readonly [Known, Known];
  /** Strictly increasing (1) or decreasing (−1) wherever it is defined. */
  readonly monotone?: 1 | -1;
  /** The function is undefined below `lo` or above `hi`, which are exact. */
  readonly lo?: number;
  readonly hi?: number;
  /** At an exact number where it has a pole: its limits from below and from above. */
  readonly pole?: (x: number) => readonly [Known, Known] | undefined;
};

const at =
  (place: number, below: Known, above: Known) =>
  (x: number): readonly [Known, Known] | undefined =>
    x === place ? [below, above] : undefined;
const atWholes =
  (below: (n: number) => Known, above: (n: number) => Known) =>
  (x: number): readonly [Known, Known] | undefined =>
    x <= 0 && Number.isInteger(x) ? [below(x), above(x)] : undefined;
/** Γ alternates: from above −n it goes to +∞ for even n. */
const isEven = (n: number): boolean => n % 2 === 0;

const logarithm: Row = {
  ends: ['undefined', '+inf'],
  monotone: 1,
  lo: 0,
  pole: at(0, 'undefined', '-inf'),
};
const growing: Row = { ends: ['-inf', '+inf'], monotone: 1 };
const power: Row = { ends: [[0, 1], '+inf'], monotone: 1 };
const wave: Row = { ends: ['swings', 'swings'] };
const fading: Row = {
  ends: [
    [0, undefined],
    [0, undefined],
  ],
};
const secondKind: Row = {
  ends: ['undefined', [0, undefined]],
  lo: 0,
  pole: at(0, 'undefined', '-inf'),
};
/** 0 from below at −∞, the identity at +∞. */
const rectifier: Row = { ends: [[0, -1], '+inf'] };

/** The limits at the ends are those of NIST DLMF (4.2, 4.13, 5.11, 7.2, 9.7, 10.17, 10.25, 25.2). */
const ROWS = {
  sqrt: { ends: ['undefined', '+inf'], monotone: 1, lo: 0 },
  cbrt: growing,
  rsqrt: { ends: ['undefined', [0, 1]], monotone: -1, lo: 0, pole: at(0, 'undefined', '+inf') },
  exp: power,
  exp2: power,
  exp10: power,
  expm1: { ends: [[-1, 1], '+inf'], monotone: 1 },
  log: logarithm,
  log2: logarithm,
  log10: logarithm,
  log1p: { ends: ['undefined', '+inf'], monotone: 1, lo: -1, pole: at(-1, 'undefined', '-inf') },
  sin: wave,
  cos: wave,
  sinpi: wave,
  cospi: wave,
  tan: { ends: ['wild', 'wild'] },
  asin: { ends: ['undefined', 'undefined'], monotone: 1, lo: -1, hi: 1 },
  acos: { ends: ['undefined', 'undefined'], monotone: -1, lo: -1, hi: 1 },
  atan: {
    ends: [
      ['-pi/2', 1],
      ['pi/2', -1],
    ],
    monotone: 1,
  },
  sinh: growing,
  cosh: { ends: ['+inf', '+inf'] },
  tanh: {
    ends: [
      [-1, 1],
      [1, -1],
    ],
    monotone: 1,
  },
  asinh: growing,
  acosh: { ends: ['undefined', '+inf'], monotone: 1, lo: 1 },
  atanh: {
    ends: ['undefined', 'undefined'],
    monotone: 1,
    lo: -1,
    hi: 1,
    pole: (x) => (x === 1 ? ['+inf', 'undefined'] : x === -1 ? ['undefined', '-inf'] : undefined),
  },
  erf: {
    ends: [
      [-1, 1],
      [1, -1],
    ],
    monotone: 1,
  },
  erfc: {
    ends: [
      [2, -1],
      [0, 1],
    ],
    monotone: -1,
  },
  gamma: {
    ends: ['wild', '+inf'],
    pole: atWholes(
      (n) => (isEven(n) ? '-inf' : '+inf'),
      (n) => (isEven(n) ? '+inf' : '-inf'),
    ),
  },
  lgamma: {
    ends: ['wild', '+inf'],
    pole: atWholes(
      () => '+inf',
      () => '+inf',
    ),
  },
  digamma: {
    ends: ['wild', '+inf'],
    pole: atWholes(
      () => '+inf',
      () => '-inf',
    ),
  },
  zeta: { ends: ['wild', [1, 1]], pole: at(1, '-inf', '+inf') },
  airy_ai: {
    ends: [
      [0, undefined],
      [0, 1],
    ],
  },
  bessel_j0: fading,
  bessel_j1: fading,
  bessel_y0: secondKind,
  bessel_y1: secondKind,
  lambertw: { ends: ['undefined', '+inf'], monotone: 1 },
  sigmoid: {
    ends: [
      [0, 1],
      [1, -1],
    ],
    monotone: 1,
  },
  softplus: power,
  gelu: rectifier,
  silu: rectifier,
  mish: rectifier,
  sinc: fading,
} satisfies Partial<Record<OperationName, Row>>;

function known(limit: Known, reason: string, w: Workspace): Limit {
  if (limit === '+inf') return infinite(1);
  if (limit === '-inf') return infinite(-1);
  if (typeof limit === 'string') return none(limit, reason);
  const [value, side] = limit;
  if (typeof value === 'number') return finite(pointAt(w.number(value)), side);
  const half = newInterval(w);
  shiftInterval(half, constantValue('pi', w), -1);
  if (value === 'pi/2') return finite(half, side);
  INTERVAL_RULES.neg(half, [half], w);
  return finite(half, side);
}

/** Is the argument on the wrong side of an end of the domain? `undefined`: it cannot be told. */
function beyond(row: Row, value: BigInterval, side: Side): boolean | undefined {
  for (const [end, inward] of [
    [row.lo, 1],
    [row.hi, -1],
  ] as const) {
    if (end === undefined) continue;
    const low = mpfr.mpfr_cmp_d(value.lo, end) * inward;
    const high = mpfr.mpfr_cmp_d(value.hi, end) * inward;
    if (low > 0 && high > 0) continue;
    if (low < 0 && high < 0) return true;
    if (low !== 0 || high !== 0 || side === undefined) return undefined;
    if (side === -inward) return true;
  }
  return false;
}

/** From which side f(a) goes to its limit: the first derivative that is not 0 tells. */
function sideOf(operation: keyof typeof ROWS, value: BigInterval, side: Side, w: Workspace): Side {
  const row: Row = ROWS[operation];
  if (side === 0 || side === undefined) return side;
  if (row.monotone !== undefined) return turned(side, row.monotone);
  const one = pointAt(w.number(1));
  const zero = pointAt(w.number(0));
  const series = SERIES_RULES[operation]([[value, one, zero, zero, zero]], w);
  if (isRuleFault(series)) return undefined;
  for (let k = 1; k < series.length; k++) {
    const c = series[k];
    if (isZero(c)) continue;
    const sign = mpfr.mpfr_sgn(c.lo) > 0 ? 1 : mpfr.mpfr_sgn(c.hi) < 0 ? -1 : undefined;
    return sign === undefined ? undefined : k % 2 === 0 ? sign : turned(side, sign);
  }
  return undefined;
}

function unary(operation: keyof typeof ROWS): LimitRule {
  const row: Row = ROWS[operation];
  return ([a], w, { signedZero }) => {
    if (a.kind === 'infinite') {
      return known(row.ends[a.sign === 1 ? 1 : 0], `${operation} has no limit there`, w);
    }
    // A strictly monotone function of what swings takes different values too, or leaves its domain again and again.
    if (isSwinging(a) && row.monotone !== undefined) return none('wild', `${operation} has no limit there`);
    if (a.kind !== 'finite') return hidden(a);
    const { value, side } = a;
    const exact = isPoint(value) ? mpfr.mpfr_get_d(value.lo, ROUND.NEAREST) : NaN;
    if (signedZero && side === -1 && exact === 0 && isZero(value)) {
      if (operation === 'sqrt') return a;
      if (operation === 'rsqrt') return infinite(-1);
    }
    const isDouble = isPoint(value) && mpfr.mpfr_cmp_d(value.lo, exact) === 0;
    const pole = isDouble ? row.pole?.(exact) : undefined;
    if (pole !== undefined) {
      if (side === 0) return none('undefined', `${operation} at a pole`);
      if (side === undefined) return open(`${operation} at a pole, from an unknown side`);
      return known(pole[side === 1 ? 1 : 0], `${operation} is undefined on that side`, w);
    }
    const outside = beyond(row, value, side);
    if (outside === undefined) return open(`${operation} at the end of its domain`);
    if (outside) return none('undefined', `${operation} is undefined on that side`);
    const out = newInterval(w);
    const fault = INTERVAL_RULES[operation](out, [value], w);
    if (fault !== undefined)
      return fault.kind === 'undefined' ? none('undefined', fault.reason) : open(fault.reason);
    return finite(out, sideOf(operation, value, side, w));
  };
}

/** A step function beside a jump takes the value of the jump's side, and keeps it. */
function step(operation: 'floor' | 'ceil' | 'round' | 'trunc'): LimitRule {
  return ([a], w) => {
    if (a.kind !== 'finite') return hidden(a);
    const out = newInterval(w);
    if (isPoint(a.value) && a.side !== 0) {
      const values = ([-1, 1] as const).map((side) => besides(operation, a.value.lo, side, w));
      if (a.side === undefined && !mpfr.mpfr_equal_p(values[0].lo, values[1].lo))
        return open('beside a jump');
      return finite(values[a.side === -1 ? 0 : 1], 0);
    }
    INTERVAL_RULES[operation](out, [a.value], w);
    return isPoint(out) ? finite(out, 0) : open('near a jump');
  };
}

/** The value next to x: jumps are at multiples of 1/2, so half of the distance to the next such number is near enough. */
function besides(
  operation: 'floor' | 'ceil' | 'round' | 'trunc',
  x: Big,
  side: 1 | -1,
  w: Workspace,
): BigInterval {
  const near = w.big(mpfr.mpfr_get_prec(x) + 64);
  mpfr.mpfr_set(near, x, ROUND.NEAREST);
  if (mpfr.mpfr_zero_p(near)) mpfr.mpfr_set_d(near, side / 8, ROUND.NEAREST);
  else if (side === 1) mpfr.mpfr_nextabove(near);
  else mpfr.mpfr_nextbelow(near);
  const out = newInterval(w);
  INTERVAL_RULES[operation](out, [pointAt(near)], w);
  return out;
}

export const UNARY_LIMITS = {
  ...(Object.fromEntries(
    Object.keys(ROWS).map((name) => [name, unary(name as keyof typeof ROWS)]),
  ) as unknown as Record<keyof typeof ROWS, LimitRule>),
  floor: step('floor'),
  ceil: step('ceil'),
  round: step('round'),
  trunc: step('trunc'),
} satisfies Record<string, LimitRule>;
