/**
 * The languages that are described by data, on the real toolchain where it is at hand: all programs of the shared
 * suite in one module, results compared with the reference bit by bit.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { EmitFunction, TargetName } from '../../src/emit/target.ts';
import { TARGETS } from '../../src/emit/targets.ts';
import { compileProgram } from '../../src/program/evaluate.ts';
import { ProgramBuilder } from '../../src/program/program-builder.ts';
import { storageOf, type Program } from '../../src/program/program.ts';
import { needs, pythonWith } from '../tool.ts';
import { conformancePrograms } from './conformance-programs.ts';
import { CUDA_ON_HOST } from './cuda-on-host.ts';
import {
  CASES,
  cubicFor,
  emitted,
  expectSame,
  inputsFor,
  POINTS,
  type Case,
  type Lane,
} from './typed-cases.ts';

const folder = mkdtempSync(join(tmpdir(), 'napier-languages-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** All programs with this storage that the target writes; the others it refuses for the reason told. */
function functionsFor(target: TargetName, test: Case, reason: RegExp): EmitFunction[] {
  const { storage, name } = test;
  const plain = conformancePrograms().filter(({ program }) => program.format === name.slice(0, 3));
  const all = [
    ...(name === `${storage}_${storage}` ? plain.map((p) => emitted(p.program, p.name)) : []),
    ...test.programs.map((program, i) => emitted(program, `f${i}_${name}`)),
  ];
  const functions = all.filter(({ program }) => {
    const refusal = TARGETS[target].refuses(program);
    if (refusal !== undefined) expect(refusal).toMatch(reason);
    return refusal === undefined;
  });
  expect(functions.length).toBeGreaterThan(all.length / 2);
  return functions;
}

function write(target: TargetName, functions: readonly EmitFunction[], name: string): void {
  for (const file of TARGETS[target].emit(functions, name))
    writeFileSync(join(folder, file.path), file.contents);
}

function compare(functions: readonly EmitFunction[], inputs: Lane, bytes: Buffer): void {
  expect(bytes.byteLength).toBe(functions.length * inputs.byteLength);
  functions.forEach(({ program }, i) => {
    const part = new Uint8Array(bytes.subarray(i * inputs.byteLength, (i + 1) * inputs.byteLength)).buffer;
    const outputs = storageOf(program) === 'f32' ? new Float32Array(part) : new Float64Array(part);
    expectSame(program, inputs, outputs);
  });
}

const run = (command: string, arguments_: readonly string[], input?: Lane): Buffer =>
  execFileSync(command, arguments_, {
    cwd: folder,
    maxBuffer: 2 ** 30,
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(input === undefined ? {} : { input: Buffer.from(input.buffer) }),
  });

needs('rustc')('Rust equals the reference', () => {
  for (const test of CASES) {
    it(
      test.name,
      () => {
        const name = `rust_${test.name}`;
        const functions = functionsFor('rust', test, /^$/);
        write('rust', functions, name);
        const calls = functions.map(
          (f) =>
            `    for x in &xs { out.extend_from_slice(&${name}::${f.name}(${test.storage}::from_bits(*x)).to_bits().to_le_bytes()); }`,
        );
        const [bits, bytes] = test.storage === 'f32' ? ['u32', 4] : ['u64', 8];
        writeFileSync(
          join(folder, `${name}_driver.rs`),
          `mod ${name};\nuse std::io::{Read, Write};\nfn main() {\n    let mut data = Vec::new();\n    std::io::stdin().read_to_end(&mut data).unwrap();\n    let xs: Vec<${bits}> = data.chunks(${bytes}).map(|c| ${bits}::from_le_bytes(c.try_into().unwrap())).collect();\n    let mut out = Vec::new();\n${calls.join('\n')}\n    std::io::stdout().write_all(&out).unwrap();\n}\n`,
        );
        run('rustc', ['--edition', '2021', '-O', '-D', 'warnings', '-F', 'unsafe_code', `${name}_driver.rs`]);
        const inputs = inputsFor(test);
        compare(functions, inputs, run(join(folder, `${name}_driver`), [], inputs));
        run('rustc', ['--edition', '2021', '--test', `${name}.rs`]);
        expect(run(join(folder, name), []).toString()).toMatch(/ok\. \d+ passed; 0 failed/);
      },
      120_000,
    );
  }
});

