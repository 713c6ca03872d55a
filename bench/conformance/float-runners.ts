/** The toolchains of functions of f32 and f64: each writes some functions in one target, runs them, and gives their results. */
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { TargetName } from '../../src/emit/target.ts';
import { TARGETS } from '../../src/emit/targets.ts';
import { CUDA_ON_HOST } from '../../test/emit/cuda-on-host.ts';
import { openPage, webgl, webgpu } from '../../test/emit/in-chromium.ts';
import { hasTool, pythonWith } from '../../test/tool.ts';
import type { Job, Lane, Runner } from './held.ts';
import { compile, execute, path, version, write } from './toolchain.ts';

/** How languages name the format of the inputs: C's type, and what its functions' names end in. */
const typeIn = ({ inputs }: Job): { c: string; suffix: string; bits: 32 | 64 } =>
  inputs instanceof Float32Array
    ? { c: 'float', suffix: 'f', bits: 32 }
    : { c: 'double', suffix: '', bits: 64 };
/** Numbers of the inputs' type that have these bytes. */
const lane = ({ inputs }: Job, bytes: Buffer): Lane => {
  const { buffer } = new Uint8Array(bytes);
  return inputs instanceof Float32Array ? new Float32Array(buffer) : new Float64Array(buffer);
};

const parts = (job: Job, all: Buffer): Lane[] => {
  const { byteLength } = job.inputs;
  if (all.length !== job.functions.length * byteLength) throw new RangeError('results of every input');
  return job.functions.map((_, k) => lane(job, all.subarray(k * byteLength, (k + 1) * byteLength)));
};
function byC(job: Job, compiler: string): Lane[] {
  const name = `c_${compiler}`;
  const { c, suffix } = typeIn(job);
  const { length } = job.inputs;
  write(job, 'c', name);
  const calls = job.functions.map(
    (f) => `for (i = 0; i < n; i++) y[i] = napier_${f.name}${suffix}(x[i]); fwrite(y, sizeof *y, n, stdout);`,
  );
  writeFileSync(
    path(job, `${name}_main.c`),
    `#include <stdio.h>\n#include "${name}.h"\nstatic ${c} x[${length}], y[${length}];\nint main(void) { int i, n = (int)fread(x, sizeof *x, ${length}, stdin);\n${calls.join('\n')}\nreturn 0; }\n`,
  );
  compile(job, compiler, '-O3', '-march=native', '-o', name, `${name}.c`, `${name}_main.c`, '-lm');
  return parts(job, execute(job, path(job, name)));
}

function byArrays(job: Job, compiler: string): Lane[] {
  const name = `arrays_${compiler}`;
  const { c, suffix } = typeIn(job);
  const { length } = job.inputs;
  write(job, 'c-array', name);
  const calls = job.functions.map(
    (f) => `napier_${f.name}${suffix}_array(x, y, ${length}); fwrite(y, sizeof *y, ${length}, stdout);`,
  );
  writeFileSync(
    path(job, `${name}_main.c`),
    `#include <stdio.h>\n#include "${name}_array.h"\nstatic ${c} x[${length}], y[${length}];\nint main(void) { if (fread(x, sizeof *x, ${length}, stdin) != ${length}) return 1;\n${calls.join('\n')}\nreturn 0; }\n`,
  );
  compile(
    job,
    compiler,
    '-O3',
    '-march=native',
    '-fno-math-errno',
    '-o',
    name,
    `${name}_array.c`,
    `${name}_main.c`,
    '-lm',
  );
  return parts(job, execute(job, path(job, name)));
}

async function byModule(job: Job, target: TargetName, file: string, mapped = false): Promise<Lane[]> {
  write(job, target, `m_${target.replace('-', '_')}`);
  type Function = ((x: number) => number) & { map(x: Lane): Lane };
  const module = (await import(pathToFileURL(path(job, file)).href)) as Record<string, Function>;
  return job.functions.map(({ name }) =>
    mapped ? module[name].map(job.inputs) : job.inputs.map((x) => module[name](x)),
  );
}

function byRelaxed(job: Job): Lane[] {
  write(job, 'wasm-relaxed', 'relaxed');
  const array = `Float${typeIn(job).bits}Array`;
  writeFileSync(
    path(job, 'relaxed.mjs'),
    `import { readFileSync, writeSync } from 'node:fs';\nimport * as m from './relaxed_relaxed.wasm.js';\nconst x = new ${array}(new Uint8Array(readFileSync(0)).buffer);\nfor (const name of ${JSON.stringify(job.functions.map(({ name }) => name))}) { const y = new Uint8Array(m[name].map(x).buffer); for (let at = 0; at < y.length;) at += writeSync(1, y, at); }\n`,
  );
  return parts(job, execute(job, process.execPath, ['--experimental-wasm-relaxed-simd', 'relaxed.mjs']));
}

function byRust(job: Job): Lane[] {
  write(job, 'rust', 'conf');
  const { bits } = typeIn(job);
  const calls = job.functions.map(
    (f) =>
      `for x in &xs { out.extend_from_slice(&conf::${f.name}(f${bits}::from_bits(*x)).to_bits().to_le_bytes()); }`,
  );
  writeFileSync(
    path(job, 'rust_main.rs'),
    `mod conf;\nuse std::io::{Read, Write};\nfn main() {\n let mut data = Vec::new();\n std::io::stdin().read_to_end(&mut data).unwrap();\n let xs: Vec<u${bits}> = data.chunks(${bits / 8}).map(|c| u${bits}::from_le_bytes(c.try_into().unwrap())).collect();\n let mut out = Vec::new();\n${calls.join('\n')}\n std::io::stdout().write_all(&out).unwrap();\n}\n`,
  );
  compile(job, 'rustc', '--edition', '2021', '-O', '-F', 'unsafe_code', 'rust_main.rs');
  return parts(job, execute(job, path(job, 'rust_main')));
}

