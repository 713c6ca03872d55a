import { fail } from '../error/fault.ts';
import { nearestName } from '../error/suggest.ts';
import { bigToNearestAway, bigToOdd } from './big-to-double.ts';
import type { Format, RoundingMode } from './format.ts';
import { fixedFormat } from './fixed-format.ts';
import { floatFormat } from './float-format.ts';
import { parseFormat } from './parse-format.ts';
import { fusedMultiplyAdd } from './fused-multiply-add.ts';
import { mpfr, ROUND, type Big } from './mpfr.ts';
import { FOURTH_ROOTS } from './roots-of-unity.ts';
import { isTwoWordName, WRITTEN_OUT_NAMES } from './two-word-formats.ts';

/**
 * The name of a format: one of `FORMAT_NAMES`, or a description such as `float(exponent=5,significand=7)` or `q(3.12)`
 * (see `parseFormat`), in its canonical form, `findFormat(name).name`.
 */
export type FormatName = string;

const F64_ROUND_BIG: Readonly<Record<RoundingMode, (x: Big) => number>> = {
  'nearest-even': (x) => mpfr.mpfr_get_d(x, ROUND.NEAREST),
  'nearest-away': bigToNearestAway,
  up: (x) => mpfr.mpfr_get_d(x, ROUND.UP),
  down: (x) => mpfr.mpfr_get_d(x, ROUND.DOWN),
  'to-zero': (x) => mpfr.mpfr_get_d(x, ROUND.ZERO),
  'to-odd': bigToOdd,
};

const f64 = floatFormat({
  name: 'f64',
  description: 'IEEE 754 binary64, double precision',
  bits: 64,
  precision: 53,
  emin: -1022,
  emax: 1023,
  native: {
    round: (x) => x,
    roundBig: (x, mode = 'nearest-even') => F64_ROUND_BIG[mode](x),
    contains: () => true,
    add: (a, b) => a + b,
    sub: (a, b) => a - b,
    mul: (a, b) => a * b,
    div: (a, b) => a / b,
    sqrt: Math.sqrt,
    fma: fusedMultiplyAdd,
  },
});

const OCP8 = 'OCP 8-bit Floating Point Specification 1.0';
const OCP_MX = 'OCP Microscaling Formats 1.0';

/** The record of every machine format with a name of its own (`real` is not one). */
export const FORMATS = {
  f64,
  f32: floatFormat({
    name: 'f32',
    description: 'IEEE 754 binary32, single precision',
    bits: 32,
    precision: 24,
    emin: -126,
    emax: 127,
    nearest: Math.fround,
  }),
  f16: floatFormat({
    name: 'f16',
    description: 'IEEE 754 binary16, half precision',
    bits: 16,
    precision: 11,
    emin: -14,
    emax: 15,
  }),
  bf16: floatFormat({
    name: 'bf16',
    description: 'bfloat16: the upper half of binary32',
    bits: 16,
    precision: 8,
    emin: -126,
    emax: 127,
  }),
  tf32: floatFormat({
    name: 'tf32',
    description: 'TensorFloat-32: the exponents of binary32, the significands of binary16',
    bits: 19,
    precision: 11,
    emin: -126,
    emax: 127,
  }),
  fp8e4m3: floatFormat({
    name: 'fp8e4m3',
    description: `${OCP8}: E4M3, no infinities, overflow gives NaN`,
    bits: 8,
    precision: 4,
    emin: -6,
    emax: 8,
    specials: 'nan',
  }),
  fp8e5m2: floatFormat({
    name: 'fp8e5m2',
    description: `${OCP8}: E5M2`,
    bits: 8,
    precision: 3,
    emin: -14,
    emax: 15,
  }),
  fp8e4m3fn: floatFormat({
    name: 'fp8e4m3fn',
    description: 'ONNX float8e4m3fn: E4M3, overflow saturates',
    bits: 8,
    precision: 4,
    emin: -6,
    emax: 8,
    specials: 'nan',
    saturate: true,
  }),
  fp8e4m3fnuz: floatFormat({
    name: 'fp8e4m3fnuz',
    description: 'ONNX float8e4m3fnuz: E4M3 with one zero and one NaN, overflow saturates',
    bits: 8,
    precision: 4,
    emin: -7,
    emax: 7,
    specials: 'nuz',
    saturate: true,
  }),
  fp8e5m2fnuz: floatFormat({
    name: 'fp8e5m2fnuz',
    description: 'ONNX float8e5m2fnuz: E5M2 with one zero and one NaN, overflow saturates',
    bits: 8,
    precision: 3,
    emin: -15,
    emax: 15,
    specials: 'nuz',
    saturate: true,
  }),
  fp6e3m2: floatFormat({
    name: 'fp6e3m2',
    description: `${OCP_MX}: E3M2, finite, overflow saturates`,
    bits: 6,
    precision: 3,
    emin: -2,
    emax: 4,
    specials: 'finite',
  }),
  fp6e2m3: floatFormat({
    name: 'fp6e2m3',
    description: `${OCP_MX}: E2M3, finite, overflow saturates`,
    bits: 6,
    precision: 4,
    emin: 0,
    emax: 2,
    specials: 'finite',
  }),
  fp4e2m1: floatFormat({
    name: 'fp4e2m1',
    description: `${OCP_MX}: E2M1, finite, overflow saturates`,
    bits: 4,
    precision: 2,
    emin: 0,
    emax: 2,
    specials: 'finite',
  }),
  i8: integerFormat(8, true),
  u8: integerFormat(8, false),
  i16: integerFormat(16, true),
  u16: integerFormat(16, false),
  i32: integerFormat(32, true),
  u32: integerFormat(32, false),
} as const satisfies Record<string, Format>;

