/** The GLSL column: OpenGL ES Shading Language 3.00 (WebGL 2), which is also GLSL 3.30. */
import type { Language, Module } from '../language.ts';
import { languageTarget } from '../language-target.ts';
import type { SelfTestVector } from '../self-test.ts';
import { vectorBits } from '../vector-bits.ts';
import { lineComment } from './comment.ts';
import { INFIX, TERNARY, UNSIGNED } from './infix.ts';
import { bitsLiteral, OPEN, ULP_DISTANCE } from './shader.ts';

const comment = lineComment('//');

const TO_INT = `highp uint napier_toint(highp float x) {
  highp float r = roundEven(x);
  bool fits = r >= -2147483648.0 && r < 2147483648.0;
  highp uint inside = uint(int(fits ? r : 0.0));
  return r >= 2147483648.0 ? 0x7fffffffu : r < -2147483648.0 ? 0x80000000u : inside;
}
`;

/** A fragment shader for a target of one pixel a function (RG32UI): results that differ, and by how many ulps. */
function selfTest({ name, source, tested }: Module): string {
  const tests = tested.map(({ name: call, vectors }, i) =>
    vectorTest(
      i,
      vectors,
      (input, output) => `uint got = floatBitsToUint(${call}(uintBitsToFloat(${input})));
    uint ulps = napier_distance(got, ${output});
    found = uvec2(found.x + (ulps > 0u ? 1u : 0u), max(found.y, ulps));`,
    ),
  );
  const what = 'how many of its vectors differ in any bit, and the largest difference in ulps.';
  return pixelTest(name, what, `${source}\n${ULP_DISTANCE}`, tests);
}

/**
 * The function `test${i}` of a fragment shader: two words `found` from what `statements` do for each vector, of which they are told
 * the bits of input and output.
 */
export function vectorTest(
  i: number,
  vectors: readonly SelfTestVector[],
  statements: (input: string, output: string) => string,
): string {
  const rows = vectors.map(
    ({ input, output }) => `  uvec2(${vectorBits(input, 32)}u, ${vectorBits(output, 32)}u)`,
  );
  return `const uvec2 vectors${i}[${vectors.length}] = uvec2[${vectors.length}](
${rows.join(',\n')}
);

uvec2 test${i}() {
  uvec2 found = uvec2(0u);
  for (int i = 0; i < ${vectors.length}; i++) {
    ${statements(`vectors${i}[i].x`, `vectors${i}[i].y`)}
  }
  return found;
}
`;
}

/** A fragment shader of functions `test0`, `test1`, …, one a pixel, of which each gives two words. */
export function pixelTest(name: string, what: string, source: string, tests: readonly string[]): string {
  const choices = tests.map((_, i) => `  if (pixel == ${i}) differences = test${i}();`);
  return `#version 300 es
${comment([
  `Self-test of ${name}.glsl: draw into a target of ${tests.length}x1 pixels of RG32UI. Each pixel is a function:`,
  what,
])}
precision highp float;
precision highp int;
layout(location = 0) out uvec2 differences;

${source}
${tests.join('\n')}
void main() {
  int pixel = int(gl_FragCoord.x);
  differences = uvec2(0u);
${choices.join('\n')}
}
`;
}

export const glslExample = ({ functions }: Module): string =>
  functions
    .map(({ name, f }) => `// Example: color.r = ${name}(${f.program.inputs.map(() => 'value').join(', ')});`)
    .join('\n');

/** With every float `highp`. */
export const GLSL: Language = {
  name: 'glsl',
  description: 'GLSL ES 3.00, for WebGL 2: functions to paste into a shader',
  scalars: {
    f32: { format: 'f32', width: 32, float: 'float', int: 'uint', signed: 'int', bool: 'bool' },
  },
  relies: ['highp is binary32, with arithmetic as IEEE 754 defines it'],
  shader: true,
  leavesOpen: [
    OPEN.rounding,
    OPEN.contraction,
    OPEN.reassociation,
    OPEN.division,
    OPEN.subnormals,
    OPEN.special,
  ],
  notation: {
    ...INFIX,
    ...TERNARY,
    ...UNSIGNED,
    abs: ([a]) => `abs(${a})`,
    fma: 'GLSL ES 3.00 has none',
    sqrt: ([a]) => `sqrt(${a})`,
    floor: ([a]) => `floor(${a})`,
    ceil: ([a]) => `ceil(${a})`,
    round: ([a]) => `roundEven(${a})`,
    trunc: ([a]) => `trunc(${a})`,
    bits: ([a]) => `floatBitsToUint(${a})`,
    float: ([a]) => `uintBitsToFloat(${a})`,
    toint: ([a]) => `napier_toint(${a})`,
  },
  lookup: ({ name, length }, index) => `${name}[${index} < ${length}u ? ${index} : ${length}u]`,
  helpers: { toint: () => TO_INT },
  reserved: `in out inout sample input output texture uint vec2 mat2 filter`.split(/\s+/),
  literal: bitsLiteral('uintBitsToFloat'),
  comment,
  declare: (type, name, value, s) => `${type === 'bool' ? 'bool' : `highp ${s[type]}`} ${name} = ${value};`,
  table: (name, type, entries, s) =>
    `const highp ${s[type]} ${name}[${entries.length}] = ${s[type]}[${entries.length}](\n  ${entries.join(',\n  ')}\n);\n`,
  convert: (value) => value,
  define: ({ name, parameters, doc, body, result }) =>
    `${doc}\nhighp float ${name}(${parameters.map((p) => `highp float ${p}`).join(', ')}) {\n${body.map((line) => `  ${line}\n`).join('')}  return ${result};\n}\n`,
  // Names with two underscores in a row are reserved.
  functionName: (name, _, prefix) => `${prefix}${name}`.replaceAll(/_+/g, '_'),
  files: (module) => [
    { path: `${module.name}.glsl`, contents: `${glslExample(module)}\n\n${module.source}` },
    { path: `${module.name}.self-test.frag`, contents: selfTest(module) },
  ],
};

export const glslTarget = languageTarget(GLSL);
