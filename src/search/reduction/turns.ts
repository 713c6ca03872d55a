import { apply, rational } from '../../expression/expression.ts';
import { toHexFloat } from '../../number/exact-constant.ts';
import type { Operand } from '../../program/program.ts';
import { findStructures } from '../structure.ts';
import { constantDouble } from './constant-value.ts';
import type { Emitter } from './emitter.ts';
import { divisionRest } from './exact-sum.ts';
import type { FoundIdentity } from './find-identities.ts';
import { keptOf, keptSum, selectKept, settled, type KeptValue } from './kept-value.ts';
import { argumentOf, composed, reducedFunction, type ReducedFunction } from './reduced-function.ts';
import { keepsProducts, total, type StepContext, type Sum } from './step.ts';

/** Arguments may be rounded to the wrong side of a boundary by this fraction of the interval. */
export const SLACK = 2 ** -11;
/** Centres of the reduced interval, as fractions of the period. */
const CENTRES = [0, 1 / 2, 1 / 4];

/** Identities by which multiples of a constant are taken off, one of two values left for even ones and odd ones. */
export type Turn = FoundIdentity & { readonly kind: 'shift' | 'inversion' };

export function turnsAmong(identities: readonly FoundIdentity[], { division }: StepContext): Turn[] {
  return identities.filter((found): found is Turn => {
    if (found.kind === 'inversion') return division;
    return found.kind === 'shift' && Math.abs(found.times) === 1;
  });
}

/** The centres about which f, less multiples of the constant, is odd or even, and f on a period around each. */
export function centresOf(
  f: ReducedFunction,
  found: Turn,
): { readonly centre: number; readonly inner: ReducedFunction }[] {
  return CENTRES.flatMap((centre) => {
    const inner = centred(f, found, centre);
    return inner === undefined ? [] : [{ centre, inner }];
  });
}

/** g(r) = f(centre·c + r) on a period around 0, if it is odd or even. */
export function centred(f: ReducedFunction, { by }: Turn, centre: number): ReducedFunction | undefined {
  const size = constantDouble(by);
  if (size === undefined || !(size > 0) || f.hi - f.lo <= 1.25 * size) return undefined;
  const offset = apply('mul', rational(BigInt(4 * centre), 4n), by);
  const moved = centre === 0 ? f.expression : composed(f, apply('add', offset, argumentOf(f)));
  const half = (size / 2) * (1 + SLACK);
  const inner = reducedFunction(moved, f.variable, -half, half);
  const probe = toHexFloat(half * 0.9);
  const [structure] = findStructures(inner.oracle, `-${probe}`, probe, true);
  return structure?.name === 'odd' || structure?.name === 'even' ? inner : undefined;
}

/** Where results are rounded to the format computed in, what an inverse rounds away may be kept. */
export function inverseWays({ kind }: Turn, context: StepContext): readonly boolean[] {
  return kind === 'inversion' && keepsProducts(context) ? [false, true] : [false];
}

/**
 * What f is at x, from its value less an integer's multiple of c: by the integer's parity, in the low bit of a pattern.
 * @param kept the value is taken as a sum of two numbers, and so is its inverse
 */
export function afterTurns(
  e: Emitter,
  value: Sum,
  pattern: Operand,
  { kind, times }: Turn,
  kept = false,
): Sum {
  if (kind === 'shift') return times === 1 ? value : { tail: withSignOfParity(e, value, pattern) };
  const odd = e.op('ilt', e.shiftLeft(pattern, e.format.bits - 1), e.integer(0));
  if (kept) {
    const near = settled(e, keptOf(value));
    return keptSum(selectKept(e, odd, inverseKept(e, times, near), near));
  }
  const near = total(e, value);
  return { tail: e.op('select', odd, e.op('div', e.number(times), near), near) };
}

/** k over a sum of two; for k = ±1 what is left over is divided by a product with ±1/a. */
function inverseKept(e: Emitter, k: number, { value: a, rest }: KeptValue): KeptValue {
  const value = e.op('div', e.number(k), a);
  const minus = e.op('neg', value);
  let left = divisionRest(e, e.number(k), value, a);
  if (rest !== undefined) left = e.multiplyAdd(minus, rest, left);
  if (Math.abs(k) !== 1) return { value, rest: e.op('div', left, a) };
  return { value, rest: e.op('mul', left, k === 1 ? value : minus) };
}

/** The value, negated when the integer is odd. */
export function withSignOfParity(e: Emitter, value: Sum, pattern: Operand): Operand {
  const sign = e.shiftLeft(pattern, e.format.bits - 1);
  return e.op('float', e.op('ixor', e.op('bits', total(e, value)), sign));
}

/** Of f(r) and f(r + c/2) the one that x = n·c/2 + r takes, with its sign; n by the low bits of a pattern. */
export function afterHalves(e: Emitter, even: Operand, odd: Operand, pattern: Operand): Sum {
  const isOdd = e.op('ilt', e.shiftLeft(pattern, e.format.bits - 1), e.integer(0));
  const chosen = e.op('select', isOdd, odd, even);
  // (−1)^(n/2, rounded down): the second bit of n.
  const sign = e.op('iand', e.shiftLeft(pattern, e.format.bits - 2), e.patternOf(-0));
  return { tail: e.op('float', e.op('ixor', e.op('bits', chosen), sign)) };
}
