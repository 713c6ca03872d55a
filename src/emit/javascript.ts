/** The JavaScript column: an ES module with a `.d.ts` and a self-test. binary32 by `Math.fround` after each operation. */
import { commonPath } from '../program/common-path.ts';
import { exactInteger, isIntegerText } from '../program/integer-constant.ts';
import type { FormatName } from '../number/formats.ts';
import { isRealOperation, type MachineOperation, type RealOperation } from '../program/machine-operations.ts';
import { storageOf, type Instruction, type Operand, type Program, type Table } from '../program/program.ts';
import { contractLines } from './header.ts';
import {
  bitsToWords,
  COMPARISONS,
  floatFromWords,
  HELPERS,
  INT32_NOTATION,
  INT64_NOTATION,
  lessWords,
  lMulWords,
  roundToWords,
  selectWords,
  shiftWords,
  wordsOf,
  wordsToFloat,
  type Words,
} from './javascript-integers.ts';
import { docComment } from './languages/comment.ts';
import { numberText } from './number-text.ts';
import { operandNames } from './operand-names.ts';
import { exactDouble } from '../number/exact-double.ts';
import { javascriptSelfTest } from './javascript-self-test.ts';
import { numberRows, selfTestVectors } from './self-test.ts';
import { throughPaths } from './through-paths.ts';
import { supportedFormat } from './supported-format.ts';
import type { EmitFunction, EmittedFile, Target } from './target.ts';

/** How each operation is written before rounding; `exact` operations give a value of the format and need none. */
const JS_NOTATION: Readonly<
  Record<
    Exclude<RealOperation, 'fma'>,
    { readonly exact: boolean; readonly write: (a: readonly string[]) => string }
  >
> = {
  add: { exact: false, write: ([a, b]) => `${a} + ${b}` },
  sub: { exact: false, write: ([a, b]) => `${a} - ${b}` },
  mul: { exact: false, write: ([a, b]) => `${a} * ${b}` },
  div: { exact: false, write: ([a, b]) => `${a} / ${b}` },
  neg: { exact: true, write: ([a]) => `-${a}` },
  abs: { exact: true, write: ([a]) => `Math.abs(${a})` },
  min: { exact: true, write: ([a, b]) => `${b} < ${a} ? ${b} : ${a}` },
  max: { exact: true, write: ([a, b]) => `${a} < ${b} ? ${b} : ${a}` },
  sqrt: { exact: false, write: ([a]) => `Math.sqrt(${a})` },
  floor: { exact: true, write: ([a]) => `Math.floor(${a})` },
  ceil: { exact: true, write: ([a]) => `Math.ceil(${a})` },
  round: { exact: true, write: ([a]) => `roundEven(${a})` },
  trunc: { exact: true, write: ([a]) => `Math.trunc(${a})` },
};

const RELIES = [
  'ECMAScript numbers (IEEE 754 binary64, round-to-nearest-even)',
  'Math.sqrt correctly rounded, as in every engine (the standard leaves it open)',
];

// JavaScript's Math.round rounds ties up. Adding 2^52 to |x| < 2^52 leaves an integer, ties to even.
const ROUND_EVEN = `function roundEven(x) {
  const a = Math.abs(x);
  if (!(a < 4503599627370496)) return x;
  const r = a + 4503599627370496 - 4503599627370496;
  return x < 0 || Object.is(x, -0) ? -r : r;
}
`;

/** Numbers become values of a storage format by these; f64 needs none. */
const ROUNDING: Readonly<Partial<Record<FormatName, string>>> = { f32: 'fround', f16: 'toHalf' };

// Adding 1.5·2^52 units in the last place leaves x rounded to that place. Rounding to single first may only move x to
// a power of two that it also rounds to.
const TO_HALF = `const halfNumber = new Float32Array(1);
const halfWord = new Int32Array(halfNumber.buffer);

/** The nearest binary16, ties to even. */
function toHalf(x) {
  if (!(Math.abs(x) < 65520)) return x > 0 ? Infinity : x < 0 ? -Infinity : x;
  halfNumber[0] = x;
  halfWord[0] &= 0x7f800000;
  const unit = Math.max(halfNumber[0], 2 ** -14) * 2 ** -10;
  const r = x + 1.5 * 2 ** 52 * unit - 1.5 * 2 ** 52 * unit;
  return r === 0 ? x * 0 : r;
}
`;

