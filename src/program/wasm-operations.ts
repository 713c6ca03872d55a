/** The WebAssembly column: how each operation is encoded, on one value and on a vector of four or two. */
import { exponentOf, powerOfTwo } from '../number/double-bits.ts';
import { toHexFloat } from '../number/exact-constant.ts';
import { exactDouble } from '../number/exact-double.ts';
import { FORMATS } from '../number/formats.ts';
import { exactInteger, isIntegerText } from './integer-constant.ts';
import { lMulBiasText } from './l-mul.ts';
import type { HardwareOperation } from './machine-operations.ts';
import { BYTES, INTEGER, SCALAR, VECTOR, type Lane } from './wasm-opcodes.ts';
import { signed, signed64, unsigned, type ValueType } from './wasm-encoder.ts';

export const GET = 0x20;
export const SET = 0x21;
const SELECT = 0x1b;
export const SIMD = 0xfd;

const BITSELECT = 0x52;
/** f32x4.relaxed_madd and f64x2.relaxed_madd (Relaxed SIMD, part of WebAssembly 3.0). */
const RELAXED_MADD: Readonly<Record<Lane, number>> = { f32: 0x105, f64: 0x107 };
/** f32 alone has these; f64 converts lane by lane. */
const TRUNCATE_F32X4 = 0xf8;
const CONVERT_I32X4 = 0xfa;

const PROMOTE = 0xbb;
const DEMOTE = 0xb6;
const PROMOTE_LOW = 0x5f;
const DEMOTE_ZERO = 0x5e;
const LOAD64_ZERO = 0x5d;
const STORE64_LANE = 0x5b;
const WRAP_I64 = 0xa7;
const I32_SHL = 0x74;
const I32_CONST = 0x41;

const vector = (opcode: number): number[] => [SIMD, ...unsigned(opcode)];
const memory = (offset: number): number[] => [0, ...unsigned(offset)];

/** Pushes a constant, a float or an integer as wide. */
export function constantBytes(lane: Lane, constant: string): number[] {
  const table = SCALAR[lane];
  if (isIntegerText(constant)) return integerBytes(lane, exactInteger(constant, 8 * BYTES[lane]));
  return [table.constant, ...floatBytes(lane, exactDouble(constant))];
}

function integerBytes(lane: Lane, value: bigint): number[] {
  return [SCALAR[lane].integerConstant, ...signed64(value)];
}

/** A float in memory order. */
export function floatBytes(lane: Lane, value: number): number[] {
  const view = new DataView(new ArrayBuffer(8));
  if (lane === 'f32') view.setFloat32(0, value, true);
  else view.setFloat64(0, value, true);
  return [...new Uint8Array(view.buffer, 0, BYTES[lane])];
}

/** Pushes a constant and makes a vector of it. */
export function splatConstant(lane: Lane, constant: string): number[] {
  const { splat, integerSplat } = VECTOR[lane];
  return [...constantBytes(lane, constant), ...vector(isIntegerText(constant) ? integerSplat : splat)];
}

/** An operand as its operation needs to know it: code that pushes it, and what it is when that is known. */
export type Pushed = {
  readonly push: readonly number[];
  /** The text of a constant. */
  readonly constant?: string;
  /** Of an integer: so many of its lowest bits are known to be zero. */
  readonly zeroBits?: number;
};

/** A table's place: address, number of entries (one more follows: what lies beyond the ends), type of its values. */
export type PlacedTable = {
  readonly address: number;
  readonly length: number;
  readonly type: 'float' | 'int';
};

/** The address of a table's entry, from code that pushes an index; it is pushed twice. */
function entryAddress(lane: Lane, index: readonly number[], { length }: PlacedTable): number[] {
  const end = integerBytes(lane, BigInt(length));
  return [
    ...index,
    ...end,
    ...index,
    ...end,
    SCALAR[lane].below,
    SELECT,
    ...(lane === 'f64' ? [WRAP_I64] : []),
    I32_CONST,
    ...signed(lane === 'f64' ? 3 : 2),
    I32_SHL,
  ];
}

