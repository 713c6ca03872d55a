/**
 * Integers in JavaScript. Those of f32 are int32 values, which its operators are made for. Those of f64 are two words,
 * `t3h` and `t3l`, because bigints are some hundred times slower.
 */
import { exactInteger } from '../program/integer-constant.ts';
import { lMulBiasText } from '../program/l-mul.ts';
import type { HardwareOperation, RealOperation } from '../program/machine-operations.ts';

type Typed = Exclude<HardwareOperation, RealOperation | 'lookup'>;
type Write = (a: readonly string[]) => string;

const comparisons = {
  lt: ([a, b]: readonly string[]) => `${a} < ${b}`,
  le: ([a, b]: readonly string[]) => `${a} <= ${b}`,
  eq: ([a, b]: readonly string[]) => `${a} === ${b}`,
  select: ([a, b, c]: readonly string[]) => `${a} ? ${b} : ${c}`,
};

/** Operations with 32-bit integers, each an expression. */
export const INT32_NOTATION: Readonly<Record<Typed, Write>> = {
  ...comparisons,
  bits: ([a]) => `bits32(${a})`,
  float: ([a]) => `float32(${a})`,
  iadd: ([a, b]) => `(${a} + ${b}) | 0`,
  isub: ([a, b]) => `(${a} - ${b}) | 0`,
  imul: ([a, b]) => `Math.imul(${a}, ${b})`,
  lmul: ([a, b]) => `(${a} + ${b} - ${exactInteger(lMulBiasText(32), 32)}) | 0`,
  iand: ([a, b]) => `${a} & ${b}`,
  ior: ([a, b]) => `${a} | ${b}`,
  ixor: ([a, b]) => `${a} ^ ${b}`,
  ishl: ([a, b]) => `${a} << ${b}`,
  ishr: ([a, b]) => `(${a} >>> ${b}) | 0`,
  isar: ([a, b]) => `${a} >> ${b}`,
  toint: ([a]) => `toInt32(${a})`,
  fromint: ([a]) => `fround(${a})`,
  ilt: ([a, b]) => `${a} < ${b}`,
  iselect: ([a, b, c]) => `${a} ? ${b} : ${c}`,
};

/** A 64-bit integer as its high and low word, each the source text of an int32; a constant's words are numbers. */
export type Words = { readonly high: string; readonly low: string };

const pair = (t: string, high: string, low: string): string =>
  `const ${t}l = ${low};\n  const ${t}h = ${high};`;

/** The high word of a sum or difference needs the low one's carry. */
const unsigned = (word: string): string => `(${word} >>> 0)`;

/** Operations that give two words, as statements that define `${t}h` and `${t}l`. */
export const INT64_NOTATION = {
  iadd: (t: string, a: Words, b: Words) =>
    pair(
      t,
      `(${a.high} + ${b.high} + (${unsigned(`${t}l`)} < ${unsigned(a.low)} ? 1 : 0)) | 0`,
      `(${a.low} + ${b.low}) | 0`,
    ),
  isub: (t: string, a: Words, b: Words) =>
    pair(
      t,
      `(${a.high} - ${b.high} - (${unsigned(a.low)} < ${unsigned(b.low)} ? 1 : 0)) | 0`,
      `(${a.low} - ${b.low}) | 0`,
    ),
  imul: (t: string, a: Words, b: Words) =>
    pair(
      t,
      `(highProduct(${a.low}, ${b.low}) + Math.imul(${a.high}, ${b.low}) + Math.imul(${a.low}, ${b.high})) | 0`,
      `Math.imul(${a.low}, ${b.low})`,
    ),
  iand: (t: string, a: Words, b: Words) => pair(t, `${a.high} & ${b.high}`, `${a.low} & ${b.low}`),
  ior: (t: string, a: Words, b: Words) => pair(t, `${a.high} | ${b.high}`, `${a.low} | ${b.low}`),
  ixor: (t: string, a: Words, b: Words) => pair(t, `${a.high} ^ ${b.high}`, `${a.low} ^ ${b.low}`),
} as const;

