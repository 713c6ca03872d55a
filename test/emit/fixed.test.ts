/**
 * Fixed point in C without floating point (gcc, clang) and in Verilog (Icarus): every operation by itself, and random
 * programs, on special and random numbers, against the reference, count for count.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { fixedScalarOf } from '../../src/emit/fixed-scalar.ts';
import type { FixedScalar } from '../../src/emit/language.ts';
import type { EmitFunction, TargetName } from '../../src/emit/target.ts';
import { TARGETS } from '../../src/emit/targets.ts';
import { INTEGER_OPERATIONS } from '../../src/program/integer-operations.ts';
import { toHexFloat } from '../../src/number/exact-constant.ts';
import { findFormat } from '../../src/number/formats.ts';
import { createRandom, type Random } from '../../src/number/random.ts';
import { compileProgram } from '../../src/program/evaluate.ts';
import {
  HARDWARE_OPERATIONS,
  MACHINE_OPERATION_TABLE,
  type HardwareOperation,
  type OperandType,
  type ValueType,
} from '../../src/program/machine-operations.ts';
import { ProgramBuilder } from '../../src/program/program-builder.ts';
import { programText } from '../../src/program/program-text.ts';
import type { Operand, Program } from '../../src/program/program.ts';
import { needs } from '../tool.ts';
import { emitted } from './typed-cases.ts';

const FORMATS = ['q(3.12)', 'uq(0.8)', 'i8', 'u16', 'q(3.4,wrap)', 'uq(4.6)', 'q(15.16)', 'uq(12.20)', 'u32'];
const OPERATIONS = HARDWARE_OPERATIONS.filter((op) => op !== 'lmul');
const [POINTS, PROGRAMS] = process.env.NAPIER_DEEP === '1' ? [20_000, 100] : [250, 8];
const INPUTS = ['x', 'y', 'z'];

const folder = mkdtempSync(join(tmpdir(), 'napier-fixed-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Counts at which carries, signs, middles and ends show, and others. */
function anyNumber({ least, most, fraction, bits }: FixedScalar, random: Random): number {
  const unit = 2 ** -fraction;
  const one = 1n << BigInt(fraction);
  const special = [0n, 1n, 2n, 3n, one, one / 2n, one + 1n, one - 1n, one * 3n / 2n, most, most - 1n, most / 2n]; // prettier-ignore
  const pick = random.next();
  const magnitude =
    pick < 0.3
      ? special[random.integer(special.length)]
      : random.bits64() >> BigInt(pick < 0.6 ? 56 : 64 - bits);
  const count = random.next() < 0.5 ? -magnitude : magnitude;
  const kept =
    pick < 0.05 ? least : count < least || count > most ? (magnitude > most ? most : magnitude) : count;
  return Number(kept) * unit;
}

/** Every operation by itself, then programs of up to ten, their last values joined into the result. */
function programs(format: string, storage: string): Program[] {
  const random = createRandom(11);
  const of = storage === format ? OPERATIONS : INTEGER_OPERATIONS;
  const single = of.map((op) => program(format, storage, [op], random));
  const long = Array.from({ length: PROGRAMS }, () => {
    const operations = Array.from({ length: 1 + random.integer(10) }, () => of[random.integer(of.length)]);
    return program(format, storage, operations, random);
  });
  return [...single, ...long];
}

function program(
  format: string,
  storage: string,
  operations: readonly HardwareOperation[],
  random: Random,
): Program {
  const fixed = fixedScalarOf(format) as FixedScalar;
  const number = (): string => toHexFloat(anyNumber(fixed, random));
  const integers = (): number => random.integer(2 ** 32) >> random.integer(30);
  const b = new ProgramBuilder(format, INPUTS, storage);
  const bit = (): Operand => b.operation('ilt', b.operation('bits', 'x'), b.operation('bits', 'y'));
  const known: Record<OperandType, Operand[]> = {
    float: [...INPUTS.map((_, i) => b.input(i)), b.constant(number())],
    int: [
      b.operation('bits', 'x'),
      b.operation(storage === format ? 'toint' : 'bits', 'y'),
      b.integer(integers()),
      b.integer(random.integer(9)),
    ],
    bool: [storage === format ? b.operation('lt', 'x', 'y') : bit()],
    table: [
      b.table('float', [number(), number(), number()]),
      b.table('int', ['i:1', 'i:-1', 'i:5', 'i:100']),
    ],
  };
  let last: Operand = known.float[0];
  let type: ValueType = 'float';
  for (const op of operations) {
    const { operands, result } = MACHINE_OPERATION_TABLE[op];
    const args = operands.map((of, k) => {
      const from = known[of];
      const newest = operations.length > 1 && random.next() < 0.5;
      return newest ? from[from.length - 1] : from[(k + random.integer(from.length)) % from.length];
    });
    last = b.operation(op, ...args);
    type = result === 'entry' ? (args[0] === known.table[0] ? 'float' : 'int') : result;
    known[type].push(last);
  }
  if (type === 'float') return b.build(last);
  if (type === 'bool' && storage === format) return b.build(b.operation('select', last, 'x', 'z'));
  if (type === 'bool') last = b.operation('iselect', last, known.int[0], known.int[1]);
  return b.build(b.operation('float', last));
}

