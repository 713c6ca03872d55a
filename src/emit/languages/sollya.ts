/** The Sollya column (sollya.org): the program bit for bit as a procedure, and its error against the function. */
import { toText } from '../../expression/to-text.ts';
import { exactDouble } from '../../number/exact-double.ts';
import type { FormatName } from '../../number/formats.ts';
import { isRealOperation } from '../../program/machine-operations.ts';
import { exactInteger, isIntegerText } from '../../program/integer-constant.ts';
import { storageOf, type Operand } from '../../program/program.ts';
import { contractLines } from '../header.ts';
import { operandNames } from '../operand-names.ts';
import { supportedFormat } from '../supported-format.ts';
import { prefixOf, type EmitFunction, type Target } from '../target.ts';
import { blockComment } from './comment.ts';
import { hexNumber, NUMBERS_ONLY, writesNumbers, type NumberColumn } from './numbers-only.ts';
import { choose, INTEGERS, integersOf, PROCEDURES } from './sollya-bits.ts';

/** The column of programs in f32 or f64. */
const notation = (format: FormatName): NumberColumn => ({
  ...NUMBERS_ONLY,
  ...integersOf(widthOf(format)),
  add: ([a, b]) => `${a} + ${b}`,
  sub: ([a, b]) => `${a} - ${b}`,
  mul: ([a, b]) => `${a} * ${b}`,
  div: ([a, b]) => `${a} / ${b}`,
  neg: ([a]) => `-${a}`,
  abs: ([a]) => `abs(${a})`,
  min: ([a, b]) => choose(`${b} < ${a}`, b, a),
  max: ([a, b]) => choose(`${a} < ${b}`, b, a),
  fma: ([a, b, c]) => `${a} * ${b} + ${c}`,
  sqrt: ([a]) => `sqrt(${a})`,
  floor: ([a]) => `floor(${a})`,
  ceil: ([a]) => `ceil(${a})`,
  round: ([a]) => `nearestint(${a})`,
  trunc: ([a]) => choose(`${a} < 0`, `ceil(${a})`, `floor(${a})`),
  lt: ([a, b]) => `${a} < ${b}`,
  le: ([a, b]) => `${a} <= ${b}`,
  eq: ([a, b]) => `${a} == ${b}`,
  select: ([a, b, c]) => choose(a, b, c),
  // Where the table is read: its name, how many entries it has, and what lies beyond them.
  lookup: ([table, index, length, beyond]) => choose(`${index} < ${length}`, `${table}[${index}]`, beyond),
});

/** Operations that give numbers of the format as they are. */
const EXACT = new Set([
  'neg',
  'abs',
  'min',
  'max',
  'floor',
  'ceil',
  'round',
  'trunc',
  'lt',
  'le',
  'eq',
  'select',
  'lookup',
  ...[...INTEGERS].filter((op) => op !== 'fromint'),
]);
/** Those that are functions over the reals in Sollya too, so that it can compare the formula with the function. */
const ANALYTIC = new Set(['add', 'sub', 'mul', 'div', 'neg', 'abs', 'fma', 'sqrt']);
/** What of Napier's notation means the same in Sollya. */
const KNOWN = new Set(
  `exp expm1 log log1p log2 log10 sqrt sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh erf erfc abs floor
  ceil pi`.split(/\s+/),
);
const ROUNDING: Readonly<Record<string, string>> = { f32: 'SG', f64: 'D' };

const widthOf = (format: FormatName): 32 | 64 => (format === 'f32' ? 32 : 64);

/** A constant of a program in f32 or f64. Patterns are decimal: hexadecimal ones of some lengths are numbers' patterns to Sollya. */
const literalIn =
  (format: FormatName) =>
  (constant: string): string => {
    const width = widthOf(format);
    if (isIntegerText(constant)) return `${BigInt.asUintN(width, exactInteger(constant, width))}`;
    const value = exactDouble(constant);
    if (Number.isNaN(value)) return 'NaN';
    if (!Number.isFinite(value)) return value > 0 ? 'infty' : '(-infty)';
    return hexNumber(value);
  };