function integerFormat(bits: number, signed: boolean): Format {
  return fixedFormat({
    name: `${signed ? 'i' : 'u'}${bits}`,
    description: `${bits}-bit ${signed ? 'integers in two’s complement' : 'unsigned integers'}, saturating`,
    signed,
    integer: signed ? bits - 1 : bits,
    fraction: 0,
    overflow: 'saturate',
  });
}

/** Names of formats that need no description. */
export const FORMAT_NAMES: readonly FormatName[] = ['real', ...Object.keys(FORMATS)];

/** Formats made from descriptions, by their canonical names. */
const described = new Map<string, Format>();

/**
 * The machine format of that name or description.
 * @throws NapierError for an unknown name, a description without sense, and for `real`, which has no record.
 */
export function findFormat(name: string): Format {
  if (Object.hasOwn(FORMATS, name)) return FORMATS[name as keyof typeof FORMATS];
  // `f8e4m3` is short for `fp8e4m3`.
  const long = name.replace(/^f(?=\d+e\d)/, 'fp');
  if (Object.hasOwn(FORMATS, long)) return FORMATS[long as keyof typeof FORMATS];
  const known = described.get(name);
  if (known !== undefined) return known;
  if (name === 'real') {
    return fail({
      kind: 'unsupported',
      message: 'format `real` is not a machine format: it has no finite set of numbers',
      hint: `machine formats: ${Object.keys(FORMATS).join(', ')}`,
    });
  }
  if (isTwoWordName(name)) {
    return fail({
      kind: 'unsupported',
      message: `a number of \`${name}\` is two machine numbers, not one: it has no ulp and no successor`,
      source: name,
      span: [0, name.length],
      hint: WRITTEN_OUT_NAMES.includes(name)
        ? `find a program with --format real, and \`napier emit --arithmetic ${name}\` writes it out in ${name}; \`napier format ${name}\` prints the format`
        : `\`napier format ${name}\` prints the format; as a library, compileTwoWord evaluates programs in it`,
    });
  }
  if (name.replaceAll(/\s+/g, '') === FOURTH_ROOTS.name) {
    return fail({
      kind: 'unsupported',
      message: `numbers of ${FOURTH_ROOTS.name} are complex: programs compute in real ones`,
      source: name,
      span: [0, name.length],
      hint: `\`napier format "${FOURTH_ROOTS.name}"\` prints the format; as a library, storeAsRoots stores complex numbers in it`,
    });
  }
  const format = parseFormat(name);
  if (format !== undefined) {
    const canonical = described.get(format.name) ?? format;
    described.set(format.name, canonical);
    return canonical;
  }
  const near = nearestName(name, FORMAT_NAMES);
  return fail({
    kind: 'name',
    message: `unknown format \`${name}\``,
    source: name,
    span: [0, name.length],
    hint:
      near === undefined
        ? 'f64, f32, f16, bf16, fp8e4m3, float(exponent=5,significand=7), q(3.12), …: `napier format` lists them'
        : `did you mean \`${near}\`?`,
  });
}

/** Is this the canonical name of a format that programs compute in (`real` too)? Data from files must have it. */
export function isFormatName(name: unknown): name is FormatName {
  if (typeof name !== 'string') return false;
  if (FORMAT_NAMES.includes(name)) return true;
  try {
    const { name: canonical, spacing } = findFormat(name);
    return canonical === name && spacing !== 'listed';
  } catch {
    return false;
  }
}

/**
 * Programs compute in floating and in fixed point.
 * @throws NapierError `unsupported` for a format of listed numbers
 */
export function checkComputes(name: FormatName): void {
  if (name === 'real' || findFormat(name).spacing !== 'listed') return;
  fail({
    kind: 'unsupported',
    message: `${name} is a list of numbers, to store them in; no machine computes in it`,
    source: name,
    span: [0, name.length],
    hint: 'choose a floating-point or fixed-point format; `napier sweep` judges lists',
  });
}
