/**
 * One suite for every target: the emitted code, run on the real toolchain, gives the reference evaluator's bits on
 * random bit patterns and on every special value.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { parseExpression } from '../../src/expression/parse.ts';
import { parseDomain } from '../../src/expression/parse-domain.ts';
import { TARGETS } from '../../src/emit/targets.ts';
import type { EmitFunction, TargetName } from '../../src/emit/target.ts';
import { findFormat } from '../../src/number/formats.ts';
import { createRandom } from '../../src/number/random.ts';
import { compileProgram } from '../../src/program/evaluate.ts';
import type { Program } from '../../src/program/program.ts';
import { needs } from '../tool.ts';
import { conformancePrograms } from './conformance-programs.ts';

const POINTS = process.env.NAPIER_DEEP === '1' ? 1_000_000 : 200_000;
const folder = mkdtempSync(join(tmpdir(), 'napier-emit-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Lane = Float32Array | Float64Array;

function inputsFor(program: Program): Lane {
  const format = findFormat(program.format);
  const random = createRandom(7);
  const specials = [0, -0, 1, -1, NaN, Infinity, -Infinity, 0.5, 1.5, 2.5, -0.5, -1.5, 4503599627370495.5];
  const edges = [format.minPositive, format.minNormal, format.maxFinite].flatMap((x) => [x, -x]);
  const fixed = [...specials, ...edges].map((x) => format.round(x));
  const inputs = program.format === 'f32' ? new Float32Array(POINTS) : new Float64Array(POINTS);
  const mask = (1n << BigInt(format.bits)) - 1n;
  for (let i = 0; i < POINTS; i++) {
    // Half over all bit patterns, half where arithmetic has something to do.
    inputs[i] =
      i < fixed.length
        ? fixed[i]
        : i % 2 === 0
          ? format.decode(random.bits64() & mask)
          : format.round(8 * random.next() - 4);
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
      format: program.format,
      measure: 'absolute',
    },
    command: 'test',
    version: 'test',
  };
}

/** Counts results that differ in any bit, NaNs being one value. */
function differences(program: Program, inputs: Lane, outputs: Lane): number {
  const run = compileProgram(program);
  let wrong = 0;
  for (let i = 0; i < inputs.length; i++) if (!Object.is(run(inputs[i]), outputs[i])) wrong++;
  return wrong;
}

function write(target: TargetName, f: EmitFunction, name: string): void {
  for (const file of TARGETS[target].emit([f], name)) writeFileSync(join(folder, file.path), file.contents);
}