function procedure(f: EmitFunction): string {
  const { program } = f;
  const { tables = [], format } = program;
  const literal = literalIn(format);
  const column = notation(format);
  const names = operandNames(program, literal);
  const last = program.code.length === 0 ? program.inputs[0] : `t${program.code.length - 1}`;
  const lines = program.code.map(({ op, args }, i) => {
    const value = writesNumbers(column, op)(op === 'lookup' ? lookedUp(args, names) : args.map(names));
    return `  t${i} = ${EXACT.has(op) ? value : `round(${value}, ${ROUNDING[format]}, RN)`};`;
  });
  function lookedUp([table, index]: readonly Operand[], nameOf: (operand: Operand) => string): string[] {
    const { values, type } = tables[Number(table.slice(1))];
    return [
      `${prefixOf(f)}${f.name}_${table}`,
      nameOf(index),
      `${values.length}`,
      type === 'int' ? '0' : 'NaN',
    ];
  }
  const variables = program.code.map((_, i) => `t${i}`).join(', ');
  const result = program.storage === undefined ? last : `round(${last}, ${ROUNDING[storageOf(program)]}, RN)`;
  const lists = tables.map(({ values }, k) => `${prefixOf(f)}${f.name}_k${k} = [|${values.map(literal).join(', ')}|];\n`); // prettier-ignore
  return `${lists.join('')}${prefixOf(f)}${f.name} = proc(${program.inputs.join(', ')}) {
${variables === '' ? '' : `  var ${variables};\n`}${lines.join('\n')}
  return ${result};
};
`;
}

/** The formula without rounding, the function, and the largest error between them as Sollya finds it. */
function comparison({ program, specification: s, name }: EmitFunction): string {
  const texts = [s.function, s.domain.lo, s.domain.hi].map(toText);
  const known = texts.join(' ').match(/[a-z_]\w*/gi) ?? [];
  const comparable =
    program.inputs.length === 1 &&
    program.code.length > 0 &&
    program.code.every(({ op }) => isRealOperation(op) && ANALYTIC.has(op)) &&
    known.every((word) => KNOWN.has(word) || word === s.variable);
  if (!comparable) return '/* Not a formula that Sollya can compare with the function. */\n';
  const literals = operandNames(program, literalIn(program.format));
  const names = (operand: string): string =>
    /^t\d+$/.test(operand) ? `${name}_${operand}` : program.inputs[0] === operand ? '_x_' : literals(operand);
  const column = notation(program.format);
  const lines = program.code.map(
    ({ op, args }, i) => `${name}_t${i} = ${writesNumbers(column, op)(args.map(names))};`,
  );
  const function_ = texts[0].replaceAll(new RegExp(`\\b${s.variable}\\b`, 'g'), '_x_');
  const formula = `${name}_t${program.code.length - 1}`;
  const error = s.measure === 'absolute' ? `${formula} - ${name}_f` : `${formula} / ${name}_f - 1`;
  return `/* The formula over the reals against the function: ${s.measure === 'absolute' ? 'absolute' : 'relative'}, without rounding. */
${lines.join('\n')}
${name}_f = ${function_};
${name}_domain = [${texts[1]}; ${texts[2]}];
print("${name}: largest error of the formula", dirtyinfnorm(${error}, ${name}_domain));
`;
}

export const sollyaTarget: Target = {
  name: 'sollya',
  description: 'Sollya, the program as a procedure and its error as a formula',
  relies: ['nothing: round(…, RN) rounds each operation (one zero; infinities as Sollya treats them)'],
  refuses: (program) =>
    supportedFormat('sollya', program, ['f32', 'f64']) ??
    writesNumbers.refusal('sollya', notation(program.format), program),
  emit: (functions, moduleName) => {
    const texts = functions.map((f) =>
      [
        blockComment([...contractLines(f, sollyaTarget.relies), `Example: ${prefixOf(f)}${f.name}(0.5);`]),
        procedure(f),
        comparison(f),
      ].join('\n'),
    );
    const integers = functions.some(({ program }) => program.code.some(({ op }) => INTEGERS.has(op)));
    return [
      { path: `${moduleName}.sollya`, contents: [...(integers ? [PROCEDURES] : []), ...texts].join('\n') },
    ];
  },
};
