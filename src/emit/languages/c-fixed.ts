/** The column of C99 without floating point: fixed-point formats as integers, for processors that have no others. */
import { cHeader } from '../c-header.ts';
import type { FixedScalar, Language, Module, Scalar, TestedFunction } from '../language.ts';
import { languageTarget } from '../language-target.ts';
import { blockComment } from './comment.ts';
import { bare, countOf, fixedCalls, fixedOf, isNarrower, shiftCount, unitsOf } from './fixed.ts';
import { INFIX, TERNARY } from './infix.ts';

type Helper = (s: Scalar) => string[];

/** Numbers are held in the least type that holds them. */
function scalar(fixed: FixedScalar, format: string): Scalar {
  const int = `int${[8, 16, 32].find((width) => fixed.bits <= width)}_t`;
  const float = fixed.signed ? int : `u${int}`;
  // An integer of the format's width has its sign extended to that of the type.
  return { format, width: 32, fixed, float, int, signed: int, bool: 'int' };
}

/** What holds all products and quotients: of 32 bits without a sign only just. */
const isTight = (s: Scalar): boolean => !fixedOf(s).signed && fixedOf(s).bits === 32;
const wide = (s: Scalar): string => (isTight(s) ? 'uint64_t' : 'int64_t');
const wideNumber = (n: bigint, s: Scalar): string => {
  if (isTight(s)) return `UINT64_C(${n})`;
  return n < 0n ? `-INT64_C(${-n})` : `INT64_C(${n})`;
};
const power = (exponent: number, s: Scalar): string => `(${wideNumber(1n, s)} << ${exponent})`;

function literal(constant: string, s: Scalar): string {
  const n = countOf(constant, fixedOf(s));
  // The least integer of 32 bits is no literal of C, but a difference of two.
  if (n === -0x80000000n) return '(-0x7fffffff - 1)';
  if (n > 0x7fffffffn) return `${n}u`;
  return n < 0n ? `(${n})` : `${n}`;
}

const named = (name: string, s: Scalar): string => `napier_${fixedOf(s).tag}_${name}`;
const call =
  (name: string) =>
  (args: readonly string[], s: Scalar): string =>
    `${named(name, s)}(${args.map(bare).join(', ')})`;

/** A function of numbers widened. */
function define(
  s: Scalar,
  name: string,
  parameters: string,
  lines: readonly string[],
  type = s.float,
): string {
  const list = [...parameters].map((parameter) => `${wide(s)} ${parameter}`).join(', ');
  return `static inline ${type} ${named(name, s)}(${list}) {\n${lines.map((line) => `  ${line}\n`).join('')}}\n`;
}

/** The number of a count of units, which may lie beyond the ends. */
const PLACE: Helper = (s) => {
  const { signed, bits, overflow, least, most } = fixedOf(s);
  if (overflow === 'wrap') {
    const low = `(n & ${wideNumber((1n << BigInt(bits)) - 1n, s)})`;
    const top = wideNumber(1n << BigInt(bits - 1), s);
    return [
      define(s, 'place', 'n', [`return (${s.float})(${signed ? `(${low} ^ ${top}) - ${top}` : low});`]),
    ];
  }
  const [low, high] = [wideNumber(least, s), wideNumber(most, s)];
  const below = isTight(s) ? '' : `n < ${low} ? ${low} : `;
  return [define(s, 'place', 'n', [`return (${s.float})(${below}n > ${high} ? ${high} : n);`])];
};

/** n·2^−fraction to the nearest integer, ties to even. */
const NEAREST: Helper = (s) => {
  const { fraction } = fixedOf(s);
  if (fraction === 0) return [define(s, 'nearest', 'n', ['return n;'], wide(s))];
  const lines = [
    `const ${wide(s)} q = n >> ${fraction}, r = n & (${power(fraction, s)} - 1), half = ${power(fraction - 1, s)};`,
    'return q + (r > half || (r == half && (q & 1)));',
  ];
  return [define(s, 'nearest', 'n', lines, wide(s))];
};

