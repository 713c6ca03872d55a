import { roundEven } from '../number/double-bits.ts';
import type { Format } from '../number/format.ts';
import { lMulBias } from './l-mul.ts';
import type { HardwareOperation, RealOperation } from './machine-operations.ts';
import { numberCode } from './number-code.ts';

type Step = (a: number, b: number, c: number) => number;
type Meaning = (format: Format, open: { found: boolean }) => Step;

/** Two's complement of a format's width from the low bits of an int32. Results are never −0. */
function wrapping({ bits }: Format, operation: (a: number, b: number) => number): Step {
  const spare = 32 - bits;
  return spare === 0 ? (a, b) => operation(a, b) | 0 : (a, b) => (operation(a, b) << spare) >> spare;
}

/** A shift by its count modulo the width; `a` as an unsigned number of that width where `unsigned`. */
function shifting(format: Format, unsigned: boolean, shift: (a: number, n: number) => number): Step {
  const { bits } = format;
  const mask = bits === 32 ? -1 : (1 << bits) - 1;
  return wrapping(format, (a, n) => shift(unsigned ? a & mask : a, ((n % bits) + bits) % bits));
}

/**
 * What integer operations, comparisons and selections do in formats of at most 32 bits, on integers and booleans
 * held as doubles.
 */
export const NARROW_MEANING: Record<Exclude<HardwareOperation, RealOperation | 'lookup'>, Meaning> = {
  bits: (format, open) => {
    const { encode } = numberCode(format);
    return (a) => {
      if (a !== a) open.found = true;
      return encode(a);
    };
  },
  float: (format) => numberCode(format).decode,
  iadd: (format) => wrapping(format, (a, b) => a + b),
  isub: (format) => wrapping(format, (a, b) => a - b),
  imul: (format) => wrapping(format, Math.imul),
  lmul: (format) => {
    const bias = Number(lMulBias(format));
    return wrapping(format, (a, b) => a + b - bias);
  },
  iand: (format) => wrapping(format, (a, b) => a & b),
  ior: (format) => wrapping(format, (a, b) => a | b),
  ixor: (format) => wrapping(format, (a, b) => a ^ b),
  ishl: (format) => shifting(format, false, (a, n) => a << n),
  ishr: (format) => shifting(format, true, (a, n) => a >>> n),
  isar: (format) => shifting(format, false, (a, n) => a >> n),
  toint: ({ bits }) => {
    const most = 2 ** (bits - 1) - 1;
    return (a) => (a !== a ? 0 : Math.max(-most - 1, Math.min(most, roundEven(a))) | 0);
  },
  fromint: (format) => (a) => format.round(a),
  lt: () => (a, b) => (a < b ? 1 : 0),
  le: () => (a, b) => (a <= b ? 1 : 0),
  eq: () => (a, b) => (a === b ? 1 : 0),
  ilt: () => (a, b) => (a < b ? 1 : 0),
  select: () => (a, b, c) => (a === 0 ? c : b),
  iselect: () => (a, b, c) => (a === 0 ? c : b),
};
