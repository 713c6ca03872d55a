/** The column of JavaScript for fixed-point formats: counts of units, integers of 32 bits by `|0` and `Math.imul`. */
import { javascriptSelfTest } from '../javascript-self-test.ts';
import type { FixedScalar, Language, Module, Scalar, TestedFunction } from '../language.ts';
import { languageTarget } from '../language-target.ts';
import { docComment } from './comment.ts';
import { countOf, fixedCalls, fixedOf, isNarrower, shiftCount, unitRows } from './fixed.ts';
import { INFIX, TERNARY } from './infix.ts';

const scalar = (fixed: FixedScalar, format: string): Scalar => ({
  format,
  width: 32,
  fixed,
  float: 'number',
  int: 'number',
  signed: 'number',
  bool: 'boolean',
});

const FIXED = `/** Fixed point: counts of 2^-fraction, from \`least\` to \`most\`. Products are exact as bigints. */
function fixedPoint(bits, fraction, least, most, wraps) {
  const span = most - least + 1n;
  const one = 1n << fraction;
  const top = 1n << BigInt(bits - 1);
  const modulo = (n, m) => ((n % m) + m) % m;
  const place = (n) => Number(wraps ? least + modulo(n - least, span) : n < least ? least : n > most ? most : n);
  // To the nearest integer, ties to even; d > 0.
  const divide = (n, d) => {
    const rest = modulo(n, d);
    const q = (n - rest) / d;
    return 2n * rest > d || (2n * rest === d && (q & 1n) === 1n) ? q + 1n : q;
  };
  const root = (n) => {
    let r = 0n;
    for (let bit = 1n << 33n; bit > 0n; bit >>= 1n) if ((r + bit) ** 2n <= n) r += bit;
    return n - r * r > r ? r + 1n : r;
  };
  const big = (operation) => (...counts) => operation(...counts.map(BigInt));
  const clamped = (n) => Number(n < -top ? -top : n >= top ? top - 1n : n);
  return {
    int: (n) => (n << (32 - bits)) >> (32 - bits),
    place: big(place),
    add: big((a, b) => place(a + b)),
    sub: big((a, b) => place(a - b)),
    neg: big((a) => place(-a)),
    abs: big((a) => place(a < 0n ? -a : a)),
    mul: big((a, b) => place(divide(a * b, one))),
    fma: big((a, b, c) => place(divide(a * b + c * one, one))),
    div: big((a, b) => {
      if (b === 0n) return wraps || a === 0n ? 0 : Number(a < 0n ? least : most);
      return place(b < 0n ? divide(-a * one, -b) : divide(a * one, b));
    }),
    sqrt: big((a) => (a < 0n ? 0 : place(root(a * one)))),
    floor: big((a) => place(a - modulo(a, one))),
    ceil: big((a) => place(a + modulo(-a, one))),
    trunc: big((a) => place((a / one) * one)),
    round: big((a) => place(divide(a, one) * one)),
    toint: big((a) => clamped(divide(a, one))),
    fromint: big((n) => place(n * one)),
  };
}
`;

const recordName = (s: Scalar): string => fixedOf(s).tag;

function record(s: Scalar): string[] {
  const { bits, fraction, least, most, overflow } = fixedOf(s);
  const values = `${bits}, ${fraction}n, ${least}n, ${most}n, ${overflow === 'wrap'}`;
  return [FIXED, `const ${recordName(s)} = fixedPoint(${values});\n`];
}

const call =
  (name: string) =>
  (args: readonly string[], s: Scalar): string =>
    `${recordName(s)}.${name}(${args.join(', ')})`;

/** An integer of the format's width from one of 32 bits. */
const int = (value: string, s: Scalar): string =>
  fixedOf(s).bits === 32 ? `(${value}) | 0` : call('int')([value], s);
const shift = (b: string, s: Scalar): string => shiftCount(b, fixedOf(s));
const mask = ({ bits }: FixedScalar): string => `0x${(2 ** bits - 1).toString(16)}`;

/** To the range of results, where they are of a narrower format. */
const CLAMP = (s: Scalar): string[] => {
  const { tag, bits, least, most, overflow } = fixedOf(s);
  const value =
    overflow === 'wrap'
      ? fixedOf(s).signed
        ? `(n << ${32 - bits}) >> ${32 - bits}`
        : `n & ${mask(fixedOf(s))}`
      : `n < ${least} ? ${least} : n > ${most} ? ${most} : n`;
  return [`const store_${tag} = (n) => (${value});\n`];
};