/** An operation whose result is a count of units that may lie beyond the ends. */
const placed =
  (name: string, parameters: string, value: (s: Scalar) => string, ...needed: Helper[]): Helper =>
  (s) => [
    ...[PLACE, ...needed].flatMap((helper) => helper(s)),
    define(s, name, parameters, [`return ${call('place')([value(s)], s)};`]),
  ];

/** A difference, which types without a sign have only where it is not negative. */
const difference =
  (a: string, b: string) =>
  (s: Scalar): string =>
    isTight(s) && fixedOf(s).overflow === 'saturate' ? `${a} < ${b} ? 0 : ${a} - ${b}` : `${a} - ${b}`;

const nearest =
  (value: string) =>
  (s: Scalar): string =>
    call('nearest')([value], s);

const FMA: Helper = (s) => {
  const { fraction, overflow, most } = fixedOf(s);
  const lines = [
    `const ${wide(s)} product = a * b, n = product + c * ${power(fraction, s)};`,
    // Beyond 64 bits is beyond the end.
    ...(isTight(s) && overflow === 'saturate' ? [`if (n < product) return ${most}u;`] : []),
    `return ${call('place')([nearest('n')(s)], s)};`,
  ];
  return [...PLACE(s), ...NEAREST(s), define(s, 'fma', 'abc', lines)];
};

const DIV: Helper = (s) => {
  const { signed, fraction, overflow, least, most } = fixedOf(s);
  const positive = `a > 0 ? ${wideNumber(most, s)} : 0`;
  const end = signed ? `a < 0 ? ${wideNumber(least, s)} : ${positive}` : positive;
  const magnitude = (value: string): string => (signed ? `(${value} < 0 ? -(${value}) : ${value})` : value);
  const step = signed ? '((n < 0) == (b < 0) ? 1 : -1)' : '1';
  const lines = [
    `const ${wide(s)} n = a * ${power(fraction, s)};`,
    `if (b == 0) return (${s.float})(${overflow === 'wrap' ? '0' : end});`,
    `const ${wide(s)} q = n / b, rest = n % b, twice = 2 * ${magnitude('rest')}, d = ${magnitude('b')};`,
    `return ${call('place')([`q + (twice > d || (twice == d && (q & 1)) ? ${step} : 0)`], s)};`,
  ];
  return [...PLACE(s), define(s, 'div', 'ab', lines)];
};

/** Digit by digit. A root that is no number of the format does not lie half-way between two either. */
const SQRT: Helper = (s) => {
  const { signed, fraction, bits } = fixedOf(s);
  const lines = [
    ...(signed ? ['if (a < 0) return 0;'] : []),
    `uint64_t rest = (uint64_t)a << ${fraction}, root = 0;`,
    `for (uint64_t bit = UINT64_C(1) << ${(bits + fraction - 1) & ~1}; bit != 0; bit >>= 2) {`,
    '  const uint64_t next = root + bit;',
    '  root >>= 1;',
    '  if (rest >= next) {',
    '    rest -= next;',
    '    root += bit;',
    '  }',
    '}',
    `return (${s.float})(root + (rest > root));`,
  ];
  return [define(s, 'sqrt', 'a', lines)];
};

const below = (s: Scalar): string => `~(${power(fixedOf(s).fraction, s)} - 1)`;
const floor = (s: Scalar): string => `(a & ${below(s)})`;
const ceil = (s: Scalar): string => `((a + (${power(fixedOf(s).fraction, s)} - 1)) & ${below(s)})`;

/** The lowest bits of an integer, as one of the format's width. */
const INT: Helper = (s) => {
  const { bits, tag } = fixedOf(s);
  const [mask, top] = [(1n << BigInt(bits)) - 1n, 1n << BigInt(bits - 1)].map((n) => `INT64_C(${n})`);
  return [
    `static inline ${s.int} napier_${tag}_int(int64_t n) {\n  return (${s.int})(((n & ${mask}) ^ ${top}) - ${top});\n}\n`,
  ];
};
const int = (value: string, s: Scalar): string => call('int')([value], s);

