import { apply, integer, type Expression } from '../../expression/expression.ts';
import {
  asInteger,
  coefficientsIn,
  isZero,
  polynomialOf,
  scaled,
  totalDegree,
  type Polynomial,
} from '../../number/polynomial/polynomial.ts';
import { polynomialFraction, type Fraction } from './fraction.ts';
import type { Kernels } from './kernels.ts';
import { fractionTerm, scaledTerm, sumTerm } from './to-expression.ts';

const MOST_DEGREE = 8;
const MOST_TERMS = 12;

/**
 * Polynomials in sin(t) and cos(t) as sums of sines and cosines of multiples of t: 2·sin(t)·cos(t) as sin(2t). One angle
 * at a time; `denominator` without it.
 */
export function* summedAngles(fraction: Fraction, kernels: Kernels): Generator<Expression> {
  const { numerator, denominator } = fraction;
  const divisor = asInteger(denominator);
  if (divisor === undefined || numerator.monomials.length > MOST_TERMS || isZero(numerator)) return;
  for (const [sine, term] of kernels.terms.entries()) {
    if (term.kind !== 'apply' || term.operation !== 'sin') continue;
    const cosine = kernels.terms.indexOf(apply('cos', term.args[0]));
    if (cosine < 0 || totalDegree(numerator) > MOST_DEGREE) continue;
    yield inMultiples(numerator, divisor, sine, cosine, term.args[0], kernels);
  }
}

/** Coefficients of cos(k·t) and sin(k·t), each over 2^scale. */
type Waves = { readonly scale: number; readonly cosines: bigint[]; readonly sines: bigint[] };

/** sin^a·cos^b as waves, one factor after the other. */
function wavesOf(a: number, b: number): Waves {
  let waves: Waves = { scale: 0, cosines: [1n], sines: [0n] };
  for (let k = 0; k < b; k++) waves = timesCosine(waves);
  for (let k = 0; k < a; k++) waves = timesSine(waves);
  return waves;
}

const addTo = (list: bigint[], at: number, value: bigint): void => {
  while (list.length <= at) list.push(0n);
  list[at] += value;
};

/** cos(kt)·cos(t) = (cos((k+1)t) + cos((k−1)t))/2, and so on; index 0 and negative ones fold back. */
function timesCosine({ scale, cosines, sines }: Waves): Waves {
  const [c, s]: bigint[][] = [[0n], [0n]];
  cosines.forEach((x, k) => {
    addTo(c, k + 1, x);
    addTo(c, Math.abs(k - 1), x);
  });
  sines.forEach((x, k) => {
    addTo(s, k + 1, x);
    addTo(s, Math.abs(k - 1), k >= 1 ? x : -x);
  });
  s[0] = 0n;
  return { scale: scale + 1, cosines: c, sines: s };
}

function timesSine({ scale, cosines, sines }: Waves): Waves {
  const [c, s]: bigint[][] = [[0n], [0n]];
  // cos(kt)·sin(t) = (sin((k+1)t) − sin((k−1)t))/2
  cosines.forEach((x, k) => {
    addTo(s, k + 1, x);
    addTo(s, Math.abs(k - 1), k >= 1 ? -x : x);
  });
  // sin(kt)·sin(t) = (cos((k−1)t) − cos((k+1)t))/2
  sines.forEach((x, k) => {
    addTo(c, Math.abs(k - 1), x);
    addTo(c, k + 1, -x);
  });
  s[0] = 0n;
  return { scale: scale + 1, cosines: c, sines: s };
}

function inMultiples(
  p: Polynomial,
  divisor: bigint,
  sine: number,
  cosine: number,
  angle: Expression,
  kernels: Kernels,
): Expression {
  const { ring } = p;
  const most = totalDegree(p);
  const zero = polynomialOf(ring, []);
  const cosines: Polynomial[] = Array.from({ length: most + 1 }, () => zero);
  const sines: Polynomial[] = Array.from({ length: most + 1 }, () => zero);
  const plus = (list: Polynomial[], k: number, part: Polynomial, times: bigint): void => {
    list[k] = polynomialOf(ring, [
      ...list[k].monomials.map((m, i) => [m, list[k].coefficients[i]] as const),
      ...scaled(part, times).monomials.map((m, i) => [m, scaled(part, times).coefficients[i]] as const),
    ]);
  };
  coefficientsIn(p, sine).forEach((bySine, a) => {
    coefficientsIn(bySine, cosine).forEach((part, b) => {
      if (isZero(part)) return;
      const waves = wavesOf(a, b);
      const up = 1n << BigInt(most - waves.scale);
      waves.cosines.forEach((x, k) => x !== 0n && plus(cosines, k, part, x * up));
      waves.sines.forEach((x, k) => x !== 0n && plus(sines, k, part, x * up));
    });
  });
  let sum: Expression = integer(0);
  const scale = divisor << BigInt(most);
  const write = (list: readonly Polynomial[], operation: 'sin' | 'cos'): void => {
    list.forEach((part, k) => {
      if (isZero(part)) return;
      const coefficient = fractionTerm(polynomialFraction(part), kernels, ['expanded', 'expanded']);
      const wave = k === 0 ? integer(1) : apply(operation, scaledTerm(BigInt(k), 1n, angle));
      const number = asInteger(part);
      const term =
        number !== undefined
          ? scaledTerm(number, scale, wave)
          : scaledTerm(1n, scale, k === 0 ? coefficient : apply('mul', coefficient, wave));
      sum = sumTerm(sum, term);
    });
  };
  write(cosines, 'cos');
  write(sines, 'sin');
  return sum;
}
