/** The C99 column: float and double, one function a program, a header, and a self-test behind `NAPIER_SELF_TEST`. */
import { fail } from '../error/fault.ts';
import { exactDouble } from '../number/exact-double.ts';
import { commonPath, type CommonPath } from '../program/common-path.ts';
import { isIntegerText } from '../program/integer-constant.ts';
import { compileProgram } from '../program/evaluate.ts';
import { neededBy } from '../program/needed-by.ts';
import { requireHardware } from '../program/require-real.ts';
import { storageOf, type Instruction, type Operand, type Program } from '../program/program.ts';
import { resultType } from '../program/value-types.ts';
import { C_HELPERS, C_NOTATION, C_TYPES, literal, valueType, type CType } from './c-notation.ts';
import { cHeader } from './c-header.ts';
import { cPreamble } from './c-preamble.ts';
import { operandNames, type OperandNames } from './operand-names.ts';
import { contractLines } from './header.ts';
import { throughPaths } from './through-paths.ts';
import { blockComment } from './languages/comment.ts';
import { selfTestVectors } from './self-test.ts';
import { supportedFormat } from './supported-format.ts';
import { prefixOf, type EmitFunction, type EmittedFile, type Target } from './target.ts';

const RELIES = [
  'IEEE 754 round-to-nearest-even',
  'subnormals kept',
  'no -ffast-math',
  'no contraction of a*b+c (switched off below for gcc and clang)',
];

/** What a program relies on besides, when it shifts signed integers: C leaves it to the compiler. */
const RELIES_ON_SHIFT = 'right shifts of negative integers copying the sign (gcc, clang, MSVC)';

function reliesOf({ program }: EmitFunction): readonly string[] {
  return program.code.some(({ op }) => op === 'isar') ? [...RELIES, RELIES_ON_SHIFT] : RELIES;
}

function cType(format: string): CType {
  return C_TYPES[format] ?? fail({ kind: 'unsupported', message: `no C type for ${format}` });
}

/** The type of a function's parameters and result. */
function typeOf(f: EmitFunction): CType {
  return cType(storageOf(f.program));
}

/** `napier_tanhf`: C's own `tanhf` must stay callable beside ours. */
function functionName(f: EmitFunction): string {
  return `${prefixOf(f)}${f.name}${typeOf(f).suffix}`;
}

function tableName(f: EmitFunction, operand: Operand): string {
  return `${functionName(f)}_${operand}`;
}

/** A table's entries, and after them what an index beyond its ends gives. */
function tables(f: EmitFunction): string[] {
  const c = cType(f.program.format);
  return (f.program.tables ?? []).map(({ type, values }, k) => {
    const entries = [...values.map((text) => literal(text, c)), type === 'int' ? '0u' : 'NAN'];
    return `static const ${valueType(type, c)} ${tableName(f, `k${k}`)}[${entries.length}] = {\n  ${entries.join(',\n  ')}\n};\n`;
  });
}

function statement(f: EmitFunction, { op, args }: Instruction, names: OperandNames, c: CType): string {
  if (op !== 'lookup') return C_NOTATION[requireHardware(op)](args.map(names), c);
  const { length } = (f.program.tables ?? [])[Number(args[0].slice(1))].values;
  const index = names(args[1]);
  return `${tableName(f, args[0])}[${index} < ${length}u ? ${index} : ${length}u]`;
}

/** How a function's operands are written in C; its inputs are widened where they are used, if the type is wider. */
function namesOf({ program }: EmitFunction, c = cType(program.format)): OperandNames {
  const widened = c === cType(storageOf(program)) ? '' : `(${c.type})`;
  const written = operandNames(program, (constant) => literal(constant, c));
  return (operand) => (program.inputs.includes(operand) ? `${widened}${operand}` : written(operand));
}

/** One line an instruction, of all or of those needed, on values of the format computed in or of another. */
function statements(f: EmitFunction, c = cType(f.program.format), needed?: ReadonlySet<number>): string[] {
  const { program } = f;
  const names = namesOf(f, c);
  return program.code.flatMap((instruction, i) =>
    needed?.has(i) === false
      ? []
      : [
          `  const ${valueType(resultType(program, instruction), c)} t${i} = ${statement(f, instruction, names, c)};`,
        ],
  );
}

