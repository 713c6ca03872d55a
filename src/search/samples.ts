import { readBig } from '../number/big-text.ts';
import { mpfr, ROUND, type Big } from '../number/mpfr.ts';
import { withWorkspace, Workspace } from '../number/workspace.ts';
import type { FitFailure } from './fit-failure.ts';
import type { FitTarget } from './fit-target.ts';

/** Which binade a point at the edge of two belongs to, for the ulp measure: 0 for all other points. */
export type Side = -1 | 0 | 1;

/** The function at one point of the interval: everything an error needs but the approximation. */
export type Sample = {
  /** Position in the interval: x = lo + t·(hi − lo). */
  readonly t: number;
  readonly side: Side;
  readonly x: Big;
  readonly f: Big;
  /** |weight|: 1, 1/|f|, or 1/ulp(f). */
  readonly weight: Big;
};

const WEIGHT_BITS = 64;
// How far a point moves when the function is undefined (or the weight infinite) exactly there: x = 0 in sin(x)/x.
// The error there is taken for its limit; it differs by about this much times its slope.
const NUDGE_AT_LOW = 2 ** -70;
const NUDGE = 2 ** -50;
// The function has a limit where it has no value if it changes by less than this (relatively) when twice as far.
const LIMIT_CHANGE = 1e-6;
// Edges of binades are looked for down to this many below the largest.
const BINADES = 24;

/**
 * Values of a target's function, kept for all fits of the same target (every degree looks at the same points):
 * the oracle is the expensive part. One working precision. Owns its numbers: `dispose()` when done.
 */
export class Samples {
  readonly target: FitTarget;
  readonly precision: number;
  readonly lo: Big;
  readonly hi: Big;
  /** Set at the first point where the function has no value: the fit cannot be made. */
  failure: FitFailure | undefined;
  /** Oracle calls so far. */
  calls = 0;
  private readonly workspace: Workspace;
  private readonly width: Big;
  private readonly known = new Map<number, Sample>();
  private highest = -Infinity;
  private readonly grids = new Map<number, readonly Sample[]>();

  constructor(target: FitTarget, precision: number) {
    this.target = target;
    this.precision = precision;
    this.workspace = new Workspace(precision);
    this.lo = this.workspace.big();
    this.hi = this.workspace.big();
    this.width = this.workspace.big();
    readBig(this.lo, target.lo);
    readBig(this.hi, target.hi);
    mpfr.mpfr_sub(this.width, this.hi, this.lo, ROUND.NEAREST);
    if (mpfr.mpfr_sgn(this.width) <= 0 || !mpfr.mpfr_number_p(this.width)) {
      this.failure = { kind: 'failure', reason: 'undefined', message: 'the interval is empty or not finite' };
    }
  }

  dispose(): void {
    this.workspace.dispose();
  }

  /** The sample at position t; `undefined` (and {@link failure} set) where the function has no value. */
  at(t: number): Sample | undefined {
    const found = this.known.get(t);
    if (found !== undefined) return found;
    const sample = this.measure(t, t) ?? this.limit(t);
    if (sample === undefined) {
      this.failure ??= {
        kind: 'failure',
        reason: 'undefined',
        message: `the function has no finite value or limit at x = ${this.describe(t)}`,
      };
      return undefined;
    }
    this.known.set(t, sample);
    return sample;
  }

  /**
   * Samples at the n + 1 Chebyshev extrema (n a power of 2: grids are nested), in order; for the ulp measure
   * also both sides of every binade edge that lies between two of them.
   */
  grid(n: number): readonly Sample[] {
    const found = this.grids.get(n);
    if (found !== undefined) return found;
    const samples: Sample[] = [];
    for (let j = 0; j <= n; j++) {
      const sample = this.at(Math.sin((Math.PI / 2) * (j / n)) ** 2);
      if (sample === undefined) return samples;
      const before = samples.at(-1);
      if (before !== undefined) samples.push(...this.edges(before, sample));
      samples.push(sample);
    }
    this.grids.set(n, samples);
    return samples;
  }

  /** A position as a decimal, for messages. */
  describe(t: number): string {
    return String(Number(this.position(t, this.workspace.big()).toPrecision(6)));
  }

  /** The sample a little inside, where the function has no value (or the weight none) at t itself but a limit. */
  private limit(t: number): Sample | undefined {
    const close = this.measure(t, nudged(t, 1));
    const further = this.measure(t, nudged(t, 2));
    if (close === undefined || further === undefined) return undefined;
    return withWorkspace(this.precision, (w) => {
      const difference = w.big();
      mpfr.mpfr_sub(difference, close.f, further.f, ROUND.NEAREST);
      const size = this.measure(0.4375, 0.4375);
      const scale = Math.max(magnitude(close.f), size === undefined ? 0 : magnitude(size.f));
      return magnitude(difference) <= LIMIT_CHANGE * scale ? close : undefined;
    });
  }

