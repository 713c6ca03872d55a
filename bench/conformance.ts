/**
 * The conformance table: twelve shipped functions, each written in every target and run on its real toolchain on all
 * 65,536 numbers of f16, infinities and NaN included, its bits compared with the reference evaluator's. The functions are
 * f16's, whose arithmetic is in f32, which every target has.
 *
 *   npx tsx bench/conformance.ts [OUT.json [TARGET]]    (default functions/conformance.json, which `napier functions --page` shows)
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { carried } from '../src/emit/carried.ts';
import type { EmitFunction, TargetName } from '../src/emit/target.ts';
import { TARGETS } from '../src/emit/targets.ts';
import { readFinding } from '../src/discover/read-finding.ts';
import { specificationOf } from '../src/discover/specification-of.ts';
import { findFormat } from '../src/number/formats.ts';
import { compileProgram } from '../src/program/evaluate.ts';
import type { Program } from '../src/program/program.ts';
import type { ConformanceRow } from '../src/report/conformance-section.ts';
import { CUDA_ON_HOST } from '../test/emit/cuda-on-host.ts';
import { meetsSubnormals, openPage, webgl, webgpu } from '../test/emit/in-chromium.ts';
import { hasTool, pythonWith } from '../test/tool.ts';

const NAMES = ['exp', 'exp2', 'expm1', 'sin', 'cos', 'tan', 'tanh', 'atan', 'erf', 'sigmoid', 'gelu', 'cbrt'];
const folder = mkdtempSync(join(tmpdir(), 'napier-conformance-'));
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
const root = fileURLToPath(new URL('..', import.meta.url));

const functions = NAMES.map((name): EmitFunction => {
  const text = readFileSync(join(root, 'functions', name, 'f16', 'precise.napier.json'), 'utf8');
  const finding = readFinding(text);
  const entry = finding.front[finding.front.length - 1];
  const specification = specificationOf(finding.problem);
  const whole = { name, program: entry.program, specification, command: 'bench/conformance.ts', version: '' };
  return carried(TARGETS.c, whole) as EmitFunction;
});
const f16 = findFormat('f16');
const inputs = Float32Array.from({ length: 65_536 }, (_, i) => f16.decode(BigInt(i)));
const count = inputs.length;
const bytes = Buffer.from(inputs.buffer);
const wanted = functions.map(({ program }) => Float32Array.from(inputs, compileProgram(program)));

const path = (name: string): string => join(folder, name);
const write = (target: TargetName, name: string): void => {
  for (const { path: file, contents } of TARGETS[target].emit(functions, name))
    writeFileSync(path(file), contents);
};
/** Runs a program that takes the inputs and gives all results. */
const execute = (command: string, ...args: string[]): Buffer =>
  execFileSync(command, args, { cwd: folder, input: bytes, maxBuffer: 2 ** 28 });
const compile = (command: string, ...args: string[]): void =>
  void execFileSync(command, args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
const parts = (all: Buffer): Float32Array[] =>
  functions.map(
    (_, k) => new Float32Array(new Uint8Array(all.subarray(4 * k * count, 4 * (k + 1) * count)).buffer),
  );
const version = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { encoding: 'utf8' }).split('\n')[0].trim();

type Runner = {
  readonly target: TargetName;
  /** What compiles and runs it, with its version. */
  readonly tool: string;
  readonly available: boolean;
  readonly run: () => Float32Array[] | Promise<Float32Array[]>;
  /** It takes subnormals for zero: inputs at which one is met are left out, and counted. Zeros are one there. */
  readonly flushes?: true;
};

function byC(compiler: string): Float32Array[] {
  const name = `c_${compiler}`;
  write('c', name);
  const calls = functions.map(
    (f) => `for (i = 0; i < n; i++) y[i] = napier_${f.name}f(x[i]); fwrite(y, 4, n, stdout);`,
  );
  writeFileSync(
    path(`${name}_main.c`),
    `#include <stdio.h>\n#include "${name}.h"\nstatic float x[${count}], y[${count}];\nint main(void) { int i, n = (int)fread(x, 4, ${count}, stdin);\n${calls.join('\n')}\nreturn 0; }\n`,
  );
  compile(compiler, '-O3', '-march=native', '-o', name, `${name}.c`, `${name}_main.c`, '-lm');
  return parts(execute(path(name)));
}