function selfTest(tests: readonly TestedFunction[], moduleName: string): string {
  return javascriptSelfTest(
    `${moduleName}_fixed`,
    tests.map(({ name, vectors, storage }) => ({ name, rows: unitRows(vectors, fixedOf(storage)) })),
  );
}

function files({ name, source, functions, tested }: Module): { path: string; contents: string }[] {
  const examples = functions.map(
    ({ name: f, storage, f: { program } }) =>
      `// Example: const y = ${f}(${program.inputs.map(() => fixedOf(storage).most / 2n).join(', ')});`,
  );
  const types = functions.map(({ name: f, parameters, storage }) => {
    const list = parameters.map((parameter) => `${parameter}: number`).join(', ');
    return `/** Counts of 2^-${fixedOf(storage).fraction}. */\nexport function ${f}(${list}): number;\n`;
  });
  return [
    { path: `${name}_fixed.js`, contents: `${examples.join('\n')}\n\n${source}` },
    { path: `${name}_fixed.d.ts`, contents: types.join('\n') },
    ...(tested.length === 0
      ? []
      : [{ path: `${name}_fixed.self-test.js`, contents: selfTest(tested, name) }]),
  ];
}

const JS_FIXED: Language = {
  name: 'js-fixed',
  description: 'JavaScript with integers alone, an ES module with .d.ts, for fixed-point formats',
  scalars: {},
  fixedScalar: scalar,
  relies: ['a number is passed as its count of units'],
  leavesOpen: [],
  notation: {
    ...INFIX,
    ...TERNARY,
    ...fixedCalls(call),
    eq: ([a, b]) => `${a} === ${b}`,
    bits: ([a], s) => (fixedOf(s).signed ? a : int(a, s)),
    float: ([a], s) =>
      fixedOf(s).signed ? a : fixedOf(s).bits === 32 ? `${a} >>> 0` : `${a} & ${mask(fixedOf(s))}`,
    iadd: ([a, b], s) => int(`${a} + ${b}`, s),
    isub: ([a, b], s) => int(`${a} - ${b}`, s),
    imul: ([a, b], s) => (fixedOf(s).bits === 32 ? `Math.imul(${a}, ${b})` : int(`Math.imul(${a}, ${b})`, s)),
    ishl: ([a, b], s) => int(`${a} << ${shift(b, s)}`, s),
    ishr: ([a, b], s) =>
      fixedOf(s).bits === 32
        ? `(${a} >>> ${shift(b, s)}) | 0`
        : int(`(${a} & ${mask(fixedOf(s))}) >>> ${shift(b, s)}`, s),
    isar: ([a, b], s) => `${a} >> ${shift(b, s)}`,
  },
  lookup: ({ name, length }, index) =>
    `${name}[${index} >= 0 && ${index} < ${length} ? ${index} : ${length}]`,
  helpers: Object.fromEntries(
    'add sub mul neg abs fma div sqrt floor ceil trunc round toint fromint bits iadd isub imul ishl ishr'
      .split(' ')
      .map((op) => [op, (s: Scalar) => (isPlain(op, s) ? [] : record(s))]),
  ),
  reserved:
    `break case catch class const continue debugger default delete do else export extends finally for function if
    import in instanceof let new return static super switch this throw try typeof var void while with yield await
    enum null true false arguments eval fixedPoint Math`.split(/\s+/),
  literal: (constant, s) => {
    const n = countOf(constant, fixedOf(s));
    return n < 0n ? `(${n})` : `${n}`;
  },
  comment: docComment,
  declare: (_, name, value) => `const ${name} = ${value};`,
  table: (name, _, entries) => `const ${name} = [${entries.join(', ')}];\n`,
  convert: (value, from, to) => (isNarrower(to, from) ? `store_${fixedOf(to).tag}(${value})` : value),
  stores: CLAMP,
  define: ({ name, parameters, doc, body, result }) =>
    `${doc}\nexport function ${name}(${parameters.join(', ')}) {\n${[...body, `return ${result};`].map((line) => `  ${line}\n`).join('')}}\n`,
  functionName: (name) => name,
  files,
};

/** Integers of 32 bits need no help. */
function isPlain(op: string, s: Scalar): boolean {
  return fixedOf(s).bits === 32 && (op.startsWith('i') || op === 'bits');
}

export const jsFixedTarget = languageTarget(JS_FIXED);
