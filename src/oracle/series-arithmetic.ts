import { mpfr, ROUND } from '../number/mpfr.ts';
import type { Workspace } from '../number/workspace.ts';
import {
  addIntervals,
  divIntervals,
  isZero,
  mulIntervals,
  negInterval,
  newInterval,
  scaleInterval,
  setDoubles,
  shiftBy,
  shrinkInterval,
  sqrInterval,
  subIntervals,
  type BigInterval,
} from './big-interval.ts';
import type { Series } from './series-rule.ts';

/*
 * Truncated power series with interval coefficients. Recurrences: Griewank & Walther, Evaluating Derivatives,
 * 2nd ed. 2008, ch. 13; Jorba & Zou, Experiment. Math. 14 (2005), prop. 2.1.
 */

export function zeroInterval(w: Workspace): BigInterval {
  const out = newInterval(w);
  setDoubles(out, 0);
  return out;
}

export function constantSeries(value: BigInterval, length: number, w: Workspace): BigInterval[] {
  const out = [value];
  while (out.length < length) out.push(zeroInterval(w));
  return out;
}

/** Do the coefficients from k on vanish? */
export function vanishesFrom(a: Series, k: number): boolean {
  for (let i = k; i < a.length; i++) if (!isZero(a[i])) return false;
  return true;
}

export function addSeries(a: Series, b: Series, w: Workspace): BigInterval[] {
  return zip(a, b, w, addIntervals);
}

export function subSeries(a: Series, b: Series, w: Workspace): BigInterval[] {
  return zip(a, b, w, subIntervals);
}

function zip(
  a: Series,
  b: Series,
  w: Workspace,
  f: (out: BigInterval, x: BigInterval, y: BigInterval) => void,
): BigInterval[] {
  return Array.from({ length: Math.min(a.length, b.length) }, (_, k) => {
    const out = newInterval(w);
    f(out, a[k], b[k]);
    return out;
  });
}

export function negSeries(a: Series, w: Workspace): BigInterval[] {
  return a.map((x) => {
    const out = newInterval(w);
    negInterval(out, x);
    return out;
  });
}

/** a · c for one interval c. */
export function timesInterval(a: Series, c: BigInterval, w: Workspace): BigInterval[] {
  return a.map((x) => {
    const out = newInterval(w);
    if (isZero(x)) setDoubles(out, 0);
    else mulIntervals(out, x, c);
    return out;
  });
}

/** a + x for an exact double. */
export function plusDouble(a: Series, x: number, w: Workspace): BigInterval[] {
  const first = newInterval(w);
  shiftBy(first, a[0], x);
  return [first, ...a.slice(1)];
}

/** total += Σ_{j=from}^{to} weight(j) a_j b_{k−j}, without the terms that vanish. */
export function addProducts(
  total: BigInterval,
  a: Series,
  b: Series,
  k: number,
  from: number,
  to: number,
  weight: ((j: number) => number) | undefined,
  w: Workspace,
): void {
  const mark = w.mark();
  const term = newInterval(w);
  for (let j = from; j <= to; j++) {
    if (isZero(a[j]) || isZero(b[k - j])) continue;
    const factor = weight === undefined ? 1 : weight(j);
    if (factor === 0) continue;
    mulIntervals(term, a[j], b[k - j]);
    if (factor !== 1) scaleInterval(term, term, factor);
    addIntervals(total, total, term);
  }
  w.release(mark);
}

export function mulSeries(a: Series, b: Series, w: Workspace): BigInterval[] {
  if (a === b) return sqrSeries(a, w);
  const out: BigInterval[] = [];
  const length = Math.min(a.length, b.length);
  for (let k = 0; k < length; k++) {
    const total = zeroInterval(w);
    addProducts(total, a, b, k, 0, k, undefined, w);
    out.push(total);
  }
  return out;
}

export function sqrSeries(a: Series, w: Workspace): BigInterval[] {
  const out: BigInterval[] = [];
  const square = newInterval(w);
  for (let k = 0; k < a.length; k++) {
    const total = zeroInterval(w);
    addProducts(total, a, a, k, 0, Math.ceil(k / 2) - 1, () => 2, w);
    if (k % 2 === 0) {
      sqrInterval(square, a[k / 2]);
      addIntervals(total, total, square);
    }
    out.push(total);
  }
  return out;
}

/** a / b, or `undefined` when b's value may be 0. `value`: a tighter enclosure of coefficient 0, if known. */
export function divSeries(
  a: Series,
  b: Series,
  w: Workspace,
  value?: BigInterval,
): BigInterval[] | undefined {
  const out: BigInterval[] = [];
  const length = Math.min(a.length, b.length);
  for (let k = 0; k < length; k++) {
    if (k === 0 && value !== undefined) {
      out.push(value);
      continue;
    }
    const total = zeroInterval(w);
    addProducts(total, out, b, k, 0, k - 1, undefined, w);
    subIntervals(total, a[k], total);
    if (isZero(total)) setDoubles(total, 0);
    if (!divIntervals(total, total, b[0])) return undefined;
    out.push(total);
  }
  return out;
}

