import type { Format } from '../number/format.ts';
import { mpfr, ROUND, type Big } from '../number/mpfr.ts';
import type { Workspace } from '../number/workspace.ts';
import { isPoint, isZero, newInterval, type BigInterval } from '../oracle/big-interval.ts';
import type { Limit } from '../oracle/limit.ts';
import { limitAt } from '../oracle/limit-at.ts';
import type { Oracle } from '../oracle/oracle.ts';

/**
 * What a whole function must give at an input (see `Specification`): a number that `value` encloses and that rounds
 * to `nearest`; for a zero, `zero` says which one, if that matters. `special`: not f's own value, but a limit.
 */
export type Wanted =
  | {
      readonly kind: 'value';
      readonly value: BigInterval;
      readonly nearest: number;
      readonly zero: 1 | -1 | undefined;
      readonly special: boolean;
    }
  | { readonly kind: 'infinite'; readonly sign: 1 | -1; readonly special: boolean }
  | { readonly kind: 'nan'; readonly reason: string }
  | { readonly kind: 'open'; readonly reason: string };

/** Bits of enclosures here: as the judge's. */
const BITS = 114;
/** Around a removable 0/0 the function is enclosed on |x| ≤ this. */
const AROUND = 2 ** -400;
const AROUND_PRECISION_BITS = 32;

/** Is a value on this side so far out that it rounds to an infinity (largest number + ulp/2, in f64 no double)? */
export function overflows(format: Format, value: Big, sign: 1 | -1): boolean {
  const bound = sign * (format.maxFinite + format.ulp(format.maxFinite) / 2);
  if (!Number.isFinite(bound)) return format.roundBig(value) === sign * Infinity;
  return sign * mpfr.mpfr_cmp_d(value, bound) >= 0;
}

/**
 * What a function of a machine format must give at single inputs, ±∞ and NaN among them. Numbers in the result are
 * the workspace's.
 */
export function createWanted(oracle: Oracle, format: Format): (x: number, w: Workspace) => Wanted {
  const term = oracle.expression;
  const [variable] = oracle.variables;

  const limit = (x: number, side: 1 | -1, w: Workspace): Limit =>
    limitAt(term, variable, { x, side, signedZero: x === 0 }, w);

  return (x, w) => {
    if (x !== x) return { kind: 'nan', reason: 'the input is not a number' };
    if (!Number.isFinite(x)) return fromLimit(limit(x, x > 0 ? -1 : 1, w), true);

    const box = oracle.range([{ lo: w.number(x + 0), hi: w.number(x + 0) }], w);
    if ('lo' in box) {
      if (overflows(format, box.lo, 1)) return { kind: 'infinite', sign: 1, special: false };
      if (overflows(format, box.hi, -1)) return { kind: 'infinite', sign: -1, special: false };
      // So small that more bits say nothing: f may be below MPFR's least number.
      if (isTiny(box)) return value(x, box, 0, w);
    }
    const truth = newInterval(w);
    const found = oracle.enclose([x], BITS, truth);
    if (found.kind === 'undecided') return { kind: 'open', reason: found.reason };
    if (found.kind === 'undefined') return besides(x, found.reason, w);
    const below = format.roundBig(truth.lo);
    const nearest = below === format.roundBig(truth.hi) ? below : oracle.rounded([x], format);
    if (!Number.isFinite(nearest)) return { kind: 'infinite', sign: nearest > 0 ? 1 : -1, special: false };
    return value(x, truth, nearest, w);
  };

  function isTiny(box: BigInterval): boolean {
    const tiny = format.minPositive * 2 ** -40;
    return !isPoint(box) && mpfr.mpfr_cmp_d(box.lo, -tiny) > 0 && mpfr.mpfr_cmp_d(box.hi, tiny) < 0;
  }

  function value(x: number, truth: BigInterval, nearest: number, w: Workspace): Wanted {
    const zero = x === 0 && nearest === 0 ? signOfZero(x, w) : undefined;
    return { kind: 'value', value: truth, nearest, zero, special: false };
  }

  /** The sign of f(±0) = 0, which matters where f changes its sign there: that of f on the input's side. */
  function signOfZero(x: number, w: Workspace): 1 | -1 | undefined {
    const [below, above] = [zeroSide(limit(0, -1, w)), zeroSide(limit(0, 1, w))];
    if (below === undefined || above === undefined || below === above) return undefined;
    return Object.is(x, -0) ? below : above;
  }

  function zeroSide(found: Limit): 1 | -1 | undefined {
    if (found.kind !== 'finite' || !isZero(found.value)) return undefined;
    return found.side === 0 ? undefined : found.side;
  }

  /** f is undefined at x: its limits from the sides. */
  function besides(x: number, reason: string, w: Workspace): Wanted {
    const [below, above] = ([-1, 1] as const).map((side) => fromLimit(limit(x, side, w), true));
    const [own, other] = Object.is(x, -0) ? [below, above] : [above, below];
    const chosen = x === 0 ? (own.kind === 'nan' ? other : own) : agreed(own, other, reason);
    // A removable 0/0: the series knows.
    return chosen.kind === 'open' && x === 0 ? around(chosen, w) : chosen;
  }

  /** Where the sign of the input says nothing: one side alone, or both if they agree. */
  function agreed(a: Wanted, b: Wanted, reason: string): Wanted {
    if (a.kind === 'nan') return b;
    if (b.kind === 'nan') return a;
    if (a.kind === 'open') return a;
    if (b.kind === 'open') return b;
    if (a.kind === 'infinite' || b.kind === 'infinite') {
      const same = a.kind === b.kind && (a as { sign: number }).sign === (b as { sign: number }).sign;
      return same ? a : { kind: 'nan', reason: `${reason}; the limits from both sides differ` };
    }
    return a.nearest === b.nearest
      ? { ...a, zero: undefined }
      : { kind: 'open', reason: 'the limits from both sides differ, or could not be told apart' };
  }

  function around(otherwise: Wanted, w: Workspace): Wanted {
    const box = { lo: w.number(-AROUND), hi: w.number(AROUND) };
    const range = oracle.range([box], w);
    if (!('lo' in range) || !mpfr.mpfr_number_p(range.lo) || !mpfr.mpfr_number_p(range.hi)) return otherwise;
    const [low, high] = [format.roundBig(range.lo), format.roundBig(range.hi)];
    const width = w.big(AROUND_PRECISION_BITS);
    mpfr.mpfr_sub(width, range.hi, range.lo, ROUND.UP);
    const narrow =
      mpfr.mpfr_get_d(width, ROUND.UP) <= format.ulp(Math.min(Math.abs(low), format.maxFinite)) * 2 ** -40;
    if (low !== high || !narrow || !Number.isFinite(low)) return otherwise;
    return { kind: 'value', value: range, nearest: low, zero: undefined, special: true };
  }

  function fromLimit(found: Limit, special: boolean): Wanted {
    if (found.kind === 'open') return found;
    if (found.kind === 'none') return { kind: 'nan', reason: found.reason };
    if (found.kind === 'infinite') return { kind: 'infinite', sign: found.sign, special };
    const [low, high] = [format.roundBig(found.value.lo), format.roundBig(found.value.hi)];
    if (low !== high) return { kind: 'open', reason: 'the rounding of the limit could not be decided' };
    if (!Number.isFinite(low)) return { kind: 'infinite', sign: low > 0 ? 1 : -1, special };
    const zero = low !== 0 ? undefined : isZero(found.value) ? found.side : low > 0 ? 1 : undefined;
    return { kind: 'value', value: found.value, nearest: low, zero: zero === 0 ? undefined : zero, special };
  }
}
