/**
 * Programs whose arithmetic is in a format that no target has, each operation rounding to it: the emitted code, run on the
 * real toolchains, gives the reference evaluator's bits on every number of the format.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { carried } from '../../src/emit/carried.ts';
import type { EmitFunction, TargetName } from '../../src/emit/target.ts';
import { TARGETS } from '../../src/emit/targets.ts';
import { findFormat } from '../../src/number/formats.ts';
import { createRandom } from '../../src/number/random.ts';
import { compileProgram } from '../../src/program/evaluate.ts';
import type { Program } from '../../src/program/program.ts';
import { specification } from '../certify/real-cases.ts';
import { writeOutRounding } from '../../src/program/write-out-rounding.ts';
import { fixedPrograms, randomProgram } from '../program/conformance-programs.ts';
import { hasTool, needs, pythonWith } from '../tool.ts';
import { meetsSubnormals, openPage, webgpu } from './in-chromium.ts';

const folder = mkdtempSync(join(tmpdir(), 'napier-narrow-'));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');

/** So many functions in a shader: compiling all of them on the software adapter takes minutes. */
const IN_SHADERS = process.env.NAPIER_DEEP ? 21 : 4;
const FORMATS = ['bf16', 'f16', 'fp8e4m3', 'fp8e5m2', 'fp8e4m3fnuz', 'fp6e3m2', 'fp4e2m1'];

type Case = {
  readonly tag: string;
  readonly inputs: Float64Array;
  readonly functions: readonly EmitFunction[];
  readonly wanted: readonly Float64Array[];
};

const random = createRandom(5);
const cases = FORMATS.map((name): Case => {
  const format = findFormat(name);
  const inputs = Float64Array.from({ length: 2 ** format.bits }, (_, i) => format.decode(BigInt(i)));
  // −0 as a constant in `min`, `max` and comparisons is what C refuses in any format; so is a NaN where there is none.
  const fit = ({ constants }: Program): boolean =>
    constants.every((text) => text !== '-0x0p+0' && format.contains(compileConstant(text)));
  const programs = [
    ...fixedPrograms(name).map(({ program }) => program),
    ...Array.from({ length: 12 }, () => randomProgram(name, random, 6, 1)),
  ].filter(fit);
  const functions = programs.map((program, k): EmitFunction => ({
    name: `f${k}`,
    program,
    specification: specification('x', '[-1,1]', 'absolute', name),
    command: 'test',
    version: 'test',
  }));
  const wanted = programs.map((program) => Float64Array.from(inputs, compileProgram(program)));
  return { tag: name, inputs, functions, wanted };
});

function compileConstant(text: string): number {
  return compileProgram({ format: 'f64', inputs: ['x'], constants: [text], code: [{ op: 'max', args: ['c0', 'c0'] }] })(0); // prettier-ignore
}

/** The case as far as the target writes it. C refuses comparisons with a −0 that depends on no input, in any format. */
function held(target: TargetName, one: Case): Case {
  const made = one.functions.map((f) => carried(TARGETS[target], f));
  made.forEach((f, k) => {
    if (f !== undefined) return;
    const written = writeOutRounding(one.functions[k].program, 'f64') as Program;
    expect(TARGETS[target].refuses(written)).toMatch(/constant -0/);
  });
  const kept = made.flatMap((f, k) => (f === undefined ? [] : [{ f, wanted: one.wanted[k] }]));
  expect(kept.length).toBeGreaterThan(10);
  return { ...one, functions: kept.map(({ f }) => f), wanted: kept.map(({ wanted }) => wanted) };
}

function write(target: TargetName, functions: readonly EmitFunction[], name: string): void {
  for (const { path, contents } of TARGETS[target].emit(functions, name))
    writeFileSync(join(folder, path), contents);
}

const single = ({ program }: EmitFunction): boolean => program.format === 'f32';
const run = (command: string, args: readonly string[], input?: Buffer): Buffer =>
  execFileSync(command, args, { cwd: folder, maxBuffer: 2 ** 28, stdio: ['pipe', 'pipe', 'pipe'], ...(input && { input }) }); // prettier-ignore

function expectEqual({ tag, inputs, functions, wanted }: Case, outputs: readonly Float64Array[]): void {
  functions.forEach(({ program }, k) => {
    let differ = 0;
    let example = '';
    inputs.forEach((x, i) => {
      if (Object.is(wanted[k][i], outputs[k][i])) return;
      differ++;
      example ||= `${tag} at ${x}: ${outputs[k][i]}, reference ${wanted[k][i]}: ${JSON.stringify(program)}`;
    });
    expect(differ, example).toBe(0);
  });
}

/** Results of all functions, one after the other, as doubles. */
function parts({ inputs, functions }: Case, all: Buffer): Float64Array[] {
  const size = 8 * inputs.length;
  expect(all.length).toBe(size * functions.length);
  return functions.map(
    (_, k) => new Float64Array(new Uint8Array(all.subarray(k * size, (k + 1) * size)).buffer),
  );
}
const bytes = ({ inputs }: Case): Buffer => Buffer.from(inputs.buffer);