/** One operation on the stack: pushes its operands and leaves its value. */
export function scalarOperation(
  op: HardwareOperation,
  lane: Lane,
  args: readonly Pushed[],
  table?: PlacedTable,
): number[] {
  const column = SCALAR[lane];
  const [a, b, c] = args.map(({ push }) => push);
  switch (op) {
    case 'min':
      return [...b, ...a, ...b, ...a, column.lt, SELECT];
    case 'max':
      return [...b, ...a, ...a, ...b, column.lt, SELECT];
    case 'select':
    case 'iselect':
      return [...b, ...c, ...a, SELECT];
    case 'toint':
      return [...a, column.round, ...column.truncate];
    case 'lmul':
      return [
        ...a,
        ...b,
        column.iadd,
        ...constantBytes(lane, lMulBiasText(lane === 'f32' ? 32 : 64)),
        column.isub,
      ];
    case 'lookup': {
      const { address, type } = table as PlacedTable;
      const load = type === 'float' ? column.load : column.integerLoad;
      return [...entryAddress(lane, a, table as PlacedTable), load, ...memory(address)];
    }
    case 'fma': {
      // There is none for one value: one lane of the vector's gives the same bits as all others.
      const { splat, extract } = VECTOR[lane];
      const operands = [a, b, c].flatMap((push) => [...push, ...vector(splat)]);
      return [...operands, ...vector(RELAXED_MADD[lane]), ...vector(extract), 0];
    }
    default:
      return [...args.flatMap(({ push }) => push), column[op]];
  }
}

/** The same for all lanes of a vector. */
export function vectorOperation(
  op: HardwareOperation,
  lane: Lane,
  args: readonly Pushed[],
  table?: PlacedTable,
): number[] {
  const column = VECTOR[lane];
  const [a, b, c] = args.map(({ push }) => push);
  switch (op) {
    case 'bits':
    case 'float':
      return [...a];
    case 'select':
    case 'iselect':
      return [...b, ...c, ...a, ...vector(BITSELECT)];
    case 'toint':
      if (lane === 'f32') return [...a, ...vector(column.round), ...vector(TRUNCATE_F32X4)];
      return lanewise(lane, 'int', (k) => [
        ...lanes(lane, 'float', a, k),
        SCALAR[lane].round,
        ...SCALAR[lane].truncate,
      ]);
    case 'fromint':
      return lane === 'f32' ? [...a, ...vector(CONVERT_I32X4)] : convertWide(a, args[0].zeroBits ?? 0);
    case 'ishl':
    case 'ishr':
    case 'isar': {
      const count = args[1].constant;
      if (count === undefined) {
        return lanewise(lane, 'int', (k) => [
          ...lanes(lane, 'int', a, k),
          ...lanes(lane, 'int', b, k),
          SCALAR[lane][op],
        ]);
      }
      const n = Number(BigInt.asUintN(lane === 'f32' ? 5 : 6, exactInteger(count, 8 * BYTES[lane])));
      return [...a, I32_CONST, ...signed(n), ...vector(column[op])];
    }
    case 'lmul': {
      const bias = splatConstant(lane, lMulBiasText(lane === 'f32' ? 32 : 64));
      return [...a, ...b, ...vector(column.iadd), ...bias, ...vector(column.isub)];
    }
    case 'lookup': {
      const { address } = table as PlacedTable;
      const count = 16 / BYTES[lane];
      const addresses = Array.from({ length: count }, (_, i) =>
        entryAddress(lane, lanes(lane, 'int', a, count - 1 - i), table as PlacedTable),
      );
      const zero = [...integerBytes(lane, 0n), ...vector(column.integerSplat)];
      const loads = Array.from({ length: count }, (_, k) => [
        ...vector(column.loadLane),
        ...memory(address),
        k,
      ]);
      return [...addresses.flat(), ...zero, ...loads.flat()];
    }
    case 'fma':
      return [...a, ...b, ...c, ...vector(RELAXED_MADD[lane])];
    case 'div': {
      // A quotient and the product with an exact inverse are the same number before they are rounded, and so after.
      const inverse = exactInverse(lane, args[1].constant);
      return inverse === undefined
        ? [...a, ...b, ...vector(column.div)]
        : [...a, ...splatConstant(lane, inverse), ...vector(column.mul)];
    }
    default:
      return [...args.flatMap(({ push }) => push), ...vector(column[op])];
  }
}

