import { roundEven } from '../number/double-bits.ts';
import { exactDouble } from '../number/exact-double.ts';
import { FORMATS } from '../number/formats.ts';
import { exactInteger } from './integer-constant.ts';
import { lMulBias } from './l-mul.ts';
import type { HardwareOperation, RealOperation } from './machine-operations.ts';
import type { Table } from './program.ts';

/** Registers of 64 bits: one memory, seen as doubles and as integers. Booleans are the integers 0 and 1. */
export type WideRegisters = {
  readonly floats: Float64Array;
  readonly words: BigInt64Array;
  readonly open: { found: boolean };
  /** Of a `lookup`. */
  readonly table?: Table;
};

type Step = () => void;
type Meaning = (m: WideRegisters, r: number, a: number, b: number, c: number) => Step;

const LIMIT = 2 ** 63;

const LMUL_BIAS = lMulBias(FORMATS.f64);

/** Storing a bigint in a BigInt64Array wraps it. */
const integers =
  (operation: (a: bigint, b: bigint) => bigint): Meaning =>
  ({ words }, r, a, b) =>
  () =>
    void (words[r] = operation(words[a], words[b]));

const compare =
  (relation: (a: number, b: number) => boolean): Meaning =>
  ({ floats, words }, r, a, b) =>
  () =>
    void (words[r] = relation(floats[a], floats[b]) ? 1n : 0n);

const choose: Meaning =
  ({ words }, r, a, b, c) =>
  () =>
    void (words[r] = words[a] === 0n ? words[c] : words[b]);

const copy: Meaning =
  ({ words }, r, a) =>
  () =>
    void (words[r] = words[a]);

const MEANING: Record<Exclude<HardwareOperation, RealOperation>, Meaning> = {
  bits:
    ({ floats, words, open }, r, a) =>
    () => {
      if (floats[a] !== floats[a]) open.found = true;
      words[r] = words[a];
    },
  float: copy,
  iadd: integers((a, b) => a + b),
  isub: integers((a, b) => a - b),
  imul: integers((a, b) => a * b),
  lmul: integers((a, b) => a + b - LMUL_BIAS),
  iand: integers((a, b) => a & b),
  ior: integers((a, b) => a | b),
  ixor: integers((a, b) => a ^ b),
  ishl: integers((a, b) => a << (b & 63n)),
  ishr: integers((a, b) => BigInt.asUintN(64, a) >> (b & 63n)),
  isar: integers((a, b) => a >> (b & 63n)),
  toint:
    ({ floats, words }, r, a) =>
    () => {
      const x = floats[a];
      if (x >= LIMIT) words[r] = 0x7fffffffffffffffn;
      else if (x <= -LIMIT) words[r] = -0x8000000000000000n;
      else words[r] = x !== x ? 0n : BigInt(roundEven(x));
    },
  // Number(bigint) rounds to nearest, ties to even.
  fromint:
    ({ floats, words }, r, a) =>
    () =>
      void (floats[r] = Number(words[a])),
  lt: compare((a, b) => a < b),
  le: compare((a, b) => a <= b),
  eq: compare((a, b) => a === b),
  ilt: integers((a, b) => (a < b ? 1n : 0n)),
  select: choose,
  iselect: choose,
  lookup: ({ floats, words, table }, r, a) => {
    const { type, values } = table as Table;
    if (type === 'float') {
      const entries = values.map(exactDouble);
      return () => {
        const index = words[a];
        floats[r] = index >= 0n && index < entries.length ? entries[Number(index)] : NaN;
      };
    }
    const entries = values.map((text) => exactInteger(text, 64));
    return () => {
      const index = words[a];
      words[r] = index >= 0n && index < entries.length ? entries[Number(index)] : 0n;
    };
  },
};

/** One instruction that is not on floats alone, in f64: reads and writes registers. A table's index is in `a`. */
export function wideStep(
  op: Exclude<HardwareOperation, RealOperation>,
  registers: WideRegisters,
  r: number,
  a: number,
  b: number,
  c: number,
): Step {
  return MEANING[op](registers, r, a, b, c);
}
