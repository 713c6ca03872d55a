/** The WGSL column: WebGPU's language (W3C, 2024). */
import { toHexFloat } from '../../number/exact-constant.ts';
import { exactDouble } from '../../number/exact-double.ts';
import { exactInteger, isIntegerText } from '../../program/integer-constant.ts';
import type { Language, Module, TestedFunction } from '../language.ts';
import { languageTarget } from '../language-target.ts';
import { integerPattern, vectorBits } from '../vector-bits.ts';
import { lineComment } from './comment.ts';
import { INFIX, UNSIGNED } from './infix.ts';
import { OPEN } from './shader.ts';

const comment = lineComment('//');

function literal(constant: string): string {
  if (isIntegerText(constant)) return `${integerPattern(exactInteger(constant, 32), 32)}u`;
  const value = exactDouble(constant);
  if (!Number.isFinite(value)) return `napier_special(${vectorBits(value, 32)}u)`;
  const text = `${toHexFloat(value)}f`;
  return text.startsWith('-') ? `(${text})` : text;
}

// A function's result is no constant expression, so compilers must take NaN from it.
const SPECIAL = `fn napier_special(bits: u32) -> f32 {
  return bitcast<f32>(bits);
}
`;

const TO_INT = `fn napier_toint(x: f32) -> u32 {
  let r = round(x);
  let fits = r >= -0x1p+31f && r < 0x1p+31f;
  let inside = u32(i32(select(0.0f, r, fits)));
  return select(select(inside, 0x80000000u, r < -0x1p+31f), 0x7fffffffu, r >= 0x1p+31f);
}
`;

const DISTANCE = `fn napier_order(bits: u32) -> u32 {
  return select(0x80000000u + bits, 0x80000000u - (bits & 0x7fffffffu), (bits & 0x80000000u) != 0u);
}

fn napier_distance(a: u32, b: u32) -> u32 {
  let p = napier_order(a);
  let q = napier_order(b);
  return select(p - q, q - p, p < q);
}
`;

/** A compute shader: for each function, how many results differ in any bit, and the largest difference in ulps. */
function selfTest({ name, source, tested }: Module): string {
  const test = ({ name: call, vectors }: TestedFunction, i: number): string => {
    const rows = vectors.map(
      ({ input, output }) => `  vec2u(${vectorBits(input, 32)}u, ${vectorBits(output, 32)}u),`,
    );
    return `const vectors${i} = array<vec2u, ${vectors.length}>(
${rows.join('\n')}
);

fn test${i}() {
  var data = vectors${i};
  for (var i = 0u; i < ${vectors.length}u; i++) {
    let got = bitcast<u32>(${call}(bitcast<f32>(data[i].x)));
    let distance = napier_distance(got, data[i].y);
    differences[${2 * i}] += select(0u, 1u, distance > 0u);
    differences[${2 * i + 1}] = max(differences[${2 * i + 1}], distance);
  }
}
`;
  };
  const meaning = comment([
    `Self-test of ${name}.wgsl: dispatch self_test once. For each function, in order, two words of differences:`,
    'how many of its vectors differ in any bit, and the largest difference in ulps.',
  ]);
  return `${meaning}
${source}
@group(0) @binding(0) var<storage, read_write> differences: array<u32, ${Math.max(2, 2 * tested.length)}>;

${DISTANCE}
${tested.map(test).join('\n')}
@compute @workgroup_size(1) fn self_test() {
${tested.map((_, i) => `  test${i}();`).join('\n')}
}
`;
}

const example = ({ functions }: Module): string =>
  functions
    .map(
      ({ name, f }) =>
        `// Example: let y = ${name}(${f.program.inputs.map((_, i) => `v[id.x].${'xyzw'[i] ?? 'x'}`).join(', ')});`,
    )
    .join('\n');

const WGSL: Language = {
  name: 'wgsl',
  description: 'WGSL, for WebGPU: functions to paste into a module',
  scalars: { f32: { format: 'f32', width: 32, float: 'f32', int: 'u32', signed: 'i32', bool: 'bool' } },
  relies: ['binary32 arithmetic as IEEE 754 defines it'],
  shader: true,
  leavesOpen: [
    OPEN.rounding,
    OPEN.contraction,
    OPEN.reassociation,
    OPEN.division,
    OPEN.subnormals,
    OPEN.special,
  ],
  refusesNonFinite: 'WGSL has no infinite or NaN constants',
  notation: {
    ...INFIX,
    ...UNSIGNED,
    min: ([a, b]) => `select(${a}, ${b}, ${b} < ${a})`,
    max: ([a, b]) => `select(${a}, ${b}, ${a} < ${b})`,
    select: ([a, b, c]) => `select(${c}, ${b}, ${a})`,
    iselect: ([a, b, c]) => `select(${c}, ${b}, ${a})`,
    abs: ([a]) => `abs(${a})`,
    fma: 'WGSL may compute fma as a product and a sum, each rounded',
    sqrt: ([a]) => `sqrt(${a})`,
    floor: ([a]) => `floor(${a})`,
    ceil: ([a]) => `ceil(${a})`,
    round: ([a]) => `round(${a})`,
    trunc: ([a]) => `trunc(${a})`,
    bits: ([a]) => `bitcast<u32>(${a})`,
    float: ([a]) => `bitcast<f32>(${a})`,
    toint: ([a]) => `napier_toint(${a})`,
  },
  lookup: ({ name, length, type }, index) =>
    `select(${type === 'float' ? 'napier_special(0x7fc00000u)' : '0u'}, ${name}[min(${index}, ${length - 1}u)], ${index} < ${length}u)`,
  helpers: { toint: () => TO_INT, lookup: () => SPECIAL },
  reserved: `in fn let var loop self mod of set get to with f32 select`.split(/\s+/),
  literal,
  comment,
  declare: (_, name, value) => `let ${name} = ${value};`,
  hoist: (name, value) => `let ${name} = ${value};`,
  table: (name, type, entries) => {
    const inside = entries.slice(0, -1);
    return `const ${name} = array<${type === 'float' ? 'f32' : 'u32'}, ${inside.length}>(\n  ${inside.join(',\n  ')},\n);\n`;
  },
  convert: (value) => value,
  define: ({ name, parameters, doc, body, result }) =>
    `${doc}\nfn ${name}(${parameters.map((p) => `${p}: f32`).join(', ')}) -> f32 {\n${body.map((line) => `  ${line}\n`).join('')}  return ${result};\n}\n`,
  functionName: (name, _, prefix) => `${prefix}${name}`,
  files: (module) => [
    { path: `${module.name}.wgsl`, contents: `${example(module)}\n\n${module.source}` },
    { path: `${module.name}.self-test.wgsl`, contents: selfTest(module) },
  ],
};

export const wgslTarget = languageTarget(WGSL);