/** 1 / a. */
export function inverseSeries(a: Series, w: Workspace): BigInterval[] | undefined {
  const one = newInterval(w);
  setDoubles(one, 1);
  return divSeries(constantSeries(one, a.length, w), a, w);
}

/**
 * v with v′ = g · u′ and v₀ = value: f(u) from the series g = f′(u). Only g's first n − 1 coefficients are read.
 */
export function integrateChain(value: BigInterval, g: Series, u: Series, w: Workspace): BigInterval[] {
  const out: BigInterval[] = [value];
  const length = Math.min(u.length, g.length + 1);
  for (let k = 1; k < length; k++) {
    const total = zeroInterval(w);
    addProducts(total, u, g, k, 1, k, (j) => j, w);
    shrinkInterval(total, total, k);
    out.push(total);
  }
  return out;
}

/** exp(u) with coefficient 0 given: k v_k = Σ j u_j v_{k−j}. */
export function expSeries(value: BigInterval, u: Series, w: Workspace): BigInterval[] {
  const out: BigInterval[] = [value];
  for (let k = 1; k < u.length; k++) {
    const total = zeroInterval(w);
    addProducts(total, u, out, k, 1, k, (j) => j, w);
    shrinkInterval(total, total, k);
    out.push(total);
  }
  return out;
}

/**
 * v = u^r for a constant r, from u v′ = r v u′ and v₀ = value:
 * k u₀ v_k = Σ_{j=1}^{k} (r j − (k − j)) u_j v_{k−j}. `undefined` when u₀ may be 0.
 */
export function powerSeries(
  value: BigInterval,
  u: Series,
  r: BigInterval,
  w: Workspace,
): BigInterval[] | undefined {
  const out: BigInterval[] = [value];
  const factor = newInterval(w);
  const term = newInterval(w);
  for (let k = 1; k < u.length; k++) {
    const total = zeroInterval(w);
    for (let j = 1; j <= k; j++) {
      if (isZero(u[j])) continue;
      scaleInterval(factor, r, j);
      shiftBy(factor, factor, j - k);
      mulIntervals(term, u[j], out[k - j]);
      mulIntervals(term, term, factor);
      addIntervals(total, total, term);
    }
    if (!divIntervals(total, total, u[0])) return undefined;
    shrinkInterval(total, total, k);
    out.push(total);
  }
  return out;
}

/** uⁿ for an integer n ≥ 1 by squaring: needs no division, so u₀ may be 0. `value` is coefficient 0. */
export function integerPowerSeries(value: BigInterval, u: Series, n: number, w: Workspace): BigInterval[] {
  let result: BigInterval[] | undefined;
  let base: Series = u;
  for (let m = n; m > 0; m = Math.floor(m / 2)) {
    if (m % 2 === 1) result = result === undefined ? [...base] : mulSeries(result, base, w);
    if (m > 1) base = sqrSeries(base, w);
  }
  return [value, ...(result as BigInterval[]).slice(1)];
}

/** Σ c_k (u − u₀)^k: an outer function's Taylor coefficients over u₀, composed with the argument's series. */
export function composeSeries(outer: Series, u: Series, w: Workspace): BigInterval[] {
  const length = Math.min(outer.length, u.length);
  const inner: BigInterval[] = [zeroInterval(w), ...u.slice(1, length)];
  if (vanishesFrom(u.slice(0, length), 2)) {
    // Linear argument: coefficient k is c_k u₁^k.
    if (length === 1) return [outer[0]];
    const power = newInterval(w);
    setDoubles(power, 1);
    return Array.from({ length }, (_, k) => {
      if (k === 0) return outer[0];
      const out = newInterval(w);
      mulIntervals(power, power, inner[1]);
      mulIntervals(out, outer[k], power);
      return out;
    });
  }
  let result = constantSeries(outer[length - 1], length, w);
  for (let k = length - 2; k >= 0; k--) {
    result = mulSeries(result, inner, w);
    const first = newInterval(w);
    addIntervals(first, result[0], outer[k]);
    result[0] = first;
  }
  return result;
}

/** [a, b] ∋ √π and such: writes an enclosure made by two directed calls. */
export function directed(out: BigInterval, f: (end: BigInterval['lo'], round: 2 | 3) => void): BigInterval {
  f(out.lo, ROUND.DOWN);
  f(out.hi, ROUND.UP);
  return out;
}

/** π at the workspace's precision. */
export function piInterval(w: Workspace): BigInterval {
  return directed(newInterval(w), (end, round) => void mpfr.mpfr_const_pi(end, round));
}