const python = pythonWith('numpy') ?? 'python3';
function byNumpy(job: Job): Lane[] {
  write(job, 'numpy', 'confpy');
  const calls = job.functions.map(({ name }) => `sys.stdout.buffer.write(confpy.${name}(x).tobytes())`);
  writeFileSync(
    path(job, 'numpy_main.py'),
    `import sys\nimport numpy as np\nimport confpy\nx = np.frombuffer(sys.stdin.buffer.read(), np.float${typeIn(job).bits})\n${calls.join('\n')}\n`,
  );
  return parts(job, execute(job, python, ['numpy_main.py']));
}

function byCuda(job: Job): Lane[] {
  write(job, 'cuda', 'confcu');
  const { c, suffix } = typeIn(job);
  const { length } = job.inputs;
  writeFileSync(path(job, 'cuda-on-host.h'), CUDA_ON_HOST);
  const calls = job.functions.map(
    (f) =>
      `for (int i = 0; i < n; i++) y[i] = napier_${f.name}${suffix}(x[i]); fwrite(y, sizeof *y, n, stdout);`,
  );
  writeFileSync(
    path(job, 'cuda_main.cpp'),
    `#include <cstdio>\n#include "cuda-on-host.h"\n#include "confcu.cuh"\nstatic ${c} x[${length}], y[${length}];\nint main() { int n = fread(x, sizeof *x, ${length}, stdin);\n${calls.join('\n')}\n}\n`,
  );
  compile(
    job,
    'g++',
    '-std=c++17',
    '-O1',
    '-march=native',
    '-ffp-contract=off',
    '-o',
    'cuda_main',
    'cuda_main.cpp',
  );
  return parts(job, execute(job, path(job, 'cuda_main')));
}

/** So many inputs at a time: a texture's rows are an input's functions. */
const PART = 16_384;
async function byShader(
  { functions, inputs }: Job,
  target: 'wgsl' | 'glsl',
  endings: readonly [string, string],
  runner: unknown,
): Promise<Lane[]> {
  const { page, close } = await openPage();
  // tsx names functions by a helper that the page does not have.
  await page.evaluate('globalThis.__name = (f) => f');
  const results = functions.map(() => new Float32Array(inputs.length));
  // One function at a time: a texture has at most some thousand rows.
  for (const [k, f] of functions.entries()) {
    const files = TARGETS[target].emit([f], 'module');
    const [source, test] = endings.map(
      (ending) => `${files.find((file) => file.path.endsWith(ending))?.contents}`,
    );
    for (let first = 0; first < inputs.length; first += PART) {
      const words = [...new Uint32Array(inputs.buffer, 4 * first, PART)];
      const given = [source, test, [`napier_${f.name}`], words] as [string, string, string[], number[]];
      const [found] = await page.evaluate(
        runner as (given: [string, string, string[], number[]]) => Promise<number[][]>,
        given,
      );
      results[k].set(new Float32Array(new Uint32Array(found).buffer), first);
    }
  }
  await close();
  return results;
}

const node = `Node ${process.version}`;
const gcc = hasTool('gcc') ? version('gcc', '--version') : 'gcc';
const clang = hasTool('clang') ? version('clang', '--version') : 'clang';
const browser = hasTool('chromium') ? version('chromium', '--version') : 'Chromium';
export const FLOAT_RUNNERS: readonly Runner[] = [
  { target: 'c', tool: gcc, available: hasTool('gcc'), run: (job) => byC(job, 'gcc') },
  { target: 'c', tool: clang, available: hasTool('clang'), run: (job) => byC(job, 'clang') },
  { target: 'c-array', tool: gcc, available: hasTool('gcc'), run: (job) => byArrays(job, 'gcc') },
  { target: 'c-array', tool: clang, available: hasTool('clang'), run: (job) => byArrays(job, 'clang') },
  { target: 'js', tool: node, available: true, run: (job) => byModule(job, 'js', 'm_js.js') },
  { target: 'ts', tool: `${node}, types by tsx taken off`, available: true, run: (job) => byModule(job, 'ts', 'm_ts.ts') },
  { target: 'wasm', tool: `${node}, one at a time`, available: true, run: (job) => byModule(job, 'wasm', 'm_wasm.wasm.js') },
  { target: 'wasm', tool: `${node}, SIMD`, available: true, run: (job) => byModule(job, 'wasm', 'm_wasm.wasm.js', true) },
  { target: 'wasm-relaxed', tool: `${node}, relaxed SIMD`, available: true, run: byRelaxed },
  { target: 'rust', tool: hasTool('rustc') ? version('rustc', '--version') : 'rustc', available: hasTool('rustc'), run: byRust },
  { target: 'numpy', tool: hasTool('python3') ? `NumPy ${version(python, '-c', 'import numpy; print(numpy.__version__)')}` : 'NumPy', available: pythonWith('numpy') !== undefined, run: byNumpy },
  { target: 'cuda', tool: 'g++, the intrinsics given their meaning on the host', available: hasTool('g++'), run: byCuda },
  { target: 'wgsl', tool: `${browser}, WebGPU on SwiftShader`, available: hasTool('chromium'), run: (job) => byShader(job, 'wgsl', ['module.wgsl', 'self-test.wgsl'], webgpu), flushes: true },
  { target: 'glsl', tool: `${browser}, WebGL 2 on SwiftShader`, available: hasTool('chromium'), run: (job) => byShader(job, 'glsl', ['.glsl', '.frag'], webgl), flushes: true },
]; // prettier-ignore
