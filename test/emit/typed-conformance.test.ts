/**
 * Programs with integers, comparisons, selections and tables, and with a storage format: the emitted code, run on the
 * real toolchain, gives the reference evaluator's bits, wherever no NaN's bits are asked for.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import type { EmitFunction, TargetName } from '../../src/emit/target.ts';
import { TARGETS } from '../../src/emit/targets.ts';
import { parseDomain } from '../../src/expression/parse-domain.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import { findFormat } from '../../src/number/formats.ts';
import { createRandom } from '../../src/number/random.ts';
import { compileOpenness, compileProgram } from '../../src/program/evaluate.ts';
import { programText } from '../../src/program/program-text.ts';
import { storageOf, type Program } from '../../src/program/program.ts';
import { anyNumber, ordinaryNumber, specialValues } from '../program/conformance-programs.ts';
import {
  powerOfTwo,
  randomTypedProgram,
  reciprocalRoot,
  typedOperationPrograms,
} from '../program/typed-programs.ts';
import { needs } from '../tool.ts';

const DEEP = process.env.NAPIER_DEEP === '1';
const POINTS = DEEP ? 1_000_000 : 10_000;
const PROGRAMS = 25;
const folder = mkdtempSync(join(tmpdir(), 'napier-typed-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Lane = Float32Array | Float64Array;
type Case = { readonly name: string; readonly storage: 'f32' | 'f64'; readonly programs: readonly Program[] };

/** Every operation by itself (of one operand: the others are constants), and many random programs. */
function casesOf(format: 'f32' | 'f64', storage: 'f32' | 'f64'): Case {
  const random = createRandom(40);
  const programs: Program[] = [];
  for (const { program } of typedOperationPrograms(format)) {
    programs.push({ ...univariate(program), ...(storage === format ? {} : { storage }) });
  }
  if (format === 'f32') programs.push(reciprocalRoot());
  programs.push(powerOfTwo(format, storage));
  while (programs.length < 24 + PROGRAMS) {
    const program = randomTypedProgram(format, random, 1 + random.integer(10), { storage });
    if (TARGETS.c.refuses(program) === undefined) programs.push(program);
  }
  return { name: `${format}_${storage}`, storage, programs };
}

/** Inputs but the first become copies of it, shifted: one input is what targets are run with. */
function univariate(program: Program): Program {
  const [first, ...others] = program.inputs;
  const names = new Map(others.map((name, i) => [name, `t${i}`]));
  const shift = others.length;
  const moved = (arg: string): string =>
    names.get(arg) ?? (/^t\d+$/.test(arg) ? `t${Number(arg.slice(1)) + shift}` : arg);
  const constants = [...program.constants, '0x1.8p-1', '-0x1.4p+2'];
  const at = program.constants.length;
  return {
    ...program,
    inputs: [first],
    constants,
    code: [
      ...others.map((_, i) => ({
        op: i === 0 ? ('mul' as const) : ('add' as const),
        args: [first, `c${at + i}`],
      })),
      ...program.code.map(({ op, args }) => ({ op, args: args.map(moved) })),
    ],
  };
}

const CASES = [casesOf('f32', 'f32'), casesOf('f64', 'f64'), casesOf('f64', 'f32')];

function inputsFor({ storage }: Case, count = POINTS): Lane {
  const format = findFormat(storage);
  const random = createRandom(7);
  const special = specialValues(format);
  const inputs = storage === 'f32' ? new Float32Array(count) : new Float64Array(count);
  for (let i = 0; i < count; i++) {
    inputs[i] =
      i < special.length
        ? special[i]
        : i % 2 === 0
          ? anyNumber(format, random)
          : ordinaryNumber(format, random);
  }
  return inputs;
}

function emitted(program: Program, name: string): EmitFunction {
  return {
    name,
    program,
    specification: {
      function: parseExpression('x'),
      variable: 'x',
      domain: parseDomain('[-4,4]'),
      format: storageOf(program),
      measure: 'absolute',
    },
    command: 'test',
    version: 'test',
  };
}

function write(target: TargetName, functions: readonly EmitFunction[], name: string): void {
  for (const file of TARGETS[target].emit(functions, name))
    writeFileSync(join(folder, file.path), file.contents);
}

function expectSame(program: Program, inputs: Lane, outputs: Lane): void {
  const [run, isOpen] = [compileProgram(program), compileOpenness(program)];
  let decided = 0;
  for (let i = 0; i < inputs.length; i++) {
    const expected = run(inputs[i]);
    if (Object.is(expected, outputs[i])) decided++;
    else if (!isOpen(inputs[i])) {
      expect.fail(`${programText(program)} at ${inputs[i]}: got ${outputs[i]}, reference ${expected}`);
    }
  }
  expect(decided).toBeGreaterThan(0);
}

