import { doubleInterval, type DoubleInterval } from '../../number/double-interval.ts';
import type { RealOperation } from '../../program/machine-operations.ts';
import { realError, up } from '../roundoff-rules.ts';
import type { FloatValue, Noise } from './forward-value.ts';

/** An error as a sum of known errors times factors, and of a rest of which only the size is known. */
export type NoisyError = { readonly noise: readonly Noise[]; readonly rest: number };

const NONE: readonly Noise[] = [];
const range = (a: FloatValue): DoubleInterval => ({ lo: a.lo, hi: a.hi });
const noiseOf = (a: FloatValue): readonly Noise[] => a.noise ?? NONE;
const restOf = (a: FloatValue): number => a.rest ?? a.error;
const reach = ({ lo, hi }: DoubleInterval): number => Math.max(Math.abs(lo), Math.abs(hi));
const plus = (a: number, b: number): number => (a === 0 ? b : b === 0 ? a : up(a + b));
const times = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : up(a * b));

/** A bound on the whole. */
export function sizeOf({ noise, rest }: NoisyError): number {
  return noise.reduce((sum, { bound, lo, hi }) => plus(sum, times(reach({ lo, hi }), bound)), rest);
}

export function negatedNoise(noise: readonly Noise[]): readonly Noise[] {
  return noise.map((one) => ({ ...one, lo: -one.hi, hi: -one.lo }));
}

/** One interval times every factor. */
function scaledNoise(noise: readonly Noise[], by: DoubleInterval): readonly Noise[] {
  return noise.map((one) => ({ ...one, ...doubleInterval.mul(one, by) }));
}

/** Factors of one δ are added: this is where errors cancel. */
function joined(a: readonly Noise[], b: readonly Noise[]): readonly Noise[] {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const list = [...a];
  for (const one of b) {
    const at = list.findIndex(({ symbol }) => symbol === one.symbol);
    if (at < 0) list.push(one);
    else list[at] = { ...one, ...doubleInterval.add(list[at], one) };
  }
  return list.filter(({ lo, hi }) => lo !== 0 || hi !== 0);
}

/** Enclosing roots; below 0 none is taken. */
function rootOf({ lo, hi }: DoubleInterval): DoubleInterval {
  return doubleInterval.sqrt({ lo: Math.max(0, lo), hi: Math.max(0, hi) });
}

/** âb̂ − ab = a(b̂ − b) + b(â − a) + (â − a)(b̂ − b). */
function product(a: FloatValue, b: FloatValue): NoisyError {
  const [p, q] = [range(a), range(b)];
  const first = plus(times(reach(p), restOf(b)), times(reach(q), restOf(a)));
  return {
    noise: joined(scaledNoise(noiseOf(b), p), scaledNoise(noiseOf(a), q)),
    rest: plus(first, times(realError(a.error), b.error)),
  };
}

/**
 * What the operands' errors make of a result before it is rounded, as an affine form whose factors are intervals (Stolfi
 * & de Figueiredo, Self-Validated Numerical Methods, 1997, ch. 3; factors as in FPTaylor, Solovyev et al., TOPLAS 2018).
 * `undefined`: no rule, the operation's own bound holds.
 */
export function carriedBy(op: RealOperation, [a, b, c]: readonly FloatValue[]): NoisyError | undefined {
  switch (op) {
    case 'add':
      return { noise: joined(noiseOf(a), noiseOf(b)), rest: plus(restOf(a), restOf(b)) };
    case 'sub':
      return { noise: joined(noiseOf(a), negatedNoise(noiseOf(b))), rest: plus(restOf(a), restOf(b)) };
    case 'mul':
      return product(a, b);
    case 'fma': {
      const { noise, rest } = product(a, b);
      return { noise: joined(noise, noiseOf(c)), rest: plus(rest, restOf(c)) };
    }
    case 'div': {
      // â/b̂ − a/b = ((â − a) − (a/b)(b̂ − b))/b̂, exactly.
      const quotient = doubleInterval.div(range(a), range(b));
      const inverse = doubleInterval.div({ lo: 1, hi: 1 }, { lo: b.from, hi: b.to });
      if (!Number.isFinite(reach(quotient)) || !Number.isFinite(reach(inverse))) return undefined;
      const over = joined(noiseOf(a), negatedNoise(scaledNoise(noiseOf(b), quotient)));
      return {
        noise: scaledNoise(over, inverse),
        rest: times(plus(restOf(a), times(reach(quotient), restOf(b))), reach(inverse)),
      };
    }
    case 'sqrt': {
      // √â − √a = (â − a)/(√â + √a), exactly.
      const sum = doubleInterval.add(rootOf({ lo: a.from, hi: a.to }), rootOf(range(a)));
      if (!(sum.lo > 0)) return undefined;
      const inverse = doubleInterval.div({ lo: 1, hi: 1 }, sum);
      return { noise: scaledNoise(noiseOf(a), inverse), rest: times(restOf(a), reach(inverse)) };
    }
    default:
      return undefined;
  }
}