describe.each(cases)('arithmetic in $tag', (one) => {
  const { tag, inputs } = one;

  for (const compiler of ['gcc', 'clang']) {
    needs(compiler)(`C by ${compiler}`, () => {
      it('gives the reference’s bits on every number', () => {
        const [mine, name] = [held('c', one), `${tag}_${compiler}`];
        const { functions } = mine;
        write('c', functions, name);
        const calls = functions.map(
          (f) =>
            `for (i = 0; i < n; i++) y[i] = napier_${f.name}${single(f) ? 'f' : ''}(x[i]); fwrite(y, 8, n, stdout);`,
        );
        writeFileSync(
          join(folder, `${name}_main.c`),
          `#include <stdio.h>\n#include "${name}.h"\nstatic double x[${inputs.length}], y[${inputs.length}];\nint main(void) { int i, n = (int)fread(x, 8, ${inputs.length}, stdin);\n${calls.join('\n')}\nreturn 0; }\n`,
        );
        run(compiler, ['-O3', '-march=native', '-o', name, `${name}.c`, `${name}_main.c`, '-lm']);
        expectEqual(mine, parts(mine, run(join(folder, name), [], bytes(one))));
        run(compiler, ['-DNAPIER_SELF_TEST', '-o', `${name}_test`, `${name}.c`, '-lm']);
        expect(String(run(join(folder, `${name}_test`), []))).toMatch(/: 0 of \d+ vectors differ/);
      });
    });
  }

  it('JavaScript gives the reference’s bits on every number', async () => {
    const mine = held('js', one);
    write('js', mine.functions, `js_${tag}`);
    const module = (await import(pathToFileURL(join(folder, `js_${tag}.js`)).href)) as Record<string, (x: number) => number>; // prettier-ignore
    expectEqual(
      mine,
      mine.functions.map(({ name }) => inputs.map((x) => module[name](x))),
    );
  });

  needs('rustc')('Rust', () => {
    it('gives the reference’s bits on every number', () => {
      const [mine, name] = [held('rust', one), `rust_${tag}`];
      const { functions } = mine;
      write('rust', functions, name);
      const calls = functions.map(
        (f) =>
          `for x in &xs { out.extend_from_slice(&(${name}::${f.name}(*x as f${single(f) ? 32 : 64}) as f64).to_le_bytes()); }`,
      );
      writeFileSync(
        join(folder, `${name}_main.rs`),
        `mod ${name};\nuse std::io::{Read, Write};\nfn main() {\n let mut data = Vec::new();\n std::io::stdin().read_to_end(&mut data).unwrap();\n let xs: Vec<f64> = data.chunks(8).map(|c| f64::from_le_bytes(c.try_into().unwrap())).collect();\n let mut out = Vec::new();\n${calls.join('\n')}\n std::io::stdout().write_all(&out).unwrap();\n}\n`,
      );
      run('rustc', ['--edition', '2021', '-O', '-F', 'unsafe_code', '-A', 'warnings', `${name}_main.rs`]);
      expectEqual(mine, parts(mine, run(join(folder, `${name}_main`), [], bytes(one))));
    });
  });

  const python = pythonWith('numpy');
  (python === undefined ? it.skip : it)('NumPy gives the reference’s bits on every number', () => {
    const [mine, name] = [held('numpy', one), `numpy_${tag}`];
    const { functions } = mine;
    write('numpy', functions, name);
    const calls = functions.map(
      (f) =>
        `sys.stdout.buffer.write(m.${f.name}(x.astype(np.float${single(f) ? 32 : 64})).astype(np.float64).tobytes())`,
    );
    writeFileSync(
      join(folder, `${name}_main.py`),
      `import sys\nimport numpy as np\nimport ${name} as m\nnp.seterr(all='ignore')\nx = np.frombuffer(sys.stdin.buffer.read(), np.float64)\n${calls.join('\n')}\n`,
    );
    expectEqual(mine, parts(mine, run(python as string, [`${name}_main.py`], bytes(one))));
  });

  it(
    'WGSL gives the reference’s bits on every number, subnormals of f32 apart',
    { timeout: 120_000, skip: !hasTool('chromium') },
    async () => {
      // Without fused operations, which the language leaves open; in f32, which is all that it has.
      const functions = one.functions
        .flatMap((f, k) => {
          const made = carried(TARGETS.wgsl, f);
          return made === undefined ? [] : [{ made, k }];
        })
        .slice(0, IN_SHADERS);
      expect(functions.length).toBeGreaterThan(3);
      const { page, close } = await openPage();
      await page.evaluate('globalThis.__name = (f) => f');
      let compared = 0;
      // A workgroup has 64 inputs.
      const padded = Float32Array.from({ length: Math.max(64, inputs.length) }, (_, i) => inputs[i] ?? 0);
      const files = TARGETS.wgsl.emit(
        functions.map(({ made }) => made),
        'module',
      );
      const text = (ending: string): string => `${files.find(({ path }) => path.endsWith(ending))?.contents}`;
      const calls = functions.map(({ made }) => `napier_${made.name}`);
      const apart = functions.map(({ made }) => meetsSubnormals(made.program));
      for (let first = 0; first < padded.length; first += 16_384) {
        const part = padded.subarray(first, first + 16_384);
        const words = [...new Uint32Array(part.buffer, 4 * first, part.length)];
        const given = [text('module.wgsl'), text('self-test.wgsl'), calls, words] as [string, string, string[], number[]]; // prettier-ignore
        const found = await page.evaluate(webgpu as (given: [string, string, string[], number[]]) => Promise<number[][]>, given); // prettier-ignore
        functions.forEach(({ made, k }, at) => {
          const outputs = new Float32Array(new Uint32Array(found[at]).buffer);
          for (let i = first; i < Math.min(first + part.length, inputs.length); i++) {
            if (apart[at](inputs[i])) continue;
            compared++;
            const [wanted, got] = [one.wanted[k][i], outputs[i - first]];
            // Zeros of both signs are one there.
            if (!(wanted === got || Object.is(wanted, got)))
              expect(got, `${tag} at ${inputs[i]}: ${JSON.stringify(made.program)}`).toBe(wanted);
          }
        });
      }
      await close();
      expect(compared).toBeGreaterThan((functions.length * inputs.length) / 4);
    },
  );
});