function byArrays(compiler: string): Float32Array[] {
  const name = `arrays_${compiler}`;
  write('c-array', name);
  const calls = functions.map(
    (f) => `napier_${f.name}f_array(x, y, ${count}); fwrite(y, 4, ${count}, stdout);`,
  );
  writeFileSync(
    path(`${name}_main.c`),
    `#include <stdio.h>\n#include "${name}_array.h"\nstatic float x[${count}], y[${count}];\nint main(void) { if (fread(x, 4, ${count}, stdin) != ${count}) return 1;\n${calls.join('\n')}\nreturn 0; }\n`,
  );
  compile(
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
  return parts(execute(path(name)));
}

async function byModule(target: TargetName, file: string, mapped = false): Promise<Float32Array[]> {
  write(target, `m_${target.replace('-', '_')}`);
  type Function = ((x: number) => number) & { map(x: Float32Array): Float32Array };
  const module = (await import(pathToFileURL(path(file)).href)) as Record<string, Function>;
  return functions.map(({ name }) =>
    mapped ? module[name].map(inputs) : inputs.map((x) => module[name](x)),
  );
}

function byRelaxed(): Float32Array[] {
  write('wasm-relaxed', 'relaxed');
  writeFileSync(
    path('relaxed.mjs'),
    `import { readFileSync, writeSync } from 'node:fs';\nimport * as m from './relaxed_relaxed.wasm.js';\nconst x = new Float32Array(new Uint8Array(readFileSync(0)).buffer);\nfor (const name of ${JSON.stringify(NAMES)}) { const y = new Uint8Array(m[name].map(x).buffer); for (let at = 0; at < y.length;) at += writeSync(1, y, at); }\n`,
  );
  return parts(execute(process.execPath, '--experimental-wasm-relaxed-simd', 'relaxed.mjs'));
}

function byRust(): Float32Array[] {
  write('rust', 'conf');
  const calls = functions.map(
    (f) =>
      `for x in &xs { out.extend_from_slice(&conf::${f.name}(f32::from_bits(*x)).to_bits().to_le_bytes()); }`,
  );
  writeFileSync(
    path('rust_main.rs'),
    `mod conf;\nuse std::io::{Read, Write};\nfn main() {\n let mut data = Vec::new();\n std::io::stdin().read_to_end(&mut data).unwrap();\n let xs: Vec<u32> = data.chunks(4).map(|c| u32::from_le_bytes(c.try_into().unwrap())).collect();\n let mut out = Vec::new();\n${calls.join('\n')}\n std::io::stdout().write_all(&out).unwrap();\n}\n`,
  );
  compile('rustc', '--edition', '2021', '-O', '-F', 'unsafe_code', 'rust_main.rs');
  return parts(execute(path('rust_main')));
}

const python = pythonWith('numpy') ?? 'python3';
function byNumpy(): Float32Array[] {
  write('numpy', 'confpy');
  const calls = NAMES.map((name) => `sys.stdout.buffer.write(confpy.${name}(x).tobytes())`);
  writeFileSync(
    path('numpy_main.py'),
    `import sys\nimport numpy as np\nimport confpy\nx = np.frombuffer(sys.stdin.buffer.read(), np.float32)\n${calls.join('\n')}\n`,
  );
  return parts(execute(python, 'numpy_main.py'));
}

function byCuda(): Float32Array[] {
  write('cuda', 'confcu');
  writeFileSync(path('cuda-on-host.h'), CUDA_ON_HOST);
  const calls = functions.map(
    (f) => `for (int i = 0; i < n; i++) y[i] = napier_${f.name}f(x[i]); fwrite(y, 4, n, stdout);`,
  );
  writeFileSync(
    path('cuda_main.cpp'),
    `#include <cstdio>\n#include "cuda-on-host.h"\n#include "confcu.cuh"\nstatic float x[${count}], y[${count}];\nint main() { int n = fread(x, 4, ${count}, stdin);\n${calls.join('\n')}\n}\n`,
  );
  compile('g++', '-std=c++17', '-O1', '-ffp-contract=off', '-o', 'cuda_main', 'cuda_main.cpp');
  return parts(execute(path('cuda_main')));
}

/** So many inputs at a time: a texture's rows are an input's functions. */
const PART = 16_384;
async function byShader(
  target: 'wgsl' | 'glsl',
  endings: readonly [string, string],
  runner: unknown,
): Promise<Float32Array[]> {
  const { page, close } = await openPage();
  // tsx names functions by a helper that the page does not have.
  await page.evaluate('globalThis.__name = (f) => f');
  const results = functions.map(() => new Float32Array(count));
  // One function at a time: a texture has at most some thousand rows.
  for (const [k, f] of functions.entries()) {
    const files = TARGETS[target].emit([f], 'module');
    const [source, test] = endings.map(
      (ending) => `${files.find((file) => file.path.endsWith(ending))?.contents}`,
    );
    for (let first = 0; first < count; first += PART) {
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
const RUNNERS: readonly Runner[] = [
  { target: 'c', tool: gcc, available: hasTool('gcc'), run: () => byC('gcc') },
  { target: 'c', tool: clang, available: hasTool('clang'), run: () => byC('clang') },
  { target: 'c-array', tool: gcc, available: hasTool('gcc'), run: () => byArrays('gcc') },
  { target: 'c-array', tool: clang, available: hasTool('clang'), run: () => byArrays('clang') },
  { target: 'js', tool: node, available: true, run: () => byModule('js', 'm_js.js') },
  { target: 'ts', tool: `${node}, types by tsx taken off`, available: true, run: () => byModule('ts', 'm_ts.ts') },
  { target: 'wasm', tool: `${node}, one at a time`, available: true, run: () => byModule('wasm', 'm_wasm.wasm.js') },
  { target: 'wasm', tool: `${node}, SIMD`, available: true, run: () => byModule('wasm', 'm_wasm.wasm.js', true) },
  { target: 'wasm-relaxed', tool: `${node}, relaxed SIMD`, available: true, run: byRelaxed },
  { target: 'rust', tool: hasTool('rustc') ? version('rustc', '--version') : 'rustc', available: hasTool('rustc'), run: byRust },
  { target: 'numpy', tool: hasTool('python3') ? `NumPy ${version(python, '-c', 'import numpy; print(numpy.__version__)')}` : 'NumPy', available: pythonWith('numpy') !== undefined, run: byNumpy },
  { target: 'cuda', tool: 'g++, the intrinsics given their meaning on the host', available: hasTool('g++'), run: byCuda },
  { target: 'wgsl', tool: `${browser}, WebGPU on SwiftShader`, available: hasTool('chromium'), run: () => byShader('wgsl', ['module.wgsl', 'self-test.wgsl'], webgpu), flushes: true },
  { target: 'glsl', tool: `${browser}, WebGL 2 on SwiftShader`, available: hasTool('chromium'), run: () => byShader('glsl', ['.glsl', '.frag'], webgl), flushes: true },
]; // prettier-ignore

function judge(outputs: readonly Float32Array[], flushes: boolean): ConformanceRow['results'] {
  return functions.map(({ program }: { program: Program }, k) => {
    const apart = flushes ? meetsSubnormals(program) : () => false;
    let [compared, differ] = [0, 0];
    let example: string | undefined;
    inputs.forEach((x, i) => {
      if (apart(x)) return;
      compared++;
      if (Object.is(wanted[k][i], outputs[k][i])) return;
      // Shading languages may lose the sign of a zero.
      if (flushes && wanted[k][i] === outputs[k][i]) return;
      differ++;
      example ??= `at ${x}: ${outputs[k][i]}, reference ${wanted[k][i]}`;
    });
    return { name: NAMES[k], compared, differ, ...(example === undefined ? {} : { example }) };
  });
}

const rows: ConformanceRow[] = [];
const [out = join(root, 'functions', 'conformance.json'), only] = process.argv.slice(2);
for (const { target, tool, available, run, flushes } of RUNNERS) {
  if (only !== undefined && target !== only) continue;
  if (!available) {
    console.log(`${target}: ${tool} is not here`);
    continue;
  }
  const results = judge(await run(), flushes === true);
  rows.push({ target, tool, results });
  const equal = results.filter(({ differ }) => differ === 0).length;
  const least = Math.min(...results.map(({ compared }) => compared));
  console.log(
    `${target} (${tool}): ${equal} of ${results.length} functions equal, at least ${least} inputs each`,
  );
  for (const { name, differ, example } of results)
    if (differ > 0) console.log(`  ${name}: ${differ} differ, ${example}`);
}
writeFileSync(out, `${JSON.stringify({ format: 'f16 in f32', inputs: count, rows }, undefined, 1)}\n`);
rmSync(folder, { recursive: true });
