import type { Format } from '../../number/format.ts';
import type { Alternative } from './alternative.ts';
import type { BitsOfError } from './bits-of-error.ts';
import type { Guard } from './guard.ts';
import { MachineValues } from './machine-values.ts';
import type { Samples } from './search-alternatives.ts';

/** What computes the inputs within all guards that no piece before it computes. */
export type Piece = { readonly where: readonly Guard[]; readonly alternative: Alternative };

/** Draws inputs within guards, with their true values; fewer than `count` when there are few. */
export type DrawWithin = (guards: readonly Guard[], count: number) => Samples;

/** Consecutive points (in order of one variable) with the alternative that computes them. */
export type Segment = {
  readonly alternative: Alternative;
  /** The last point of this segment and the first of the next one; absent in the last segment. */
  readonly until?: number;
  readonly next?: number;
};

export type Cut = {
  readonly segments: readonly Segment[];
  /** Bits wrong over all its points together. */
  readonly total: number;
};

const MOST_PIECES = 5;
const BISECTIONS = 24;
const DRAWN = 6;

/**
 * The best ways to cut the line of one variable into pieces and give each an alternative: dynamic programming over the
 * points in order (Panchekha et al., PLDI 2015, §4.8). One result for each number of pieces from 1 on that lowers the
 * error by more than `worth` bits a point for each further piece.
 * @param points which of the training points
 */
export function cutLine(
  alternatives: readonly Alternative[],
  points: readonly number[],
  column: Float64Array,
  worth: number,
): Cut[] {
  const order = points.toSorted((a, b) => column[a] - column[b] || a - b);
  const n = order.length;
  const m = alternatives.length;
  if (n === 0 || m === 0) return [];
  const most = n < 8 || m < 2 ? 1 : MOST_PIECES;
  // best[p][i * m + c]: the least error of the first i + 1 points in p + 1 pieces of which the last is c's.
  const best: Float64Array[] = [];
  const from: Int32Array[] = [];
  for (let p = 0; p < most; p++) {
    const row = new Float64Array(n * m).fill(Infinity);
    const back = new Int32Array(n * m).fill(-1);
    let [least, leastAt] = [Infinity, -1];
    for (let i = 0; i < n; i++) {
      // A cut lies between different inputs only.
      const cut = p > 0 && i > 0 && column[order[i]] !== column[order[i - 1]];
      if (p > 0 && i > 0) {
        [least, leastAt] = [Infinity, -1];
        if (cut) {
          for (let c = 0; c < m; c++) {
            const value = best[p - 1][(i - 1) * m + c];
            if (value < least) [least, leastAt] = [value, c];
          }
        }
      }
      for (let c = 0; c < m; c++) {
        const error = alternatives[c].errors[order[i]];
        const stay = i > 0 ? row[(i - 1) * m + c] : p === 0 ? 0 : Infinity;
        row[i * m + c] = error + Math.min(stay, least);
        back[i * m + c] = least < stay ? leastAt : -1;
      }
    }
    best.push(row);
    from.push(back);
  }
  const results: Cut[] = [];
  let before = Infinity;
  for (let p = 0; p < most; p++) {
    let at = 0;
    for (let c = 1; c < m; c++) if (best[p][(n - 1) * m + c] < best[p][(n - 1) * m + at]) at = c;
    const total = best[p][(n - 1) * m + at];
    if (!(total < before - worth)) continue;
    before = total;
    const segments: Segment[] = [];
    let [c, branches] = [at, p];
    segments.unshift({ alternative: alternatives[c] });
    for (let i = n - 1; i > 0 && branches > 0; i--) {
      const left = from[branches][i * m + c];
      if (left < 0) continue;
      segments.unshift({ alternative: alternatives[left], until: order[i - 1], next: order[i] });
      c = left;
      branches -= 1;
    }
    results.push({ segments, total });
  }
  return results;
}

/**
 * A cut as pieces: thresholds bisected with new inputs. They need not take every input: 0 may be left to a later piece,
 * the given expression, where alternatives end there.
 */