/** The text of 1/c where c is a power of two and its inverse a normal number of the lane's format. */
function exactInverse(lane: Lane, constant: string | undefined): string | undefined {
  if (constant === undefined) return undefined;
  const divisor = exactDouble(constant);
  const inverse = 1 / divisor;
  const { minNormal, maxFinite } = FORMATS[lane];
  if (!(Math.abs(inverse) >= minNormal && Math.abs(inverse) <= maxFinite)) return undefined;
  const isPower = Math.abs(inverse) === powerOfTwo(exponentOf(inverse));
  return isPower ? toHexFloat(inverse) : undefined;
}

/**
 * 64-bit integers as doubles, which has no instruction: their halves are put below the exponents of 2^84 + 2^63 (the
 * upper, its sign turned) and of 2^52. Both numbers are exact, and so is the difference of the first and the sum of
 * these constants: the last addition rounds, once. Where the lower half is zero the upper is all there is.
 */
function convertWide(a: readonly number[], zeroBits: number): number[] {
  const column = VECTOR.f64;
  const words = (pattern: bigint): number[] => [
    ...integerBytes('f64', pattern),
    ...vector(column.integerSplat),
  ];
  const upper = [
    ...a,
    I32_CONST,
    ...signed(32),
    ...vector(column.ishr),
    ...words(0x4530000080000000n),
    ...vector(column.ixor),
  ];
  if (zeroBits >= 32)
    return [
      ...upper,
      SCALAR.f64.constant,
      ...floatBytes('f64', 2 ** 84 + 2 ** 63),
      ...vector(column.splat),
      ...vector(column.sub),
    ];
  const lower = [
    ...a,
    ...words(0xffffffffn),
    ...vector(column.iand),
    ...words(0x4330000000000000n),
    ...vector(column.ior),
  ];
  const both = floatBytes('f64', 2 ** 84 + 2 ** 63 + 2 ** 52);
  return [
    ...upper,
    SCALAR.f64.constant,
    ...both,
    ...vector(column.splat),
    ...vector(column.sub),
    ...lower,
    ...vector(column.add),
  ];
}

/** Code that pushes lane k of a vector. */
function lanes(lane: Lane, type: 'float' | 'int', push: readonly number[], k: number): number[] {
  const { extract, integerExtract } = VECTOR[lane];
  return [...push, ...vector(type === 'int' ? integerExtract : extract), k];
}

/** A vector of what `code` pushes for each lane. */
function lanewise(lane: Lane, type: 'float' | 'int', code: (k: number) => number[]): number[] {
  const column = VECTOR[lane];
  const [splat, replace] =
    type === 'int' ? [column.integerSplat, column.integerReplace] : [column.splat, column.replace];
  const rest = Array.from({ length: 16 / BYTES[lane] - 1 }, (_, k) => [
    ...code(k + 1),
    ...vector(replace),
    k + 1,
  ]);
  return [...code(0), ...vector(splat), ...rest.flat()];
}

/** The WebAssembly type of a value on the stack. */
export function stackType(type: 'float' | 'int' | 'bool', lane: Lane): ValueType {
  return { float: lane, int: INTEGER[lane], bool: 'i32' as const }[type];
}

/** Where inputs and results are of another format than the arithmetic: f32 in memory, f64 in registers. */
export type Storage = {
  readonly lane: Lane;
  /** After a scalar is pushed, before it is given back. */
  readonly widen: readonly number[];
  readonly narrow: readonly number[];
  readonly load: readonly number[];
  readonly store: readonly number[];
  /** The same for vectors of `step` elements, so many bytes from the address. */
  readonly step: number;
  readonly vectorLoad: (offset: number) => number[];
  readonly vectorStore: (offset: number) => number[];
};

export function storageCode(storage: Lane, lane: Lane): Storage {
  const { load, store } = SCALAR[storage];
  const scalar = { lane: storage, load: [load, ...memory(0)], store: [store, ...memory(0)] };
  if (storage === lane) {
    return {
      ...scalar,
      widen: [],
      narrow: [],
      step: 16 / BYTES[lane],
      vectorLoad: (offset) => [SIMD, 0x00, ...memory(offset)],
      vectorStore: (offset) => [SIMD, 0x0b, ...memory(offset)],
    };
  }
  return {
    ...scalar,
    widen: [PROMOTE],
    narrow: [DEMOTE],
    step: 2,
    vectorLoad: (offset) => [...vector(LOAD64_ZERO), ...memory(offset), ...vector(PROMOTE_LOW)],
    vectorStore: (offset) => [...vector(DEMOTE_ZERO), ...vector(STORE64_LANE), ...memory(offset), 0],
  };
}