function slice(bytes: Buffer, inputs: Lane, index: number): Lane {
  const size = inputs.byteLength;
  const part = new Uint8Array(bytes.subarray(index * size, (index + 1) * size)).buffer;
  return inputs instanceof Float32Array ? new Float32Array(part) : new Float64Array(part);
}

for (const compiler of ['gcc', 'clang']) {
  needs(compiler)(`typed C by ${compiler} equals the reference`, () => {
    for (const test of CASES) {
      it(
        test.name,
        () => {
          const name = `c_${test.name}`;
          const functions = test.programs.map((program, i) => emitted(program, `f${i}_${test.name}`));
          for (const { program } of functions) expect(TARGETS.c.refuses(program)).toBeUndefined();
          write('c', functions, name);
          const type = test.storage === 'f32' ? 'float' : 'double';
          const suffix = test.storage === 'f32' ? 'f' : '';
          const calls = functions.map(
            (f) =>
              `  for (int i = 0; i < n; i++) y[i] = napier_${f.name}${suffix}(x[i]);\n  fwrite(y, sizeof *y, n, stdout);`,
          );
          const driver = `#include <stdio.h>\n#include <stdlib.h>\n#include "${name}.c"\nint main(void) {\n  int n = ${POINTS};\n  ${type} *x = malloc(n * sizeof *x), *y = malloc(n * sizeof *y);\n  if (fread(x, sizeof *x, n, stdin) != (size_t)n) return 1;\n${calls.join('\n')}\n  return 0;\n}\n`;
          writeFileSync(join(folder, `${name}-driver.c`), driver);
          const binary = join(folder, `${name}-${compiler}`);
          const flags = ['-O3', '-march=native', '-Wall', '-Wextra', '-Werror'];
          execFileSync(compiler, [...flags, '-o', binary, join(folder, `${name}-driver.c`), '-lm'], {
            stdio: 'pipe',
          });
          const inputs = inputsFor(test);
          const out = execFileSync(binary, { input: Buffer.from(inputs.buffer), maxBuffer: 2 ** 30 });
          functions.forEach(({ program }, i) => expectSame(program, inputs, slice(out, inputs, i)));
          execFileSync(compiler, [
            '-std=c99',
            '-DNAPIER_SELF_TEST',
            '-o',
            `${binary}-test`,
            join(folder, `${name}.c`),
            '-lm',
          ]);
          expect(execFileSync(`${binary}-test`, { encoding: 'utf8' })).toMatch(/: 0 of \d+ vectors differ/);
        },
        60_000,
      );
    }
  });
}

describe('typed JavaScript equals the reference', () => {
  for (const test of CASES) {
    it(test.name, async () => {
      const name = `js_${test.name}`;
      const functions = test.programs
        .map((program, i) => emitted(program, `f${i}_${test.name}`))
        .filter(({ program }) => {
          const refusal = TARGETS.js.refuses(program);
          if (refusal !== undefined) expect(refusal).toMatch(/rounded fma|constant counts/);
          return refusal === undefined;
        });
      expect(functions.length).toBeGreaterThan(test.programs.length / 3);
      write('js', functions, name);
      const module = (await import(pathToFileURL(join(folder, `${name}.js`)).href)) as Record<
        string,
        (x: number) => number
      >;
      const inputs = inputsFor(test);
      for (const f of functions)
        expectSame(
          f.program,
          inputs,
          inputs.map((x) => module[f.name](x)),
        );
      const self = execFileSync(process.execPath, [join(folder, `${name}.self-test.js`)], {
        encoding: 'utf8',
      });
      expect(self).toMatch(/: 0 of \d+ vectors differ/);
    });
  }
});

describe('typed WebAssembly equals the reference, scalar and SIMD', () => {
  type Emitted = ((x: number) => number) & { map(input: Lane, output?: Lane): Lane };
  for (const test of CASES) {
    it(test.name, async () => {
      const name = `wasm_${test.name}`;
      const functions = test.programs
        .map((program, i) => emitted(program, `f${i}_${test.name}`))
        .filter(({ program }) => {
          const refusal = TARGETS.wasm.refuses(program);
          if (refusal !== undefined) expect(refusal).toMatch(/rounded fma/);
          return refusal === undefined;
        });
      expect(functions.length).toBeGreaterThan(test.programs.length / 2);
      write('wasm', functions, name);
      const module = (await import(pathToFileURL(join(folder, `${name}.wasm.js`)).href)) as Record<
        string,
        Emitted
      >;
      const inputs = inputsFor(test, POINTS - 3);
      for (const f of functions) {
        expectSame(
          f.program,
          inputs,
          inputs.map((x) => module[f.name](x)),
        );
        expectSame(f.program, inputs, module[f.name].map(inputs));
      }
      const self = execFileSync(process.execPath, [join(folder, `${name}.wasm.self-test.js`)], {
        encoding: 'utf8',
      });
      expect(self).toMatch(/: 0 of \d+ vectors differ/);
    });
  }
});