const TO_INT: Helper = (s) => {
  const top = 1n << BigInt(fixedOf(s).bits - 1);
  const [low, high] = [wideNumber(-top, s), wideNumber(top - 1n, s)];
  const lines = [
    `const ${wide(s)} n = ${nearest('a')(s)};`,
    `return (${s.int})(${isTight(s) ? '' : `n < ${low} ? ${low} : `}n > ${high} ? ${high} : n);`,
  ];
  return [...NEAREST(s), define(s, 'toint', 'a', lines, s.int)];
};

const FROM_INT: Helper = (s) => {
  const { fraction, overflow } = fixedOf(s);
  const least = isTight(s) && overflow === 'saturate' ? 'if (n < 0) return 0;' : '';
  const lines = [least, `return ${call('place')([`(${wide(s)})n * ${power(fraction, s)}`], s)};`];
  return [
    ...PLACE(s),
    `static inline ${s.float} ${named('fromint', s)}(${s.int} n) {\n${lines
      .filter((line) => line !== '')
      .map((line) => `  ${line}\n`)
      .join('')}}\n`,
  ];
};

function selfTest(test: TestedFunction): string {
  const { f, name, vectors } = test;
  const units = (x: number): bigint => unitsOf(x, fixedOf(test.storage));
  const rows = vectors.map((v) => `    {${units(v.input)}, ${units(v.output)}},`);
  return `static int test_${f.name}(void) {
  static const struct { long long input, output; } vectors[] = {
${rows.join('\n')}
  };
  const int count = sizeof vectors / sizeof vectors[0];
  int failures = 0;
  for (int i = 0; i < count; i++) {
    const long long got = ${name}((${test.storage.float})vectors[i].input);
    if (got != vectors[i].output) {
      printf("${name}(%lld): got %lld, wanted %lld\\n", vectors[i].input, got, vectors[i].output);
      failures++;
    }
  }
  printf("${name}: %d of %d vectors differ\\n", failures, count);
  return failures;
}
`;
}

function files({ name, source, functions, tested }: Module): { path: string; contents: string }[] {
  const guard = `NAPIER_${name.toUpperCase()}_FIXED_H`;
  const declarations = functions.map(({ name: f, storage, f: { program } }) => {
    const { fraction } = fixedOf(storage);
    const parameters = program.inputs.map((input) => `${storage.float} ${input}`).join(', ');
    return `/* ${program.format}: n stands for n * 2^-${fraction} */\n${storage.float} ${f}(${parameters});\n`;
  });
  const examples = functions.map(
    ({ name: f, storage, f: { program } }) =>
      `Example: ${storage.float} y = ${f}(${program.inputs.map(() => fixedOf(storage).most / 2n).join(', ')});`,
  );
  return [
    {
      path: `${name}_fixed.h`,
      contents: cHeader(guard, '#include <stdint.h>', declarations.join('\n')),
    },
    {
      path: `${name}_fixed.c`,
      contents: `${blockComment([...examples, `Self-test: cc -DNAPIER_SELF_TEST ${name}_fixed.c && ./a.out`])}
#include "${name}_fixed.h"

${source}
#ifdef NAPIER_SELF_TEST
#include <stdio.h>

${tested.map(selfTest).join('\n')}
int main(void) {
  int failures = 0;
${tested.map(({ f }) => `  failures += test_${f.name}();`).join('\n')}
  return failures != 0;
}
#endif
`,
    },
  ];
}

