import type { Operand } from '../../program/program.ts';
import type { Emitter } from './emitter.ts';
import { divisionRest, exactProduct, exactSum } from './exact-sum.ts';
import { addKept, type Sum } from './step.ts';

/**
 * A value and what its rounding lost: value + rest is right to nearly twice the bits of the format. What products
 * lose: `exact-sum.ts` (Dekker 1971; Muller et al., Handbook of Floating-Point Arithmetic, 2nd ed., ch. 4–5).
 */
export type KeptValue = {
  readonly value: Operand;
  readonly rest?: Operand;
  /** The rest is a summand like any other, not a rounding error: a product needs it taken in first. */
  readonly loose?: true;
};

/** The two as a sum, to be added at the very end. */
export function keptSum({ value, rest }: KeptValue): Sum {
  return rest === undefined ? { tail: value } : { head: value, tail: rest };
}

/** A sum of two, the first much the larger. */
export function keptOf({ head, tail }: Sum): KeptValue {
  return head === undefined ? { value: tail } : { value: head, rest: tail, loose: true };
}

/** Rest and value such that their sum rounds to the value: what products of sums need. */
export function settled(e: Emitter, a: KeptValue): KeptValue {
  if (a.loose !== true || a.rest === undefined) return a;
  const { head, tail } = addKept(e, a.value, a.rest);
  return { value: head, rest: tail };
}

/** Rests, or what is made of them, added up. */
function summed(e: Emitter, ...terms: readonly (Operand | undefined)[]): Operand | undefined {
  const known = terms.filter((term) => term !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, term) => e.op('add', sum, term));
}

function keptFrom(value: Operand, rest: Operand | undefined): KeptValue {
  return rest === undefined ? { value } : { value, rest };
}

/** a·s for a power of two s: nothing is rounded. */
export function scaleKept(e: Emitter, a: KeptValue, s: number): KeptValue {
  const times = (operand: Operand): Operand => e.op('mul', operand, e.number(s));
  return { ...a, value: times(a.value), ...(a.rest === undefined ? {} : { rest: times(a.rest) }) };
}

export function negateKept(e: Emitter, a: KeptValue): KeptValue {
  return {
    ...a,
    value: e.op('neg', a.value),
    ...(a.rest === undefined ? {} : { rest: e.op('neg', a.rest) }),
  };
}

/** @param larger which of both is nowhere the smaller in size, if one is: the sum is then split in fewer operations */
export function sumKept(e: Emitter, a: KeptValue, b: KeptValue, larger?: 'first' | 'second'): KeptValue {
  const [p, q] = larger === 'second' ? [b, a] : [a, b];
  const loose = p.loose === true || q.loose === true ? ({ loose: true } as const) : {};
  if (larger !== undefined) {
    const { head, tail } = addKept(e, p.value, q.value);
    return { ...keptFrom(head, summed(e, tail, p.rest, q.rest)), ...loose };
  }
  const { value, rest } = exactSum(e, p.value, q.value);
  return { ...keptFrom(value, summed(e, rest, p.rest, q.rest)), ...loose };
}

export function multiplyKept(e: Emitter, x: KeptValue, y: KeptValue): KeptValue {
  const [a, b] = [settled(e, x), settled(e, y)];
  const product = exactProduct(e, a.value, b.value);
  let { rest } = product;
  if (a.rest !== undefined) rest = e.multiplyAdd(a.rest, b.value, rest);
  if (b.rest !== undefined) rest = e.multiplyAdd(a.value, b.rest, rest);
  return { value: product.value, rest };
}

export function divideKept(e: Emitter, x: KeptValue, y: KeptValue): KeptValue {
  const [a, b] = [settled(e, x), settled(e, y)];
  const value = e.op('div', a.value, b.value);
  let left = divisionRest(e, a.value, value, b.value);
  if (a.rest !== undefined) left = e.op('add', left, a.rest);
  if (b.rest !== undefined) left = e.multiplyAdd(e.op('neg', value), b.rest, left);
  return { value, rest: e.op('div', left, b.value) };
}

/** √a: what is left of a over twice the root; of 0 too, since to the divisor is added what no other root would feel. */
export function rootKept(e: Emitter, x: KeptValue): KeptValue {
  const a = settled(e, x);
  const value = e.op('sqrt', a.value);
  const left = summed(e, divisionRest(e, a.value, value, value), a.rest) as Operand;
  const { minNormal, precision } = e.format;
  const divisor = e.multiplyAdd(value, e.number(2), e.number(minNormal * 2 ** precision));
  return { value, rest: e.op('div', left, divisor) };
}

/** c + m·v for a constant c = high + low that is nowhere the smaller in size, and m a power of two with a sign. */
export function affineKept(
  e: Emitter,
  { high, low }: { readonly high: number; readonly low: number },
  m: number,
  v: KeptValue,
): KeptValue {
  const scaled = m === 1 ? v : m === -1 ? negateKept(e, v) : scaleKept(e, v, m);
  const { head, tail } = addKept(e, e.number(high), scaled.value);
  const rest = low === 0 ? tail : e.op('add', tail, e.number(low));
  return keptFrom(head, summed(e, rest, scaled.rest));
}

/** One of two, chosen by a condition. */
export function selectKept(e: Emitter, condition: Operand, a: KeptValue, b: KeptValue): KeptValue {
  const value = e.op('select', condition, a.value, b.value);
  if (a.rest === undefined && b.rest === undefined) return { value };
  const zero = e.number(0);
  const rest = e.op('select', condition, a.rest ?? zero, b.rest ?? zero);
  return { value, rest, ...(a.loose === true || b.loose === true ? { loose: true } : {}) };
}