/** A format, or one to store in and one of 32 bits that integers alone are computed in. */
type Kept = string | readonly [storage: string, computing: string];
const WIDE: readonly Kept[] = [
  ['q(3.12)', 'q(19.12)'],
  ['uq(0.8)', 'q(23.8)'],
  ['q(3.4,wrap)', 'q(27.4)'],
  ['u16', 'i32'],
  ['uq(4.6)', 'q(25.6)'],
];
const ALL: readonly Kept[] = [...FORMATS, ...WIDE];
const labelled = (kept: readonly Kept[]): [string, Kept][] =>
  kept.map((each) => [typeof each === 'string' ? each : each.join(' in '), each]);

type Run = {
  readonly format: string;
  readonly fixed: FixedScalar;
  readonly functions: readonly EmitFunction[];
};

function runOf(kept: Kept, target: TargetName): Run {
  const [format, computing] = typeof kept === 'string' ? [kept, kept] : kept;
  const functions = programs(computing, format).map((each, i) => ({
    ...emitted(each, `f${i}`),
    specification: { ...emitted(each, '').specification, format },
  }));
  for (const { program: each } of functions) expect(TARGETS[target].refuses(each)).toBeUndefined();
  return { format, fixed: fixedScalarOf(format) as FixedScalar, functions };
}

function inputsOf({ fixed }: Run): number[][] {
  const random = createRandom(5);
  return INPUTS.map(() => Array.from({ length: POINTS }, () => anyNumber(fixed, random)));
}

/** Part of a file's name. */
const tagOf = ({ fixed, functions }: Run): string =>
  `${fixed.tag}_${functions[0].program.format.replaceAll(/[^a-z0-9]+/g, '_')}`;

const count = ({ fraction }: FixedScalar, x: number): number => x * 2 ** fraction;

/** @param outputs counts, a function's after the other's */
function compare({ fixed, functions, format }: Run, inputs: number[][], outputs: readonly number[]): void {
  expect(outputs).toHaveLength(functions.length * POINTS);
  const { contains } = findFormat(format);
  functions.forEach(({ program: each }, k) => {
    const evaluate = compileProgram(each);
    for (let i = 0; i < POINTS; i++) {
      const point = inputs.map((values) => values[i]);
      const wanted = evaluate(...point);
      expect(contains(wanted)).toBe(true);
      if (count(fixed, wanted) !== outputs[k * POINTS + i]) {
        const got = outputs[k * POINTS + i];
        expect.fail(
          `${format} ${programText(each)} at ${point.map((x) => count(fixed, x)).join(', ')}: got ${got}, reference ${count(fixed, wanted)}`,
        );
      }
    }
  });
}

function write(target: TargetName, functions: readonly EmitFunction[], name: string): void {
  for (const { path, contents } of TARGETS[target].emit(functions, name))
    writeFileSync(join(folder, path), contents);
}

const execute = (command: string, ...arguments_: string[]): string =>
  execFileSync(command, arguments_, { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 28 });

const numbers = (text: string): number[] =>
  text
    .split('\n')
    .filter((line) => /^-?\d+$/.test(line.trim()))
    .map(Number);

