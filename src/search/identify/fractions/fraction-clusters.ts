import { absolute, bitLength, gcd } from '../../../number/exact/integers.ts';
import { convergenceOf } from './convergence.ts';
import { denominatorAt, numerators, type FractionBox } from './fraction-box.ts';
import { leadingOf, type PolynomialFraction } from './polynomial-fraction.ts';

/** A share of a box: plain data. Denominators `from` to before `to`. */
export type FractionClusterJob = { readonly box: FractionBox; readonly from: number; readonly to: number };

/** Fractions that converge alike, and how many there are. */
export type FractionCluster = FractionDynamics & { readonly fractions: number };

/**
 * How a fraction's convergents move, without its value: the kind of convergence; the ratio of the sizes of the recurrence's two
 * characteristic roots (exponential convergence only); digits a term of the denominators p/q in lowest terms; and δ with
 * |v − p/q| = q^(−1−δ), as |v − p/q| ≈ |next convergent − p/q| (Blind-δ, arXiv 2412.16818). Growth and δ are slopes between
 * {@link DEPTHS}, rounded to the width of a cluster.
 */
export type FractionDynamics = {
  readonly kind: 'factorial' | 'exponential' | 'slow';
  readonly ratio: number;
  readonly growth: number;
  readonly delta: number;
};

const DEPTHS = [24, 48] as const;
/** Widths of a cluster. */
const GROWTH_STEP = 0.25;
const DELTA_STEP = 0.1;

/** @returns undefined for fractions that end, repeat or diverge, and those without a denominator at the depths looked at */
export function fractionDynamics(fraction: PolynomialFraction): FractionDynamics | undefined {
  const { kind } = convergenceOf(fraction);
  if (kind !== 'factorial' && kind !== 'exponential' && kind !== 'slow') return undefined;
  const a = fraction.a.map(BigInt);
  const b = fraction.b.map(BigInt);
  let [p0, q0, p1, q1] = [1n, 0n, a[0], 1n];
  let numerator = 0; // log₂ |b(1)·…·b(n + 1)|
  const seen: { readonly size: number; readonly error: number }[] = [];
  let reduced = 0;
  let before = 0;
  for (let n = 1; n <= DEPTHS[1] + 1; n++) {
    const [f, g] = [valueAt(a, BigInt(n)), valueAt(b, BigInt(n))];
    [p0, p1] = [p1, f * p1 + g * p0];
    [q0, q1] = [q1, f * q1 + g * q0];
    numerator += Math.log2(Math.abs(Number(g)));
    const size = bitLength(q1);
    if (n === DEPTHS[seen.length] + 1) {
      // |p(n+1)/q(n+1) − p(n)/q(n)| = |b(1)·…·b(n+1)|/|q(n)·q(n+1)|
      if (q1 === 0n || before === 0) return undefined;
      seen.push({ size: reduced, error: numerator - before - size });
    }
    if (n === DEPTHS[seen.length]) {
      before = size;
      reduced = bitLength(absolute(q1) / (gcd(p1, q1) || 1n));
    }
  }
  const [early, late] = seen;
  const [grown, gained] = [late.size - early.size, early.error - late.error];
  // Where denominators do not grow there is no exponent: the value is as good as rational.
  const delta = grown <= 0 ? 0 : gained / grown - 1;
  const rounded = (x: number, step: number): number => Math.round(x / step) * step + 0;
  const digits = (grown * Math.log10(2)) / (DEPTHS[1] - DEPTHS[0]);
  return {
    kind,
    ratio: kind === 'exponential' ? Math.round(rootRatio(fraction) * 1e6) / 1e6 : 0,
    growth: Math.round(rounded(digits, GROWTH_STEP) * 100) / 100,
    delta: Math.round(rounded(delta, DELTA_STEP) * 10) / 10 + 0,
  };
}

/** Clusters of a share of a box, in no order. */
export function fractionClusters({ box, from, to }: FractionClusterJob): FractionCluster[] {
  const all = [...numerators(box)];
  const found = new Map<string, { dynamics: FractionDynamics; fractions: number }>();
  for (let k = from; k < to; k++) {
    const a = denominatorAt(box, k);
    for (const b of all) {
      const dynamics = fractionDynamics({ a, b });
      if (dynamics === undefined) continue;
      const key = clusterKey(dynamics);
      const cluster = found.get(key);
      if (cluster === undefined) found.set(key, { dynamics, fractions: 1 });
      else cluster.fractions += 1;
    }
  }
  return [...found.values()].map(({ dynamics, fractions }) => ({ ...dynamics, fractions }));
}

export function clusterKey({ kind, ratio, growth, delta }: FractionDynamics): string {
  return `${kind} ${ratio} ${growth} ${delta}`;
}

/** |λ₁/λ₂| ≥ 1 of λ² = a·λ + b in leading coefficients. */
export function rootRatio({ a, b }: PolynomialFraction): number {
  const size = Math.abs(leadingOf(a));
  const root = Math.sqrt(leadingOf(a) ** 2 + 4 * leadingOf(b));
  return (size + root) / Math.abs(size - root);
}

function valueAt(polynomial: readonly bigint[], n: bigint): bigint {
  let sum = 0n;
  for (let i = polynomial.length - 1; i >= 0; i--) sum = sum * n + polynomial[i];
  return sum;
}
