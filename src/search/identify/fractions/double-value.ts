import { at, type PolynomialFraction } from './polynomial-fraction.ts';

/** Steps that {@link depthOf} takes before it gives up. */
const MOST_STEPS = 400;
/** A difference of convergents below this (of the larger of value and 1) ends the fraction. */
const ENOUGH = 1e-34;
/** Rounding error of one step in double-double arithmetic, with room. */
const STEP_ERROR = 2 ** -102;

/** A value as an unevaluated sum of doubles, and an estimate of its relative error. Written in place. */
export type DoubleValue = { high: number; low: number; error: number };

/**
 * Terms after which convergents differ by less than 10⁻³⁴: Lentz's recurrence of the denominators, in doubles.
 * @returns undefined when they do not within 400 terms
 */
export function depthOf({ a, b }: PolynomialFraction): number | undefined {
  let ratio = 1e300; // B(−1) = 0
  let difference = 1;
  let small = 0;
  for (let n = 1; n <= MOST_STEPS; n++) {
    const step = at(b, n);
    let next = at(a, n) + (n === 1 ? 0 : step / ratio);
    if (next === 0) next = 1e-30;
    difference *= n === 1 ? step / next : -step / (next * ratio);
    ratio = next;
    small = Math.abs(difference) < ENOUGH ? small + 1 : 0;
    if (small === 3) return n;
  }
  return undefined;
}

/**
 * The fraction whose tail at `depth` is `tail` (a double-double; a(depth) for the convergent, and no other number, which
 * might belong to another solution of the recurrence), in
 * double-double arithmetic: the vector (x, y) with t = x/y is multiplied back, without division, so that no term is
 * singular. The error is estimated from the cancellation in each step.
 */
export function doubleValue(
  { a, b }: PolynomialFraction,
  depth: number,
  tail: { readonly high: number; readonly low: number },
  out: DoubleValue,
): void {
  let [xh, xl, yh, yl] = [tail.high, tail.low, 1, 0];
  let error = 0;
  for (let n = depth - 1; n >= 0; n--) {
    const [f, g] = [at(a, n), at(b, n + 1)];
    // f·x and g·y, where f and g are short integers: only x and y are split.
    const p = f * xh;
    const q = g * yh;
    let scaled = xh * 0x8000001;
    let high = scaled - (scaled - xh);
    const pe = f * high - p + f * (xh - high) + f * xl;
    scaled = yh * 0x8000001;
    high = scaled - (scaled - yh);
    const qe = g * high - q + g * (yh - high) + g * yl;
    const sum = p + q;
    const virtual = sum - p;
    const low = p - (sum - virtual) + (q - virtual) + (pe + qe);
    yh = xh;
    yl = xl;
    xh = sum + low;
    xl = low - (xh - sum);
    error += (Math.abs(p) + Math.abs(q)) / Math.abs(xh);
    const size = Math.abs(xh) + Math.abs(yh);
    if (size > 2 ** 200 || size < 2 ** -200) {
      const scale = 2 ** -Math.floor(Math.log2(size));
      xh *= scale;
      xl *= scale;
      yh *= scale;
      yl *= scale;
    }
  }
  divide(xh, xl, yh, yl, out);
  out.error = Number.isNaN(error) ? Infinity : error * STEP_ERROR;
}

/** (xh + xl)/(yh + yl) to about 104 bits. */
function divide(xh: number, xl: number, yh: number, yl: number, out: DoubleValue): void {
  const first = xh / yh;
  const [ph, pl] = product(first, yh, yl);
  const rest = xh - ph;
  const second = (rest + (xl - pl)) / yh;
  const [qh, ql] = product(second, yh, yl);
  const third = (rest - qh + (xl - pl) - ql) / yh;
  const sum = first + second;
  out.high = sum;
  out.low = first - sum + second + third;
}

function product(f: number, yh: number, yl: number): [number, number] {
  const p = f * yh;
  let scaled = yh * 0x8000001;
  const high = scaled - (scaled - yh);
  scaled = f * 0x8000001;
  const fHigh = scaled - (scaled - f);
  const [low, fLow] = [yh - high, f - fHigh];
  return [p, fLow * low - (p - fHigh * high - fLow * high - fHigh * low) + f * yl];
}
