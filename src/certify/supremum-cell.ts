import { exponentOf, powerOfTwo } from '../number/double-bits.ts';

/** Numbers between two doubles, and how often the domain was cut for them. */
export type Cell = { readonly lo: number; readonly hi: number; readonly depth: number };

/** Ends so many times apart are cut by magnitude. */
const FAR = 16;
/** Ends so many times apart: a cell that is nearly all of one from 0 on. */
const VERY_FAR = 2 ** 40;

/** A cell of numbers of one sign, as far as 0 where it comes as near to it as makes no difference. */
export function reachingZero({ lo, hi, depth }: Cell): Cell | undefined {
  if (lo > 0 && hi / lo >= VERY_FAR) return { lo: 0, hi, depth };
  if (hi < 0 && lo / hi >= VERY_FAR) return { lo, hi: 0, depth };
  return undefined;
}

/** Where to cut a cell: by magnitude while its ends are magnitudes apart, else in the middle. */
export function splitPoint(lo: number, hi: number): number {
  const far = Math.max(-lo, hi);
  if (lo < 0 && hi > 0) return far > FAR ? 0 : lo / 2 + hi / 2;
  if (hi <= 0) return -splitPoint(-hi, -lo);
  if (lo === 0 && hi > FAR) return powerOfTwo(exponentOf(hi) >> 1);
  if (lo > 0 && hi / lo > FAR) return powerOfTwo(Math.ceil((exponentOf(lo) + exponentOf(hi)) / 2));
  return lo + (hi - lo) / 2;
}

/** The double in [lo, hi] that is a multiple of the greatest power of two: 0, 1, 1/2, … */
export function simplestDouble(lo: number, hi: number): number {
  if (lo <= 0 && hi >= 0) return 0;
  const sign = lo < 0 ? -1 : 1;
  const [a, b] = lo < 0 ? [-hi, -lo] : [lo, hi];
  for (let k = Math.floor(Math.log2(b)) + 1; k >= -1074; k--) {
    const unit = 2 ** k;
    const multiple = Math.ceil(a / unit) * unit;
    if (multiple <= b && multiple >= a) return sign * multiple;
  }
  return lo;
}
