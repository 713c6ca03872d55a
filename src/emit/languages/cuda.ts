/** The CUDA C++ column. Its `_rn` intrinsics are rounded as IEEE 754 says and are never contracted. */
import { toHexFloat } from '../../number/exact-constant.ts';
import { exactDouble } from '../../number/exact-double.ts';
import { exactInteger, isIntegerText } from '../../program/integer-constant.ts';
import type { Language, Module, Scalar, TestedFunction } from '../language.ts';
import { languageTarget } from '../language-target.ts';
import { integerPattern, vectorBits } from '../vector-bits.ts';
import { blockComment } from './comment.ts';
import { INFIX, TERNARY, UNSIGNED } from './infix.ts';

const suffix = ({ width }: Scalar): string => (width === 32 ? 'f' : '');
/** `__fadd_rn`, `__dadd_rn`. */
const rounded = (name: string, { width }: Scalar): string => `__${width === 32 ? 'f' : 'd'}${name}_rn`;

function literal(constant: string, s: Scalar): string {
  const wide = s.width === 64;
  if (isIntegerText(constant)) {
    return `${integerPattern(exactInteger(constant, s.width), s.width)}${wide ? 'ull' : 'u'}`;
  }
  const value = exactDouble(constant);
  if (Number.isNaN(value)) return `(${s.float})NAN`;
  if (!Number.isFinite(value)) return value > 0 ? `(${s.float})INFINITY` : `(-(${s.float})INFINITY)`;
  const text = `${toHexFloat(value)}${suffix(s)}`;
  return text.startsWith('-') ? `(${text})` : text;
}

function selfTest({ name, tested }: Module): string {
  const test = ({ name: call, storage, vectors }: TestedFunction, i: number): string => {
    const { float, int, width } = storage;
    const rows = vectors.map(
      ({ input, output }) => `  {${vectorBits(input, width)}, ${vectorBits(output, width)}},`,
    );
    return `struct Vector${i} { ${int} input, output; };
__device__ const Vector${i} vectors${i}[] = {
${rows.join('\n')}
};

__global__ void test${i}(int *failures) {
  for (const Vector${i} &v : vectors${i}) {
    ${float} input, wanted;
    memcpy(&input, &v.input, sizeof input);
    memcpy(&wanted, &v.output, sizeof wanted);
    const ${float} got = ${call}(input);
    if (memcmp_bits(&got, &v.output, sizeof got) && !(got != got && wanted != wanted)) ++*failures;
  }
}
`;
  };
  const runs = tested.map(({ name: call, vectors }, i) =>
    [
      '  *failures = 0;',
      `  test${i}<<<1, 1>>>(failures);`,
      '  if (cudaDeviceSynchronize() != cudaSuccess) return 2;',
      `  printf("${call}: %d of ${vectors.length} vectors differ\\n", *failures);`,
      '  wrong += *failures;',
    ].join('\n'),
  );
  return `// Self-test: nvcc ${name}.self-test.cu -o self-test && ./self-test
#include <cstdio>
#include "${name}.cuh"

__device__ bool memcmp_bits(const void *a, const void *b, int bytes) {
  for (int i = 0; i < bytes; i++)
    if (((const unsigned char *)a)[i] != ((const unsigned char *)b)[i]) return true;
  return false;
}

${tested.map(test).join('\n')}
int main() {
  int *failures, wrong = 0;
  if (cudaMallocManaged(&failures, sizeof *failures) != cudaSuccess) return 2;
${runs.join('\n')}
  return wrong != 0;
}
`;
}

const example = ({ functions }: Module): string =>
  functions
    .map(
      ({ name, f, storage: { float } }) =>
        `// Example: __global__ void apply(const ${float} *x, ${float} *y, int n) {\n` +
        '//   const int i = blockIdx.x * blockDim.x + threadIdx.x;\n' +
        `//   if (i < n) y[i] = ${name}(${f.program.inputs.map(() => 'x[i]').join(', ')});\n// }`,
    )
    .join('\n');