export function piecesOf(
  { segments }: Cut,
  variable: string,
  within: readonly Guard[],
  given: Alternative,
  column: Float64Array,
  format: Format,
  bits: BitsOfError,
  draw: DrawWithin,
): Piece[] {
  const made: { alternative: Alternative; upTo: number }[] = segments.map(
    ({ alternative, until, next }, i) => {
      if (until === undefined || next === undefined) return { alternative, upTo: Infinity };
      const other = segments[i + 1].alternative;
      const upTo = threshold(
        alternative,
        other,
        column[until],
        column[next],
        { format, variable, within },
        bits,
        draw,
      );
      return { alternative, upTo };
    },
  );
  const pieces: Piece[] = [];
  let from = -Infinity;
  let above: number | undefined;
  for (const { alternative, upTo } of closeAtZero(made, given, variable, within, format.minPositive)) {
    const onlyZero = alternative === given && from === -format.minPositive && upTo === 0;
    from = upTo;
    // Left to the last piece of all, and to none before it.
    if (onlyZero) above = 0;
    else {
      const ends = { ...(above === undefined ? {} : { above }), ...(upTo === Infinity ? {} : { upTo }) };
      const bound = above !== undefined || upTo !== Infinity;
      pieces.push({ where: bound ? [...within, { variable, ...ends }] : within, alternative });
    }
  }
  return pieces;
}

/** Between two neighbouring points: 0 where an alternative ends there, else where the two come to be equally wrong. */
function threshold(
  left: Alternative,
  right: Alternative,
  below: number,
  above: number,
  place: { readonly format: Format; readonly variable: string; readonly within: readonly Guard[] },
  bits: BitsOfError,
  draw: DrawWithin,
): number {
  const { format, variable, within } = place;
  let [lo, hi] = [format.ordinal(below), format.ordinal(above)];
  for (let step = 0; step < BISECTIONS && hi - lo > 1n; step++) {
    const middle = (lo + hi) / 2n;
    const width = (hi - lo) / 8n;
    const near: Guard = {
      variable,
      above: format.fromOrdinal(middle - width - 1n),
      upTo: format.fromOrdinal(middle + width),
    };
    const some = draw([...within, near], DRAWN);
    if (some.machine.count === 0) break;
    const error = ({ expression }: Alternative): number => {
      const computed = new MachineValues(format, some.machine.variables, some.machine.columns).of(expression);
      return some.truth.reduce((sum, value, k) => sum + bits(computed[k], value), 0);
    };
    if (error(left) <= error(right)) lo = middle;
    else hi = middle;
  }
  const found = format.fromOrdinal(lo);
  // What ends at 0 on one side ends there, and what begins there begins there.
  const signOf = ({ where }: Alternative): number | undefined =>
    where.find((half) => half.variable === variable)?.sign;
  if (signOf(left) === -1 && found >= 0) return -format.minPositive;
  if (signOf(right) === 1 && found < 0) return 0;
  return found === 0 ? 0 : found;
}

/** An alternative for one half line computes that half line only; where it would compute more, `given` does. (Guards on the variable are half lines.) */
function closeAtZero(
  pieces: readonly { readonly alternative: Alternative; readonly upTo: number }[],
  given: Alternative,
  variable: string,
  within: readonly Guard[],
  minPositive: number,
): { alternative: Alternative; upTo: number }[] {
  if (within.some((guard) => guard.variable === variable)) return [...pieces];
  const closed: { alternative: Alternative; upTo: number }[] = [];
  for (const { alternative, upTo } of pieces) {
    const sign = alternative.where.find((half) => half.variable === variable)?.sign;
    const from = closed.length === 0 ? -Infinity : closed[closed.length - 1].upTo;
    if (sign === 1) {
      if (from < 0) closed.push({ alternative: given, upTo: Math.min(upTo, 0) });
      if (upTo > 0) closed.push({ alternative, upTo });
    } else if (sign === -1) {
      if (from < -minPositive) closed.push({ alternative, upTo: Math.min(upTo, -minPositive) });
      if (upTo > -minPositive) closed.push({ alternative: given, upTo });
    } else closed.push({ alternative, upTo });
  }
  // What was given 0 is not asked for more when its neighbour is the same.
  return closed.filter(({ alternative }, i) => closed[i + 1]?.alternative !== alternative);
}
