import { exactDouble } from '../../number/exact-double.ts';
import { splitterOf, writeHalves, writeProductError, type Halves } from '../../program/product-error.ts';
import type { Operand } from '../../program/program.ts';
import { writeSumError } from '../../program/sum-error.ts';
import type { Emitter } from './emitter.ts';

/** Two numbers that are together exactly what an operation should give: the rounded result and what rounding took. */
export type Exact = { readonly value: Operand; readonly rest: Operand };

/** a + b exactly, whichever is the larger. */
export function exactSum(e: Emitter, a: Operand, b: Operand): Exact {
  const value = e.op('add', a, b);
  return { value, rest: writeSumError((op, x, y) => e.op(op, x, y), a, b, value) };
}

/**
 * a·b exactly, where nothing overflows or is lost among subnormal numbers. Without fused operations and with masks, where the format has an
 * odd number of bits, one factor is to have a bit less than the format.
 */
export function exactProduct(e: Emitter, a: Operand, b: Operand): Exact {
  const value = e.op('mul', a, b);
  return { value, rest: productRest(e, a, b, value) };
}

/** What a product rounds away: by a fused operation, or by halves of both factors (Dekker 1971). */
export function productRest(e: Emitter, a: Operand, b: Operand, product: Operand): Operand {
  if (e.fma) return e.op('fma', a, b, e.op('neg', product));
  const split = e.format.bits > MASKED_BITS ? halvesBySplitter : halvesByMask;
  return writeProductError((op, p, q) => e.op(op, p, q), split(e, a), split(e, b), product);
}

/** a − q·b where q is a/b, or a root of a = q·b, but for roundings: one rounding of its own. */
export function divisionRest(e: Emitter, a: Operand, q: Operand, b: Operand): Operand {
  if (e.fma) return e.op('fma', e.op('neg', q), b, a);
  const { value, rest } = exactProduct(e, q, b);
  return e.op('sub', e.op('sub', a, value), rest);
}

/** Masks of wider patterns take integers that JavaScript has not. */
const MASKED_BITS = 32;

function halvesByMask(e: Emitter, a: Operand): Halves<Operand> {
  const lost = (1n << BigInt(Math.ceil(e.format.precision / 2))) - 1n;
  const high = e.op('float', e.op('iand', e.op('bits', a), e.integer(-1n - lost)));
  return [high, e.op('sub', a, high)];
}

function halvesBySplitter(e: Emitter, a: Operand): Halves<Operand> {
  const splitter = splitterOf(e.format.precision);
  const text = e.builder.constantText(a);
  if (text === undefined) return writeHalves((op, p, q) => e.op(op, p, q), e.number(splitter), a);
  const value = exactDouble(text);
  const [high, low] = writeHalves((op, p, q) => e.format.round(ON_NUMBERS[op](p, q)), splitter, value);
  return low === 0 ? [e.number(high)] : [e.number(high), e.number(low as number)];
}

const ON_NUMBERS = {
  add: (a: number, b: number): number => a + b,
  sub: (a: number, b: number): number => a - b,
  mul: (a: number, b: number): number => a * b,
};
