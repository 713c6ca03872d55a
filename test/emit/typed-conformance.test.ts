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
import { needs } from '../tool.ts';
import { CASES, emitted, expectSame, inputsFor, POINTS, type Lane } from './typed-cases.ts';

const folder = mkdtempSync(join(tmpdir(), 'napier-typed-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(target: TargetName, functions: readonly EmitFunction[], name: string): void {
  for (const file of TARGETS[target].emit(functions, name))
    writeFileSync(join(folder, file.path), file.contents);
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