const types = (format: 'f32' | 'f64'): Scalar =>
  format === 'f32'
    ? { format, width: 32, float: 'float', int: 'unsigned int', signed: 'int', bool: 'bool' }
    : { format, width: 64, float: 'double', int: 'unsigned long long', signed: 'long long', bool: 'bool' };

const CUDA: Language = {
  name: 'cuda',
  description: 'CUDA C++, a header of device functions',
  scalars: { f32: types('f32'), f64: types('f64') },
  relies: ['IEEE 754 round-to-nearest-even by the _rn intrinsics', 'no --use_fast_math and no --ftz=true'],
  leavesOpen: [],
  notation: {
    ...INFIX,
    ...TERNARY,
    ...UNSIGNED,
    add: ([a, b], s) => `${rounded('add', s)}(${a}, ${b})`,
    sub: ([a, b], s) => `${rounded('sub', s)}(${a}, ${b})`,
    mul: ([a, b], s) => `${rounded('mul', s)}(${a}, ${b})`,
    div: ([a, b], s) => `${rounded('div', s)}(${a}, ${b})`,
    abs: ([a], s) => `fabs${suffix(s)}(${a})`,
    fma: ([a, b, c], s) => (s.width === 32 ? `__fmaf_rn(${a}, ${b}, ${c})` : `__fma_rn(${a}, ${b}, ${c})`),
    sqrt: ([a], s) => `${rounded('sqrt', s)}(${a})`,
    floor: ([a], s) => `floor${suffix(s)}(${a})`,
    ceil: ([a], s) => `ceil${suffix(s)}(${a})`,
    round: ([a], s) => `rint${suffix(s)}(${a})`,
    trunc: ([a], s) => `trunc${suffix(s)}(${a})`,
    bits: ([a], s) =>
      s.width === 32 ? `__float_as_uint(${a})` : `(unsigned long long)__double_as_longlong(${a})`,
    float: ([a], s) => (s.width === 32 ? `__uint_as_float(${a})` : `__longlong_as_double((long long)${a})`),
    isar: ([a, b], s) => `(${s.int})((${s.signed})${a} >> (${b} & ${s.width - 1}u))`,
    ilt: ([a, b], s) => `(${s.signed})${a} < (${s.signed})${b}`,
    fromint: ([a], s) => (s.width === 32 ? `__int2float_rn((int)${a})` : `__ll2double_rn((long long)${a})`),
    // cvt.rni saturates; NaN is taken out because f64's conversions make the least integer of it.
    toint: ([a], s) =>
      `${a} == ${a} ? (${s.int})${s.width === 32 ? '__float2int_rn' : '__double2ll_rn'}(${a}) : 0`,
  },
  lookup: ({ name, length }, index) => `${name}[${index} < ${length}u ? ${index} : ${length}u]`,
  helpers: {},
  reserved: `signed template operator or and not xor asm friend using threadIdx`.split(/\s+/),
  literal,
  comment: blockComment,
  declare: (type, name, value, s) => `const ${s[type]} ${name} = ${value};`,
  table: (name, type, entries, s) =>
    `static __device__ const ${s[type]} ${name}[${entries.length}] = {\n  ${entries.join(',\n  ')}\n};\n`,
  convert: (value, from, to) => (from.format === to.format ? value : `(${to.float})${value}`),
  define: ({ name, parameters, storage: { float }, doc, body, result }) =>
    `${doc}\n__device__ inline ${float} ${name}(${parameters.map((p) => `${float} ${p}`).join(', ')}) {\n${body.map((line) => `  ${line}\n`).join('')}  return ${result};\n}\n`,
  functionName: (name, s, prefix) => `${prefix}${name}${suffix(s)}`,
  files: (module) => [
    {
      path: `${module.name}.cuh`,
      contents: `#pragma once\n#include <cmath>\n\n${example(module)}\n\n${module.source}`,
    },
    { path: `${module.name}.self-test.cu`, contents: selfTest(module) },
  ],
};

export const cudaTarget = languageTarget(CUDA);
