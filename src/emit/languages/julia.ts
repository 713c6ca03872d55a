/** The Julia column: a module of methods for Float32 or Float64. */
import { toHexFloat } from '../../number/exact-constant.ts';
import { exactDouble } from '../../number/exact-double.ts';
import { exactInteger, isIntegerText } from '../../program/integer-constant.ts';
import type { Language, Module, Scalar, TestedFunction } from '../language.ts';
import { languageTarget } from '../language-target.ts';
import { vectorBits } from '../vector-bits.ts';
import { lineComment } from './comment.ts';
import { INFIX } from './infix.ts';

const types = (width: 32 | 64): Scalar => ({
  format: width === 32 ? 'f32' : 'f64',
  width,
  float: `Float${width}`,
  int: `UInt${width}`,
  signed: `Int${width}`,
  bool: 'Bool',
});

function literal(constant: string, { float, int, width }: Scalar): string {
  if (isIntegerText(constant)) {
    return `${int}(0x${BigInt.asUintN(width, exactInteger(constant, width)).toString(16)})`;
  }
  const value = exactDouble(constant);
  if (!Number.isFinite(value)) return `${float}(${String(value).replace('Infinity', 'Inf')})`;
  // Julia's hexadecimal floats are Float64 and need an exponent in decimal without a plus sign.
  return `${float}(${toHexFloat(value).replace('p+', 'p')})`;
}

const count = (b: string, { int, width }: Scalar): string => `(${b} & ${int}(${width - 1}))`;
const signed = (a: string, s: Scalar): string => `reinterpret(${s.signed}, ${a})`;

const TO_INT = (s: Scalar): string => {
  const limit = `${s.float}(0x1p${s.width - 1})`;
  return `function napier_toint(x::${s.float})
    r = round(x)
    r >= ${limit} && return typemax(${s.signed}) % ${s.int}
    r < -${limit} && return typemin(${s.signed}) % ${s.int}
    return isnan(r) ? zero(${s.int}) : unsafe_trunc(${s.signed}, r) % ${s.int}
end
`;
};

function selfTest({ name, tested }: Module): string {
  const test = ({ name: call, storage, vectors }: TestedFunction): string => {
    const { float, int, width } = storage;
    const rows = vectors.map(
      ({ input, output }) => `    (${vectorBits(input, width)}, ${vectorBits(output, width)}),`,
    );
    return `for (input, output) in [
${rows.join('\n')}
]
    got, wanted = ${moduleName(name)}.${call}(reinterpret(${float}, input)), reinterpret(${float}, output)
    @test reinterpret(${int}, got) == output || (isnan(got) && isnan(wanted))
end
`;
  };
  return `# Self-test: julia ${name}.self-test.jl
using Test
include("${name}.jl")

${tested.map(test).join('\n')}`;
}

const moduleName = (name: string): string => `Napier_${name}`;

const JULIA: Language = {
  name: 'julia',
  description: 'Julia, a module',
  scalars: { f32: types(32), f64: types(64) },
  relies: [
    'IEEE 754 round-to-nearest-even',
    'no @fastmath and no --math-mode=fast',
    'set_zero_subnormals(false)',
  ],
  leavesOpen: [],
  notation: {
    ...INFIX,
    min: ([a, b]) => `ifelse(${b} < ${a}, ${b}, ${a})`,
    max: ([a, b]) => `ifelse(${a} < ${b}, ${b}, ${a})`,
    abs: ([a]) => `abs(${a})`,
    fma: ([a, b, c]) => `fma(${a}, ${b}, ${c})`,
    // Julia's own throws below zero.
    sqrt: ([a]) => `Base.sqrt_llvm(${a})`,
    floor: ([a]) => `floor(${a})`,
    ceil: ([a]) => `ceil(${a})`,
    round: ([a]) => `round(${a})`,
    trunc: ([a]) => `trunc(${a})`,
    bits: ([a], s) => `reinterpret(${s.int}, ${a})`,
    float: ([a], s) => `reinterpret(${s.float}, ${a})`,
    ixor: ([a, b]) => `xor(${a}, ${b})`,
    ishl: ([a, b], s) => `${a} << ${count(b, s)}`,
    ishr: ([a, b], s) => `${a} >>> ${count(b, s)}`,
    isar: ([a, b], s) => `(${signed(a, s)} >> ${count(b, s)}) % ${s.int}`,
    toint: ([a]) => `napier_toint(${a})`,
    fromint: ([a], s) => `${s.float}(${signed(a, s)})`,
    ilt: ([a, b], s) => `${signed(a, s)} < ${signed(b, s)}`,
    select: ([a, b, c]) => `ifelse(${a}, ${b}, ${c})`,
    iselect: ([a, b, c]) => `ifelse(${a}, ${b}, ${c})`,
  },
  lookup: ({ name, length }, index) => `${name}[min(${index}, ${length}) + 1]`,
  helpers: { toint: TO_INT },
  reserved: `function end begin module using import where quote local global let in`.split(/\s+/),
  literal,
  comment: lineComment('#'),
  declare: (_, name, value) => `${name} = ${value}`,
  table: (name, type, entries, s) => `const ${name} = ${s[type]}[\n    ${entries.join(',\n    ')},\n]\n`,
  convert: (value, from, to) => (from.format === to.format ? value : `${to.float}(${value})`),
  define: ({ name, parameters, storage: { float }, doc, body, result }) =>
    `${doc}\nfunction ${name}(${parameters.map((p) => `${p}::${float}`).join(', ')})\n${body.map((line) => `    ${line}\n`).join('')}    return ${result}\nend\n`,
  functionName: (name, _, prefix) => `${prefix}${name}`,
  files: (module) => [
    {
      path: `${module.name}.jl`,
      contents: `${module.functions
        .map(
          ({ name: f, storage: { float } }) =>
            `# Example: include("${module.name}.jl"); y = ${moduleName(module.name)}.${f}.(${float}.(0:0.25:1))`,
        )
        .join('\n')}
module ${moduleName(module.name)}

${module.source}
end
`,
    },
    { path: `${module.name}.self-test.jl`, contents: selfTest(module) },
  ],
};

export const juliaTarget = languageTarget(JULIA);
