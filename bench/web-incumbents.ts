/**
 * The formulas of the web's kernels (TensorFlow.js' WebGL and WebGPU kernels, ggml's Metal and Vulkan kernels) for
 * `expm1 log1p sinh tanh erf gelu` on every f32 input, beside what Napier ships: the largest error, where, and the
 * time an element, all in one C program with one compiler.
 *
 * - The formulas are given a better `exp` and `log` than any GPU has: the double one, rounded to f32. Each operation
 *   after that is rounded to f32. Errors are against SLEEF's functions in double precision (1 ulp of double; erfc
 *   1.5), so they are right to about 10^-8 ulp of f32 where that makes a difference at all.
 * - Times are over arrays of 10^5 numbers of the function's usual interval, `exp` and `log` by SLEEF's f32 u10
 *   vectors; medians of 101 turns, in turns. Ours is the program with fma where there is one, as SLEEF's have it.
 *
 * `npm run build && npx tsx bench/web-incumbents.ts [STRIDE [NAME...]]` (needs gcc and libsleef-dev; STRIDE 1, the
 * default, is every input: half a minute of processor a function)
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emitFunctionOf } from '../src/discover/shipped/library-files.ts';
import type { ShippedRow } from '../src/discover/shipped/manifest.ts';
import { loadManifest, loadShipped } from '../src/discover/shipped/shipped-folder.ts';
import { TARGETS } from '../src/emit/targets.ts';
import { inputsOf } from './function-cases.ts';

const COUNT = 100_000;
const STRIDE = Number(process.argv[2] ?? 1);
const CC = process.env.CC ?? 'gcc';

/** Abramowitz & Stegun 7.1.26, as TF.js and ggml write it: e is exp(−a·a), a = |x|. */
const ERF = `float t = 1.0f / (1.0f + 0.3275911f * a);
    float p = ((((1.061405429f * t + -1.453152027f) * t + 1.421413741f) * t + -0.284496736f) * t + 0.254829592f) * t;
    float r = 1.0f - p * e;`;

/** By function: what exp or log is taken of, the formula in f32 of x and that value e, and the truth in double. */
const FORMULAS: Readonly<
  Record<string, { who: string; inner: 'exp' | 'log'; of: string; formula: string; truth: string }>
> = {
  expm1: {
    who: 'TF.js: exp(x) - 1',
    inner: 'exp',
    of: 'x',
    formula: 'return e - 1.0f;',
    truth: 'T(expm1, _u10, x)',
  },
  log1p: {
    who: 'TF.js: log(1 + x)',
    inner: 'log',
    of: '1.0f + x',
    formula: 'return e;',
    truth: 'T(log1p, _u10, x)',
  },
  sinh: {
    who: 'TF.js: (e - 1/e)/2',
    inner: 'exp',
    of: 'x',
    formula: 'return (e - 1.0f / e) / 2.0f;',
    truth: 'T(sinh, _u10, x)',
  },
  tanh: {
    who: 'TF.js: (1 - e)/(1 + e), e = exp(-2|x|)',
    inner: 'exp',
    of: '-2.0f * (x < 0 ? -x : x)',
    formula: 'float r = (1.0f - e) / (1.0f + e); return x < 0 ? -r : r;',
    truth: 'T(tanh, _u10, x)',
  },
  erf: {
    who: 'TF.js, ggml: Abramowitz & Stegun 7.1.26',
    inner: 'exp',
    of: '-x * x',
    formula: `float a = x < 0 ? -x : x; ${ERF} return x < 0 ? -r : r;`,
    truth: 'T(erf, _u10, x)',
  },
  gelu: {
    who: 'ggml gelu_erf: x/2 (1 + erf(x/√2)) by 7.1.26',
    inner: 'exp',
    of: '-(x * 0.70710678f) * (x * 0.70710678f)',
    formula: `float z = x * 0.70710678f, a = z < 0 ? -z : z; ${ERF} return 0.5f * x * (1.0f + (z < 0 ? -r : r));`,
    // x/2·erfc(−x/√2): no cancellation on the negative side.
    truth: 'x * 0.5 * T(erfc, _u15, -x * 0x1.6a09e667f3bcdp-1)',
  },
};

const wide = spawnSync(CC, ['-march=native', '-dM', '-E', '-xc', '/dev/null'], { encoding: 'utf8' }).stdout;
const isa = wide.includes('__AVX512F__ ')
  ? { bytes: 64, suffix: 'avx512f', d: 8, f: 16, v: '__m512d', w: '__m512' }
  : { bytes: 32, suffix: 'avx2', d: 4, f: 8, v: '__m256d', w: '__m256' };