  private position(t: number, x: Big): number {
    if (t === 1) mpfr.mpfr_set(x, this.hi, ROUND.NEAREST);
    else {
      mpfr.mpfr_mul_d(x, this.width, t, ROUND.NEAREST);
      mpfr.mpfr_add(x, x, this.lo, ROUND.NEAREST);
    }
    return mpfr.mpfr_get_d(x, ROUND.NEAREST);
  }

  private measure(key: number, t: number): Sample | undefined {
    const w = this.workspace;
    const mark = w.mark();
    const x = w.big();
    const f = w.big();
    this.position(t, x);
    this.calls++;
    const told = this.target.oracle.value([{ lo: x, hi: x }], f);
    const { measure } = this.target;
    const usable =
      told.kind === 'enclosed' && mpfr.mpfr_number_p(f) && !(measure === 'relative' && mpfr.mpfr_zero_p(f));
    if (!usable) {
      w.release(mark);
      return undefined;
    }
    return { t: key, side: 0, x, f, weight: this.weight(f) };
  }

  private weight(f: Big, exponent?: number): Big {
    const weight = this.workspace.big(WEIGHT_BITS);
    const { measure, format } = this.target;
    if (measure === 'absolute') mpfr.mpfr_set_d(weight, 1, ROUND.NEAREST);
    else if (measure === 'relative') {
      mpfr.mpfr_ui_div(weight, 1, f, ROUND.NEAREST);
      mpfr.mpfr_abs(weight, weight, ROUND.NEAREST);
    } else {
      if (format === undefined) throw new TypeError('a fit in ulps needs a format');
      const e = exponent ?? binade(f, format.emin);
      mpfr.mpfr_set_ui_2exp(weight, 1, format.precision - 1 - Math.max(e, format.emin), ROUND.NEAREST);
    }
    return weight;
  }

  /** Both sides of the points between two samples where |f| crosses a power of 2 (ulp measure). */
  private edges(left: Sample, right: Sample): Sample[] {
    const { measure, format } = this.target;
    if (measure !== 'ulp' || format === undefined) return [];
    const a = binade(left.f, format.emin);
    const b = binade(right.f, format.emin);
    this.highest = Math.max(this.highest, a, b);
    const found: Sample[] = [];
    const step = Math.sign(b - a);
    let from = left;
    for (let e = a; e !== b; e += step) {
      // Far below the largest binade the pattern of errors repeats from binade to binade.
      if (Math.max(e, e + step) < this.highest - BINADES) continue;
      const edge = this.crossing(from, right, Math.max(e, e + step));
      if (edge === undefined) return found;
      found.push({ ...edge, side: -1, weight: this.weight(edge.f, e) });
      found.push({ ...edge, side: 1, weight: this.weight(edge.f, e + step) });
      from = edge;
    }
    return found;
  }

  /** Where log₂|f| = e between two samples (Illinois' method), to 1e-12 of the binade. */
  private crossing(left: Sample, right: Sample, e: number): Sample | undefined {
    const height = (sample: Sample): number =>
      Math.max(-1e6, Math.log2(Math.abs(mpfr.mpfr_get_d(sample.f, ROUND.NEAREST))) - e);
    let [t0, y0, t1, y1] = [left.t, height(left), right.t, height(right)];
    let best = Math.abs(y0) < Math.abs(y1) ? left : right;
    for (let step = 0; step < 80 && Math.abs(height(best)) > 1e-12; step++) {
      let t = step % 8 === 7 ? (t0 + t1) / 2 : t1 - (y1 * (t1 - t0)) / (y1 - y0);
      if (!(t > Math.min(t0, t1) && t < Math.max(t0, t1))) t = (t0 + t1) / 2;
      if (t === t0 || t === t1) break;
      const sample = this.at(t);
      if (sample === undefined) return undefined;
      const y = height(sample);
      if (Math.abs(y) < Math.abs(height(best))) best = sample;
      if (y * y1 <= 0) [t0, y0] = [t1, y1];
      else y0 /= 2;
      [t1, y1] = [t, y];
    }
    return best;
  }
}

/** e with 2^e ≤ |f| < 2^(e+1), at least emin. */
function binade(f: Big, emin: number): number {
  return mpfr.mpfr_zero_p(f) ? emin : Math.max(mpfr.mpfr_get_exp(f) - 1, emin);
}

const magnitude = (x: Big): number => Math.abs(mpfr.mpfr_get_d(x, ROUND.NEAREST));

function nudged(t: number, times: number): number {
  if (t === 0) return times * NUDGE_AT_LOW;
  return t < 0.75 ? t + times * NUDGE : t - times * NUDGE;
}
