import {
  apply,
  constant,
  integer,
  variable,
  variablesOf,
  type Expression,
} from '../../expression/expression.ts';
import { bigToHex } from '../../number/big-text.ts';
import { magnitudeAbove, multiplyDyadics, nearestInteger, type Dyadic } from '../../number/dyadic.ts';
import { nextDown, powerOfTwo } from '../../number/double-bits.ts';
import { readRational } from '../../number/exact-constant.ts';
import { bestApproximation } from '../../number/exact/best-approximation.ts';
import { roundedQuotient } from '../../number/exact/integers.ts';
import { withWorkspace } from '../../number/workspace.ts';
import { isPoint, newInterval } from '../../oracle/big-interval.ts';
import { createOracle } from '../../oracle/create-oracle.ts';

/** Bits of the quarter turns in one unit of the argument: those of the largest double before the point, and a few hundred. */
export const TURN_BITS = 1600;
/** Fraction bits of a step from one input to the next, in quarter turns, where the least phase is looked for. */
const PHASE_BITS = 320;

/** A function S(κx + a), S(u) = sin(πu/2) or tan(πu/2), a an integer. */
export type QuarterTurns = {
  /** Quarter turns after which S is what it was. */
  readonly period: bigint;
  /** κ, which may differ by 2^−{@link TURN_BITS} of itself. */
  readonly perUnit: Dyadic;
  /** It does not differ at all. */
  readonly exact: boolean;
  /** κ as a double, from below. */
  readonly atLeast: number;
  /** S(κx + a + quarters) as a function of x. */
  readonly moved: (quarters: bigint) => Expression;
  /** What that is at 0: 0, 1 or −1; NaN where it has no value. */
  readonly atZero: (quarters: bigint) => number;
};

/** Operations that are S(κx + a): κ for an argument of x itself, and what S is as quarter turns are added, up to its period. */
const WAVES: Readonly<Record<string, { readonly quarters: Expression; readonly moved: readonly Wave[] }>> = {
  sin: { quarters: apply('div', integer(2), constant('pi')), moved: ['sin', 'cos', '-sin', '-cos'] },
  cos: { quarters: apply('div', integer(2), constant('pi')), moved: ['cos', '-sin', '-cos', 'sin'] },
  sinpi: { quarters: integer(2), moved: ['sinpi', 'cospi', '-sinpi', '-cospi'] },
  cospi: { quarters: integer(2), moved: ['cospi', '-sinpi', '-cospi', 'sinpi'] },
  tan: { quarters: apply('div', integer(2), constant('pi')), moved: ['tan', '-1/tan'] },
};
type Operation = 'sin' | 'cos' | 'sinpi' | 'cospi' | 'tan';
type Wave = Operation | `-${Operation}` | '-1/tan';

function waveOf(name: Wave, argument: Expression): Expression {
  if (name === '-1/tan') return apply('neg', apply('div', integer(1), apply('tan', argument)));
  if (!name.startsWith('-')) return apply(name as Operation, argument);
  return apply('neg', apply(name.slice(1) as Operation, argument));
}

const AT_ZERO: Readonly<Record<string, number>> = {
  sin: 0,
  cos: 1,
  sinpi: 0,
  cospi: 1,
  tan: 0,
  '-1/tan': NaN,
};

function valueAtZero(name: Wave): number {
  return AT_ZERO[name] ?? 0 - AT_ZERO[name.slice(1)];
}

/**
 * A sine, cosine or tangent of a multiple of the variable as S: of a sine S(u + 1) is the cosine beside it, and S(u + 2) = −S(u); of a tangent
 * S(u + 1) = −1/S(u). `undefined` for any other term.
 */
export function quarterTurnsOf(term: Expression, name: string): QuarterTurns | undefined {
  if (term.kind !== 'apply' || !Object.hasOwn(WAVES, term.operation)) return undefined;
  const { quarters, moved } = WAVES[term.operation];
  const [argument] = term.args;
  const slope = slopeOf(argument, name);
  const found = slope && valueOf(apply('mul', slope, quarters));
  if (found === undefined || found.value.m <= 0n) return undefined;
  const perUnit = found.value;
  const period = BigInt(moved.length);
  const waveAt = (by: bigint): Wave => moved[Number(((by % period) + period) % period)];
  return {
    period,
    perUnit,
    exact: found.exact,
    atLeast: nextDown(nextDown(nextDown(magnitudeAbove(perUnit)))),
    moved: (by) => waveOf(waveAt(by), argument),
    atZero: (by) => valueAtZero(waveAt(by)),
  };
}

/** a of a term a·x, x·a or x/a. */
function slopeOf(term: Expression, name: string): Expression | undefined {
  if (term === variable(name)) return integer(1);
  if (term.kind !== 'apply' || (term.operation !== 'mul' && term.operation !== 'div')) return undefined;
  const [a, b] = term.args;
  if (variablesOf(b).length === 0) {
    const slope = slopeOf(a, name);
    return slope && apply(term.operation, slope, b);
  }
  if (term.operation === 'div' || variablesOf(a).length > 0) return undefined;
  const slope = slopeOf(b, name);
  return slope && apply('mul', a, slope);
}

/** A constant term to {@link TURN_BITS} bits, and whether that is all of it. */
function valueOf(term: Expression): { readonly value: Dyadic; readonly exact: boolean } | undefined {
  return withWorkspace(TURN_BITS + 64, (w) => {
    const out = newInterval(w);
    if (createOracle(term, []).enclose([], TURN_BITS + 8, out).kind !== 'enclosed') return undefined;
    const exact = readRational(bigToHex(out.lo));
    if (exact === undefined) return undefined;
    const e = -(exact.denominator.toString(2).length - 1);
    return { value: { m: exact.numerator, e }, exact: isPoint(out) };
  });
}

/**
 * A lower bound on |κx − n| over all integers n and all x = m·2^exponent, 0 < m < 2^precision: by the best
 * approximation of κ·2^exponent. In quarter turns; 0 where none is found.
 */
export function leastPhase({ perUnit }: QuarterTurns, exponent: number, precision: number): number {
  const whole = 1n << BigInt(PHASE_BITS);
  const step = nearestInteger(multiplyDyadics(perUnit, { m: 1n, e: exponent + PHASE_BITS })) % whole;
  const limit = 1n << BigInt(precision);
  // `step` is within 2 of what it stands for, which m multiplies.
  const sure = bestApproximation(step, whole, limit).distance - 2n * limit;
  if (sure <= 0n) return 0;
  const scaled = sure >> BigInt(PHASE_BITS - 200);
  return nextDown(nextDown(Number(scaled) * 2 ** -200));
}

/**
 * The same where κ has finitely many bits, so that κx is an integer for some x: κx is a multiple of a power of two, and |κx − n| that
 * power at least where it is not 0. Infinite where κx is always an integer.
 */
export function leastExactPhase({ perUnit }: QuarterTurns, exponent: number): number {
  let { m, e } = perUnit;
  while (m % 2n === 0n) [m, e] = [m / 2n, e + 1];
  const power = e + exponent;
  return power >= 0 ? Infinity : powerOfTwo(power);
}

/** a less the nearest multiple of an integer, and that integer: a = multiple + rest. */
export function nearestMultiple(a: Dyadic, of: bigint): { readonly multiple: bigint; readonly rest: Dyadic } {
  const e = Math.min(a.e, 0);
  const m = a.m << BigInt(a.e - e);
  const unit = of << BigInt(-e);
  const multiple = roundedQuotient(m, unit) * of;
  return { multiple, rest: { m: m - (multiple << BigInt(-e)), e } };
}