const manifest = loadManifest();
const chosen = process.argv.slice(3);
const names = Object.keys(FORMULAS).filter((name) => chosen.length === 0 || chosen.includes(name));
const folder = mkdtempSync(join(tmpdir(), 'napier-web-'));
try {
  const parts: string[] = [];
  const cases = names.map((name) => {
    const { who, inner, of, formula, truth } = FORMULAS[name];
    const row = rowOf(name);
    if (row !== undefined) {
      const [head, source] = TARGETS['c-array'].emit(
        [emitFunctionOf(name, loadShipped(row, manifest))],
        name,
      );
      writeFileSync(join(folder, head.path), head.contents);
      writeFileSync(join(folder, source.path), source.contents);
      parts.push(source.path);
    }
    writeFileSync(join(folder, `${name}.in`), new Uint8Array(inputsOf(name, COUNT).buffer));
    const ours = row === undefined ? '0' : `napier_${name}f_array`;
    return `static inline float of_${name}(float x) { return ${of}; }
static inline float formula_${name}(float x, float e) { ${formula} }
static void exact_${name}(const float *x, float *e, float *y, double *t) {
  for (int i = 0; i < BLOCK; i++) e[i] = of_${name}(x[i]);
  for (int i = 0; i < BLOCK; i += D) ROUND(e + i, Sleef_${inner}d${isa.d}_u10${isa.suffix}(WIDEN(e + i)));
  for (int i = 0; i < BLOCK; i++) y[i] = formula_${name}(x[i], e[i]);
#define T(f, u, a) ({ union { V v; double n[D]; } in, out; for (int k = 0; k < D; k++) { double x = (double)p[k]; (void)x; in.n[k] = (a); } out.v = CAT(f, u)(in.v); out; })
  for (int i = 0; i < BLOCK; i += D) { const float *p = x + i; ${truthLoop(truth)} }
#undef T
}
static void fast_${name}(const float *x, float *y, size_t n) {
  static float e[${COUNT}];
  for (size_t i = 0; i < n; i++) e[i] = of_${name}(x[i]);
  for (size_t i = 0; i < n; i += F) STORE(e + i, Sleef_${inner}f${isa.f}_u10${isa.suffix}(LOAD(e + i)));
  for (size_t i = 0; i < n; i++) y[i] = formula_${name}(x[i], e[i]);
}
${row === undefined ? '' : `extern void ${ours}(const float *x, float *y, size_t n);`}
static const struct test test_${name} = {"${name}", "${who}", "${row === undefined ? '' : `${row.operations} operations in ${row.arithmetic}, ${row.tier}${row.fma ? ' (fma)' : ''}`}", exact_${name}, fast_${name}, ${ours}};`;
  });
  writeFileSync(join(folder, 'main.c'), harness(cases));
  const flags = ['-O3', '-march=native', '-ffp-contract=off', '-fno-math-errno', '-fno-trapping-math'];
  execFileSync(CC, [...flags, 'main.c', ...parts, '-lsleef', '-lm', '-o', 'web'], { cwd: folder });
  const version = execFileSync(CC, ['--version'], { encoding: 'utf8' }).split('\n')[0];
  const inputs = STRIDE === 1 ? 'every f32 input' : `every ${STRIDE}th f32 pattern`;
  console.log(`${version}, ${flags.join(' ')}, ${isa.suffix}; ${inputs} with a finite result`);
  execFileSync(join(folder, 'web'), { cwd: folder, stdio: 'inherit' });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The program of tier `precise`, with fma where there is one: SLEEF's vectors, which the formulas are given, have it. */
function rowOf(name: string): ShippedRow | undefined {
  const rows = manifest.shipped.filter((one) => one.name === name && one.format === 'f32');
  const precise = rows.filter(({ tier }) => tier === 'precise');
  return precise.find(({ fma }) => fma) ?? precise[0] ?? rows[0];
}

/** `truth` evaluates T(f, accuracy, argument) on a vector, then the rest on each lane. */
function truthLoop(truth: string): string {
  const [, before, f, u, argument] = /^(.*)T\((\w+), (\w+), (.*)\)$/.exec(truth) as RegExpExecArray;
  return `union { V v; double n[D]; } in, out;
    for (int k = 0; k < D; k++) { double x = p[k]; in.n[k] = ${argument}; }
    out.v = Sleef_${f}d${isa.d}${u}${isa.suffix}(in.v);
    for (int k = 0; k < D; k++) { double x = p[k]; (void)x; t[i + k] = ${before}out.n[k]; }`;
}

function harness(cases: readonly string[]): string {
  const mm = isa.bytes === 64 ? '_mm512' : '_mm256';
  const half = isa.bytes === 64 ? '_mm256' : '_mm';
  return `#include <immintrin.h>
#include <math.h>
#include <sleef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#define BLOCK 4096
#define N ${COUNT}
#define TURNS 101
#define D ${isa.d}
#define F ${isa.f}
#define V ${isa.v}
#define WIDEN(p) ${mm}_cvtps_pd(${half}_loadu_ps(p))
#define ROUND(p, v) ${half}_storeu_ps(p, ${mm}_cvtpd_ps(v))
#define LOAD ${mm}_loadu_ps
#define STORE ${mm}_storeu_ps
struct test { const char *name, *who, *what; void (*exact)(const float *, float *, float *, double *); void (*fast)(const float *, float *, size_t), (*ours)(const float *, float *, size_t); };
${cases
  .join('\n')
  .replace(/#define T\(.*\n/g, '')
  .replace(/#undef T\n/g, '')}
static const struct test *tests[] = {${names.map((name) => `&test_${name}`).join(', ')}};
static double now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec * 1e9 + t.tv_nsec; }
static int compare(const void *a, const void *b) { double x = *(double *)a, y = *(double *)b; return (x > y) - (x < y); }
struct worst { double error, at; uint64_t infinite; };
/* The unit in the last place of f32 at t is 2^(e - 23), 2^e at most |t|, from -126 on. */
static void judge(struct worst *w, const float *x, const float *y, const double *t) {
  static double error[BLOCK];
  double largest = 0;
  for (int i = 0; i < BLOCK; i++) {
    uint64_t bits;
    double power;
    memcpy(&bits, t + i, 8);
    bits &= UINT64_C(0x7ff0000000000000);
    memcpy(&power, &bits, 8);
    double unit = (power > 0x1p-126 ? power : 0x1p-126) * 0x1p-23;
    int counts = fabs(t[i]) < 0x1.ffffffp+127;
    error[i] = !counts ? 0 : y[i] == y[i] ? fabs(y[i] - t[i]) / unit : INFINITY;
    largest = error[i] > largest ? error[i] : largest;
  }
  if (largest <= w->error && largest < 1e30) return;
  for (int i = 0; i < BLOCK; i++) {
    if (!isfinite(y[i]) && fabs(t[i]) < 0x1.ffffffp+127) { w->infinite++; continue; }
    if (error[i] > w->error) { w->error = error[i]; w->at = x[i]; }
  }
}
static float x[N], y[N];
static double median(void (*run)(const float *, float *, size_t), void (*other)(const float *, float *, size_t), double *also) {
  static double a[TURNS], b[TURNS];
  for (int turn = 0; turn < TURNS; turn++) {
    double start = now();
    run(x, y, N);
    a[turn] = (now() - start) / N;
    if (!other) continue;
    start = now();
    other(x, y, N);
    b[turn] = (now() - start) / N;
  }
  qsort(a, TURNS, sizeof *a, compare);
  qsort(b, TURNS, sizeof *b, compare);
  *also = b[TURNS / 2];
  return a[TURNS / 2];
}
int main(void) {
  static float in[BLOCK], e[BLOCK], out[BLOCK];
  static double truth[BLOCK];
  for (size_t k = 0; k < sizeof tests / sizeof *tests; k++) {
    const struct test *test = tests[k];
    struct worst theirs = {0, 0, 0}, ours = {0, 0, 0};
    for (uint64_t first = 0; first < 0x100000000; first += (uint64_t)BLOCK * ${STRIDE}) {
      for (int i = 0; i < BLOCK; i++) { uint32_t bits = first + (uint64_t)i * ${STRIDE}; memcpy(in + i, &bits, 4); }
      test->exact(in, e, out, truth);
      judge(&theirs, in, out, truth);
      if (!test->ours) continue;
      test->ours(in, out, BLOCK);
      judge(&ours, in, out, truth);
    }
    char path[64];
    snprintf(path, sizeof path, "%s.in", test->name);
    FILE *file = fopen(path, "rb");
    if (!file || fread(x, 4, N, file) != N) return 1;
    fclose(file);
    double also = 0, time = median(test->fast, test->ours, &also);
    printf("%-6s %s: %.4g ulp at %.9g, not finite at %llu, %.2f ns\\n", test->name, test->who, theirs.error, theirs.at, (unsigned long long)theirs.infinite, time);
    if (test->ours) printf("       napier, %s: %.4f ulp at %.9g, not finite at %llu, %.2f ns, %.2f x their time\\n", test->what, ours.error, ours.at, (unsigned long long)ours.infinite, also, also / time);
    else printf("       napier: not shipped\\n");
    fflush(stdout);
  }
}
`;
}
