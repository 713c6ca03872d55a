import type { Format } from '../../number/format.ts';
import type { Operand } from '../../program/program.ts';
import type { Emitter } from './emitter.ts';

/** n = round(x·factor + offset), as a float, and `pattern`: an integer whose low bits are those of n + bias. */
export type RoundedMultiple = { readonly n: Operand; readonly pattern: Operand };

/** The largest |n| (bias included) that {@link roundMultiple} is right for. */
export function roundingReach(format: Format): number {
  return 2 ** (format.precision - 2) - 1;
}

/**
 * The integer nearest to a multiple of x, by adding a number so large that its last place is 1: the low bits of the
 * sum's pattern are the integer. NaN in gives NaN out.
 */
export function roundMultiple(e: Emitter, x: Operand, factor: number, bias = 0, offset = 0): RoundedMultiple {
  const magic = e.number(1.5 * 2 ** (e.format.precision - 1) + bias);
  let scaled = factor === 1 ? x : undefined;
  if (offset !== 0) {
    const shift = e.number(offset);
    scaled = factor === 1 ? e.op('add', x, shift) : e.multiplyAdd(x, e.number(factor), shift);
  }
  const sum = scaled === undefined ? e.multiplyAdd(x, e.number(factor), magic) : e.op('add', scaled, magic);
  return { n: e.op('sub', sum, magic), pattern: e.op('bits', sum) };
}
