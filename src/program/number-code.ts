import { isNegative } from '../number/double-bits.ts';
import type { FixedPoint, Format } from '../number/format.ts';

/** Bit patterns of a format of at most 32 bits as signed integers, as fast as they can be had. NaN has any pattern. */
export type NumberCode = {
  readonly encode: (x: number) => number;
  readonly decode: (bits: number) => number;
};

const floats = new Float32Array(1);
const words = new Int32Array(floats.buffer);
const BINARY32: NumberCode = {
  encode: (x) => {
    floats[0] = x;
    return words[0];
  },
  decode: (bits) => {
    words[0] = bits;
    return floats[0];
  },
};

/** Formats of at most so many bits are decoded by a table. */
const TABLE_BITS = 16;
const tables = new WeakMap<Format, NumberCode>();

export function numberCode(format: Format): NumberCode {
  if (format.name === 'f32') return BINARY32;
  if (format.fixedPoint !== undefined) return counted(format, format.fixedPoint);
  let code = tables.get(format);
  if (code === undefined)
    tables.set(format, (code = format.bits <= TABLE_BITS ? byTable(format) : plain(format)));
  return code;
}

/** By the format's own functions, which work on arbitrary integers. */
function plain(format: Format): NumberCode {
  return {
    encode: (x) => Number(BigInt.asIntN(format.bits, format.encode(x))),
    decode: (bits) => format.decode(BigInt.asUintN(format.bits, BigInt(bits))),
  };
}

/** A fixed-point number's pattern is its count of units. */
function counted({ bits }: Format, { signed, fraction }: FixedPoint): NumberCode {
  const [units, unit, spare] = [2 ** fraction, 2 ** -fraction, 32 - bits];
  return {
    encode: (x) => ((x * units) << spare) >> spare,
    decode: signed
      ? (code) => ((code << spare) >> spare) * unit
      : (code) => ((code << spare) >>> spare) * unit,
  };
}

/** Decoding by look-up, encoding by binary search among the magnitudes, which the patterns order. */
function byTable(format: Format): NumberCode {
  const slow = plain(format);
  const count = 2 ** format.bits;
  const values = Float64Array.from({ length: count }, (_, i) => slow.decode(i));
  const half = count / 2;
  let top = 0;
  while (top + 1 < half && values[top + 1] > values[top]) top++;
  return {
    encode: (x) => {
      const magnitude = Math.abs(x);
      if (!(magnitude <= values[top])) return slow.encode(x);
      let [low, high] = [0, top];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (values[middle] < magnitude) low = middle + 1;
        else high = middle;
      }
      return isNegative(x) ? low - half : low;
    },
    decode: (bits) => values[bits & (count - 1)],
  };
}
