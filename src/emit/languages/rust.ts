/** The Rust column: safe, and without the standard library but for sqrt and fma. */
import { exactDouble } from '../../number/exact-double.ts';
import { exactInteger, isIntegerText } from '../../program/integer-constant.ts';
import type { Language, Module, Scalar, TestedFunction } from '../language.ts';
import { languageTarget } from '../language-target.ts';
import { numberText } from '../number-text.ts';
import { integerPattern, vectorBits } from '../vector-bits.ts';
import { lineComment } from './comment.ts';
import { INFIX } from './infix.ts';

function literal(constant: string, { float, int, width }: Scalar): string {
  if (isIntegerText(constant)) return `${integerPattern(exactInteger(constant, width), width)}_${int}`;
  const value = exactDouble(constant);
  if (Number.isNaN(value)) return `${float}::NAN`;
  if (!Number.isFinite(value)) return `${float}::${value > 0 ? '' : 'NEG_'}INFINITY`;
  // Decimals are read to the nearest value, and these are as long as it takes to tell the value from all others.
  const text = numberText(value);
  const decimal = /[.e]/.test(text) ? text : `${text}.0`;
  return decimal.startsWith('-') ? `(${decimal}_${float})` : `${decimal}_${float}`;
}

const types = (format: 'f32' | 'f64'): Scalar =>
  format === 'f32'
    ? { format, width: 32, float: 'f32', int: 'u32', signed: 'i32', bool: 'bool' }
    : { format, width: 64, float: 'f64', int: 'u64', signed: 'i64', bool: 'bool' };

/** From here on all numbers are integers. */
const integral = ({ width }: Scalar): string => (width === 32 ? '8388608.0' : '4503599627370496.0');

// `core` has no rounding functions, so they are made of conversions, which saturate and are exact below `integral`.
const TRUNC = (s: Scalar): string => `#[inline]
fn napier_trunc_${s.float}(x: ${s.float}) -> ${s.float} {
    if x.abs() < ${integral(s)} { ((x as ${s.signed}) as ${s.float}).copysign(x) } else { x }
}
`;
const ROUND = (s: Scalar): string => `#[inline]
fn napier_round_${s.float}(x: ${s.float}) -> ${s.float} {
    let a = x.abs();
    if a < ${integral(s)} { ((a + ${integral(s)}) - ${integral(s)}).copysign(x) } else { x }
}
`;
const floorOrCeil =
  (name: string, comparison: string, step: string) =>
  (s: Scalar): string =>
    `#[inline]
fn napier_${name}_${s.float}(x: ${s.float}) -> ${s.float} {
    if x.abs() < ${integral(s)} {
        let t = ((x as ${s.signed}) as ${s.float}).copysign(x);
        if t ${comparison} x { t ${step} 1.0 } else { t }
    } else {
        x
    }
}
`;

/**
 * a < b. LLVM makes of `if x as f64 < 0.0 { 0.0 } else { x as f64 }` at −0 the other zero (llvm-project issue 157254): a number of
 * f32 beside zero is compared with the f64 next to zero, between which and zero there is none.
 */
function less(a: string, b: string, { float }: Scalar): string {
  const [isWidened, isZero] = [
    (text: string) => text.endsWith(' as f64)'),
    (text: string) => /^\(?-?0\.0_f64\)?$/.test(text),
  ];
  if (float === 'f64' && isWidened(a) && isZero(b)) return `${a} <= -5e-324_f64`;
  if (float === 'f64' && isZero(a) && isWidened(b)) return `5e-324_f64 <= ${b}`;
  return `${a} < ${b}`;
}

const SHIFT =
  (method: string) =>
  (a: string, b: string): string =>
    `${a}.wrapping_${method}(${b} as u32)`;

function selfTest(tested: readonly TestedFunction[]): string {
  if (tested.length === 0) return '';
  const tests = tested.map(({ f, name, storage, vectors }) => {
    const { float, int, width } = storage;
    const rows = vectors.map(
      ({ input, output }) => `            (${vectorBits(input, width)}, ${vectorBits(output, width)}),`,
    );
    return `    #[test]
    fn ${f.name}_vectors() {
        const VECTORS: [(${int}, ${int}); ${vectors.length}] = [
${rows.join('\n')}
        ];
        for (input, output) in VECTORS {
            let got = super::${name}(${float}::from_bits(input));
            let same = got.to_bits() == output || (got.is_nan() && ${float}::from_bits(output).is_nan());
            assert!(same, "${name}({:e}): got {:e}", ${float}::from_bits(input), got);
        }
    }
`;
  });
  return `
#[cfg(test)]
mod tests {
${tests.join('\n')}}
`;
}

