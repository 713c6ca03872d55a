import { mpfr, ROUND, type Big } from '../../../number/mpfr.ts';
import { withWorkspace } from '../../../number/workspace.ts';
import { convergenceOf } from './convergence.ts';
import { exactTerms } from './exact-terms.ts';
import { at, type PolynomialFraction } from './polynomial-fraction.ts';
import { slowTails } from './tail-series.ts';

/** Terms that are multiplied out at most. */
const MOST_DEPTH = 200_000;

/**
 * The value of a fraction (or infinity) to about the precision of `out`, which it is written to.
 * @returns bits to which it is known: of two depths they agree in (slow fractions) or by the difference of its last
 * convergents (fast ones). Measured, not enclosed. Undefined when it has no limit or takes too many terms.
 */
export function fineValue(fraction: PolynomialFraction, out: Big): number | undefined {
  const bits = mpfr.mpfr_get_prec(out);
  const { kind } = convergenceOf(fraction);
  if (kind === 'divergent') return undefined;
  if (kind === 'slow') return slowFineValue(fraction, bits, out);
  const depth = fastDepth(fraction, bits + 8);
  if (depth === undefined) return undefined;
  return withWorkspace(bits + 96, (w) => {
    const lost = multiplyOut(fraction, depth, w.number(at(fraction.a, depth)), bits - 16, out);
    return bits - Math.max(0, lost - 64);
  });
}

/** Depths are raised so often when two of them disagree. */
const RAISES = 3;

function slowFineValue(fraction: PolynomialFraction, bits: number, out: Big): number | undefined {
  // Tails are good to about e^(−2πn) at best; a good deal deeper, fewer terms do.
  let depth = Math.max(600, Math.ceil(bits * 6));
  for (let raise = 0; ; raise++, depth *= 4) {
    const agreed = valueAtDepths(fraction, [depth, Math.ceil(depth * 1.25)], bits, out);
    if (agreed === undefined || agreed > bits - 32 || raise === RAISES || depth * 4 > MOST_DEPTH)
      return agreed;
  }
}

/** The value by tails at two depths: bits to which they agree. */
function valueAtDepths(
  fraction: PolynomialFraction,
  depths: readonly [number, number],
  bits: number,
  out: Big,
): number | undefined {
  return withWorkspace(bits + 96, (w) => {
    const tails = w.bigs(2);
    if (slowTails(fraction, depths, Math.ceil(bits / 3) + 60, tails) !== undefined) return undefined;
    const other = w.big();
    multiplyOut(fraction, depths[0], tails[0], bits - 16, other);
    multiplyOut(fraction, depths[1], tails[1], bits - 16, out);
    if (!mpfr.mpfr_number_p(out) || !mpfr.mpfr_number_p(other)) return bits;
    mpfr.mpfr_sub(other, other, out, ROUND.NEAREST);
    if (mpfr.mpfr_zero_p(other)) return bits;
    return Math.max(0, Math.min(bits, mpfr.mpfr_get_exp(out) - mpfr.mpfr_get_exp(other)));
  });
}

/** Terms after which convergents differ by less than 2^−bits of the larger of 1 and the value. */
function fastDepth({ a, b }: PolynomialFraction, bits: number): number | undefined {
  let ratio = Infinity;
  let difference = 0;
  let small = 0;
  for (let n = 1; n <= MOST_DEPTH; n++) {
    const step = at(b, n);
    if (step === 0) return n;
    let next = at(a, n) + step / ratio;
    if (next === 0) next = 1e-30;
    difference += Math.log2(Math.abs(n === 1 ? step / next : step / (next * ratio)));
    ratio = next;
    small = difference < -bits ? small + 1 : 0;
    if (small === 3) return n;
  }
  return undefined;
}

/**
 * The fraction cut after `depth` terms, its last continued by `tail`, by vectors (x, y) with t = x/y. A tail that cancels
 * to `vanishes` bits is 0: the value then is rational, made of the terms before it.
 * @returns bits lost to cancellation in the worst step
 */
function multiplyOut(
  { a, b }: PolynomialFraction,
  depth: number,
  tail: Big,
  vanishes: number,
  out: Big,
): number {
  return withWorkspace(mpfr.mpfr_get_prec(tail), (w) => {
    let [x, y, t] = w.bigs(3);
    const [denominators, numerators] = [exactTerms(a, w), exactTerms(b, w)];
    mpfr.mpfr_set(x, tail, ROUND.NEAREST);
    mpfr.mpfr_set_ui(y, 1, ROUND.NEAREST);
    let lost = 0;
    for (let n = depth - 1; n >= 0; n--) {
      denominators.multiply(t, x, n);
      numerators.multiply(y, y, n + 1);
      const before = mpfr.mpfr_zero_p(t) ? -Infinity : mpfr.mpfr_get_exp(t);
      mpfr.mpfr_add(y, t, y, ROUND.NEAREST);
      const cancelled = before === -Infinity || mpfr.mpfr_zero_p(y) ? 0 : before - mpfr.mpfr_get_exp(y);
      if (cancelled >= vanishes) mpfr.mpfr_set_ui(y, 0, ROUND.NEAREST);
      else lost = Math.max(lost, cancelled);
      [x, y] = [y, x];
    }
    if (mpfr.mpfr_zero_p(y)) mpfr.mpfr_set_inf(out, 1);
    else mpfr.mpfr_div(out, x, y, ROUND.NEAREST);
    return lost;
  });
}
