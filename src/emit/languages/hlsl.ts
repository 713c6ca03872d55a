/** The HLSL column: shader model 5 and later. */
import type { Language, Module, TestedFunction } from '../language.ts';
import { languageTarget } from '../language-target.ts';
import { vectorBits } from '../vector-bits.ts';
import { lineComment } from './comment.ts';
import { INFIX, TERNARY, UNSIGNED } from './infix.ts';
import { bitsLiteral, OPEN, ULP_DISTANCE } from './shader.ts';

const comment = lineComment('//');

const TO_INT = `uint napier_toint(float x) {
  precise float r = round(x);
  bool fits = r >= -2147483648.0 && r < 2147483648.0;
  uint inside = uint(int(fits ? r : 0.0));
  return r >= 2147483648.0 ? 0x7fffffffu : r < -2147483648.0 ? 0x80000000u : inside;
}
`;

function selfTest({ name, source, tested }: Module): string {
  const test = ({ name: call, vectors }: TestedFunction, i: number): string => {
    const rows = vectors.map(
      ({ input, output }) => `  uint2(${vectorBits(input, 32)}u, ${vectorBits(output, 32)}u)`,
    );
    return `static const uint2 vectors${i}[${vectors.length}] = {
${rows.join(',\n')}
};

void test${i}() {
  uint count = 0u;
  uint largest = 0u;
  for (int i = 0; i < ${vectors.length}; i++) {
    uint got = asuint(${call}(asfloat(vectors${i}[i].x)));
    uint ulps = napier_distance(got, vectors${i}[i].y);
    count += ulps > 0u ? 1u : 0u;
    largest = max(largest, ulps);
  }
  differences[${2 * i}] = count;
  differences[${2 * i + 1}] = largest;
}
`;
  };
  return `${comment([
    `Self-test of ${name}.hlsl: dispatch self_test once. For each function, in order, two words of differences:`,
    'how many of its vectors differ in any bit, and the largest difference in ulps.',
  ])}
RWStructuredBuffer<uint> differences : register(u0);

${source}
${ULP_DISTANCE}
${tested.map(test).join('\n')}
[numthreads(1, 1, 1)] void self_test() {
${tested.map((_, i) => `  test${i}();`).join('\n')}
}
`;
}

const example = ({ functions }: Module): string =>
  functions
    .map(({ name, f }) => `// Example: color.r = ${name}(${f.program.inputs.map(() => 'value').join(', ')});`)
    .join('\n');

const HLSL: Language = {
  name: 'hlsl',
  description: 'HLSL, for Direct3D 11 and later: functions to include',
  scalars: {
    f32: { format: 'f32', width: 32, float: 'float', int: 'uint', signed: 'int', bool: 'bool' },
  },
  relies: ['binary32 arithmetic as IEEE 754 defines it', '`precise`, which forbids fusing and reordering'],
  leavesOpen: ['division and sqrt within 1 ulp', OPEN.subnormals, 'infinities and NaN without /Gis'],
  notation: {
    ...INFIX,
    ...TERNARY,
    ...UNSIGNED,
    abs: ([a]) => `abs(${a})`,
    fma: 'HLSL has it for double alone, and mad may round twice',
    sqrt: ([a]) => `sqrt(${a})`,
    floor: ([a]) => `floor(${a})`,
    ceil: ([a]) => `ceil(${a})`,
    round: ([a]) => `round(${a})`,
    trunc: ([a]) => `trunc(${a})`,
    bits: ([a]) => `asuint(${a})`,
    float: ([a]) => `asfloat(${a})`,
    toint: ([a]) => `napier_toint(${a})`,
  },
  lookup: ({ name, length }, index) => `${name}[${index} < ${length}u ? ${index} : ${length}u]`,
  helpers: { toint: () => TO_INT },
  reserved: `in out inout sample texture uint half matrix vector string line`.split(/\s+/),
  literal: bitsLiteral('asfloat'),
  comment,
  declare: (type, name, value, s) =>
    type === 'float' ? `precise float ${name} = ${value};` : `const ${s[type]} ${name} = ${value};`,
  table: (name, type, entries, s) =>
    `static const ${s[type]} ${name}[${entries.length}] = {\n  ${entries.join(',\n  ')}\n};\n`,
  convert: (value) => value,
  define: ({ name, parameters, doc, body, result }) =>
    `${doc}\nfloat ${name}(${parameters.map((p) => `float ${p}`).join(', ')}) {\n${body.map((line) => `  ${line}\n`).join('')}  return ${result};\n}\n`,
  functionName: (name, _, prefix) => `${prefix}${name}`,
  files: (module) => [
    { path: `${module.name}.hlsl`, contents: `${example(module)}\n\n${module.source}` },
    { path: `${module.name}.self-test.hlsl`, contents: selfTest(module) },
  ],
};

export const hlslTarget = languageTarget(HLSL);