function files(module: Module): { path: string; contents: string }[] {
  const std = module.functions.some(({ f }) =>
    f.program.code.some(({ op }) => op === 'sqrt' || op === 'fma'),
  );
  const need = std ? 'needs std (or a no_std replacement) for sqrt and mul_add' : 'no_std';
  const examples = module.functions.map(
    ({ name, f, storage: { float } }) =>
      `//! Example: \`let y: ${float} = ${module.name}::${name}(${f.program.inputs.map(() => `0.5_${float}`).join(', ')});\``,
  );
  return [
    {
      path: `${module.name}.rs`,
      contents: `//! Safe Rust, ${need}. Self-test: rustc --test ${module.name}.rs && ./${module.name}
${examples.join('\n')}

${module.source}${selfTest(module.tested)}`,
    },
  ];
}

const RUST: Language = {
  name: 'rust',
  description: 'Rust, a safe module, no_std but for sqrt and fma',
  scalars: { f32: types('f32'), f64: types('f64') },
  relies: [
    'IEEE 754 round-to-nearest-even, as Rust defines it',
    'on 32-bit x86: SSE2 (the target i686, not i586)',
  ],
  leavesOpen: [],
  notation: {
    ...INFIX,
    min: ([a, b], s) => `if ${less(b, a, s)} { ${b} } else { ${a} }`,
    max: ([a, b], s) => `if ${less(a, b, s)} { ${b} } else { ${a} }`,
    abs: ([a]) => `${a}.abs()`,
    fma: ([a, b, c]) => `${a}.mul_add(${b}, ${c})`,
    sqrt: ([a]) => `${a}.sqrt()`,
    floor: ([a], s) => `napier_floor_${s.float}(${a})`,
    ceil: ([a], s) => `napier_ceil_${s.float}(${a})`,
    round: ([a], s) => `napier_round_${s.float}(${a})`,
    trunc: ([a], s) => `napier_trunc_${s.float}(${a})`,
    bits: ([a]) => `${a}.to_bits()`,
    float: ([a], s) => `${s.float}::from_bits(${a})`,
    iadd: ([a, b]) => `${a}.wrapping_add(${b})`,
    isub: ([a, b]) => `${a}.wrapping_sub(${b})`,
    imul: ([a, b]) => `${a}.wrapping_mul(${b})`,
    lmul: ([a, b, bias]) => `${a}.wrapping_add(${b}).wrapping_sub(${bias})`,
    ishl: ([a, b]) => SHIFT('shl')(a, b),
    ishr: ([a, b]) => SHIFT('shr')(a, b),
    isar: ([a, b], s) => `${SHIFT('shr')(`(${a} as ${s.signed})`, b)} as ${s.int}`,
    toint: ([a], s) => `napier_round_${s.float}(${a}) as ${s.signed} as ${s.int}`,
    fromint: ([a], s) => `${a} as ${s.signed} as ${s.float}`,
    ilt: ([a, b], s) => `(${a} as ${s.signed}) < (${b} as ${s.signed})`,
    select: ([a, b, c]) => `if ${a} { ${b} } else { ${c} }`,
    iselect: ([a, b, c]) => `if ${a} { ${b} } else { ${c} }`,
  },
  lookup: ({ name, length }, index, s) =>
    `${name.toUpperCase()}[(if ${index} < ${length} { ${index} } else { ${length}_${s.int} }) as usize]`,
  helpers: {
    trunc: TRUNC,
    floor: floorOrCeil('floor', '>', '-'),
    ceil: floorOrCeil('ceil', '<', '+'),
    round: ROUND,
    toint: ROUND,
  },
  reserved:
    `fn let mut loop match mod move pub ref self trait type use where impl crate as dyn box macro unsafe f32 f64 in
    usize`.split(/\s+/),
  literal,
  comment: lineComment('///'),
  declare: (type, name, value, s) => `let ${name}: ${s[type]} = ${value};`,
  table: (name, type, entries, s) =>
    `static ${name.toUpperCase()}: [${s[type]}; ${entries.length}] = [\n    ${entries.join(',\n    ')},\n];\n`,
  convert: (value, from, to) => (from.format === to.format ? value : `(${value} as ${to.float})`),
  define: ({ name, parameters, storage: { float }, doc, body, result }) =>
    `${doc}\n#[allow(unused_variables, unused_parens, clippy::all)]\npub fn ${name}(${parameters.map((p) => `${p}: ${float}`).join(', ')}) -> ${float} {\n${body.map((line) => `    ${line}\n`).join('')}    ${result}\n}\n`,
  functionName: (name) => name,
  files,
};

export const rustTarget = languageTarget(RUST);