function literal(constant: string): string {
  const text = isIntegerText(constant) ? `${exactInteger(constant, 32)}` : numberText(exactDouble(constant));
  return text.startsWith('-') ? `(${text})` : text;
}

/** Tables before their function: one array, or one for each word of 64-bit integers. */
function tables(f: EmitFunction): string[] {
  const wide = f.program.format === 'f64';
  const array = (name: string, entries: readonly string[]): string =>
    `const ${name} = [${entries.join(', ')}];\n`;
  return (f.program.tables ?? []).flatMap(({ type, values }, k) => {
    const name = `${f.name}_k${k}`;
    if (type === 'float' || !wide) return [array(name, values.map(literal))];
    const words = values.map((text) => wordsOf(exactInteger(text, 64)));
    return [
      array(
        `${name}h`,
        words.map(({ high }) => high),
      ),
      array(
        `${name}l`,
        words.map(({ low }) => low),
      ),
    ];
  });
}

/** One instruction that is not on floats alone, in f32: an expression. */
function narrowStatement(f: EmitFunction, i: number, { op, args }: Instruction, names: Names): string {
  if (op !== 'lookup')
    return `const t${i} = ${INT32_NOTATION[op as keyof typeof INT32_NOTATION](args.map(names))};`;
  const { type, values } = tableOf(f.program, args[0]);
  const index = names(args[1]);
  const beyond = type === 'int' ? '0' : 'NaN';
  return `const t${i} = ${index} >>> 0 < ${values.length} ? ${f.name}_${args[0]}[${index}] : ${beyond};`;
}

type Names = (operand: Operand) => string;

function tableOf(program: Program, operand: Operand): Table {
  return (program.tables ?? [])[Number(operand.slice(1))];
}

function isConstant(program: Program, operand: Operand): boolean {
  return /^c\d+$/.test(operand) && !program.inputs.includes(operand);
}

/** One instruction that is not on floats alone, in f64: statements that define `t3`, or `t3h` and `t3l`. */
function wideStatement(f: EmitFunction, i: number, { op, args }: Instruction, names: Names): string {
  const { program } = f;
  const t = `t${i}`;
  const integer = (operand: Operand): bigint => exactInteger(program.constants[Number(operand.slice(1))], 64);
  const words = (k: number): Words => {
    if (!isConstant(program, args[k])) return { high: `${args[k]}h`, low: `${args[k]}l` };
    const { high, low } = wordsOf(integer(args[k]));
    const bracket = (text: string): string => (text.startsWith('-') ? `(${text})` : text);
    return { high: bracket(high), low: bracket(low) };
  };
  switch (op) {
    case 'bits':
      return bitsToWords(t, names(args[0]));
    case 'float':
      return wordsToFloat(t, words(0));
    case 'toint':
      return roundToWords(t, names(args[0]));
    case 'fromint':
      return `const ${t} = ${floatFromWords(words(0))};`;
    case 'iadd':
    case 'isub':
    case 'imul':
    case 'iand':
    case 'ior':
    case 'ixor':
      return INT64_NOTATION[op](t, words(0), words(1));
    case 'lmul':
      return lMulWords(t, words(0), words(1));
    case 'ishl':
    case 'ishr':
    case 'isar':
      return shiftWords(op, t, words(0), Number(BigInt.asUintN(6, integer(args[1]))));
    case 'ilt':
      return `const ${t} = ${lessWords(words(0), words(1))};`;
    case 'iselect':
      return selectWords(t, names(args[0]), words(1), words(2));
    case 'lookup': {
      const { type, values } = tableOf(program, args[0]);
      const { high, low } = words(1);
      const known = `${high} === 0 && ${low} >>> 0 < ${values.length}`;
      const table = `${f.name}_${args[0]}`;
      if (type === 'float') return `const ${t} = ${known} ? ${table}[${low}] : NaN;`;
      return selectWords(t, `(${known})`, { high: `${table}h[${low}]`, low: `${table}l[${low}]` }, ZERO);
    }
    default:
      return `const ${t} = ${COMPARISONS[op as keyof typeof COMPARISONS](args.map(names))};`;
  }
}

const ZERO: Words = { high: '0', low: '0' };

