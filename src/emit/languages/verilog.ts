/** The Verilog column (IEEE 1364-2001): fixed-point programs as modules without a clock, one wire an operation. */
import type { FixedScalar, Language, Module, Scalar, TestedFunction } from '../language.ts';
import { languageTarget } from '../language-target.ts';
import { lineComment } from './comment.ts';
import { bare, countOf, fixedCalls, fixedOf, isNarrower, shiftCount, unitsOf } from './fixed.ts';
import { INFIX, TERNARY } from './infix.ts';

type Helper = (s: Scalar) => string[];

const vector = (bits: number, signed: boolean): string => `${signed ? 'signed ' : ''}[${bits - 1}:0]`;

function scalar(fixed: FixedScalar, format: string): Scalar {
  const { bits, signed } = fixed;
  const int = `wire ${vector(bits, true)}`;
  return { format, width: 32, fixed, float: `wire ${vector(bits, signed)}`, int, signed: int, bool: 'wire' };
}

/** Bits that hold a·b + c·2^fraction with its sign. */
const wideBits = (s: Scalar): number => 2 * fixedOf(s).bits + 2;
const wide = (s: Scalar): string => vector(wideBits(s), true);

function sized(n: bigint, bits: number, signed = true): string {
  if (!signed) return `${bits}'d${n}`;
  if (n === -(1n << BigInt(bits - 1))) return `${bits}'sh${(-n).toString(16)}`;
  return n < 0n ? `(-${bits}'sd${-n})` : `${bits}'sd${n}`;
}
const wideNumber = (n: bigint, s: Scalar): string => sized(n, wideBits(s));

function literal(constant: string, s: Scalar): string {
  const { bits, signed } = fixedOf(s);
  return sized(countOf(constant, fixedOf(s)), bits, signed || constant.startsWith('i:'));
}

const call =
  (name: string) =>
  (args: readonly string[]): string =>
    `fx_${name}(${args.map(bare).join(', ')})`;

/** A function of numbers widened; what it is given is extended by its sign, if it has one. */
function define(
  s: Scalar,
  name: string,
  parameters: string,
  lines: readonly string[],
  { result = vector(fixedOf(s).bits, fixedOf(s).signed), locals = '' } = {},
): string {
  const inputs = [...parameters].map((parameter) => `input ${wide(s)} ${parameter}`).join(', ');
  const body =
    lines.length === 1 && locals === '' ? lines : ['begin', ...lines.map((line) => `  ${line}`), 'end'];
  return [
    `function ${result} fx_${name}(${inputs});`,
    ...(locals === '' ? [] : [`  ${locals}`]),
    ...body.map((line) => `  ${line}`),
    'endfunction',
  ].join('\n');
}

/** The number of a count of units, which may lie beyond the ends. */
const PLACE: Helper = (s) => {
  const { bits, signed, overflow, least, most } = fixedOf(s);
  const low = `n[${bits - 1}:0]`;
  const [first, last] = [sized(least, bits, signed), sized(most, bits, signed)];
  const value =
    overflow === 'wrap'
      ? low
      : `n < ${wideNumber(least, s)} ? ${first} : n > ${wideNumber(most, s)} ? ${last} : ${low}`;
  return [define(s, 'place', 'n', [`fx_place = ${value};`])];
};

/** The same of an integer of up to 32 bits, for results in a narrower format. */
const STORE: Helper = (s) => {
  const { bits, signed, overflow, least, most } = fixedOf(s);
  const low = `n[${bits - 1}:0]`;
  const [first, last] = [sized(least, bits, signed), sized(most, bits, signed)];
  const value =
    overflow === 'wrap'
      ? low
      : `n < ${sized(least, 33)} ? ${first} : n > ${sized(most, 33)} ? ${last} : ${low}`;
  return [
    `function ${vector(bits, signed)} fx_store(input ${vector(33, true)} n);\n  fx_store = ${value};\nendfunction`,
  ];
};

/** n·2^−fraction to the nearest integer, ties to even. */
const NEAREST: Helper = (s) => {
  const { fraction } = fixedOf(s);
  const result = wide(s);
  if (fraction === 0) return [define(s, 'nearest', 'n', ['fx_nearest = n;'], { result })];
  const half = wideNumber(1n << BigInt(fraction - 1), s);
  const lines = [
    `q = n >>> ${fraction};`,
    `r = n & ${wideNumber((1n << BigInt(fraction)) - 1n, s)};`,
    `fx_nearest = q + ((r > ${half} || (r == ${half} && q[0])) ? ${wideNumber(1n, s)} : ${wideNumber(0n, s)});`,
  ];
  return [define(s, 'nearest', 'n', lines, { result, locals: `reg ${wide(s)} q, r;` })];
};

