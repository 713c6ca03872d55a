/** The column of Rust for fixed-point formats: integers alone, safe and without the standard library. */
import type { FixedScalar, Language, Module, Scalar, TestedFunction } from '../language.ts';
import { languageTarget } from '../language-target.ts';
import { lineComment } from './comment.ts';
import { countOf, fixedCalls, fixedOf, isNarrower, shiftCount, unitsOf } from './fixed.ts';
import { INFIX } from './infix.ts';

/** Numbers are counts in i64, so that those without a sign need no type of their own; integers are i32. */
const scalar = (fixed: FixedScalar, format: string): Scalar => ({
  format,
  width: 32,
  fixed,
  float: 'i64',
  int: 'i32',
  signed: 'i32',
  bool: 'bool',
});

/** The least type that holds a format's counts: what functions take and give. */
function kept({ bits, signed }: FixedScalar): string {
  return `${signed ? 'i' : 'u'}${[8, 16, 32].find((width) => bits <= width)}`;
}

const FIXED = `/// Fixed point: counts of 2^-fraction, from \`least\` to \`most\`.
#[allow(dead_code)]
struct NapierFixed {
    bits: u32,
    fraction: u32,
    least: i128,
    most: i128,
    wraps: bool,
}

#[allow(dead_code, clippy::all)]
impl NapierFixed {
    const fn place(&self, n: i128) -> i64 {
        if self.wraps {
            return (self.least + (n - self.least).rem_euclid(self.most - self.least + 1)) as i64;
        }
        (if n < self.least { self.least } else if n > self.most { self.most } else { n }) as i64
    }
    /// The lowest bits of an integer, with their sign.
    const fn int(&self, n: i32) -> i32 {
        (n << (32 - self.bits)) >> (32 - self.bits)
    }
    /// To the nearest integer, ties to even; d > 0.
    const fn divide(n: i128, d: i128) -> i128 {
        let q = n.div_euclid(d);
        let twice = 2 * n.rem_euclid(d);
        if twice > d || (twice == d && q & 1 == 1) { q + 1 } else { q }
    }
    const fn one(&self) -> i128 {
        1 << self.fraction
    }
    const fn add(&self, a: i64, b: i64) -> i64 {
        self.place(a as i128 + b as i128)
    }
    const fn sub(&self, a: i64, b: i64) -> i64 {
        self.place(a as i128 - b as i128)
    }
    const fn neg(&self, a: i64) -> i64 {
        self.place(-(a as i128))
    }
    const fn abs(&self, a: i64) -> i64 {
        self.place(if a < 0 { -(a as i128) } else { a as i128 })
    }
    const fn mul(&self, a: i64, b: i64) -> i64 {
        self.fma(a, b, 0)
    }
    const fn fma(&self, a: i64, b: i64, c: i64) -> i64 {
        self.place(Self::divide(a as i128 * b as i128 + c as i128 * self.one(), self.one()))
    }
    const fn div(&self, a: i64, b: i64) -> i64 {
        if b == 0 {
            if self.wraps || a == 0 {
                return 0;
            }
            return (if a < 0 { self.least } else { self.most }) as i64;
        }
        let n = a as i128 * self.one();
        self.place(if b < 0 { Self::divide(-n, -(b as i128)) } else { Self::divide(n, b as i128) })
    }
    const fn sqrt(&self, a: i64) -> i64 {
        if a < 0 {
            return 0;
        }
        let n = a as i128 * self.one();
        let mut root: i128 = 0;
        let mut bit: i128 = 1 << 33;
        while bit > 0 {
            if (root + bit) * (root + bit) <= n {
                root += bit;
            }
            bit >>= 1;
        }
        self.place(if n - root * root > root { root + 1 } else { root })
    }
    const fn floor(&self, a: i64) -> i64 {
        self.place((a as i128).div_euclid(self.one()) * self.one())
    }
    const fn ceil(&self, a: i64) -> i64 {
        self.place(-(-(a as i128)).div_euclid(self.one()) * self.one())
    }
    const fn trunc(&self, a: i64) -> i64 {
        self.place(a as i128 / self.one() * self.one())
    }
    const fn round(&self, a: i64) -> i64 {
        self.place(Self::divide(a as i128, self.one()) * self.one())
    }
    const fn toint(&self, a: i64) -> i32 {
        let (n, top) = (Self::divide(a as i128, self.one()), 1i128 << (self.bits - 1));
        (if n < -top { -top } else if n >= top { top - 1 } else { n }) as i32
    }
    const fn fromint(&self, n: i32) -> i64 {
        self.place(n as i128 * self.one())
    }
}
`;

const recordName = (s: Scalar): string => `NAPIER_${fixedOf(s).tag.toUpperCase()}`;

/** The format's record, and what it is an instance of. */
function record(s: Scalar): string[] {
  const { bits, fraction, least, most, overflow } = fixedOf(s);
  const values = `bits: ${bits}, fraction: ${fraction}, least: ${least}, most: ${most}, wraps: ${overflow === 'wrap'}`;
  return [FIXED, `#[allow(dead_code)]\nconst ${recordName(s)}: NapierFixed = NapierFixed { ${values} };\n`];
}

const call =
  (name: string) =>
  (args: readonly string[], s: Scalar): string =>
    `${recordName(s)}.${name}(${args.join(', ')})`;