/** @param straight without a jump, for loops that are to be vectorised */
function body(f: EmitFunction, straight: boolean): string[] {
  const { program } = f;
  const lines = statements(f);
  const unused = program.inputs.filter(
    (name) => program.code.length > 0 && !program.code.some(({ args }) => args.includes(name)),
  );
  const given = (operand: Operand): string =>
    `return ${program.storage === undefined ? '' : `(${typeOf(f).type})`}${namesOf(f)(operand)};`;
  const path = straight ? undefined : commonPath(program);
  if (path !== undefined) return throughPaths(path, lines, namesOf(f)(path.condition), given);
  return [
    ...unused.map((name) => `  (void)${name};`),
    ...lines,
    `  ${given(program.code.length === 0 ? program.inputs[0] : `t${program.code.length - 1}`)}`,
  ];
}

function definition(f: EmitFunction, straight: boolean): string {
  const { type } = typeOf(f);
  const parameters = f.program.inputs.map((name) => `${type} ${name}`).join(', ');
  const head = [...tables(f), blockComment(contractLines(f, reliesOf(f)))].join('\n');
  return `${head}\n${type} ${functionName(f)}(${parameters}) {\n${body(f, straight).join('\n')}\n}\n`;
}

/** The helpers that some function calls, each once, and the headers they need. */
function helpers(functions: readonly EmitFunction[], arrays: boolean): string {
  const texts = new Set<string>();
  let integers = false;
  for (const f of functions) {
    const { program } = f;
    const path = arrays ? commonPath(program) : undefined;
    if (path?.limit?.of === 'magnitude') {
      texts.add((C_HELPERS.bits as (c: CType) => string)(testedType(f, path)));
      integers = true;
    }
    const c = cType(program.format);
    for (const { op } of program.code) {
      const helper = C_HELPERS[op];
      if (helper !== undefined) texts.add(helper(c));
    }
    integers ||= program.code.some((instruction) => resultType(program, instruction) === 'int');
  }
  const headers = integers ? '#include <stdint.h>\n#include <string.h>\n' : '';
  return [...(headers === '' ? [] : [headers]), ...texts].map((text) => `${text}\n`).join('');
}

function bitsOf(x: number, type: CType): string {
  const view = new DataView(new ArrayBuffer(8));
  if (type.type === 'float') {
    view.setFloat32(0, x);
    return `0x${view.getUint32(0).toString(16).padStart(8, '0')}u`;
  }
  view.setFloat64(0, x);
  return `0x${view.getBigUint64(0).toString(16).padStart(16, '0')}u`;
}

function selfTest(f: EmitFunction): string {
  const { type, bits } = typeOf(f);
  const rows = selfTestVectors(f).map(
    (v) => `    {${bitsOf(v.input, typeOf(f))}, ${bitsOf(v.output, typeOf(f))}},`,
  );
  return `static int test_${f.name}(void) {
  static const struct { ${bits} input, output; } vectors[] = {
${rows.join('\n')}
  };
  int failures = 0;
  for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
    volatile ${type} input;
    ${type} got;
    ${type} wanted;
    ${bits} got_bits;
    memcpy((void *)&input, &vectors[i].input, sizeof input);
    memcpy(&wanted, &vectors[i].output, sizeof wanted);
    got = ${functionName(f)}(input);
    memcpy(&got_bits, &got, sizeof got);
    if (got_bits != vectors[i].output && !(got != got && wanted != wanted)) {
      printf("${functionName(f)}(%a): got %a, wanted %a\\n", (double)input, (double)got, (double)wanted);
      failures++;
    }
  }
  printf("${functionName(f)}: %d of %d vectors differ\\n", failures, (int)(sizeof vectors / sizeof vectors[0]));
  return failures;
}
`;
}

const isNegativeZero = (text: string): boolean => !isIntegerText(text) && Object.is(exactDouble(text), -0);

/** The values that depend on no input and are −0: a compiler computes them too. */
function negativeZeros(program: Program): Set<Operand> {
  const { constants, inputs, code } = program;
  const fixed = new Set<Operand>([
    ...constants.map((_, i) => `c${i}`),
    ...(program.tables ?? []).map((_, i) => `k${i}`),
  ]);
  const found = new Set<Operand>(constants.flatMap((text, i) => (isNegativeZero(text) ? [`c${i}`] : [])));
  for (const [i, instruction] of code.entries()) {
    if (!instruction.args.every((arg) => fixed.has(arg))) continue;
    fixed.add(`t${i}`);
    if (resultType(program, instruction) !== 'float') continue;
    const { storage: _, ...own } = program;
    const value = compileProgram({ ...own, code: code.slice(0, i + 1) })(...inputs.map(() => 1));
    if (Object.is(value, -0)) found.add(`t${i}`);
  }
  return found;
}

