import { foldExpression } from '../expression/fold.ts';
import type { Expression } from '../expression/expression.ts';

/** From the first set bit to the last: what a power of two multiplies takes no more bits. */
function lengthOf(n: bigint): number {
  const digits = (n < 0n ? -n : n).toString(2);
  return Math.max(1, digits.lastIndexOf('1') + 1);
}
const isPowerOfTwo = (n: bigint): boolean => (n & (n - 1n)) === 0n;

/**
 * Bits of the longest number in an expression that has a binary form: at this precision, and some more, what cancels
 * exactly cancels in intervals.
 */
export function constantBits(expression: Expression): number {
  return foldExpression<number>(expression, (part, args) => {
    if (part.kind !== 'number') return Math.max(0, ...args);
    return isPowerOfTwo(part.denominator) ? lengthOf(part.numerator) : 0;
  });
}