for (const compiler of ['gcc', 'clang']) {
  needs(compiler)(`C of integers by ${compiler} equals the reference`, () => {
    it.each(labelled(ALL))('%s', { timeout: 60_000 }, (_, format) => {
      const run = runOf(format, 'c-fixed');
      const name = `c_${compiler}_${tagOf(run)}`;
      write('c-fixed', run.functions, name);
      const inputs = inputsOf(run);
      const rows = inputs.map((values) => `{${values.map((x) => `${count(run.fixed, x)}`).join(',')}}`);
      const calls = run.functions.map(
        ({ name: f }) =>
          `for (i = 0; i < ${POINTS}; i++) printf("%lld\\n", (long long)napier_${f}_${run.fixed.tag}(v[0][i], v[1][i], v[2][i]));`,
      );
      writeFileSync(
        join(folder, `${name}.c`),
        `#include <stdio.h>\n#include "${name}_fixed.h"\nstatic const long long v[3][${POINTS}] = {${rows.join(',\n')}};\nint main(void) {\n  int i;\n  ${calls.join('\n  ')}\n  return 0;\n}\n`,
      );
      const flags = [
        '-std=c99',
        '-O1',
        '-Wall',
        '-Wextra',
        '-Werror',
        '-Wno-parentheses',
        '-Wno-type-limits',
        '-Wno-tautological-compare',
      ];
      const sanitize = ['-fsanitize=undefined', '-fno-sanitize-recover=undefined'];
      execute(
        compiler,
        ...flags,
        ...(compiler === 'gcc' ? sanitize : []),
        '-o',
        name,
        `${name}.c`,
        `${name}_fixed.c`,
      );
      compare(run, inputs, numbers(execute(join(folder, name))));
    });
  });
}

needs('iverilog', 'vvp')('Verilog by Icarus equals the reference', () => {
  it.each(labelled(ALL))('%s', { timeout: 60_000 }, (_, format) => {
    const run = runOf(format, 'verilog');
    const name = `v_${tagOf(run)}`;
    const { bits, signed } = run.fixed;
    write('verilog', run.functions, name);
    const inputs = inputsOf(run);
    const range = `${signed ? 'signed ' : ''}[${bits - 1}:0]`;
    inputs.forEach((values, k) => {
      const patterns = values.map((x) => BigInt.asUintN(bits, BigInt(count(run.fixed, x))).toString(16));
      writeFileSync(join(folder, `${name}_${k}.hex`), patterns.join('\n'));
    });
    const units = run.functions.map(
      ({ name: f }, k) =>
        `  wire ${range} r${k};\n  napier_${f} u${k} (.x(v0), .${'y_'}(v1), .z(v2), .y(r${k}));`,
    );
    const loops = run.functions.map(
      (_, k) =>
        `    for (i = 0; i < ${POINTS}; i = i + 1) begin v0 = m0[i]; v1 = m1[i]; v2 = m2[i]; #1 $display("%0d", r${k}); end`,
    );
    writeFileSync(
      join(folder, `${name}_all.v`),
      `module all;\n  reg ${range} v0, v1, v2;\n  reg ${range} m0 [0:${POINTS - 1}];\n  reg ${range} m1 [0:${POINTS - 1}];\n  reg ${range} m2 [0:${POINTS - 1}];\n  integer i;\n${units.join('\n')}\n  initial begin\n${[0, 1, 2].map((k) => `    $readmemh("${name}_${k}.hex", m${k});`).join('\n')}\n${loops.join('\n')}\n    $finish;\n  end\nendmodule\n`,
    );
    execute('iverilog', '-g2001', '-Wall', '-o', `${name}.vvp`, `${name}.v`, `${name}_all.v`);
    compare(run, inputs, numbers(execute('vvp', '-n', `${name}.vvp`)));
  });
});

needs('rustc')('Rust of integers equals the reference', () => {
  it.each(
    labelled(process.env.NAPIER_DEEP === '1' ? ALL : ['uq(4.6)', 'q(15.16)', 'u32', ...WIDE.slice(0, 2)]),
  )('%s', { timeout: 120_000 }, (_, format) => {
    const run = runOf(format, 'rust-fixed');
    const name = `r_${tagOf(run)}`;
    write('rust-fixed', run.functions, name);
    const inputs = inputsOf(run);
    const rows = inputs.map((values) => `[${values.map((x) => `${count(run.fixed, x)}`).join(',')}]`);
    const type = `${run.fixed.signed ? 'i' : 'u'}${[8, 16, 32].find((width) => run.fixed.bits <= width)}`;
    const calls = run.functions.map(
      ({ name: f }) => `for i in 0..${POINTS} { println!("{}", m::${f}(V[0][i], V[1][i], V[2][i])); }`,
    );
    writeFileSync(
      join(folder, `${name}.rs`),
      `#![allow(dead_code)]\n#[path = "${name}_fixed.rs"]\nmod m;\nstatic V: [[${type}; ${POINTS}]; 3] = [${rows.join(', ')}];\nfn main() {\n    ${calls.join('\n    ')}\n}\n`,
    );
    execute('rustc', '-F', 'unsafe_code', '-A', 'warnings', '-o', name, `${name}.rs`);
    compare(run, inputs, numbers(execute(join(folder, name))));
  });
});

type Module = Record<string, (...counts: number[]) => number>;

