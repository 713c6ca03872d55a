import type { Big } from '../number/mpfr.ts';
import type { BigInterval } from './big-interval.ts';

/** From which side a limit is approached: strictly from above (1) or below (−1), equal to it (0), or not known. */
export type Side = 1 | -1 | 0 | undefined;

/**
 * Why there is no limit: f is undefined near the place; or it swings (continuous, bounded, and takes different values
 * again and again); or it does worse.
 */
export type Absence = 'undefined' | 'swings' | 'wild';

/**
 * What is proved of f(x) as x goes to a place from one side: it goes to a number, which `value` encloses, or to an
 * infinity; it does so nowhere (no limit, or f is undefined near the place); or nothing is known.
 */
export type Limit =
  | { readonly kind: 'finite'; readonly value: BigInterval; readonly side: Side }
  | { readonly kind: 'infinite'; readonly sign: 1 | -1 }
  | { readonly kind: 'none'; readonly how: Absence; readonly reason: string }
  | { readonly kind: 'open'; readonly reason: string };

/**
 * Where x goes: to the number `x` from above or below, or to an infinity (whose side follows from it). As `signedZero`
 * the place is IEEE 754's zero of the side's sign, and roots follow the standard: √−0 = −0 and 1/√−0 = −∞
 * (IEEE 754-2019, 6.3 and 9.2.1), though no number below 0 has a root.
 */
export type Place = { readonly x: number; readonly side: 1 | -1; readonly signedZero?: boolean };

export function finite(value: BigInterval, side: Side): Limit {
  return { kind: 'finite', value, side };
}

export function infinite(sign: 1 | -1): Limit {
  return { kind: 'infinite', sign };
}

export function none(how: Absence, reason: string): Limit {
  return { kind: 'none', how, reason };
}

export function isSwinging(a: Limit): boolean {
  return a.kind === 'none' && a.how === 'swings';
}

/** What a term without a limit says of a larger one: undefined terms make it so, others leave it open. */
export function hidden(a: Limit): Limit {
  return a.kind === 'none' && a.how !== 'undefined' ? open('terms without a limit') : a;
}

export function open(reason: string): Limit {
  return { kind: 'open', reason };
}

export function opposite(side: Side): Side {
  return side === undefined ? undefined : side === 0 ? 0 : side === 1 ? -1 : 1;
}

/** A side seen through a factor of that sign. */
export function turned(side: Side, sign: 1 | -1): Side {
  return sign === 1 ? side : opposite(side);
}

/** An exact point as an interval. */
export function pointAt(x: Big): BigInterval {
  return { lo: x, hi: x };
}