/**
 * clang 14 folds `min` and `max` with the constant −0 as if zeros had no sign (max(min(x, −0), x) at +0 gives −0 from
 * -O1 on), so such a program cannot be promised bit for bit; nor can a selection by a comparison with it.
 */
function refuseNegativeZeroBound(program: Program): string | undefined {
  const bounds = program.code.filter(({ op }) => ['min', 'max', 'lt', 'le'].includes(op));
  const zeros = bounds.length === 0 ? undefined : negativeZeros(program);
  const found = bounds.some(({ args }) => args.some((arg) => zeros?.has(arg)));
  return found
    ? 'target c cannot promise the sign of zero from min, max or a comparison with the constant -0'
    : undefined;
}

/** `void napier_tanhf_array(const float *x, float *y, size_t n)`, for functions of one input. */
function arrayHead(f: EmitFunction): string {
  const { type } = typeOf(f);
  return `void ${functionName(f)}_array(const ${type} *x, ${type} *y, size_t n)`;
}

/** One number in and one out: what loops over arrays and self-tests call. */
const hasOneInput = ({ program }: EmitFunction): boolean => program.inputs.length === 1;

/**
 * gcc vectorises loops with selections and roots only where exceptions and errno need not be kept, and writes what stands
 * between two selections by one condition twice where it threads jumps; no value changes.
 */
const VECTORISE = '"O3", "fp-contract=off", "no-math-errno", "no-trapping-math", "no-thread-jumps"';

/** Where there are registers of 512 bits gcc takes half of each unless told: code that computes all the time wants the whole. */
const WHOLE_REGISTERS = `#if defined(__AVX512F__) && defined(__GNUC__) && !defined(__clang__)
#pragma GCC target("prefer-vector-width=512")
#endif
`;

/**
 * gcc takes a root for a call that sets errno, whatever its pragma says, and does not vectorise a loop with calls: it is
 * told that they are functions of their argument alone.
 */
function declareRoots(functions: readonly EmitFunction[]): string {
  const suffixes = new Set(
    functions
      .filter(({ program }) => program.code.some(({ op }) => op === 'sqrt'))
      .map(({ program }) => cType(program.format)),
  );
  if (suffixes.size === 0) return '';
  const declarations = [...suffixes].map(
    ({ type, suffix }) => `extern ${type} sqrt${suffix}(${type}) __attribute__((__const__));`,
  );
  return ['#if defined(__GNUC__) && !defined(__cplusplus)', ...declarations, '#endif', ''].join('\n');
}

/**
 * Source and header of functions, with loops over arrays that compilers vectorise or without. Self-test:
 * `cc -DNAPIER_SELF_TEST name.c -lm && ./a.out`.
 */
export function emitC(
  functions: readonly EmitFunction[],
  moduleName: string,
  { arrays = false }: { readonly arrays?: boolean } = {},
): EmittedFile[] {
  const guard = `NAPIER_${moduleName.toUpperCase()}_H`;
  const declarations = functions.map((f) => {
    const { type } = typeOf(f);
    return `${blockComment(contractLines(f, reliesOf(f)))}\n${type} ${functionName(f)}(${f.program.inputs.map((n) => `${type} ${n}`).join(', ')});\n${arrays && hasOneInput(f) ? `\n/* The same for n elements; y may be x. */\n${arrayHead(f)};\n` : ''}`;
  });
  const header = cHeader(guard, arrays ? '#include <stddef.h>' : '', declarations.join('\n'));
  const source = `#include "${moduleName}.h"

${cPreamble(arrays ? VECTORISE : undefined)}${arrays ? `${WHOLE_REGISTERS}${declareRoots(functions)}` : ''}
${helpers(functions, arrays)}${functions.map((f) => `${definition(f, arrays)}${arrays && hasOneInput(f) ? arrayLoop(f) : ''}`).join('\n')}
#ifdef NAPIER_SELF_TEST
#include <stdint.h>
#include <stdio.h>
#include <string.h>

${functions.filter(hasOneInput).map(selfTest).join('\n')}
int main(void) {
  int failures = 0;
${functions
  .filter(hasOneInput)
  .map((f) => `  failures += test_${f.name}();`)
  .join('\n')}
  return failures != 0;
}
#endif
`;
  return [
    { path: `${moduleName}.h`, contents: header },
    { path: `${moduleName}.c`, contents: source },
  ];
}

