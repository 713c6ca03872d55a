import { doubleTerm } from '../../../expression/double-term.ts';
import { apply, rational } from '../../../expression/expression.ts';
import { FORMATS } from '../../../number/formats.ts';
import { fewBits } from '../few-bits.ts';
import { argumentOf, composed, reducedFunction, type ReducedFunction } from '../reduced-function.ts';
import { roundedValue } from '../rounded-value.ts';
import type { Step } from '../step.ts';

/** Shorter intervals are a polynomial's of x itself. */
const LONG = 4;
/** Points at which a candidate is looked at, and the most terms that it may take of them. */
const NODES = 28;
const MOST_TERMS = 20;
/** Scales tried: fractions of the interval's far end, two a binary order of magnitude. */
const SCALES = Array.from({ length: 10 }, (_, i) => (1 + (i % 2) / 2) * 2 ** (Math.floor(i / 2) - 5));
/** The interval of the new argument is so much wider than its ends: they are rounded. */
const SLACK = 2 ** -20;

/**
 * f(x) = h(t), t = (x − k)/(x + k) for x ≥ 0: a long interval becomes a part of [−1, 1], and a function that falls or
 * rises like a power of x (what is left of erfc when its exponential is taken off) a polynomial of few terms
 * (Shepherd & Laframboise 1981 for erfc). The scale k is the one that takes the fewest.
 */
export const fractionStep: Step = {
  name: 'fraction',
  description: 'f(x) = h((x - k)/(x + k)) on a long interval: slow decay becomes a short polynomial',
  reductions: (f, _identities, { division, tolerance }) => {
    const sign = f.lo >= 0 ? 1 : f.hi <= 0 ? -1 : 0;
    const far = Math.max(-f.lo, f.hi);
    if (!division || sign === 0 || !Number.isFinite(far) || f.hi - f.lo < LONG) return [];
    const best = SCALES.map((part) => {
      const k = fewBits(sign * part * far, 4);
      return { k, terms: termsOf(f, k, tolerance) };
    }).reduce((a, b) => (b.terms < a.terms ? b : a));
    if (best.terms > MOST_TERMS) return [];
    const { k } = best;
    const [t, one] = [argumentOf(f), rational(1n, 1n)];
    const x = apply('mul', doubleTerm(k), apply('div', apply('add', one, t), apply('sub', one, t)));
    const ends = [f.lo, f.hi].map((end) => (end - k) / (end + k));
    const inner = reducedFunction(
      composed(f, x),
      f.variable,
      Math.max(Math.min(...ends) - SLACK, -1),
      Math.min(Math.max(...ends) + SLACK, 1 - SLACK),
    );
    return [
      {
        step: 'fraction',
        parameters: { k },
        inners: [inner],
        emit: (e, at, kernel) => {
          const scale = e.number(k);
          return kernel(e, e.op('div', e.op('sub', at, scale), e.op('add', at, scale)));
        },
      },
    ];
  },
};

/** How many terms of a polynomial in t come to a relative error: by the coefficients of its Chebyshev series. */
function termsOf(f: ReducedFunction, k: number, tolerance: number): number {
  const [a, b] = [f.lo, f.hi].map((end) => (end - k) / (end + k));
  const angles = Array.from({ length: NODES }, (_, i) => (Math.PI * (i + 0.5)) / NODES);
  const values = angles.map((angle) => {
    const t = (a + b) / 2 + ((b - a) / 2) * Math.cos(angle);
    return roundedValue(f.oracle, (k * (1 + t)) / (1 - t), FORMATS.f64);
  });
  const least = Math.min(...values.map(Math.abs));
  if (!(least > 0) || new Set(values.map(Math.sign)).size > 1) return Infinity;
  let rest = 0;
  for (let j = NODES - 1; j >= 0; j--) {
    const c = values.reduce((sum, y, i) => sum + y * Math.cos(j * angles[i]), 0) * (2 / NODES);
    rest += Math.abs(c);
    if (!(rest <= tolerance * least)) return j + 1;
  }
  return 0;
}