function statement(f: EmitFunction, i: number, instruction: Instruction, names: Names): string {
  const { op, args } = instruction;
  const single = f.program.format === 'f32';
  if (!isRealOperation(op)) return (single ? narrowStatement : wideStatement)(f, i, instruction, names);
  const { exact, write } = JS_NOTATION[op as Exclude<RealOperation, 'fma'>];
  const text = write(args.map(names));
  return `const t${i} = ${single && !exact ? `fround(${text})` : text};`;
}

function definition(f: EmitFunction): string {
  const { program } = f;
  const names = operandNames(program, (constant) =>
    isIntegerText(constant) && program.format === 'f64' ? constant : literal(constant),
  );
  const lines = program.code.map((instruction, i) => `  ${statement(f, i, instruction, names)}`);
  const result = program.code.length === 0 ? program.inputs[0] : `t${program.code.length - 1}`;
  const round = ROUNDING[storageOf(program)];
  const given = (operand: Operand): string =>
    `return ${program.storage === undefined || round === undefined ? names(operand) : `${round}(${names(operand)})`};`;
  const path = commonPath(program);
  const body =
    path === undefined
      ? [...lines, `  ${given(result)}`]
      : throughPaths(path, lines, names(path.condition), given);
  const enter = round === undefined ? [] : program.inputs.map((name) => `  ${name} = ${round}(${name});`);
  const doc = docComment(contractLines(f, RELIES));
  const functionText = [
    ...tables(f),
    doc,
    `export function ${f.name}(${program.inputs.join(', ')}) {`,
    ...enter,
    ...body,
    '}',
    '',
  ];
  return functionText.join('\n');
}

/** What the functions' operations call, each once, in the order in which they call each other. */
function helpers(functions: readonly EmitFunction[]): string[] {
  const uses = (format: 'f32' | 'f64', ...ops: MachineOperation[]): boolean =>
    functions.some(
      ({ program }) => program.format === format && program.code.some(({ op }) => ops.includes(op)),
    );
  const single = functions.some(({ program }) => program.format === 'f32' || program.storage === 'f32');
  const texts: [boolean, string][] = [
    [single, 'const { fround } = Math;\n'],
    [functions.some(({ program }) => storageOf(program) === 'f16'), TO_HALF],
    [uses('f32', 'round', 'toint') || uses('f64', 'round', 'toint'), ROUND_EVEN],
    [uses('f32', 'bits', 'float'), HELPERS.bits32],
    [uses('f32', 'toint'), HELPERS.toInt32],
    [uses('f64', 'bits', 'float', 'toint'), HELPERS.words],
    [uses('f64', 'toint'), HELPERS.toWords],
    [uses('f64', 'imul'), HELPERS.highProduct],
  ];
  return texts.filter(([used]) => used).map(([, text]) => text);
}

/** Two words are shifted by counts that are known; others would be a branch. */
function refuseUnknownShift(program: Program): string | undefined {
  const found =
    program.format === 'f64' &&
    program.code.some(
      ({ op, args }) => ['ishl', 'ishr', 'isar'].includes(op) && !isConstant(program, args[1]),
    );
  return found ? 'target js shifts the 64-bit integers of f64 by constant counts only' : undefined;
}

function selfTest(functions: readonly EmitFunction[], moduleName: string): string {
  return javascriptSelfTest(
    moduleName,
    functions.map((f) => ({ name: f.name, rows: numberRows(selfTestVectors(f)) })),
  );
}

/** An ES module, its types, and a self-test for Node. */
export const javascriptTarget: Target = {
  name: 'js',
  description: 'JavaScript, an ES module with .d.ts',
  relies: RELIES,
  refuses: (program) =>
    supportedFormat('js', program, ['f32', 'f64'], ['fma'], ['f16']) ?? refuseUnknownShift(program),
  emit(functions, moduleName): EmittedFile[] {
    const source = [...helpers(functions), ...functions.map(definition)].join('\n');
    const types = functions
      .map((f) => {
        const parameters = f.program.inputs.map((name) => `${name}: number`).join(', ');
        return [
          docComment(contractLines(f, RELIES)),
          `export function ${f.name}(${parameters}): number;`,
          '',
        ].join('\n');
      })
      .join('\n');
    return [
      { path: `${moduleName}.js`, contents: source },
      { path: `${moduleName}.d.ts`, contents: types },
      { path: `${moduleName}.self-test.js`, contents: selfTest(functions, moduleName) },
    ];
  },
};
