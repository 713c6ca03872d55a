/** Opcodes of WebAssembly (Core Specification 2.0, chapter 5.4), by lane type and operation. */
import type { RealOperation } from './machine-operations.ts';

export type Lane = 'f32' | 'f64';
export const BYTES: Readonly<Record<Lane, number>> = { f32: 4, f64: 8 };
/** The integers that a lane's bits are. */
export const INTEGER: Readonly<Record<Lane, 'i32' | 'i64'>> = { f32: 'i32', f64: 'i64' };

type FloatColumn = { readonly [K in Exclude<RealOperation, 'fma' | 'min' | 'max'>]: number };
type IntegerColumn = {
  readonly [
    K in 'iadd' | 'isub' | 'imul' | 'iand' | 'ior' | 'ixor' | 'ishl' | 'ishr' | 'isar' | 'ilt'
  ]: number;
};
type Comparisons = { readonly lt: number; readonly le: number; readonly eq: number };

/** Opcodes of the scalar instructions. min and max are built of `lt` and `select`. */
export const SCALAR: Readonly<
  Record<
    Lane,
    FloatColumn &
      IntegerColumn &
      Comparisons & {
        readonly bits: number;
        readonly float: number;
        /** Saturating truncation, a two-byte opcode. */
        readonly truncate: readonly number[];
        readonly fromint: number;
        readonly constant: number;
        readonly integerConstant: number;
        readonly load: number;
        readonly integerLoad: number;
        readonly store: number;
        readonly below: number;
      }
  >
> = {
  f32: {
    abs: 0x8b,
    neg: 0x8c,
    ceil: 0x8d,
    floor: 0x8e,
    trunc: 0x8f,
    round: 0x90,
    sqrt: 0x91,
    add: 0x92,
    sub: 0x93,
    mul: 0x94,
    div: 0x95,
    eq: 0x5b,
    lt: 0x5d,
    le: 0x5f,
    bits: 0xbc,
    float: 0xbe,
    iadd: 0x6a,
    isub: 0x6b,
    imul: 0x6c,
    iand: 0x71,
    ior: 0x72,
    ixor: 0x73,
    ishl: 0x74,
    isar: 0x75,
    ishr: 0x76,
    ilt: 0x48,
    below: 0x49,
    truncate: [0xfc, 0x00],
    fromint: 0xb2,
    constant: 0x43,
    integerConstant: 0x41,
    load: 0x2a,
    integerLoad: 0x28,
    store: 0x38,
  },
  f64: {
    abs: 0x99,
    neg: 0x9a,
    ceil: 0x9b,
    floor: 0x9c,
    trunc: 0x9d,
    round: 0x9e,
    sqrt: 0x9f,
    add: 0xa0,
    sub: 0xa1,
    mul: 0xa2,
    div: 0xa3,
    eq: 0x61,
    lt: 0x63,
    le: 0x65,
    bits: 0xbd,
    float: 0xbf,
    iadd: 0x7c,
    isub: 0x7d,
    imul: 0x7e,
    iand: 0x83,
    ior: 0x84,
    ixor: 0x85,
    ishl: 0x86,
    isar: 0x87,
    ishr: 0x88,
    ilt: 0x53,
    below: 0x54,
    truncate: [0xfc, 0x06],
    fromint: 0xb9,
    constant: 0x44,
    integerConstant: 0x42,
    load: 0x2b,
    integerLoad: 0x29,
    store: 0x39,
  },
};

/** After the SIMD prefix: are all lanes of an integer vector other than 0? */
export const ALL_TRUE: Readonly<Record<Lane, number>> = { f32: 0xa3, f64: 0xc3 };

/** Opcodes after the SIMD prefix. min and max are the pseudo-minimum and -maximum: `b < a ? b : a`, `a < b ? b : a`. */
export const VECTOR: Readonly<
  Record<
    Lane,
    FloatColumn &
      IntegerColumn &
      Comparisons & {
        readonly min: number;
        readonly max: number;
        readonly splat: number;
        readonly integerSplat: number;
        readonly extract: number;
        readonly integerExtract: number;
        readonly replace: number;
        readonly integerReplace: number;
        readonly loadLane: number;
      }
  >
> = {
  f32: {
    abs: 0xe0,
    neg: 0xe1,
    sqrt: 0xe3,
    add: 0xe4,
    sub: 0xe5,
    mul: 0xe6,
    div: 0xe7,
    min: 0xea,
    max: 0xeb,
    ceil: 0x67,
    floor: 0x68,
    trunc: 0x69,
    round: 0x6a,
    eq: 0x41,
    lt: 0x43,
    le: 0x45,
    iadd: 0xae,
    isub: 0xb1,
    imul: 0xb5,
    iand: 0x4e,
    ior: 0x50,
    ixor: 0x51,
    ishl: 0xab,
    isar: 0xac,
    ishr: 0xad,
    ilt: 0x39,
    splat: 0x13,
    integerSplat: 0x11,
    extract: 0x1f,
    replace: 0x20,
    integerExtract: 0x1b,
    integerReplace: 0x1c,
    loadLane: 0x56,
  },
  f64: {
    abs: 0xec,
    neg: 0xed,
    sqrt: 0xef,
    add: 0xf0,
    sub: 0xf1,
    mul: 0xf2,
    div: 0xf3,
    min: 0xf6,
    max: 0xf7,
    ceil: 0x74,
    floor: 0x75,
    trunc: 0x7a,
    round: 0x94,
    eq: 0x47,
    lt: 0x49,
    le: 0x4b,
    iadd: 0xce,
    isub: 0xd1,
    imul: 0xd5,
    iand: 0x4e,
    ior: 0x50,
    ixor: 0x51,
    ishl: 0xcb,
    isar: 0xcc,
    ishr: 0xcd,
    ilt: 0xd8,
    splat: 0x14,
    integerSplat: 0x12,
    extract: 0x21,
    replace: 0x22,
    integerExtract: 0x1d,
    integerReplace: 0x1e,
    loadLane: 0x57,
  },
};
