import type { Format } from '../../number/format.ts';
import type { Measure } from '../../number/measure.ts';
import { mpfr, ROUND } from '../../number/mpfr.ts';
import type { Workspace } from '../../number/workspace.ts';
import { intervalOf } from '../../oracle/big-interval.ts';
import type { Oracle } from '../../oracle/oracle.ts';
import { overflows } from '../special-values.ts';
import type { TotalJudge } from '../exhaustive-total.ts';
import type { Piece } from './pieces.ts';

export type KnownContext = {
  readonly oracle: Oracle;
  readonly format: Format;
  readonly measure: Measure;
  readonly judge: TotalJudge;
  readonly w: Workspace;
};

/** A bound on the error, in how many parts, and where it is largest. */
export type KnownBound = { readonly bound: number; readonly cells: number; readonly at: number };

type Part = { readonly first: bigint; readonly last: bigint; readonly bound: number };

const MAX_PARTS = 20_000;
const TIGHTNESS = 0.01;

/**
 * Bounds the error of one result for all inputs of a piece: by the range of the function, on parts of the piece that
 * are halved until the bound is within a hundredth of an error attained at an end, or below `enough`.
 */
export function boundKnown(
  { first, last }: Pick<Piece, 'first' | 'last'>,
  value: number,
  context: KnownContext,
  enough: number,
): KnownBound {
  const { format, judge } = context;
  let attained = enough;
  let done = 0;
  let at = format.fromOrdinal(first);
  let cells = 0;
  const stack: Part[] = [{ first, last, bound: boundPart(first, last, value, context) }];
  while (stack.length > 0) {
    const part = stack.pop() as Part;
    cells++;
    if (part.bound <= attained * (1 + TIGHTNESS)) {
      done = Math.max(done, part.bound);
      continue;
    }
    for (const end of part.first === part.last ? [part.first] : [part.first, part.last]) {
      const x = format.fromOrdinal(end);
      const { upper, lower } = judge(x, value);
      if (lower > attained) [attained, at] = [lower, x];
      if (part.first === part.last) done = Math.max(done, upper);
      if (!Number.isFinite(upper)) return { bound: Infinity, cells, at: x };
    }
    if (part.first === part.last) continue;
    if (cells > MAX_PARTS) return { bound: part.bound, cells, at: format.fromOrdinal(part.first) };
    const middle = (part.first + part.last) / 2n - ((part.first + part.last) % 2n < 0n ? 1n : 0n);
    for (const [a, b] of [
      [part.first, middle],
      [middle + 1n, part.last],
    ] as const) {
      stack.push({ first: a, last: b, bound: boundPart(a, b, value, context) });
    }
  }
  return { bound: done, cells, at };
}

function boundPart(
  first: bigint,
  last: bigint,
  value: number,
  { oracle, format, measure, w }: KnownContext,
): number {
  const mark = w.mark();
  try {
    const range = oracle.range(
      [intervalOf(w, format.fromOrdinal(first) + 0, format.fromOrdinal(last) + 0)],
      w,
    );
    if ('kind' in range) return range.kind === 'undefined' && value !== value ? 0 : Infinity;
    if (value !== value) return Infinity;
    if (value === Infinity) return overflows(format, range.lo, 1) ? 0 : Infinity;
    if (value === -Infinity) return overflows(format, range.hi, -1) ? 0 : Infinity;
    if (!(mpfr.mpfr_number_p(range.lo) && mpfr.mpfr_number_p(range.hi))) return Infinity;
    // Infinities count as 2^(emax + 1) in the error: what lies beyond overflow is left to single inputs.
    if (overflows(format, range.hi, 1) || overflows(format, range.lo, -1)) return Infinity;
    const ends = w.bigs(2);
    mpfr.mpfr_d_sub(ends[0], value, range.lo, ROUND.AWAY);
    mpfr.mpfr_d_sub(ends[1], value, range.hi, ROUND.AWAY);
    const crosses = mpfr.mpfr_sgn(range.lo) <= 0 && mpfr.mpfr_sgn(range.hi) >= 0;
    const nearest = crosses
      ? 0
      : Math.abs(mpfr.mpfr_get_d(mpfr.mpfr_sgn(range.lo) > 0 ? range.lo : range.hi, ROUND.ZERO));
    const unit = measure === 'absolute' ? 1 : measure === 'ulp' ? format.ulp(nearest) : nearest;
    // Divided first: of the least subnormal number doubles know no parts.
    const errors = ends.map((end) => {
      if (mpfr.mpfr_sgn(end) === 0) return 0;
      mpfr.mpfr_div_d(end, end, unit, ROUND.AWAY);
      return Math.abs(mpfr.mpfr_get_d(end, ROUND.AWAY));
    });
    return Math.max(...errors);
  } finally {
    w.release(mark);
  }
}
