/** The C99 column: float and double, one function a program, a header, and a self-test behind `NAPIER_SELF_TEST`. */
import { fail } from '../error/fault.ts';
import { exactDouble } from '../number/exact-double.ts';
import type { RealOperation } from '../program/machine-operations.ts';
import type { Operand, Program } from '../program/program.ts';
import { operandNames, type OperandNames } from './operand-names.ts';
import { contractLines } from './header.ts';
import { selfTestVectors } from './self-test.ts';
import { supportedFormat } from './supported-format.ts';
import type { EmitFunction, EmittedFile, Target } from './target.ts';

/** How a C scalar type is written: name, literal and library suffix, and the unsigned integer of its bits. */
type CType = { readonly type: string; readonly suffix: string; readonly bits: string };

const C_TYPES: Readonly<Record<string, CType>> = {
  f32: { type: 'float', suffix: 'f', bits: 'uint32_t' },
  f64: { type: 'double', suffix: '', bits: 'uint64_t' },
};

/** How each operation is written; `s` is the library suffix of the type. */
const C_NOTATION: Readonly<Record<RealOperation, (a: readonly string[], s: string) => string>> = {
  add: ([a, b]) => `${a} + ${b}`,
  sub: ([a, b]) => `${a} - ${b}`,
  mul: ([a, b]) => `${a} * ${b}`,
  div: ([a, b]) => `${a} / ${b}`,
  neg: ([a]) => `-${a}`,
  abs: ([a], s) => `fabs${s}(${a})`,
  min: ([a, b]) => `${b} < ${a} ? ${b} : ${a}`,
  max: ([a, b]) => `${a} < ${b} ? ${b} : ${a}`,
  fma: ([a, b, c], s) => `fma${s}(${a}, ${b}, ${c})`,
  sqrt: ([a], s) => `sqrt${s}(${a})`,
  floor: ([a], s) => `floor${s}(${a})`,
  ceil: ([a], s) => `ceil${s}(${a})`,
  round: ([a], s) => `rint${s}(${a})`,
  trunc: ([a], s) => `trunc${s}(${a})`,
};

const RELIES = [
  'IEEE 754 round-to-nearest-even',
  'subnormals kept',
  'no -ffast-math',
  'no contraction of a*b+c (switched off below for gcc and clang)',
];

function typeOf(f: EmitFunction): CType {
  return (
    C_TYPES[f.program.format] ?? fail({ kind: 'unsupported', message: `no C type for ${f.program.format}` })
  );
}

/** `napier_tanhf`: C's own `tanhf` must stay callable beside ours. */
function functionName(f: EmitFunction): string {
  return `napier_${f.name}${typeOf(f).suffix}`;
}

function comment(lines: readonly string[]): string {
  return ['/*', ...lines.map((line) => ` * ${line.replaceAll('*/', '* /')}`), ' */'].join('\n');
}

function literal(constant: string, type: CType): string {
  const text = constant.includes('0x') ? constant : `${constant}.0`;
  const value = `${text}${type.suffix}`;
  return constant.startsWith('-') ? `(${value})` : value;
}

function body(f: EmitFunction): string[] {
  const { type, suffix } = typeOf(f);
  const names: OperandNames = operandNames(f.program, (c) => literal(c, typeOf(f)));
  const lines = f.program.code.map(
    ({ op, args }, i) =>
      `  const ${type} t${i} = ${C_NOTATION[op as RealOperation](args.map(names), suffix)};`,
  );
  const result = f.program.code.length === 0 ? f.program.inputs[0] : `t${f.program.code.length - 1}`;
  return [...lines, `  return ${result};`];
}

function definition(f: EmitFunction): string {
  const { type } = typeOf(f);
  const parameters = f.program.inputs.map((name) => `${type} ${name}`).join(', ');
  return `${comment(contractLines(f, RELIES))}\n${type} ${functionName(f)}(${parameters}) {\n${body(f).join('\n')}\n}\n`;
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

/**
 * clang 14 folds `min` and `max` with the literal −0 as if zeros had no sign (max(min(x, −0), x) at +0 gives −0 from
 * -O1 on), so such a program cannot be promised bit for bit.
 */
function refuseNegativeZeroBound(program: Program): string | undefined {
  const negativeZero = (operand: Operand): boolean =>
    /^c\d+$/.test(operand) && Object.is(exactDouble(program.constants[Number(operand.slice(1))]), -0);
  const found = program.code.some(
    ({ op, args }) => (op === 'min' || op === 'max') && args.some(negativeZero),
  );
  return found ? 'target c cannot promise the sign of zero from min or max with the constant -0' : undefined;
}

/** C99 source and header. Self-test: `cc -DNAPIER_SELF_TEST name.c -lm && ./a.out`. */
export const cTarget: Target = {
  name: 'c',
  description: 'C99, one .c and one .h file',
  relies: RELIES,
  refuses: (program) =>
    supportedFormat('c', program, Object.keys(C_TYPES)) ?? refuseNegativeZeroBound(program),
  emit(functions, moduleName): EmittedFile[] {
    const guard = `NAPIER_${moduleName.toUpperCase()}_H`;
    const declarations = functions.map((f) => {
      const { type } = typeOf(f);
      return `${comment(contractLines(f, RELIES))}\n${type} ${functionName(f)}(${f.program.inputs.map((n) => `${type} ${n}`).join(', ')});\n`;
    });
    const header = `#ifndef ${guard}
#define ${guard}

#ifdef __cplusplus
extern "C" {
#endif

${declarations.join('\n')}
#ifdef __cplusplus
}
#endif

#endif
`;
    const source = `#include "${moduleName}.h"

#include <float.h>
#include <math.h>

#if defined(__FAST_MATH__)
#error "this code needs IEEE 754 arithmetic: compile without -ffast-math"
#endif
#if FLT_EVAL_METHOD != 0
#error "this code needs arithmetic in the declared type: on 32-bit x86 compile with -msse2 -mfpmath=sse"
#endif
#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#elif defined(__GNUC__)
#pragma GCC optimize("fp-contract=off")
#endif

${functions.map(definition).join('\n')}
#ifdef NAPIER_SELF_TEST
#include <stdint.h>
#include <stdio.h>
#include <string.h>

${functions.map(selfTest).join('\n')}
int main(void) {
  int failures = 0;
${functions.map((f) => `  failures += test_${f.name}();`).join('\n')}
  return failures != 0;
}
#endif
`;
    return [
      { path: `${moduleName}.h`, contents: header },
      { path: `${moduleName}.c`, contents: source },
    ];
  },
};
