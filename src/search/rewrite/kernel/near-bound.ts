import { scaled } from '../../../certify/supremum.ts';
import { boundSupremumAtRoots } from '../../../certify/supremum-root.ts';
import { NapierError } from '../../../error/fault.ts';
import {
  apply,
  rational,
  variable as variableTerm,
  type Expression,
} from '../../../expression/expression.ts';
import { substitute } from '../../../expression/substitute.ts';
import { nextDown, nextUp } from '../../../number/double-bits.ts';
import { ROUND } from '../../../number/mpfr.ts';
import { simplifyExactly } from '../../../rewrite/calculate/simplify-exactly.ts';
import { exactRational } from '../exact-rational.ts';
import type { Region } from './lossy-regions.ts';

/** How far a bound may lie above an error that is attained. */
const TIGHTNESS = 0.1;
/** Cells of the branch and bound; proofs that go through take a few dozen. */
const MOST_CELLS = 400;
/** Ends so many times apart are proved in 1/x. */
const FAR = 2 ** 20;

/**
 * Proves how far one expression lies from another on an interval, relatively, in exact arithmetic: |near/f − 1| is at most
 * the result wherever f has a value there.
 * @returns `undefined` where no bound is found, or an end is not finite
 */
export function nearBound(
  near: Expression,
  f: Expression,
  variable: string,
  { lo, hi }: Region,
): number | undefined {
  if (!(Number.isFinite(lo) && Number.isFinite(hi) && lo <= hi)) return undefined;
  const far = (lo >= 1 && hi > FAR * lo) || (hi <= -1 && lo < FAR * hi);
  try {
    return far ? inverted(near, f, variable, lo, hi) : bound(near, f, variable, lo, hi);
  } catch (error) {
    if (error instanceof NapierError) return undefined;
    throw error;
  }
}

/** The same in t = 1/x, from 0 on, where what goes to infinity and cancels is divided out first. */
function inverted(near: Expression, f: Expression, name: string, lo: number, hi: number): number {
  const turned = new Map([[name, apply('div', rational(1n), variableTerm(name))]]);
  // Rounded outward: a little more is proved than asked.
  const [from, to] = lo > 0 ? [0, nextUp(1 / lo)] : [nextDown(1 / hi), 0];
  return bound(substitute(near, turned), simplifyExactly(substitute(f, turned)), name, from, to);
}

function bound(near: Expression, f: Expression, variable: string, lo: number, hi: number): number {
  const domain = { lo: exactRational(lo), hi: exactRational(hi), open: [false, false] as const };
  let cells = 0;
  const { upper, scale } = boundSupremumAtRoots(
    near,
    { function: f, variable, domain, format: 'real', measure: 'relative' },
    { tightness: TIGHTNESS, stopped: () => cells++ >= MOST_CELLS },
  );
  return scaled(upper, scale, ROUND.UP);
}