/** An operation whose result is a count of units that may lie beyond the ends. */
const placed =
  (name: string, parameters: string, value: (s: Scalar) => string, ...needed: Helper[]): Helper =>
  (s) => [
    ...[PLACE, ...needed].flatMap((helper) => helper(s)),
    define(s, name, parameters, [`fx_${name} = fx_place(${value(s)});`]),
  ];

const DIV: Helper = (s) => {
  const { bits, signed, fraction, overflow, least, most } = fixedOf(s);
  const [zero, first, last] = [0n, least, most].map((n) => sized(n, bits, signed));
  const end = overflow === 'wrap' ? zero : `a < 0 ? ${first} : a > 0 ? ${last} : ${zero}`;
  const [one, none] = [1n, 0n].map((n) => wideNumber(n, s));
  const lines = [
    `n = a <<< ${fraction};`,
    'd = b < 0 ? -b : b;',
    'q = d == 0 ? n : n / b;',
    'r = n - q * b;',
    't = (r < 0 ? -r : r) <<< 1;',
    `u = (t > d || (t == d && q[0])) ? ((n < 0) == (b < 0) ? ${one} : -${one}) : ${none};`,
    `if (d == 0) fx_div = ${end};`,
    'else fx_div = fx_place(q + u);',
  ];
  return [...PLACE(s), define(s, 'div', 'ab', lines, { locals: `reg ${wide(s)} n, d, q, r, t, u;` })];
};

/** Digit by digit. A root that is no number of the format does not lie half-way between two either. */
const SQRT: Helper = (s) => {
  const { bits, fraction } = fixedOf(s);
  const lines = [
    `rest = a < 0 ? ${wideNumber(0n, s)} : a <<< ${fraction};`,
    'root = 0;',
    `for (k = ${(bits + fraction - 1) & ~1}; k >= 0; k = k - 2) begin`,
    '  next = 1;',
    '  step = next << k;',
    '  next = root + step;',
    '  root = root >> 1;',
    '  if (rest >= next) begin',
    '    rest = rest - next;',
    '    root = root + step;',
    '  end',
    'end',
    'if (rest > root) root = root + 1;',
    `fx_sqrt = root[${bits - 1}:0];`,
  ];
  const locals = `reg ${vector(wideBits(s), false)} rest, root, step, next; integer k;`;
  return [define(s, 'sqrt', 'a', lines, { locals })];
};

const mask = (s: Scalar): string => wideNumber((1n << BigInt(fixedOf(s).fraction)) - 1n, s);
const floor = (s: Scalar): string => `a & ~${mask(s)}`;
const ceil = (s: Scalar): string => `(a + ${mask(s)}) & ~${mask(s)}`;

const TO_INT: Helper = (s) => {
  const { bits } = fixedOf(s);
  const top = 1n << BigInt(bits - 1);
  const lines = [
    'n = fx_nearest(a);',
    `fx_toint = n < ${wideNumber(-top, s)} ? ${sized(-top, bits)} : n > ${wideNumber(top - 1n, s)} ? ${sized(top - 1n, bits)} : n[${bits - 1}:0];`,
  ];
  return [
    ...NEAREST(s),
    define(s, 'toint', 'a', lines, { result: vector(bits, true), locals: `reg ${wide(s)} n;` }),
  ];
};

const constant = (x: number, { storage }: TestedFunction): string =>
  sized(unitsOf(x, fixedOf(storage)), fixedOf(storage).bits, fixedOf(storage).signed);

function testOf(test: TestedFunction, i: number): { readonly declarations: string; readonly steps: string } {
  const { name, storage, vectors } = test;
  const range = vector(fixedOf(storage).bits, fixedOf(storage).signed);
  const [input] = test.parameters;
  const steps = vectors.map((v) => `    check${i}(${constant(v.input, test)}, ${constant(v.output, test)});`);
  return {
    declarations: `  reg ${range} x${i};
  wire ${range} y${i};
  ${name} dut${i} (.${input}(x${i}), .y(y${i}));
  task check${i}(input ${range} given, input ${range} wanted);
    begin
      x${i} = given;
      #1 if (y${i} !== wanted) begin
        $display("${name}(%0d): got %0d, wanted %0d", given, y${i}, wanted);
        failures = failures + 1;
      end
    end
  endtask
`,
    steps: `    failures = 0;
${steps.join('\n')}
    $display("${name}: %0d of ${vectors.length} vectors differ", failures);`,
  };
}

