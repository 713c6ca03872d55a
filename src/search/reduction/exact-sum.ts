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
 * a·b exactly, where nothing overflows or is lost among subnormal numbers: by a fused operation, or by halves of both
 * (Dekker 1971), of which masks take the last bits. Without fused operations and with an odd number of bits one factor
 * is to have a bit less than the format.
 */
export function exactProduct(e: Emitter, a: Operand, b: Operand): Exact {
  const value = e.op('mul', a, b);
  if (e.fma) return { value, rest: e.op('fma', a, b, e.op('neg', value)) };
  const [x, y] = [halves(e, a), halves(e, b)];
  let left = e.op('sub', e.op('mul', x.high, y.high), value);
  left = e.op('add', left, e.op('mul', x.low, y.high));
  left = e.op('add', left, e.op('mul', x.high, y.low));
  return { value, rest: e.op('add', left, e.op('mul', x.low, y.low)) };
}

function halves(e: Emitter, a: Operand): { readonly high: Operand; readonly low: Operand } {
  const lost = (1n << BigInt(Math.ceil(e.format.precision / 2))) - 1n;
  const high = e.op('float', e.op('iand', e.op('bits', a), e.integer(-1n - lost)));
  return { high, low: e.op('sub', a, high) };
}
