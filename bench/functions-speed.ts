/**
 * Shipped f32 functions (or f64) over arrays of 10^5 numbers beside what one would otherwise call, in turns, in one run:
 *
 * - `f.map` (WebAssembly SIMD, in Node) beside a loop over `Math.f`; the ratio of medians of 101 turns;
 * - emitted C (`c-array`, `-O3 -march=native`) beside SLEEF's vectors as wide as the machine has (u10: 1 ulp, u35:
 *   3.5 ulp) and glibc's scalar function in a loop; the same. Of a function shipped with fma and without, the first
 *   is taken: SLEEF's are compiled with it too. Each loop runs once untimed before it is timed: processors take some
 *   10 µs to wake the upper halves of their widest registers, which would be ours alone, after glibc's scalar loop.
 *
 * `npm run build && npx tsx bench/functions-speed.ts [TIER] [f64] [NAME...]` (the second part needs gcc and libsleef-dev; CC=…)
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { emitFunctionOf } from '../src/discover/shipped/library-files.ts';
import { loadManifest, loadShipped } from '../src/discover/shipped/shipped-folder.ts';
import { TIER_NAMES, type Tier } from '../src/discover/shipped/shipped-functions.ts';
import { TARGETS } from '../src/emit/targets.ts';
import { inputsOf, median } from './function-cases.ts';

const COUNT = 100_000;
const TURNS = 101;
const CC = process.env.CC ?? 'gcc';

type Numbers = Float32Array | Float64Array;
type Library = Record<string, { map(x: Numbers, y: Numbers): Numbers }>;

/** How a format is called in C, in SLEEF's names and in the names of intrinsics. */
const FORMATS = {
  f32: { array: Float32Array, type: 'float', suffix: 'f', bytes: 4, lanes: 'f', packed: 'ps', vector: '' },
  f64: { array: Float64Array, type: 'double', suffix: '', bytes: 8, lanes: 'd', packed: 'pd', vector: 'd' },
} as const;

const words = process.argv.slice(2);
const tier = (TIER_NAMES.find((one) => one === words[0]) ?? 'precise') as Tier;
const format = words.includes('f64') ? 'f64' : 'f32';
const kind = FORMATS[format];
const names = words.filter((word) => word !== tier && word !== format);
const manifest = loadManifest();
const rows = manifest.shipped.filter(
  (row) => row.format === format && row.tier === tier && (names.length === 0 || names.includes(row.name)),
);

await besideMath();
besideSleef();

async function besideMath(): Promise<void> {
  console.log(
    `WebAssembly SIMD in Node ${process.versions.node}, tier ${tier}: ns an element, medians of ${TURNS} turns`,
  );
  const ratios: number[] = [];
  for (const { name, fma, arithmetic, operations } of rows) {
    if (fma) continue;
    const math = (Math as unknown as Record<string, ((x: number) => number) | undefined>)[name];
    const library = (await import(resolve(`dist/functions/${format}/${tier}/${name}.js`))) as Library;
    const x = kind.array.from(inputsOf(name, COUNT));
    const y = new kind.array(COUNT);
    const ours: number[] = [];
    const theirs: number[] = [];
    const loop = math && loopOver(name);
    for (let turn = 0; turn < TURNS; turn++) {
      ours.push(time(() => library[name].map(x, y)));
      if (loop) theirs.push(time(() => loop(x, y)));
    }
    const [a, b] = [median(ours), median(theirs)];
    const ratio = loop ? b / a : NaN;
    if (loop) ratios.push(ratio);
    const beside = loop ? `Math.${name} ${perElement(b)}, ${ratio.toFixed(2)} x` : `no Math.${name}`;
    console.log(`${name.padEnd(9)} ${operations} operations in ${arithmetic}: ${perElement(a)}; ${beside}`);
  }
  if (ratios.length > 0)
    console.log(
      `${ratios.length} functions: median ${median(ratios).toFixed(2)} x, least ${Math.min(...ratios).toFixed(2)} x\n`,
    );
}

/** A loop of its own for each function: one loop for all would make the call in it polymorphic. */
function loopOver(name: string): (x: Numbers, y: Numbers) => void {
  // oxlint-disable-next-line no-implied-eval, no-new-func -- a bench; the names are the manifest's
  return new Function('x', 'y', `for (let i = 0; i < x.length; i++) y[i] = Math.${name}(x[i]);`) as never;
}

function time(run: () => void): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

function perElement(milliseconds: number): string {
  return `${((milliseconds * 1e6) / COUNT).toFixed(2)} ns`;
}

