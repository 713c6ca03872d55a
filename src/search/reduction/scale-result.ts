import type { Operand } from '../../program/program.ts';
import type { Emitter } from './emitter.ts';
import type { Sum } from './step.ts';

/** 2ⁿ, n with the bias in the low bits of a pattern. */
export function powerBy(e: Emitter, n: Operand): Operand {
  return e.op('float', e.shiftLeft(n, e.fractionBits));
}

/** 2ⁿ as a product of two. */
export function halvesOf(e: Emitter, pattern: Operand): { readonly lower: Operand; readonly upper: Operand } {
  const lower = e.op('ishr', pattern, e.integer(1));
  return { lower, upper: e.op('isub', pattern, lower) };
}

/**
 * (head + tail)·p·q, 2ⁿ = p·q: what head·p·q rounds away, as a subnormal number, is added to tail·p, and that times q to it.
 * @param limit what holds a result that overflows at the largest number of its sign; none does without it
 */
export function scaledOnce(e: Emitter, { head, tail }: Sum, n: Operand, limit?: 'min' | 'max'): Sum {
  const { lower, upper } = halvesOf(e, n);
  const p = powerBy(e, lower);
  const pattern = e.shiftLeft(upper, e.fractionBits);
  if (head === undefined) return { tail: e.op('mul', e.op('mul', tail, p), e.op('float', pattern)) };
  const q = e.op('float', pattern);
  const one = e.format.encode(1) * 2n;
  const inverse = e.op('float', e.op('isub', e.integer(one), pattern));
  const first = e.op('mul', head, p);
  const whole = e.op('mul', first, q);
  const largest = limit === 'min' ? e.format.maxFinite : -e.format.maxFinite;
  const rounded = limit === undefined ? whole : e.op(limit, whole, e.number(largest));
  const lost = e.op('sub', first, e.op('mul', rounded, inverse));
  const product = [e.multiplyAdd(tail, p, lost), q] as const;
  return { head: rounded, tail: e.op('mul', ...product), product };
}