/** gcc calls longer functions instead of having them in the loop, which is then not vectorised, unless it must. */
const FLATTEN = `#if defined(__GNUC__)
__attribute__((flatten))
#endif`;

/** Inputs whose conditions are looked at as one: a few vectors, so that the jump is cheap, and seldom one too many. */
const BLOCK = 128;

function arrayLoop(f: EmitFunction): string {
  const name = functionName(f);
  const rest = `for (; i < n; i++) y[i] = ${name}(x[i]);`;
  const blocks = blockLoop(f);
  if (blocks === undefined)
    return `\n${FLATTEN}\n${arrayHead(f)} {\n  for (size_t i = 0; i < n; i++) y[i] = ${name}(x[i]);\n}\n`;
  return `\n${blocks.helpers}\n${FLATTEN}\n${arrayHead(f)} {\n  size_t i = 0;\n${blocks.loop}  ${rest}\n}\n`;
}

/** Blocks of inputs that all take the program's common path, if it has one, run that alone: the results are the same. */
function blockLoop(f: EmitFunction): { readonly helpers: string; readonly loop: string } | undefined {
  const { program } = f;
  const path = commonPath(program);
  if (path === undefined) return undefined;
  const { type } = typeOf(f);
  const name = functionName(f);
  const tested = testedType(f, path);
  const [x] = program.inputs;
  const helper = (suffix: string, result: string, lines: readonly string[], value: string): string =>
    [`static inline ${result} ${name}_${suffix}(${type} ${x}) {`, ...lines, `  return ${value};`, '}\n'].join(
      '\n',
    );
  const short = `${program.storage === undefined ? '' : `(${type})`}${namesOf(f)(path.value)}`;
  const test = blockTest(f, path, tested);
  return {
    helpers: [
      '/* Is the common path right for a block of inputs, and its value: what whole blocks of an array take. */',
      helper('test', test.type, statements(f, tested, test.needed), test.value),
      `static inline int ${name}_usual(const ${type} *x) {
  ${test.type} all = ${test.start};
  for (int k = 0; k < ${BLOCK}; k++) {
    const ${test.type} one = ${name}_test(x[k]);
    all = ${test.joined};
  }
  return ${test.holds};
}
`,
      helper('short', type, statements(f, undefined, path.short), short),
    ].join('\n'),
    loop: `  for (; n - i >= ${BLOCK}; i += ${BLOCK}) {
    if (${name}_usual(x + i)) {
      for (size_t k = i; k < i + ${BLOCK}; k++) y[k] = ${name}_short(x[k]);
    } else {
      for (size_t k = i; k < i + ${BLOCK}; k++) y[k] = ${name}(x[k]);
    }
  }
`,
  };
}

/** The type in which a block's conditions are decided. */
function testedType(f: EmitFunction, { narrow }: CommonPath): CType {
  return narrow ? typeOf(f) : cType(f.program.format);
}

type BlockTest = {
  readonly type: string;
  readonly needed: ReadonlySet<number>;
  /** Of one input; of none; of `all` so far and `one` more; and whether a block's are usual. */
  readonly value: string;
  readonly start: string;
  readonly joined: string;
  readonly holds: string;
};

/** By the largest of a block's values, where the condition is a limit on one, else by each input's condition. */
function blockTest(f: EmitFunction, { condition, test, limit }: CommonPath, c: CType): BlockTest {
  const names = namesOf(f, c);
  if (limit === undefined)
    return {
      type: 'int',
      needed: test,
      value: names(condition),
      start: '1',
      joined: 'all & one',
      holds: 'all',
    };
  const type = `int${c.width}_t`;
  const [pattern, bound] =
    limit.of === 'magnitude'
      ? [`napier_bits${c.width}(${names(limit.value)})`, bitsOf(exactDouble(limit.bound), c)]
      : [names(limit.value), literal(limit.bound, c)];
  return {
    type,
    needed: neededBy(f.program, limit.value),
    value: `(${type})${pattern}`,
    start: `INT${c.width}_MIN`,
    joined: 'one > all ? one : all',
    holds: `all ${limit.strict ? '<' : '<='} (${type})${bound}`,
  };
}

export function refuseC(target: string, program: Program): string | undefined {
  return supportedFormat(target, program, Object.keys(C_TYPES)) ?? refuseNegativeZeroBound(program);
}

export const cTarget: Target = {
  name: 'c',
  description: 'C99, one .c and one .h file',
  relies: RELIES,
  refuses: (program) => refuseC('c', program),
  emit: (functions, moduleName) => emitC(functions, moduleName),
};