function runC(compiler: string, program: Program, name: string, inputs: Lane): Lane {
  write('c', emitted(program, name), name);
  const single = program.format === 'f32';
  const type = single ? 'float' : 'double';
  const call = `napier_${name}${single ? 'f' : ''}`;
  writeFileSync(
    join(folder, `${name}-driver.c`),
    `#include <stdio.h>\n#include "${name}.h"\nint main(void) { ${type} x; while (fread(&x, sizeof x, 1, stdin) == 1) { ${type} y = ${call}(x); fwrite(&y, sizeof y, 1, stdout); } return 0; }\n`,
  );
  const binary = join(folder, `${name}-${compiler}`);
  const flags = ['-O3', '-march=native', '-Wall', '-Wextra', '-Werror'];
  execFileSync(
    compiler,
    [...flags, '-o', binary, join(folder, `${name}.c`), join(folder, `${name}-driver.c`), '-lm'],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const bytes = Buffer.from(inputs.buffer);
  const out = execFileSync(binary, { input: bytes, maxBuffer: 1 << 28 });
  const copy = new Uint8Array(out).buffer;
  return single ? new Float32Array(copy) : new Float64Array(copy);
}

for (const compiler of ['gcc', 'clang']) {
  needs(compiler)(`C by ${compiler} equals the reference`, () => {
    for (const { name, program } of conformancePrograms()) {
      it(`${name} (${program.format})`, () => {
        expect(TARGETS.c.refuses(program)).toBeUndefined();
        const inputs = inputsFor(program);
        expect(differences(program, inputs, runC(compiler, program, name, inputs))).toBe(0);
      });
    }
  });

  needs(compiler)(`the C self-test passes with ${compiler}, and fails when a constant is changed`, () => {
    it('runs', () => {
      const { program } = conformancePrograms()[0];
      write('c', emitted(program, 'selftest'), 'selftest');
      const compile = (): void => {
        const arguments_ = [
          '-std=c99',
          '-DNAPIER_SELF_TEST',
          '-o',
          join(folder, 'selftest'),
          join(folder, 'selftest.c'),
          '-lm',
        ];
        execFileSync(compiler, arguments_, { stdio: ['ignore', 'pipe', 'pipe'] });
      };
      compile();
      expect(execFileSync(join(folder, 'selftest'), { encoding: 'utf8' })).toMatch(
        /: 0 of \d+ vectors differ/,
      );
      const path = join(folder, 'selftest.c');
      writeFileSync(
        path,
        readFileSync(path, 'utf8').replace('const float t0 = ', 'const float t0 = 0x1.000002p0f * '),
      );
      compile();
      expect(() => execFileSync(join(folder, 'selftest'), { stdio: 'pipe' })).toThrow();
    });
  });
}

describe('JavaScript equals the reference', () => {
  for (const { name, program } of conformancePrograms()) {
    const refusal = TARGETS.js.refuses(program);
    it(`${name} (${program.format})${refusal === undefined ? '' : `: refused: ${refusal}`}`, async () => {
      if (refusal !== undefined) return expect(program.code.some(({ op }) => op === 'fma')).toBe(true);
      write('js', emitted(program, name), name);
      const module = (await import(pathToFileURL(join(folder, `${name}.js`)).href)) as Record<
        string,
        (x: number) => number
      >;
      const inputs = inputsFor(program);
      expect(
        differences(
          program,
          inputs,
          inputs.map((x) => module[name](x)),
        ),
      ).toBe(0);
      const test = execFileSync(process.execPath, [join(folder, `${name}.self-test.js`)], {
        encoding: 'utf8',
      });
      expect(test).toMatch(/: 0 of \d+ vectors differ/);
    });
  }
});

describe('WebAssembly equals the reference, scalar and SIMD', () => {
  type Emitted = ((x: number) => number) & { map(input: Lane, output?: Lane): Lane };
  for (const { name, program } of conformancePrograms()) {
    const refusal = TARGETS.wasm.refuses(program);
    it(`${name} (${program.format})${refusal === undefined ? '' : `: refused: ${refusal}`}`, async () => {
      if (refusal !== undefined) return expect(program.code.some(({ op }) => op === 'fma')).toBe(true);
      write('wasm', emitted(program, name), name);
      const module = (await import(pathToFileURL(join(folder, `${name}.wasm.js`)).href)) as Record<
        string,
        Emitted
      >;
      // A length that leaves a remainder after the blocks and after the vectors.
      const inputs = inputsFor(program).subarray(0, POINTS - 3);
      expect(differences(program, inputs, module[name].map(inputs))).toBe(0);
      expect(
        differences(
          program,
          inputs,
          inputs.map((x) => module[name](x)),
        ),
      ).toBe(0);
      const test = execFileSync(process.execPath, [join(folder, `${name}.wasm.self-test.js`)], {
        encoding: 'utf8',
      });
      expect(test).toMatch(/: 0 of \d+ vectors differ/);
    });
  }
});

describe('targets refuse what they cannot write', () => {
  it('formats without arithmetic there', () => {
    const program: Program = {
      format: 'bf16',
      inputs: ['x'],
      constants: [],
      code: [{ op: 'add', args: ['x', 'x'] }],
    };
    for (const target of Object.values(TARGETS)) expect(target.refuses(program)).toMatch(/bf16/);
  });
  it('min and max with the constant -0 in C, where clang loses the sign of zero', () => {
    const code = [{ op: 'min', args: ['x', 'c0'] }] as const;
    expect(TARGETS.c.refuses({ format: 'f32', inputs: ['x'], constants: ['-0x0p+0'], code })).toMatch(/-0/);
    expect(TARGETS.c.refuses({ format: 'f32', inputs: ['x'], constants: ['0x0p+0'], code })).toBeUndefined();
  });
});
