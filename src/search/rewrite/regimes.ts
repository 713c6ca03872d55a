import type { Format } from '../../number/format.ts';
import type { Alternative } from './alternative.ts';
import type { BitsOfError } from './bits-of-error.ts';
import { MachineValues } from './machine-values.ts';
import type { Samples } from './search-alternatives.ts';

/** One alternative up to a threshold of the variable, inclusive; the last one has none. */
export type Piece = { readonly alternative: Alternative; readonly upTo?: number };

export type Piecewise = {
  readonly variable: string;
  readonly pieces: readonly Piece[];
  readonly mean: number;
};

/** Draws inputs whose variable `index` lies in (lo, hi), with their true values; fewer than `count` when there are few. */
export type DrawBetween = (index: number, lo: number, hi: number, count: number) => Samples;

const MOST_PIECES = 5;
/** Bits that a further branch must take off the mean. */
const WORTH = 0.02;
const BISECTIONS = 24;
const DRAWN = 6;

/**
 * The best way to cut the line of one variable into pieces and give each an alternative: dynamic programming over the
 * points in order (Panchekha et al., PLDI 2015, §4.8), then the thresholds bisected with new points. One result for
 * each number of pieces that is worth its branches; `undefined` entries are left out.
 */
export function findRegimes(
  given: Alternative,
  alternatives: readonly Alternative[],
  samples: Samples,
  variable: number,
  bits: BitsOfError,
  draw: DrawBetween,
): Piecewise[] {
  const { machine } = samples;
  const { format } = machine;
  const column = machine.columns[variable];
  const name = machine.variables[variable];
  const order = Array.from(column.keys()).sort((a, b) => column[a] - column[b] || a - b);
  const n = order.length;
  const m = alternatives.length;
  if (n < 8 || m < 2) return [];
  // best[p][i * m + c]: the least error of the first i + 1 points in p + 1 pieces of which the last is c's.
  const best: Float64Array[] = [];
  const from: Int32Array[] = [];
  for (let p = 0; p < MOST_PIECES; p++) {
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
  const results: Piecewise[] = [];
  let before = Math.min(...best[0].subarray((n - 1) * m)) / n;
  for (let p = 1; p < MOST_PIECES; p++) {
    let at = 0;
    for (let c = 1; c < m; c++) if (best[p][(n - 1) * m + c] < best[p][(n - 1) * m + at]) at = c;
    const mean = best[p][(n - 1) * m + at] / n;
    if (!(mean < before - WORTH)) continue;
    before = mean;
    const cuts: { readonly left: number; readonly right: number; readonly at: number }[] = [];
    let [c, branches] = [at, p];
    for (let i = n - 1; i > 0 && branches > 0; i--) {
      const left = from[branches][i * m + c];
      if (left < 0) continue;
      cuts.unshift({ left, right: c, at: i });
      c = left;
      branches -= 1;
    }
    const made = cuts.map(({ left, right, at: i }) => ({
      alternative: alternatives[left],
      upTo: threshold(
        alternatives[left],
        alternatives[right],
        column[order[i - 1]],
        column[order[i]],
        { format, variable, name },
        bits,
        draw,
      ),
    }));
    const pieces = closeAtZero([...made, { alternative: alternatives[at] }], given, name);
    results.push({ variable: name, pieces, mean });
  }
  return results;
}

/** Between two neighbouring points: 0 where an alternative ends there, else where the two come to be equally wrong. */
function threshold(
  left: Alternative,
  right: Alternative,
  below: number,
  above: number,
  place: { readonly format: Format; readonly variable: number; readonly name: string },
  bits: BitsOfError,
  draw: DrawBetween,
): number {
  const { format, variable, name } = place;
  let [lo, hi] = [format.ordinal(below), format.ordinal(above)];
  for (let step = 0; step < BISECTIONS && hi - lo > 1n; step++) {
    const middle = (lo + hi) / 2n;
    const width = (hi - lo) / 8n;
    const some = draw(
      variable,
      format.fromOrdinal(middle - width - 1n),
      format.fromOrdinal(middle + width + 1n),
      DRAWN,
    );
    if (some.machine.count === 0) break;
    const error = ({ expression }: Alternative): number => {
      const computed = new MachineValues(format, some.machine.variables, some.machine.columns).of(expression);
      return some.truth.reduce((sum, value, k) => sum + bits(computed[k], value), 0);
    };
    if (error(left) <= error(right)) lo = middle;
    else hi = middle;
  }
  const found = format.fromOrdinal(lo);
  // An alternative for one half line only ends, or begins, at 0.
  if (left.where?.variable === name && left.where.sign < 0 && found >= 0) return -format.minPositive;
  if (right.where?.variable === name && right.where.sign > 0 && found < 0) return 0;
  return found === 0 ? 0 : found;
}

/** Between an alternative for x < 0 and one for x > 0 the given expression takes 0. */
function closeAtZero(pieces: readonly Piece[], given: Alternative, variable: string): Piece[] {
  return pieces.flatMap((piece, i) => {
    const [here, next] = [piece.alternative.where, pieces[i + 1]?.alternative.where];
    const gap = here?.variable === variable && here.sign < 0 && next?.variable === variable && next.sign > 0;
    return gap ? [piece, { alternative: given, upTo: 0 }] : [piece];
  });
}
