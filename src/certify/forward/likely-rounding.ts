import { NoRoundoffBound } from '../roundoff-rules.ts';
import type { RoundoffWeigher } from '../roundoff-weigher.ts';
import type { PieceProgram } from './forward-analysis.ts';

/** Where in a piece its rounding is looked at, in parts of its width. */
const PLACES = [0.02, 0.236, 0.618, 0.94];
/** The width of such a place, which does not add to the rounding. */
const WIDTH = 2 ** -12;

/**
 * A bound on the rounding errors at a few narrow places of [lo, hi]: most likely near the one that holds on all of it, which takes
 * long to find. Infinite where one of them has none.
 */
export function likelyRounding(
  way: Pick<PieceProgram, 'error'>,
  weigher: RoundoffWeigher,
  lo: number,
  hi: number,
): number {
  const bounds = PLACES.map((place) => {
    const from = Math.min(hi, lo + (hi - lo) * place);
    const to = Math.min(hi, from + (hi - lo) * WIDTH);
    try {
      const error = way.error(from, to);
      return error === 0 ? 0 : weigher.weigh(error, from, to);
    } catch (fault) {
      if (!(fault instanceof NoRoundoffBound)) throw fault;
      return Infinity;
    }
  });
  return Math.max(...bounds);
}
