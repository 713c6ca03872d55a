import type { Expression } from '../../expression/expression.ts';
import type { Operand } from '../../program/program.ts';
import { splitConstant } from './constant-value.ts';
import type { Emitter } from './emitter.ts';
import { exactSum } from './exact-sum.ts';

/**
 * Words of a constant c for x − n·c with |n| ≤ `most`: products of n with all words but the last are exact, so only
 * the last subtraction rounds by much (Cody & Waite). With fused multiply–add all words are whole numbers of the format.
 */
export function wordsOf(
  e: Pick<Emitter, 'format' | 'fma'>,
  c: Expression,
  words: number,
  most: number,
  way: 'nearest' | 'towards zero' = 'nearest',
): number[] {
  const room = Math.ceil(Math.log2(most + 1));
  const bits = e.fma ? e.format.precision : Math.max(1, e.format.precision - room);
  const split = splitConstant(c, e.format, words, bits, way);
  while (split.length > 1 && split[split.length - 1] === 0) split.pop();
  return split;
}

/** x − n·c, word by word. */
export function takeMultiple(e: Emitter, x: Operand, n: Operand, words: readonly number[]): Operand {
  return words.reduce(
    (rest, word) =>
      Math.abs(word) === 1 ? e.op(word === 1 ? 'sub' : 'add', rest, n) : e.subtractMultiple(rest, n, word),
    x,
  );
}

/** x − n·c as a sum of two: what the last subtraction rounds away is kept. */
export function takeMultipleInTwo(
  e: Emitter,
  x: Operand,
  n: Operand,
  words: readonly number[],
): { readonly value: Operand; readonly rest: Operand } {
  const before = takeMultiple(e, x, n, words.slice(0, -1));
  const last = words[words.length - 1];
  const value = e.subtractMultiple(before, n, last);
  return { value, rest: e.subtractMultiple(e.op('sub', before, value), n, last) };
}

/**
 * x − n·(a + b + c) as a sum of two to nearly twice the bits, also where x − n·a and n·b nearly cancel: x − n·a is to be
 * exact in a fused operation.
 */
export function takeMultipleOfThree(
  e: Emitter,
  x: Operand,
  n: Operand,
  [a, b, c]: readonly number[],
): { readonly value: Operand; readonly rest: Operand } {
  const before = e.subtractMultiple(x, n, a);
  const product = e.op('mul', n, e.number(-b));
  const lost = e.op('fma', n, e.number(-b), e.op('neg', product));
  const { value, rest } = exactSum(e, before, product);
  return { value, rest: e.subtractMultiple(e.op('add', rest, lost), n, c) };
}