describe('JavaScript and WebAssembly of integers equal the reference', () => {
  const compareModule = async (run: Run, file: string): Promise<void> => {
    const module = (await import(pathToFileURL(join(folder, file)).href)) as Module;
    const inputs = inputsOf(run);
    const outputs = run.functions.flatMap(({ name: f }) =>
      inputs[0].map((_, i) => module[f](...inputs.map((values) => count(run.fixed, values[i])))),
    );
    compare(run, inputs, outputs);
  };
  it.each(labelled(ALL))('js-fixed, %s', async (_, format) => {
    const run = runOf(format, 'js-fixed');
    write('js-fixed', run.functions, `j_${tagOf(run)}`);
    await compareModule(run, `j_${tagOf(run)}_fixed.js`);
  });
  it.each(labelled(WIDE))('wasm-fixed, %s', async (_, format) => {
    const run = runOf(format, 'wasm-fixed');
    write('wasm-fixed', run.functions, `w_${tagOf(run)}`);
    await compareModule(run, `w_${tagOf(run)}_fixed.wasm.js`);
  });
  it('wasm-fixed writes a number among the constants as its count', async () => {
    const program: Program = {
      format: 'q(15.16)',
      inputs: ['x'],
      constants: ['0x1.8p+0'],
      code: [
        { op: 'bits', args: ['x'] },
        { op: 'bits', args: ['c0'] },
        { op: 'iadd', args: ['t0', 't1'] },
        { op: 'float', args: ['t2'] },
      ],
    };
    write('wasm-fixed', [emitted(program, 'more')], 'constant');
    const file = pathToFileURL(join(folder, 'constant_fixed.wasm.js')).href;
    const { more } = (await import(file)) as Module;
    expect(more(5)).toBe(5 + 1.5 * 2 ** 16);
  });
});

/** x ↦ x·x·0.25 + √x in a format, as a function of one input. */
function univariate(format: string): EmitFunction {
  const b = new ProgramBuilder(format, ['x']);
  const x = b.input(0);
  const f = emitted(b.build(b.add(b.mul(b.mul(x, x), b.constant('0x1p-2')), b.sqrt(x))), 'g');
  return { ...f, specification: { ...f.specification, format } };
}

describe('the self-tests', () => {
  needs('gcc')('of C', () => {
    it('passes, and fails when the code is another', () => {
      write(
        'c-fixed',
        [univariate('q(3.12)'), univariate('uq(4.6)')].map((f, i) => ({ ...f, name: `g${i}` })),
        'own',
      );
      execute('gcc', '-DNAPIER_SELF_TEST', '-o', 'own', 'own_fixed.c');
      expect(execute(join(folder, 'own'))).toMatch(
        /g0_q_3_12: 0 of \d+ vectors differ\n.*g1_uq_4_6: 0 of \d+/,
      );
      const [, source] = TARGETS['c-fixed'].emit([univariate('q(3.12)')], 'own');
      writeFileSync(
        join(folder, 'own_fixed.c'),
        String(source.contents).replace('rest > root', 'rest >= root'),
      );
      execute('gcc', '-DNAPIER_SELF_TEST', '-o', 'own', 'own_fixed.c');
      expect(() => execute(join(folder, 'own'))).toThrow();
    });
  });
  needs('iverilog', 'vvp')('of Verilog', () => {
    it('passes', () => {
      write('verilog', [univariate('q(3.12)')], 'own');
      execute('iverilog', '-o', 'own_tb', 'own.v', 'own_tb.v');
      expect(execute('vvp', '-n', 'own_tb')).toMatch(/napier_g: 0 of \d+ vectors differ/);
    });
  });
});

describe('refusals', () => {
  it.each(['c-fixed', 'verilog', 'rust-fixed', 'js-fixed'] as const)(
    '%s has no floating point, no L-Mul and no format of another unit',
    (target) => {
      const b = new ProgramBuilder('f32', ['x']);
      expect(TARGETS[target].refuses(b.build('x'))).toMatch(/no f32 arithmetic; it writes fixed point/);
      const product = {
        format: 'i8',
        inputs: ['x'],
        constants: ['i:1'],
        code: [
          { op: 'lmul', args: ['c0', 'c0'] },
          { op: 'float', args: ['t0'] },
        ],
      } as const;
      expect(TARGETS[target].refuses(product)).toMatch(/L-Mul adds exponents/);
      const stored = { ...new ProgramBuilder('q(3.12)', ['x']).build('x'), storage: 'i8' };
      expect(TARGETS[target].refuses(stored)).toMatch(/not in i8/);
    },
  );
});