// The sign of the zero that LLVM would lose (llvm-project issue 157254).
needs('rustc')('Rust of a widened input beside zero equals the reference', () => {
  it('at −0 too', { timeout: 60_000 }, () => {
    const functions = (['min', 'max'] as const).flatMap((op) =>
      ['0x0p+0', '-0x0p+0'].flatMap((zero, k) =>
        [true, false].map((first) => {
          const b = new ProgramBuilder('f64', ['x'], 'f32');
          const operands = [b.input(0), b.constant(zero)];
          const [left, right] = first ? operands : operands.reverse();
          // Twice that, lest all of it be done in f32.
          const doubled = b.mul(b[op](left, right), b.constant('0x1.0000000001p+1'));
          return emitted(b.build(doubled), `${op}${k}${first}`);
        }),
      ),
    );
    write('rust', functions, 'beside_zero');
    const calls = functions.map((f) => `for x in &INPUTS { println!("{}", beside_zero::${f.name}(f32::from_bits(unsafe { std::ptr::read_volatile(x) })).to_bits()); }`); // prettier-ignore
    const inputs = Float32Array.of(0, -0, 1e-45, -1e-45, 1, -1, Infinity, -Infinity, NaN);
    const words = [...new Uint32Array(inputs.buffer)];
    writeFileSync(
      join(folder, 'beside_zero_driver.rs'),
      `mod beside_zero;\nstatic INPUTS: [u32; ${words.length}] = [${words.join(', ')}];\nfn main() {\n${calls.join('\n')}\n}\n`,
    );
    run('rustc', ['--edition', '2021', '-O', '-A', 'warnings', 'beside_zero_driver.rs']);
    const printed = run(join(folder, 'beside_zero_driver'), []).toString().trim().split('\n').map(Number);
    compare(functions, inputs, Buffer.from(Uint32Array.from(printed).buffer));
  });
});

const python = pythonWith('numpy');

needs(python ?? 'python3-numpy')('NumPy equals the reference', () => {
  for (const test of CASES) {
    it(
      test.name,
      () => {
        const name = `numpy_${test.name}`;
        const functions = functionsFor('numpy', test, /NumPy has none/);
        write('numpy', functions, name);
        const dtype = test.storage === 'f32' ? 'float32' : 'float64';
        const calls = functions.map((f) => `sys.stdout.buffer.write(${name}.${f.name}(x).tobytes())`);
        writeFileSync(
          join(folder, `${name}_driver.py`),
          `import sys\nimport numpy as np\nimport ${name}\nx = np.frombuffer(sys.stdin.buffer.read(), np.${dtype})\n${calls.join('\n')}\n# numbers are arrays too\nassert float(${name}.${functions[0].name}(1.5)) == float(${name}.${functions[0].name}(np.array([1.5]))[0])\n`,
        );
        const inputs = inputsFor(test);
        compare(functions, inputs, run(python as string, ['-W', 'error', `${name}_driver.py`], inputs));
        expect(run(python as string, [`${name}.py`]).toString()).toMatch(/: 0 of \d+ vectors differ/);
      },
      60_000,
    );
  }
});

needs('g++')('CUDA C++ with its intrinsics on the host equals the reference', () => {
  for (const test of CASES) {
    it(
      test.name,
      () => {
        const name = `cuda_${test.name}`;
        const functions = functionsFor('cuda', test, /^$/);
        write('cuda', functions, name);
        writeFileSync(join(folder, 'cuda-on-host.h'), CUDA_ON_HOST);
        const [type, suffix] = test.storage === 'f32' ? ['float', 'f'] : ['double', ''];
        const calls = functions.map(
          (f) =>
            `  for (int i = 0; i < n; i++) y[i] = napier_${f.name}${suffix}(x[i]);\n  fwrite(y, sizeof *y, n, stdout);`,
        );
        writeFileSync(
          join(folder, `${name}.cpp`),
          `#include <cstdio>\n#include <cstdlib>\n#include "cuda-on-host.h"\n#include "${name}.cuh"\nstatic ${type} x[${POINTS}], y[${POINTS}];\nint main() {\n  int n = fread(x, sizeof *x, ${POINTS}, stdin);\n${calls.join('\n')}\n}\n`,
        );
        const flags =
          '-std=c++17 -O1 -ffp-contract=off -march=native -Wall -Werror -Wno-parentheses -Wno-unused-variable';
        run('g++', [...flags.split(' '), '-o', name, `${name}.cpp`]);
        const inputs = inputsFor(test);
        compare(functions, inputs, run(join(folder, name), [], inputs));
      },
      120_000,
    );
  }
});

