import { toHexFloat } from '../../number/exact-constant.ts';
import type { Format } from '../../number/format.ts';
import { numberCode } from '../../program/number-code.ts';
import type { ProgramBuilder } from '../../program/program-builder.ts';
import type { Operand } from '../../program/program.ts';

/** What a piece's number is made of, in a program: `offset` is where x lies in its piece, where it is asked for. */
export type Indexed = { readonly index: Operand; readonly offset?: Operand };

/** A way to number equal pieces of a domain; numbers ascend with x, or descend (`falls`). */
export type Indexing = {
  readonly name: string;
  /** The number of the piece of an input. */
  readonly pieceOf: (x: number) => number;
  /** The middle of a piece, which offsets are taken from. */
  readonly middleOf: (piece: number) => number;
  /** @param first the number of the piece that is entry 0 of the tables */
  readonly emit: (b: ProgramBuilder, x: Operand, first: number, offset: boolean) => Indexed;
};

/**
 * Pieces of width 2^−k, numbered by the low bits of x + 1.5·2^(p−1−k): to nearest, ties to even.
 * `undefined` where such numbers are beyond the format.
 */
export function pieceByValue(format: Format, k: number, reach: number): Indexing | undefined {
  const magic = 1.5 * 2 ** (format.precision - 1 - k);
  if (!(magic < format.maxFinite / 2) || !format.contains(magic)) return undefined;
  if (!(reach * 2 ** k < 2 ** (format.precision - 2) - 1)) return undefined;
  const { encode } = numberCode(format);
  const base = encode(magic);
  return {
    name: `width 2^${-k}`,
    pieceOf: (x) => encode(format.add(x, magic)) - base,
    middleOf: (piece) => piece * 2 ** -k,
    emit: (b, x, first, offset) => {
      const m = b.constant(toHexFloat(magic));
      const sum = b.add(x, m);
      return {
        index: b.operation('isub', b.operation('bits', sum), b.integer(base + first)),
        ...(offset ? { offset: b.sub(x, b.sub(sum, m)) } : {}),
      };
    },
  };
}

/**
 * Pieces of 2^shift neighbouring numbers of the format, by the upper bits of their patterns: of equal width within a
 * binade, twice as wide in the next. Negative numbers run downwards, and their pieces come before those of positive ones.
 * @param noMinus −0 is the only number with a sign: adding 0 takes it off
 */
export function pieceByBits(format: Format, shift: number, noMinus = false): Indexing {
  const { encode, decode } = numberCode(format);
  return {
    name: `patterns 2^${shift}`,
    pieceOf: (x) => encode(noMinus ? x + 0 : x) >> shift,
    middleOf: (piece) => decode(piece * 2 ** shift + (shift === 0 ? 0 : 2 ** (shift - 1))),
    emit: (b, x, first) => {
      const pattern = b.operation('bits', noMinus ? b.add(x, b.constant('0x0p+0')) : x);
      const shifted = shift === 0 ? pattern : b.operation('isar', pattern, b.integer(shift));
      return { index: first === 0 ? shifted : b.operation('isub', shifted, b.integer(first)) };
    },
  };
}