const C_FIXED: Language = {
  name: 'c-fixed',
  description: 'C99 with integers alone, for fixed-point formats',
  scalars: {},
  fixedScalar: scalar,
  relies: [
    'a number is passed as its count of units',
    'right shifts of negative integers copying the sign (gcc, clang, MSVC)',
  ],
  leavesOpen: [],
  notation: {
    ...INFIX,
    ...TERNARY,
    ...fixedCalls(call),
    bits: ([a], s) => (fixedOf(s).signed ? a : int(a, s)),
    float: ([a], s) => {
      const { signed, bits } = fixedOf(s);
      return signed ? a : `(${s.float})((uint32_t)${a} & 0x${(2 ** bits - 1).toString(16)}u)`;
    },
    iadd: ([a, b], s) => int(`(int64_t)${a} + ${b}`, s),
    isub: ([a, b], s) => int(`(int64_t)${a} - ${b}`, s),
    imul: ([a, b], s) => int(`(int64_t)${a} * ${b}`, s),
    ishl: ([a, b], s) => int(`(int64_t)${a} * (INT64_C(1) << ${shiftCount(b, fixedOf(s))})`, s),
    ishr: ([a, b], s) =>
      int(`((int64_t)${a} & ${2 ** fixedOf(s).bits - 1}) >> ${shiftCount(b, fixedOf(s))}`, s),
    isar: ([a, b], s) => `${a} >> ${shiftCount(b, fixedOf(s))}`,
  },
  lookup: ({ name, length }, index) =>
    `${name}[${index} >= 0 && ${index} < ${length} ? ${index} : ${length}]`,
  helpers: {
    add: placed('add', 'ab', () => 'a + b'),
    sub: placed('sub', 'ab', difference('a', 'b')),
    mul: placed('mul', 'ab', nearest('a * b'), NEAREST),
    neg: placed('neg', 'a', difference('0', 'a')),
    abs: placed('abs', 'a', (s) => (fixedOf(s).signed ? 'a < 0 ? -a : a' : 'a')),
    fma: FMA,
    div: DIV,
    sqrt: SQRT,
    floor: placed('floor', 'a', floor),
    ceil: placed('ceil', 'a', ceil),
    trunc: placed('trunc', 'a', (s) => (fixedOf(s).signed ? `a < 0 ? ${ceil(s)} : ${floor(s)}` : floor(s))),
    round: placed('round', 'a', (s) => `${nearest('a')(s)} * ${power(fixedOf(s).fraction, s)}`, NEAREST),
    bits: (s) => (fixedOf(s).signed ? [] : INT(s)),
    iadd: INT,
    isub: INT,
    imul: INT,
    ishl: INT,
    ishr: INT,
    toint: TO_INT,
    fromint: FROM_INT,
  },
  reserved:
    `auto break case char const continue default do double else enum extern float for goto if inline int long
    register restrict return short signed sizeof static struct switch typedef union unsigned void volatile
    while`.split(/\s+/),
  literal,
  comment: blockComment,
  declare: (type, name, value, s) => `const ${s[type]} ${name} = ${value};`,
  table: (name, type, entries, s) =>
    `static const ${s[type]} ${name}[${entries.length}] = {\n  ${entries.join(',\n  ')},\n};\n`,
  convert: (value, from, to) => (isNarrower(to, from) ? call('place')([value], to) : value),
  stores: PLACE,
  define: ({ name, parameters, storage: { float }, doc, body, result }) => {
    const text = [...body, `return ${result};`].join('\n');
    const unused = parameters.filter((parameter) => !new RegExp(`\\b${parameter}\\b`).test(text));
    const lines = [...unused.map((parameter) => `(void)${parameter};`), ...body, `return ${result};`];
    return `${doc}\n${float} ${name}(${parameters.map((p) => `${float} ${p}`).join(', ')}) {\n${lines.map((line) => `  ${line}\n`).join('')}}\n`;
  },
  functionName: (name, s, prefix) => `${prefix}${name}_${fixedOf(s).tag}`,
  files,
};

export const cFixedTarget = languageTarget(C_FIXED);