for (const compiler of ['gcc', 'clang']) {
  needs(compiler)(`C arrays by ${compiler} equal the reference, and are vectorised`, () => {
    for (const test of CASES) {
      it(
        test.name,
        () => {
          const name = `carray_${compiler}_${test.name}`;
          const functions = functionsFor('c-array', test, /^$/);
          write('c-array', functions, name);
          const [type, suffix] = test.storage === 'f32' ? ['float', 'f'] : ['double', ''];
          const calls = functions.map(
            (f) =>
              `  napier_${f.name}${suffix}_array(x, y, ${POINTS - 3});\n  y[${POINTS - 3}] = y[${POINTS - 2}] = y[${POINTS - 1}] = 7;\n  fwrite(y, sizeof *y, ${POINTS}, stdout);`,
          );
          writeFileSync(
            join(folder, `${name}.c`),
            `#include <stdio.h>\n#include <string.h>\n#include "${name}_array.h"\nstatic ${type} x[${POINTS}], y[${POINTS}];\nint main(void) {\n  if (fread(x, sizeof *x, ${POINTS}, stdin) != ${POINTS}) return 1;\n${calls.join('\n')}\n  return 0;\n}\n`,
          );
          const report = compiler === 'gcc' ? '-fopt-info-vec' : '-Rpass=loop-vectorize';
          const flags = '-O2 -march=native -fno-math-errno -Wall -Wextra -Werror'.split(' ');
          const remarks = execFileSync(
            'sh',
            ['-c', [compiler, ...flags, report, '-c', `${name}_array.c`, '2>&1'].join(' ')],
            { cwd: folder, encoding: 'utf8' },
          );
          const vectorised = remarks.match(/loop vectorized|vectorized loop/g)?.length ?? 0;
          expect(vectorised).toBeGreaterThan(functions.length / 2);
          run(compiler, [...flags, '-o', name, `${name}.c`, `${name}_array.o`, '-lm']);
          const inputs = inputsFor(test);
          const bytes = run(join(folder, name), [], inputs);
          functions.forEach(({ program }, i) => {
            const start = bytes.byteOffset + i * inputs.byteLength;
            const part = bytes.buffer.slice(start, start + inputs.byteLength) as ArrayBuffer;
            const outputs = test.storage === 'f32' ? new Float32Array(part) : new Float64Array(part);
            expect([...outputs.subarray(POINTS - 3)]).toEqual([7, 7, 7]);
            expectSame(program, inputs.subarray(0, POINTS - 3), outputs.subarray(0, POINTS - 3));
          });
        },
        120_000,
      );
    }

    // Long functions, of fma above all, gcc would rather call.
    it.each([6, 20])('in the loop of %i fma', (degree) => {
      const b = new ProgramBuilder('f32', ['x']);
      let sum = b.constant('0x1p+0');
      for (let i = 0; i < degree; i++)
        sum = b.operation('fma', sum, b.input(0), b.constant(`0x1.${(i + 2).toString(16)}p-3`));
      const name = `long_${compiler}_${degree}`;
      write('c-array', [emitted(b.build(sum), name)], name);
      const report = compiler === 'gcc' ? '-fopt-info-vec' : '-Rpass=loop-vectorize';
      const flags = '-O3 -mavx2 -mfma -fno-math-errno -Wall -Wextra -Werror';
      const remarks = execFileSync('sh', ['-c', `${compiler} ${flags} ${report} -c ${name}_array.c 2>&1`], {
        cwd: folder,
        encoding: 'utf8',
      });
      expect(remarks).toMatch(/loop vectorized|vectorized loop/);
    });
  });
}

describe('WebAssembly with Relaxed SIMD', () => {
  it('rounds fma once here, or twice everywhere', { timeout: 60_000 }, () => {
    for (const { name, program } of conformancePrograms()) {
      if (!program.code.some(({ op }) => op === 'fma')) continue;
      write('wasm-relaxed', [emitted(program, name)], name);
      const inputs = inputsFor(program.format === 'f32' ? CASES[0] : CASES[1]);
      const array = program.format === 'f32' ? 'Float32Array' : 'Float64Array';
      writeFileSync(
        join(folder, `${name}.run.mjs`),
        `import { readFileSync, writeFileSync } from 'node:fs';\nimport { ${name} as f } from './${name}_relaxed.wasm.js';\nconst x = new ${array}(new Uint8Array(readFileSync(0)).buffer);\nconst y = f.map(x);\nif (x.some((v, i) => !Object.is(f(v), y[i]))) throw new Error('scalar and array differ');\nwriteFileSync(1, new Uint8Array(y.buffer));\n`,
      );
      writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
      const flag = '--experimental-wasm-relaxed-simd';
      const bytes = run(process.execPath, [flag, join(folder, `${name}.run.mjs`)], inputs);
      const part = new Uint8Array(bytes).buffer;
      const outputs = program.format === 'f32' ? new Float32Array(part) : new Float64Array(part);
      const count = (f: (x: number) => number): number =>
        [...inputs].filter((x, i) => !Object.is(f(x), outputs[i])).length;
      expect([count(compileProgram(program)), count(compileProgram(unfused(program)))]).toContain(0);
    }
  });
});

/** Each fma as a product and a sum. */
function unfused(program: Program): Program {
  const b = new ProgramBuilder(program.format, program.inputs);
  const values = new Map<string, string>(program.inputs.map((name, i) => [name, b.input(i)]));
  program.constants.forEach((text, i) => values.set(`c${i}`, b.constant(text)));
  let last = '';
  program.code.forEach(({ op, args }, i) => {
    const [x, y, z] = args.map((arg) => values.get(arg) as string);
    last = op === 'fma' ? b.add(b.mul(x, y), z) : b.neg(x);
    if (op !== 'fma' && op !== 'neg') throw new Error(op);
    values.set(`t${i}`, last);
  });
  return b.build(last);
}

describe('the texts', () => {
  for (const target of Object.values(TARGETS)) {
    it(`${target.name}: contract, what it relies on and what is open`, () => {
      const f = cubicFor(target);
      const files = target.emit([f], 'cubic');
      const text = files.map(({ contents }) => (typeof contents === 'string' ? contents : '')).join('\n');
      expect(text).toContain(`x  for x in [-4, 4], ${f.specification.format}`);
      for (const line of target.relies) expect(text).toContain(line);
      for (const line of target.leavesOpen ?? []) expect(text).toContain(line);
    });
  }
});
