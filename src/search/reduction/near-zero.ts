import { doubleTerm } from '../../expression/double-term.ts';
import { apply, integer, type Expression } from '../../expression/expression.ts';
import { powerOfTwo } from '../../number/double-bits.ts';
import { mpfr, ROUND } from '../../number/mpfr.ts';
import { withWorkspace } from '../../number/workspace.ts';
import { inlineProgram } from '../../program/inline-program.ts';
import type { Operand, Program } from '../../program/program.ts';
import { constantDouble } from './constant-value.ts';
import { Emitter } from './emitter.ts';
import { composed, type ReducedFunction } from './reduced-function.ts';
import type { StepContext } from './step.ts';

const PRECISION = 200;
/** Coefficients of the series at 0 looked at. */
const ORDER = 4;
/** What is left out is so many bits below the last place of the result. */
const BELOW = 6;
/** Radii tried, as exponents. */
const [LARGEST, SMALLEST] = [-2, -100];

/** x·(first + rest) + x^power·second for |x| < radius, there f to the last place and a few bits beyond. */
export type NearZero = {
  readonly radius: number;
  readonly first: number;
  /** What `first` leaves of a slope that is no power of two; of its sign, so that zeros keep theirs. */
  readonly rest?: number;
  readonly second?: { readonly power: 2 | 3; readonly by: number };
};

/**
 * About a zero at 0, where f is x or a power of two times it, one or two terms are all of it: there nothing is reduced, no subnormal
 * number loses bits on the way, zeros have their signs, and a proof need not follow roundings of numbers near 1 that cancel. With fma
 * so is one of any slope, in two numbers: a proof of a thousand binades otherwise takes tens of cells in each.
 */
export function nearZeroOf(f: ReducedFunction, { storage, fma }: StepContext): readonly NearZero[] {
  if (!(f.lo <= 0 && f.hi > 0)) return [];
  let [slope, rest] = [0, 0];
  const series = withWorkspace(PRECISION, (w): number[] => {
    const zero = w.number(0);
    const found = f.oracle.series({ lo: zero, hi: zero }, ORDER, w);
    if (!Array.isArray(found)) return [];
    slope = mpfr.mpfr_get_d(found[1].lo, ROUND.ZERO);
    const left = w.number(slope);
    mpfr.mpfr_sub(left, found[1].lo, left, ROUND.NEAREST);
    rest = mpfr.mpfr_get_d(left, ROUND.NEAREST);
    return found.map(({ lo, hi }) => {
      const [low, high] = [lo, hi].map((end) => mpfr.mpfr_get_d(end, ROUND.NEAREST));
      return low === high ? low : NaN;
    });
  });
  const [value, first, square, cube] = series;
  if (value !== 0 || !Number.isFinite(first) || first === 0) return [];
  const most = 2 ** -(storage.precision + BELOW);
  if (Math.abs(Math.log2(Math.abs(first))) % 1 !== 0) {
    if (!fma || storage.round(slope) !== slope || Math.abs(slope) < Math.abs(rest) * 2 ** 50) return [];
    const radius = radiusOf(f, { first: slope, rest }, most);
    return radius === undefined ? [] : [{ first: slope, rest, radius }];
  }
  const power = square === 0 ? 3 : 2;
  const by = power === 3 ? cube : square;
  const ways: Omit<NearZero, 'radius'>[] = [{ first }];
  if (by !== 0 && Number.isFinite(by)) ways.push({ first, second: { power, by: storage.round(by) } });
  return ways.flatMap((way) => {
    const radius = radiusOf(f, way, most);
    return radius === undefined ? [] : [{ ...way, radius }];
  });
}

/** The largest power of two within which the terms are f, up to a relative error. */
function radiusOf(f: ReducedFunction, way: Omit<NearZero, 'radius'>, most: number): number | undefined {
  const errorAt = (x: number): number => {
    const truth = composed(f, doubleTerm(x));
    const error = constantDouble(apply('div', apply('sub', termsAt(doubleTerm(x), way), truth), truth));
    return Math.abs(error ?? Infinity);
  };
  for (let exponent = LARGEST; exponent >= SMALLEST; exponent--) {
    const radius = powerOfTwo(exponent);
    const ends = [radius, -radius].filter((x) => x >= f.lo && x <= f.hi);
    if (ends.every((x) => errorAt(x) <= most)) return radius;
  }
  return undefined;
}

function termsAt(x: Expression, { first, rest = 0, second }: Omit<NearZero, 'radius'>): Expression {
  const head = apply('mul', x, apply('add', doubleTerm(first), doubleTerm(rest)));
  if (second === undefined) return head;
  const power = apply('pow', x, integer(second.power));
  return apply('add', head, apply('mul', power, doubleTerm(second.by)));
}

/** The terms for |x| below the radius, else the program. */
export function withNearZero(e: Emitter, program: Program, near: NearZero): Program {
  const { radius, first, rest, second } = near;
  const value = inlineProgram(e.builder, program, [e.x]);
  const inside = e.op('lt', e.op('abs', e.x), e.number(radius));
  const head =
    rest === undefined
      ? scaled(e, e.x, first)
      : e.op('fma', e.x, e.number(first), e.op('mul', e.x, e.number(rest)));
  if (second === undefined) return e.build(e.op('select', inside, head, value));
  return e.build(e.op('select', inside, e.multiplyAdd(factorOf(e, e.x, second), e.x, head), value));
}

/** Both terms at x, as a sum of two. */
export function emitTerms(
  e: Emitter,
  x: Operand,
  { first, second }: NearZero,
): { readonly head: Operand; readonly tail: Operand } {
  const tail = second === undefined ? e.number(0) : e.op('mul', factorOf(e, x, second), x);
  return { head: scaled(e, x, first), tail };
}

/** The second term over x; of a cube +0 at zeros, times which a zero keeps its sign. */
function factorOf(e: Emitter, x: Operand, { power, by }: NonNullable<NearZero['second']>): Operand {
  if (power === 2) return scaled(e, x, by);
  const square = e.op('mul', x, x);
  return by < 0 && e.fma ? e.op('fma', square, e.number(by), e.number(0)) : scaled(e, square, by);
}

function scaled(e: Emitter, operand: Operand, by: number): Operand {
  return by === 1 ? operand : e.op('mul', operand, e.number(by));
}