/** Both sums are of two words. */
export function lMulWords(t: string, a: Words, b: Words): string {
  const bias = wordsOf(exactInteger(lMulBiasText(64), 64));
  const sum = { high: `${t}sh`, low: `${t}sl` };
  return `${INT64_NOTATION.iadd(`${t}s`, a, b)}\n  ${INT64_NOTATION.isub(t, sum, bias)}`;
}

/** Shifts of two words by a count that is known. */
export function shiftWords(op: 'ishl' | 'ishr' | 'isar', t: string, { high, low }: Words, n: number): string {
  if (n === 0) return pair(t, high, low);
  const beyond = n >= 32;
  const [m, rest] = [n & 31, 32 - (n & 31)];
  if (op === 'ishl') {
    if (beyond) return pair(t, `${low} << ${m}`, '0');
    return pair(t, `(${high} << ${m}) | (${low} >>> ${rest})`, `${low} << ${m}`);
  }
  const moved = op === 'isar' ? `${high} >> ${m}` : `(${high} >>> ${m}) | 0`;
  if (beyond) return pair(t, op === 'isar' ? `${high} >> 31` : '0', moved);
  return pair(t, moved, `(${low} >>> ${m}) | (${high} << ${rest})`);
}

export function wordsOf(value: bigint): Words {
  return { high: `${BigInt.asIntN(32, value >> 32n)}`, low: `${BigInt.asIntN(32, value)}` };
}

export function selectWords(t: string, condition: string, b: Words, c: Words): string {
  return pair(t, `${condition} ? ${b.high} : ${c.high}`, `${condition} ? ${b.low} : ${c.low}`);
}

export function lessWords(a: Words, b: Words): string {
  return `${a.high} < ${b.high} || (${a.high} === ${b.high} && ${unsigned(a.low)} < ${unsigned(b.low)})`;
}

/** Both products are exact, and so is the sum, but for its one rounding. */
export function floatFromWords({ high, low }: Words): string {
  return `${high} * 4294967296 + ${unsigned(low)}`;
}

export const bitsToWords = (t: string, a: string): string =>
  `double[0] = ${a};\n  ${pair(t, 'words[HIGH]', 'words[LOW]')}`;
export const roundToWords = (t: string, a: string): string =>
  `toWords(${a});\n  ${pair(t, 'words[HIGH]', 'words[LOW]')}`;
export const wordsToFloat = (t: string, { high, low }: Words): string =>
  `words[HIGH] = ${high};\n  words[LOW] = ${low};\n  const ${t} = double[0];`;

export { comparisons as COMPARISONS };

/** What emitted modules begin with, by the feature they use. */
export const HELPERS = {
  bits32: `const single = new Float32Array(1);
const word = new Int32Array(single.buffer);

function bits32(x) {
  single[0] = x;
  return word[0];
}

function float32(x) {
  word[0] = x;
  return single[0];
}
`,
  toInt32: `function toInt32(x) {
  const r = roundEven(x);
  if (r >= 2147483647) return 2147483647;
  return r >= -2147483648 ? r | 0 : r < 0 ? -2147483648 : 0;
}
`,
  words: `const double = new Float64Array(1);
const words = new Int32Array(double.buffer);
const HIGH = new Uint8Array(new Uint32Array([1]).buffer)[0];
const LOW = 1 - HIGH;
`,
  toWords: `function toWords(x) {
  const r = roundEven(x);
  if (Math.abs(r) < 9223372036854775808) {
    const high = Math.floor(r / 4294967296);
    words[HIGH] = high;
    words[LOW] = r - high * 4294967296;
  } else {
    words[HIGH] = r > 0 ? 2147483647 : r < 0 ? -2147483648 : 0;
    words[LOW] = r > 0 ? -1 : 0;
  }
}
`,
  highProduct: `function highProduct(a, b) {
  const [a0, a1, b0, b1] = [a & 65535, a >>> 16, b & 65535, b >>> 16];
  const middle = a1 * b0 + ((a0 * b0) >>> 16);
  const other = a0 * b1 + (middle & 65535);
  return (a1 * b1 + (middle >>> 16) + (other >>> 16)) | 0;
}
`,
} as const;