/** SLEEF's declarations as the compiler sees them. */
function sleefHeader(): string | undefined {
  const run = spawnSync(CC, ['-march=native', '-E', '-xc', '-'], {
    input: '#include <sleef.h>\n',
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  return run.status === 0 ? run.stdout : undefined;
}

function besideSleef(): void {
  const header = sleefHeader();
  if (header === undefined) {
    console.log(`skipped: C beside SLEEF needs ${CC} and libsleef-dev`);
    return;
  }
  const wide = spawnSync(CC, ['-march=native', '-dM', '-E', '-xc', '/dev/null'], { encoding: 'utf8' }).stdout;
  const { type: number, suffix, bytes, packed } = kind;
  const [bits, isa] = wide.includes('__AVX512F__ ') ? [512, 'avx512f'] : [256, 'avx2'];
  const lanes = bits / 8 / bytes;
  const type = `__m${bits}${kind.vector}`;
  const [load, store] = ['loadu', 'storeu'].map((what) => `_mm${bits}_${what}_${packed}`);
  const folder = mkdtempSync(join(tmpdir(), 'napier-speed-'));
  try {
    const cases: string[] = [];
    const parts: string[] = [];
    const fused = new Set(rows.filter(({ fma }) => fma).map(({ name }) => name));
    const taken = rows.filter(({ name, fma }) => fma || !fused.has(name));
    for (const [i, row] of taken.entries()) {
      const f = { ...emitFunctionOf(row.name, loadShipped(row, manifest)), prefix: `n${i}_` };
      const [head, source] = TARGETS['c-array'].emit([f], `f${i}`);
      writeFileSync(join(folder, head.path), head.contents);
      writeFileSync(join(folder, source.path), source.contents);
      writeFileSync(join(folder, `x${i}`), new Uint8Array(kind.array.from(inputsOf(row.name, COUNT)).buffer));
      parts.push(source.path);
      const sleef = (accuracy: string): string => {
        const call = `Sleef_${row.name}${kind.lanes}${lanes}_${accuracy}${isa}`;
        if (!header.includes(`${call}(`)) return '0';
        cases.push(`static void s${i}_${accuracy}(const ${number} *x, ${number} *y, size_t n) {
  for (size_t i = 0; i < n; i += ${lanes}) ${store}(y + i, ${call}(${load}(x + i)));
}`);
        return `s${i}_${accuracy}`;
      };
      const hasC = !['rsqrt', 'sinpi', 'cospi', 'sigmoid', 'softplus', 'gelu', 'silu', 'mish'].includes(
        row.name,
      );
      if (hasC)
        cases.push(`static void g${i}(const ${number} *x, ${number} *y, size_t n) {
  for (size_t i = 0; i < n; i++) y[i] = ${row.name}${suffix}(x[i]);
}`);
      cases.push(
        `extern void n${i}_${row.name}${suffix}_array(const ${number} *x, ${number} *y, size_t n);`,
        `static const struct test test${i} = {"${row.name}${row.fma ? ' (fma)' : ''}", "${row.operations} operations in ${row.arithmetic}", "x${i}", {n${i}_${row.name}${suffix}_array, ${sleef('u10')}, ${sleef('u35')}, ${hasC ? `g${i}` : '0'}}};`,
      );
    }
    writeFileSync(join(folder, 'main.c'), harness(cases, taken.length, type));
    const flags = ['-O3', '-march=native', '-D_GNU_SOURCE'];
    execFileSync(CC, [...flags, 'main.c', ...parts, '-lsleef', '-lm', '-o', 'speed'], { cwd: folder });
    const version = execFileSync(CC, ['--version'], { encoding: 'utf8' }).split('\n')[0];
    console.log(
      `C, ${version}, ${flags.join(' ')}, ${isa}, tier ${tier}: ns an element, medians of ${TURNS} turns`,
    );
    process.stdout.write(execFileSync(join(folder, 'speed'), { cwd: folder, encoding: 'utf8' }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function harness(cases: readonly string[], count: number, vector: string): string {
  return `#include <immintrin.h>
#include <math.h>
#include <sleef.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#define N ${COUNT}
#define TURNS ${TURNS}
typedef void (*loop)(const ${kind.type} *, ${kind.type} *, size_t);
struct test { const char *name, *what, *file; loop loops[4]; };
_Static_assert(N % (sizeof(${vector}) / ${kind.bytes}) == 0, "whole vectors");
${cases.join('\n')}
static const struct test *tests[] = {${Array.from({ length: count }, (_, i) => `&test${i}`).join(', ')}};
static double now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec * 1e9 + t.tv_nsec; }
static int compare(const void *a, const void *b) { double x = *(double *)a, y = *(double *)b; return (x > y) - (x < y); }
static int print_median(const char *what, double *ratios, int n) {
  if (n == 0) return 0;
  qsort(ratios, n, sizeof *ratios, compare);
  return printf("over %s, %d functions: median %.2f x, least %.2f x\\n", what, n, ratios[n / 2], ratios[0]);
}
int main(void) {
  static ${kind.type} x[N], y[N];
  static const char *peers[4] = {"napier", "SLEEF u10", "SLEEF u35", "glibc"};
  double ratios[4][64];
  int counts[4] = {0};
  for (size_t t = 0; t < sizeof tests / sizeof *tests; t++) {
    FILE *file = fopen(tests[t]->file, "rb");
    if (!file || fread(x, ${kind.bytes}, N, file) != N) return 1;
    fclose(file);
    static double times[4][TURNS];
    for (int turn = 0; turn < TURNS; turn++)
      for (int k = 0; k < 4; k++)
        if (tests[t]->loops[k]) {
          tests[t]->loops[k](x, y, N);
          double start = now(); tests[t]->loops[k](x, y, N); times[k][turn] = (now() - start) / N;
        }
    printf("%-14s %s:", tests[t]->name, tests[t]->what);
    double ours = 0;
    for (int k = 0; k < 4; k++) {
      if (!tests[t]->loops[k]) continue;
      qsort(times[k], TURNS, sizeof(double), compare);
      double m = times[k][TURNS / 2];
      if (k == 0) { ours = m; printf(" %.2f ns", m); }
      else { ratios[k][counts[k]++] = m / ours; printf("; %s %.2f ns, %.2f x", peers[k], m, m / ours); }
    }
    printf("\\n");
  }
  for (int k = 1; k < 4; k++) print_median(peers[k], ratios[k], counts[k]);
}
`;
}