/** An integer of the format's width from one of 32 bits. */
const int = (value: string, s: Scalar): string => (fixedOf(s).bits === 32 ? value : call('int')([value], s));
const shift = (b: string, s: Scalar): string => `(${shiftCount(b, fixedOf(s))} as u32)`;
const mask = ({ bits }: FixedScalar): string => `0x${(2 ** bits - 1).toString(16)}`;

function selfTest(tests: readonly TestedFunction[]): string {
  const bodies = tests.map(({ f, name, vectors, storage }) => {
    const fixed = fixedOf(storage);
    const rows = vectors.map((v) => `            (${unitsOf(v.input, fixed)}, ${unitsOf(v.output, fixed)}),`);
    return `    #[test]
    fn ${f.name}() {
        const VECTORS: [(${kept(fixed)}, ${kept(fixed)}); ${vectors.length}] = [
${rows.join('\n')}
        ];
        for (input, output) in VECTORS {
            assert_eq!(super::${name}(input), output, "${name}({})", input);
        }
    }
`;
  });
  return `\n#[cfg(test)]\nmod tests {\n${bodies.join('\n')}}\n`;
}

function files({ name, source, functions, tested }: Module): { path: string; contents: string }[] {
  const examples = functions.map(
    ({ name: f, storage, f: { program } }) =>
      `//! Example: \`let y: ${kept(fixedOf(storage))} = ${name}_fixed::${f}(${program.inputs.map(() => fixedOf(storage).most / 2n).join(', ')});\``,
  );
  return [
    {
      path: `${name}_fixed.rs`,
      contents: `//! Safe Rust of integers alone, no_std. Self-test: rustc --test ${name}_fixed.rs && ./${name}_fixed
${examples.join('\n')}

${source}${selfTest(tested)}`,
    },
  ];
}

const RUST_FIXED: Language = {
  name: 'rust-fixed',
  description: 'Rust with integers alone, a safe no_std module, for fixed-point formats',
  scalars: {},
  fixedScalar: scalar,
  relies: ['a number is passed as its count of units'],
  leavesOpen: [],
  notation: {
    ...INFIX,
    ...fixedCalls(call),
    min: ([a, b]) => `if ${b} < ${a} { ${b} } else { ${a} }`,
    max: ([a, b]) => `if ${a} < ${b} { ${b} } else { ${a} }`,
    select: ([a, b, c]) => `if ${a} { ${b} } else { ${c} }`,
    iselect: ([a, b, c]) => `if ${a} { ${b} } else { ${c} }`,
    bits: ([a], s) => int(`(${a} as i32)`, s),
    float: ([a], s) => (fixedOf(s).signed ? `i64::from(${a})` : `i64::from(${a}) & ${mask(fixedOf(s))}`),
    iadd: ([a, b], s) => int(`${a}.wrapping_add(${b})`, s),
    isub: ([a, b], s) => int(`${a}.wrapping_sub(${b})`, s),
    imul: ([a, b], s) => int(`${a}.wrapping_mul(${b})`, s),
    ishl: ([a, b], s) => int(`${a}.wrapping_shl(${shift(b, s)})`, s),
    ishr: ([a, b], s) => int(`((${a} as u32 & ${mask(fixedOf(s))}) >> ${shift(b, s)}) as i32`, s),
    isar: ([a, b], s) => `${a} >> ${shift(b, s)}`,
  },
  lookup: ({ name, length }, index) =>
    `${name.toUpperCase()}[(if ${index} >= 0 && ${index} < ${length} { ${index} } else { ${length} }) as usize]`,
  helpers: Object.fromEntries(
    'add sub mul neg abs fma div sqrt floor ceil trunc round toint fromint bits iadd isub imul ishl ishr'
      .split(' ')
      .map((op) => [op, record]),
  ),
  reserved:
    `fn let mut loop match mod move pub ref self trait type use where impl crate as dyn box macro unsafe f32 f64 in
    usize for while if else return static struct enum const true false`.split(/\s+/),
  literal: (constant, s) => {
    const n = countOf(constant, fixedOf(s));
    const type = constant.startsWith('i:') ? 'i32' : 'i64';
    return n < 0n ? `(${n}_${type})` : `${n}_${type}`;
  },
  comment: lineComment('///'),
  declare: (type, name, value, s) => `let ${name}: ${s[type]} = ${value};`,
  table: (name, type, entries, s) =>
    `static ${name.toUpperCase()}: [${s[type]}; ${entries.length}] = [\n    ${entries.join(',\n    ')},\n];\n`,
  convert: (value, from, to) => (isNarrower(to, from) ? call('place')([`${value} as i128`], to) : value),
  stores: record,
  define: ({ name, parameters, storage, doc, body, result }) => {
    const type = kept(fixedOf(storage));
    const list = parameters.map((p) => `${p}: ${type}`).join(', ');
    const lines = [
      ...parameters.map((p) => `let ${p} = i64::from(${p});`),
      ...body,
      `(${result}) as ${type}`,
    ];
    const { fraction } = fixedOf(storage);
    return `${doc}\n/// n stands for n * 2^-${fraction}\n#[allow(unused_variables, unused_parens, clippy::all)]\npub fn ${name}(${list}) -> ${type} {\n${lines.map((line) => `    ${line}\n`).join('')}}\n`;
  },
  functionName: (name) => name,
  files,
};

export const rustFixedTarget = languageTarget(RUST_FIXED);