function testbench({ name, tested }: Module): string {
  const tests = tested.map(testOf);
  return `module ${name}_tb;
  integer failures;
${tests.map(({ declarations }) => declarations).join('\n')}
  initial begin
${tests.map(({ steps }) => steps).join('\n')}
    $finish;
  end
endmodule
`;
}

function files(module: Module): { path: string; contents: string }[] {
  const examples = module.functions.map(({ name, parameters }) => {
    const ports = parameters.map((parameter) => `.${parameter}(${parameter})`);
    return `// Example: ${name} unit (${[...ports, '.y(y)'].join(', ')});`;
  });
  return [
    {
      path: `${module.name}.v`,
      contents: `${examples.join('\n')}
// Self-test: iverilog -o ${module.name}_tb ${module.name}.v ${module.name}_tb.v && vvp ${module.name}_tb

${module.source}`,
    },
    { path: `${module.name}_tb.v`, contents: testbench(module) },
  ];
}

const VERILOG: Language = {
  name: 'verilog',
  description: 'Verilog (2001), a module without a clock each function, for fixed-point formats',
  scalars: {},
  fixedScalar: scalar,
  nests: true,
  relies: ['a number is its count of units', 'signed arithmetic as IEEE 1364-2001 defines it'],
  leavesOpen: [],
  notation: {
    ...INFIX,
    ...TERNARY,
    ...fixedCalls(call),
    // The same bits: a wire of the other kind takes them.
    bits: ([a]) => a,
    float: ([a]) => a,
    ishl: ([a, b], s) => `${a} << ${shiftCount(b, fixedOf(s))}`,
    ishr: ([a, b], s) => `${a} >> ${shiftCount(b, fixedOf(s))}`,
    isar: ([a, b], s) => `${a} >>> ${shiftCount(b, fixedOf(s))}`,
  },
  lookup: ({ name }, index) => `${name}(${index})`,
  helpers: {
    add: placed('add', 'ab', () => 'a + b'),
    sub: placed('sub', 'ab', () => 'a - b'),
    mul: placed('mul', 'ab', () => 'fx_nearest(a * b)', NEAREST),
    neg: placed('neg', 'a', () => '-a'),
    abs: placed('abs', 'a', () => 'a < 0 ? -a : a'),
    fma: placed('fma', 'abc', (s) => `fx_nearest(a * b + (c <<< ${fixedOf(s).fraction}))`, NEAREST),
    div: DIV,
    sqrt: SQRT,
    floor: placed('floor', 'a', floor),
    ceil: placed('ceil', 'a', ceil),
    trunc: placed('trunc', 'a', (s) => `a < 0 ? (${ceil(s)}) : (${floor(s)})`),
    round: placed('round', 'a', (s) => `fx_nearest(a) <<< ${fixedOf(s).fraction}`, NEAREST),
    toint: TO_INT,
    fromint: placed('fromint', 'n', (s) => `n <<< ${fixedOf(s).fraction}`),
  },
  reserved:
    `y always and assign begin buf case default else end endcase endfunction endmodule endtask event for force
    forever fork function if initial inout input integer join module nand negedge nor not or output parameter posedge
    real reg repeat signed specify supply0 supply1 table task time tri wait wand while wire wor xor xnor`.split(
      /\s+/,
    ),
  literal,
  comment: lineComment('//'),
  declare: (type, name, value, s) => `${s[type]} ${name} = ${value};`,
  table: (name, type, entries, s) => {
    const { bits, signed } = fixedOf(s);
    const rows = entries.map(
      (entry, i) => `    ${i === entries.length - 1 ? 'default' : i}: ${name} = ${entry};`,
    );
    return [
      `function ${vector(bits, signed || type === 'int')} ${name}(input ${vector(bits, true)} index);`,
      '  case (index)',
      ...rows,
      '  endcase',
      'endfunction',
    ].join('\n');
  },
  convert: (value, from, to) => (isNarrower(to, from) ? call('store')([value]) : value),
  stores: STORE,
  define: ({ name, parameters, storage, doc, body, result, nested }) => {
    const range = vector(fixedOf(storage).bits, fixedOf(storage).signed);
    const { fraction } = fixedOf(storage);
    const inside = [...nested.flatMap((text) => [...text.split('\n'), '']), ...body, `assign y = ${result};`];
    const ports = [...parameters.map((parameter) => `input ${range} ${parameter}`), `output ${range} y`];
    return `${doc}\n// n stands for n * 2^-${fraction}\nmodule ${name} (${ports.join(', ')});\n${inside.map((line) => `  ${line}`.trimEnd()).join('\n')}\nendmodule\n`;
  },
  functionName: (name, _, prefix) => `${prefix}${name}`,
  files,
};

export const verilogTarget = languageTarget(VERILOG);
