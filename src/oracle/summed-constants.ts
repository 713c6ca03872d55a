import { mpfr, ROUND, type Big } from '../number/mpfr.ts';
import type { Workspace } from '../number/workspace.ts';
import {
  addIntervals,
  closeAbove,
  divIntervals,
  intervalOf,
  mulIntervals,
  newInterval,
  powInterval,
  setDoubles,
  shrinkInterval,
  subIntervals,
  widenInterval,
  type BigInterval,
} from './big-interval.ts';
import { bernoulliOverFactorial } from './series-rules/bernoulli.ts';

/** A constant by a sum in intervals, with a bound on what was left out. */
export type SummedConstant = (w: Workspace) => BigInterval;

function piInterval(w: Workspace): BigInterval {
  const out = newInterval(w);
  closeAbove(out, mpfr.mpfr_const_pi(out.lo, ROUND.DOWN));
  return out;
}

/** ln p for the primes p up to `most`. */
function primeLogarithms(
  most: number,
  w: Workspace,
): { readonly prime: number; readonly log: BigInterval }[] {
  const sieve = new Uint8Array(most + 1);
  const found: { prime: number; log: BigInterval }[] = [];
  for (let p = 2; p <= most; p++) {
    if (sieve[p] === 1) continue;
    for (let m = p * p; m <= most; m += p) sieve[m] = 1;
    const log = newInterval(w);
    closeAbove(log, mpfr.mpfr_log_ui(log.lo, p, ROUND.DOWN));
    found.push({ prime: p, log });
  }
  return found;
}

function setExp(out: BigInterval): void {
  mpfr.mpfr_exp(out.lo, out.lo, ROUND.DOWN);
  mpfr.mpfr_exp(out.hi, out.hi, ROUND.UP);
}

export const SUMMED_CONSTANTS = {
  /** −e·Ei(−1) = ∫ exp(−t)/(1 + t) over t ≥ 0. */
  gompertz: (w) => {
    const out = newInterval(w);
    const minus: Big = w.number(-1);
    mpfr.mpfr_eint(out.hi, minus, ROUND.DOWN);
    mpfr.mpfr_eint(out.lo, minus, ROUND.UP);
    mpfr.mpfr_neg(out.hi, out.hi, ROUND.UP);
    mpfr.mpfr_neg(out.lo, out.lo, ROUND.DOWN);
    const e = intervalOf(w, 1);
    setExp(e);
    mulIntervals(out, out, e);
    return out;
  },

  /** Si(π) = Σ (−1)^k·π^(2k+1)/((2k + 1)·(2k + 1)!): alternating, falling from k = 1 on. */
  wilbraham_gibbs: (w) => {
    const [out, term, part, square] = [newInterval(w), newInterval(w), newInterval(w), newInterval(w)];
    const pi = piInterval(w);
    powInterval(square, pi, 2);
    setDoubles(out, 0);
    mpfr.mpfr_set(term.lo, pi.lo, ROUND.DOWN);
    mpfr.mpfr_set(term.hi, pi.hi, ROUND.UP);
    for (let k = 0; ; k++) {
      shrinkInterval(part, term, 2 * k + 1);
      if (k % 2 === 0) addIntervals(out, out, part);
      else subIntervals(out, out, part);
      if (k > 3 && mpfr.mpfr_get_exp(part.hi) < -w.precision) break;
      mulIntervals(term, term, square);
      shrinkInterval(term, term, (2 * k + 2) * (2 * k + 3));
    }
    widenInterval(out, out, part.hi);
    return out;
  },

  /**
   * Somos' quadratic recurrence: √(1·√(2·√(3·…))) = exp Σ ln k/2^k. The tail after K is below 4·ln K/2^K ≤ 4K/2^K. Terms
   * of one prime are added as Σ v_p(k)/2^k, in exact binary.
   */
  somos: (w) => {
    const most = w.precision + 24;
    const out = intervalOf(w, 0);
    const part = newInterval(w);
    for (const { prime, log } of primeLogarithms(most, w)) {
      let weight = 0n;
      for (let power = prime; power <= most; power *= prime) {
        for (let k = power; k <= most; k += power) weight += 1n << BigInt(most - k);
      }
      const exact = w.big(most + 8);
      const text = mpfr.malloc_cstr(weight.toString(16));
      mpfr.mpfr_set_str(exact, text, 16, ROUND.NEAREST);
      mpfr.free(text);
      mpfr.mpfr_div_2ui(exact, exact, most, ROUND.NEAREST);
      mulIntervals(part, log, { lo: exact, hi: exact });
      addIntervals(out, out, part);
    }
    const tail = w.number(4 * most);
    mpfr.mpfr_div_2ui(tail, tail, most, ROUND.UP);
    mpfr.mpfr_add(out.hi, out.hi, tail, ROUND.UP);
    setExp(out);
    return out;
  },

  /**
   * Glaisher–Kinkelin, by Euler–Maclaurin for x·ln x: ln A = Σ_{k≤n} k·ln k − (n²/2 + n/2 + 1/12)·ln n + n²/4 +
   * Σ_{j=2}^{m} B_{2j}/((2j)(2j − 1)(2j − 2)·n^(2j−2)), within the first term left out (derivatives of one sign).
   */
  glaisher: (w) => {
    const n = Math.ceil(w.precision / 8) + 8;
    const [out, part, nth] = [intervalOf(w, 0), newInterval(w), intervalOf(w, 0)];
    for (const { prime, log } of primeLogarithms(n, w)) {
      let weight = 0;
      let own = 0;
      for (let power = prime; power <= n; power *= prime) {
        for (let k = power; k <= n; k += power) weight += k;
        if (n % power === 0) own += 1;
      }
      mulIntervals(part, log, intervalOf(w, weight));
      addIntervals(out, out, part);
      if (own > 0) {
        mulIntervals(part, log, intervalOf(w, own));
        addIntervals(nth, nth, part);
      }
    }
    // (6n² + 6n + 1)/12 · ln n
    mulIntervals(nth, nth, intervalOf(w, 6 * n * n + 6 * n + 1));
    shrinkInterval(nth, nth, 12);
    subIntervals(out, out, nth);
    addIntervals(out, out, intervalOf(w, (n * n) / 4));
    const ratio = newInterval(w);
    // (2j)!/((2j)(2j − 1)(2j − 2)·n^(2j−2)) = (2j − 3)!/n^(2j−2), from j = 2.
    divIntervals(ratio, intervalOf(w, 1), intervalOf(w, n * n));
    for (let j = 2; ; j++) {
      mulIntervals(part, bernoulliOverFactorial(j, w), ratio);
      const size = Math.max(mpfr.mpfr_get_exp(part.lo), mpfr.mpfr_get_exp(part.hi));
      if (size < -w.precision || j > 2 * n) break;
      addIntervals(out, out, part);
      mulIntervals(ratio, ratio, intervalOf(w, (2 * j - 2) * (2 * j - 1)));
      divIntervals(ratio, ratio, intervalOf(w, n * n));
    }
    const bound = w.big(64);
    mpfr.mpfr_abs(bound, mpfr.mpfr_cmpabs(part.lo, part.hi) > 0 ? part.lo : part.hi, ROUND.UP);
    mpfr.mpfr_nextabove(bound);
    widenInterval(out, out, bound);
    setExp(out);
    return out;
  },
} satisfies Record<string, SummedConstant>;
