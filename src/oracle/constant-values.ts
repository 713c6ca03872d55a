import type { ConstantName } from '../expression/constants.ts';
import { mpfr, ROUND, type Big, type Round } from '../number/mpfr.ts';
import { Workspace } from '../number/workspace.ts';
import { closeAbove, newInterval, setInterval, type BigInterval } from './big-interval.ts';
import { ROOT_CONSTANTS, rootConstantValue } from './root-constants.ts';
import { FIXED_CONSTANTS, fixedConstantValue } from './series-constants.ts';
import { SUMMED_CONSTANTS } from './summed-constants.ts';

type Fill = (r: Big, round: Round) => number;

/** Correctly rounded values (all irrational, or not known to be rational: never exact). */
const FILL: Readonly<Record<'pi' | 'ln2' | 'egamma' | 'catalan' | 'e', Fill>> = {
  pi: mpfr.mpfr_const_pi,
  ln2: mpfr.mpfr_const_log2,
  egamma: mpfr.mpfr_const_euler,
  catalan: mpfr.mpfr_const_catalan,
  e: (r, round) => {
    mpfr.mpfr_set_ui(r, 1, round);
    return mpfr.mpfr_exp(r, r, round);
  },
};

/** How each constant is computed: every name of the language has exactly one way. */
const VALUES: Readonly<Record<Exclude<ConstantName, 'inf'>, (w: Workspace) => BigInterval>> = {
  ...mapped(FILL, (fill) => (w) => {
    const out = newInterval(w);
    closeAbove(out, fill(out.lo, ROUND.DOWN));
    return out;
  }),
  ...mapped(FIXED_CONSTANTS, (fixed) => (w) => fixedConstantValue(fixed, w)),
  ...mapped(ROOT_CONSTANTS, (root) => (w) => rootConstantValue(root, w)),
  ...SUMMED_CONSTANTS,
  phi: (w) => {
    const out = newInterval(w);
    const five = w.big(4);
    mpfr.mpfr_set_ui(five, 5, ROUND.DOWN);
    for (const [end, round] of [
      [out.lo, ROUND.DOWN],
      [out.hi, ROUND.UP],
    ] as const) {
      mpfr.mpfr_sqrt(end, five, round);
      mpfr.mpfr_add_ui(end, end, 1, round);
      mpfr.mpfr_div_2ui(end, end, 1, round);
    }
    return out;
  },
};

function mapped<K extends string, A, B>(rows: Readonly<Record<K, A>>, make: (row: A) => B): Record<K, B> {
  return Object.fromEntries(Object.entries(rows).map(([key, row]) => [key, make(row as A)])) as Record<K, B>;
}

/** What was computed at a precision, kept: some of the series take a while. */
const kept = new Map<string, { readonly workspace: Workspace; readonly value: BigInterval }>();
const MOST_KEPT = 256;

/** An enclosure of a named constant at the workspace's precision. MPFR keeps π, ln 2, γ and G between calls. */
export function constantValue(name: Exclude<ConstantName, 'inf'>, w: Workspace): BigInterval {
  const out = newInterval(w);
  const key = `${name} ${w.precision}`;
  let known = kept.get(key);
  if (known === undefined) {
    if (kept.size >= MOST_KEPT) {
      const [oldest] = kept.keys();
      kept.get(oldest)?.workspace.dispose();
      kept.delete(oldest);
    }
    const workspace = new Workspace(w.precision);
    known = { workspace, value: VALUES[name](workspace) };
    kept.set(key, known);
  }
  setInterval(out, known.value);
  return out;
}

/** Literals longer than this many bits are rounded outward instead of being held exactly. */
const EXACT_LITERAL_BITS = 1 << 16;

function bitLength(n: bigint): number {
  return (n < 0n ? -n : n).toString(16).length * 4;
}

function setBigInt(r: Big, n: bigint, round: Round): void {
  const text = mpfr.malloc_cstr(n.toString(16));
  mpfr.mpfr_set_str(r, text, 16, round);
  mpfr.free(text);
}

/** An exact rational: a point when its denominator is a power of two, whatever the workspace's precision. */
export function rationalValue(numerator: bigint, denominator: bigint, w: Workspace): BigInterval {
  const bits = bitLength(numerator);
  const precision = Math.max(w.precision, Math.min(bits, EXACT_LITERAL_BITS));
  const out = { lo: w.big(precision), hi: w.big(precision) };
  setBigInt(out.lo, numerator, ROUND.DOWN);
  setBigInt(out.hi, numerator, ROUND.UP);
  if (denominator === 1n) return out;
  const mark = w.mark();
  const divisor = w.big(bitLength(denominator));
  setBigInt(divisor, denominator, ROUND.DOWN);
  mpfr.mpfr_div(out.lo, out.lo, divisor, ROUND.DOWN);
  mpfr.mpfr_div(out.hi, out.hi, divisor, ROUND.UP);
  w.release(mark);
  return out;
}
