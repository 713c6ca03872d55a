/** The toolchains of functions in the fixed-point format of the tables, on its counts: integers of 16 bits with a sign. */
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { fixedScalarOf } from '../../src/emit/fixed-scalar.ts';
import type { FixedScalar } from '../../src/emit/language.ts';
import type { TargetName } from '../../src/emit/target.ts';
import { hasTool } from '../../test/tool.ts';
import { FIXED_FORMAT } from './fixed-functions.ts';
import type { Job, Lane, Runner } from './held.ts';
import { compile, execute, path, version, write } from './toolchain.ts';

const { bits, fraction, tag, least, most } = fixedScalarOf(FIXED_FORMAT) as FixedScalar;

/** All numbers of the format, the least first. */
export const FIXED_INPUTS: Lane = Float64Array.from(
  { length: Number(most - least) + 1 },
  (_, i) => (Number(least) + i) * 2 ** -fraction,
);
const countsOf = ({ inputs }: Job): Int16Array<ArrayBuffer> =>
  Int16Array.from(inputs, (x) => x * 2 ** fraction);
const parts = ({ functions, inputs: { length } }: Job, counts: ArrayLike<number>): Lane[] => {
  if (counts.length !== functions.length * length) throw new RangeError('results of every input');
  return functions.map((_, k) => Float64Array.from({ length }, (__, i) => counts[k * length + i] * 2 ** -fraction)); // prettier-ignore
};
/** What a program prints that reads and writes counts as they lie in memory. */
const ofBinary = (job: Job, name: string): Lane[] =>
  parts(job, new Int16Array(new Uint8Array(execute(job, path(job, name), [], countsOf(job).buffer)).buffer));

function byC(job: Job, compiler: string): Lane[] {
  const name = `c_${compiler}`;
  const { length } = job.inputs;
  write(job, 'c-fixed', name);
  const calls = job.functions.map(
    (f) => `for (i = 0; i < n; i++) y[i] = napier_${f.name}_${tag}(x[i]); fwrite(y, sizeof *y, n, stdout);`,
  );
  writeFileSync(
    path(job, `${name}_main.c`),
    `#include <stdio.h>\n#include "${name}_fixed.h"\nstatic int16_t x[${length}], y[${length}];\nint main(void) { int i, n = (int)fread(x, sizeof *x, ${length}, stdin);\n${calls.join('\n')}\nreturn 0; }\n`,
  );
  compile(job, compiler, '-std=c99', '-O3', '-march=native', '-o', name, `${name}_fixed.c`, `${name}_main.c`);
  return ofBinary(job, name);
}

function byRust(job: Job): Lane[] {
  write(job, 'rust-fixed', 'conf');
  const calls = job.functions.map(
    (f) => `for x in &xs { out.extend_from_slice(&conf_fixed::${f.name}(*x).to_le_bytes()); }`,
  );
  writeFileSync(
    path(job, 'rust_main.rs'),
    `mod conf_fixed;\nuse std::io::{Read, Write};\nfn main() {\n let mut data = Vec::new();\n std::io::stdin().read_to_end(&mut data).unwrap();\n let xs: Vec<i16> = data.chunks(2).map(|c| i16::from_le_bytes(c.try_into().unwrap())).collect();\n let mut out = Vec::new();\n${calls.join('\n')}\n std::io::stdout().write_all(&out).unwrap();\n}\n`,
  );
  compile(job, 'rustc', '--edition', '2021', '-O', '-F', 'unsafe_code', 'rust_main.rs');
  return ofBinary(job, 'rust_main');
}

async function byModule(job: Job, target: TargetName, file: string): Promise<Lane[]> {
  write(job, target, 'module');
  const module = (await import(pathToFileURL(path(job, file)).href)) as Record<string, (x: number) => number>;
  const counts = countsOf(job);
  return parts(
    job,
    job.functions.flatMap(({ name }) => Array.from(counts, (x) => module[name](x))),
  );
}

function byVerilog(job: Job): Lane[] {
  write(job, 'verilog', 'conf');
  const { length } = job.inputs;
  const range = `signed [${bits - 1}:0]`;
  const units = job.functions.map(
    ({ name }, k) => `  wire ${range} r${k};\n  napier_${name} u${k} (.x(v), .y(r${k}));`,
  );
  const loops = job.functions.map(
    (_, k) => `    for (i = 0; i < ${length}; i = i + 1) begin v = m[i]; #1 $display("%0d", r${k}); end`,
  );
  const patterns = Array.from(countsOf(job), (x) => (x & (2 ** bits - 1)).toString(16));
  writeFileSync(path(job, 'inputs.hex'), patterns.join('\n'));
  writeFileSync(
    path(job, 'all.v'),
    `module all;\n  reg ${range} v;\n  reg ${range} m [0:${length - 1}];\n  integer i;\n${units.join('\n')}\n  initial begin\n    $readmemh("inputs.hex", m);\n${loops.join('\n')}\n    $finish;\n  end\nendmodule\n`,
  );
  compile(job, 'iverilog', '-g2001', '-o', 'all.vvp', 'conf.v', 'all.v');
  const lines = execute(job, 'vvp', ['-n', 'all.vvp'], new ArrayBuffer(0)).toString().split('\n');
  return parts(job, lines.filter((line) => /^-?\d+$/.test(line)).map(Number));
}

const node = `Node ${process.version}`;
const versionOf = (command: string, ...args: string[]): string =>
  hasTool(command) ? version(command, ...args) : command;
export const FIXED_RUNNERS: readonly Runner[] = [
  { target: 'c-fixed', tool: versionOf('gcc', '--version'), available: hasTool('gcc'), run: (job) => byC(job, 'gcc') },
  { target: 'c-fixed', tool: versionOf('clang', '--version'), available: hasTool('clang'), run: (job) => byC(job, 'clang') },
  { target: 'rust-fixed', tool: versionOf('rustc', '--version'), available: hasTool('rustc'), run: byRust },
  { target: 'js-fixed', tool: node, available: true, run: (job) => byModule(job, 'js-fixed', 'module_fixed.js') },
  { target: 'wasm-fixed', tool: node, available: true, run: (job) => byModule(job, 'wasm-fixed', 'module_fixed.wasm.js') },
  { target: 'verilog', tool: versionOf('iverilog', '-V').replace(' ()', ''), available: hasTool('iverilog') && hasTool('vvp'), run: byVerilog },
]; // prettier-ignore
