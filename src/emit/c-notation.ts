import { toHexFloat } from '../number/exact-constant.ts';
import { exactDouble } from '../number/exact-double.ts';
import { exactInteger, isIntegerText } from '../program/integer-constant.ts';
import { lMulBiasText } from '../program/l-mul.ts';
import type { HardwareOperation, MachineOperation, ValueType } from '../program/machine-operations.ts';

/** How a C scalar type is written: name, literal and library suffix, and the unsigned integer of its bits. */
export type CType = {
  readonly type: 'float' | 'double';
  readonly suffix: string;
  readonly width: 32 | 64;
  readonly bits: 'uint32_t' | 'uint64_t';
};

export const C_TYPES: Readonly<Record<string, CType>> = {
  f32: { type: 'float', suffix: 'f', width: 32, bits: 'uint32_t' },
  f64: { type: 'double', suffix: '', width: 64, bits: 'uint64_t' },
};

/** The C type of a value. Integers are unsigned, because theirs wrap. */
export function valueType(type: ValueType, c: CType): string {
  return { float: c.type, int: c.bits, bool: 'int' }[type];
}

/** A constant in place: a hexadecimal float, or the bit pattern of an integer. */
export function literal(constant: string, { suffix, width }: CType): string {
  if (isIntegerText(constant)) {
    const pattern = BigInt.asUintN(width, exactInteger(constant, width));
    const text = pattern < 1024n ? `${pattern}` : `0x${pattern.toString(16)}`;
    return width === 64 ? `UINT64_C(${text})` : `${text}u`;
  }
  const value = exactDouble(constant);
  if (Number.isNaN(value)) return 'NAN';
  if (!Number.isFinite(value)) return value > 0 ? 'INFINITY' : '(-INFINITY)';
  const text = `${toHexFloat(value)}${suffix}`;
  return text.startsWith('-') ? `(${text})` : text;
}

type Write = (a: readonly string[], c: CType) => string;

const signed = (a: string, { width }: CType): string => `(int${width}_t)${a}`;
const count = (a: string, { width }: CType): string => `(${a} & ${width - 1}u)`;

/** How each operation is written. Tables (`lookup`) have one value more than entries: what lies beyond the ends. */
export const C_NOTATION: Readonly<Record<Exclude<HardwareOperation, 'lookup'>, Write>> = {
  add: ([a, b]) => `${a} + ${b}`,
  sub: ([a, b]) => `${a} - ${b}`,
  mul: ([a, b]) => `${a} * ${b}`,
  div: ([a, b]) => `${a} / ${b}`,
  neg: ([a]) => `-${a}`,
  abs: ([a], { suffix }) => `fabs${suffix}(${a})`,
  min: ([a, b]) => `${b} < ${a} ? ${b} : ${a}`,
  max: ([a, b]) => `${a} < ${b} ? ${b} : ${a}`,
  fma: ([a, b, c], { suffix }) => `fma${suffix}(${a}, ${b}, ${c})`,
  sqrt: ([a], { suffix }) => `sqrt${suffix}(${a})`,
  floor: ([a], { suffix }) => `floor${suffix}(${a})`,
  ceil: ([a], { suffix }) => `ceil${suffix}(${a})`,
  round: ([a], { suffix }) => `rint${suffix}(${a})`,
  trunc: ([a], { suffix }) => `trunc${suffix}(${a})`,
  bits: ([a], { width }) => `napier_bits${width}(${a})`,
  float: ([a], { width }) => `napier_float${width}(${a})`,
  iadd: ([a, b]) => `${a} + ${b}`,
  isub: ([a, b]) => `${a} - ${b}`,
  imul: ([a, b]) => `${a} * ${b}`,
  lmul: ([a, b], c) => `${a} + ${b} - ${literal(lMulBiasText(c.width), c)}`,
  iand: ([a, b]) => `${a} & ${b}`,
  ior: ([a, b]) => `${a} | ${b}`,
  ixor: ([a, b]) => `${a} ^ ${b}`,
  ishl: ([a, b], c) => `${a} << ${count(b, c)}`,
  ishr: ([a, b], c) => `${a} >> ${count(b, c)}`,
  isar: ([a, b], c) => `(${c.bits})(${signed(a, c)} >> ${count(b, c)})`,
  toint: ([a], { width }) => `napier_toint${width}(${a})`,
  fromint: ([a], c) => `(${c.type})${signed(a, c)}`,
  lt: ([a, b]) => `${a} < ${b}`,
  le: ([a, b]) => `${a} <= ${b}`,
  eq: ([a, b]) => `${a} == ${b}`,
  ilt: ([a, b], c) => `${signed(a, c)} < ${signed(b, c)}`,
  select: ([a, b, c]) => `${a} ? ${b} : ${c}`,
  iselect: ([a, b, c]) => `${a} ? ${b} : ${c}`,
};

/** Functions that operations call, by operation. memcpy is how C reads an object as another type; it costs nothing. */
export const C_HELPERS: Readonly<Partial<Record<MachineOperation, (c: CType) => string>>> = {
  bits: ({ type, bits, width }) => `static inline ${bits} napier_bits${width}(${type} x) {
  ${bits} y;
  memcpy(&y, &x, sizeof y);
  return y;
}
`,
  float: ({ type, bits, width }) => `static inline ${type} napier_float${width}(${bits} x) {
  ${type} y;
  memcpy(&y, &x, sizeof y);
  return y;
}
`,
  // Only what fits is converted; NaN gives 0. One choice and no branch, so that compilers vectorise it.
  toint: ({ type, bits, width, suffix }) => {
    const limit = `0x1p+${width - 1}${suffix}`;
    const [most, least] = [`0x7${'f'.repeat(width / 4 - 1)}`, `0x8${'0'.repeat(width / 4 - 1)}`].map(
      (digits) => (width === 32 ? `${digits}u` : `UINT64_C(${digits})`),
    );
    return `static inline ${bits} napier_toint${width}(${type} x) {
  const ${type} r = rint${suffix}(x);
  const int fits = (r >= -${limit}) & (r < ${limit});
  const ${bits} y = (${bits})(int${width}_t)(fits ? r : 0.0${suffix});
  return y + (${bits})(r >= ${limit}) * ${most} + (${bits})(r < -${limit}) * ${least};
}
`;
  },
};
