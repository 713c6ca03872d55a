/**
 * The largest errors of shipped f64 functions, as emitted C runs them, on random doubles: half of them any pattern at which
 * the result is neither 0 nor infinite, half spread evenly where the function does its usual work. Beside glibc's function and
 * SLEEF's (1 ulp) at the same inputs. The reference is `long double` (x86: 64 bits, an ulp or two); the worst inputs of ours
 * are judged again in multiple precision, and so are inputs whose results lie nearly halfway between two doubles.
 *
 *   npx tsx bench/f64-error.ts [COUNT] [NAME...]        (needs gcc and libsleef-dev; CC=…)
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTotalJudge } from '../src/certify/exhaustive-total.ts';
import { emitFunctionOf } from '../src/discover/shipped/library-files.ts';
import { loadManifest, loadShipped } from '../src/discover/shipped/shipped-folder.ts';
import { TARGETS } from '../src/emit/targets.ts';
import { parseExpression } from '../src/expression/parse.ts';
import { FORMATS } from '../src/number/formats.ts';
import { mpfr, ROUND } from '../src/number/mpfr.ts';
import { withWorkspace } from '../src/number/workspace.ts';
import { createOracle } from '../src/oracle/create-oracle.ts';
import { compileProgram } from '../src/program/evaluate.ts';

/** Where results are finite and not 0, and where the usual inputs lie. */
const RANGES: Readonly<Record<string, { all: readonly [number, number]; usual: readonly [number, number] }>> =
  {
    exp: { all: [-745.1, 709.78], usual: [-708, 709.7] },
    log: { all: [5e-324, 1.7e308], usual: [0.25, 4] },
    tanh: { all: [-22, 22], usual: [-3, 3] },
    sin: { all: [-1e300, 1e300], usual: [-100, 100] },
    cos: { all: [-1e300, 1e300], usual: [-100, 100] },
  };

/**
 * Inputs with results next to the middle of two doubles (Lefèvre & Muller; Muller et al., Handbook of Floating-Point
 * Arithmetic, 2nd ed., tables of ch. 10). That they are is checked here: others are left out and counted.
 */
const HARD: Readonly<Record<string, readonly number[]>> = {
  exp: [-(0x112d31a20fb38b * 2 ** -52) * 32, 0x183d4bcdebb3f4 * 2 ** -52 * 4],
  log: [0x1ea71d85cee020 * 2 ** -52 * 2 ** -509, 0x19476e304cd7c7 * 2 ** -52 * 2 ** 384],
};

const words = process.argv.slice(2);
const count = Number(words.find((word) => /^[\d.e]+$/.test(word)) ?? 1e7);
const names = words.filter((word) => word in RANGES);
const manifest = loadManifest();
const rows = manifest.shipped.filter(
  ({ format, name }) => format === 'f64' && name in RANGES && (names.length === 0 || names.includes(name)),
);
const CC = process.env.CC ?? 'gcc';

for (const row of rows) {
  const finding = loadShipped(row, manifest);
  const f = { ...emitFunctionOf(row.name, finding), prefix: 'napier_' };
  const folder = mkdtempSync(join(tmpdir(), 'napier-error-'));
  try {
    const files = TARGETS.c.emit([f], 'f');
    for (const { path, contents } of files) writeFileSync(join(folder, path), contents);
    const header = files.find(({ path }) => path.endsWith('.h'))?.path ?? 'f.h';
    writeFileSync(join(folder, 'main.c'), harness(row.name, header));
    const sources = files.filter(({ path }) => path.endsWith('.c')).map(({ path }) => path);
    const flags = ['-O2', '-march=native', '-ffp-contract=off', '-D_GNU_SOURCE'];
    execFileSync(CC, [...flags, 'main.c', ...sources, '-lsleef', '-lm', '-o', 'error'], { cwd: folder });
    const { errors, worst } = JSON.parse(
      execFileSync(join(folder, 'error'), [String(count)], { encoding: 'utf8' }),
    ) as { errors: number[]; worst: string[] };
    const inputs = worst.map((text) => FORMATS.f64.decode(BigInt(text)));
    const judged = judge(row.name, compileProgram(finding.front[0].program), inputs);
    const hard = (HARD[row.name] ?? []).filter((x) => isHard(row.name, x));
    const atHard = judge(row.name, compileProgram(finding.front[0].program), hard);
    console.log(
      `${row.name}, ${row.tier}${row.fma ? ', fma' : ''}: proved ${row.bound} ulp, ${count} inputs: ${errors[0].toFixed(4)}, ` +
        `judged ${judged.error.toFixed(4)} at ${judged.at}; glibc ${errors[1].toFixed(4)}, SLEEF u10 ${errors[2].toFixed(4)}` +
        (hard.length === 0 ? '' : `; ${hard.length} hard cases: ${atHard.error.toFixed(4)}`),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The largest error of a program at some inputs, and where. */
function judge(
  name: string,
  run: (x: number) => number,
  inputs: readonly number[],
): { error: number; at: number } {
  const oracle = createOracle(parseExpression(`${name}(x)`), ['x']);
  return withWorkspace(256, (w) => {
    const judgeAt = createTotalJudge(oracle, FORMATS.f64, 'ulp', w);
    return inputs.reduce(
      (worst, at) => {
        const { upper } = judgeAt(at, run(at));
        return upper > worst.error ? { error: upper, at } : worst;
      },
      { error: 0, at: NaN },
    );
  });
}

/** Is f(x) within 2^-40 ulp of a double, or of the middle of two? */
function isHard(name: string, x: number): boolean {
  return withWorkspace(300, (w) => {
    const y = w.big();
    if (createOracle(parseExpression(`${name}(x)`), ['x']).value([x], y).kind !== 'enclosed') return false;
    const unit = FORMATS.f64.ulp(mpfr.mpfr_get_d(y, ROUND.NEAREST)) / 2;
    mpfr.mpfr_div_d(y, y, unit, ROUND.NEAREST);
    const whole = w.big();
    mpfr.mpfr_rint(whole, y, ROUND.NEAREST);
    mpfr.mpfr_sub(y, y, whole, ROUND.NEAREST);
    return Math.abs(mpfr.mpfr_get_d(y, ROUND.NEAREST)) < 2 ** -40;
  });
}

function harness(name: string, header: string): string {
  const { all, usual } = RANGES[name];
  return `#include <float.h>
#include <math.h>
#include <sleef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "${header}"
#define KEPT 64
static uint64_t state = 0x9e3779b97f4a7c15;
static uint64_t next(void) { state ^= state >> 12; state ^= state << 25; state ^= state >> 27; return state * 0x2545f4914f6cdd1d; }
static double of(uint64_t bits) { double x; memcpy(&x, &bits, 8); return x; }
static double error(double y, long double truth, double unit) { return fabsl(y - truth) / unit; }
int main(int argc, char **argv) {
  double errors[3] = {0}, worst[KEPT] = {0}, at[KEPT] = {0};
  uint64_t count = argc > 1 ? strtod(argv[1], 0) : 1e6;
  for (uint64_t i = 0; i < count; i++) {
    uint64_t bits = next();
    double x = i % 2 ? of(bits) : ${usual[0]} + (${usual[1] - usual[0]}) * ((bits >> 11) * 0x1p-53);
    if (i % 2 && !(x >= ${all[0]} && x <= ${all[1]})) { i--; continue; }
    long double truth = ${name}l(x);
    double size = fabsl(truth);
    if (truth == 0 || !(size <= DBL_MAX)) continue;
    // Of a power of two that the value rounds up to it is the unit below.
    int e; frexpl(truth, &e);
    double unit = ldexp(1, e - 53 < -1074 ? -1074 : e - 53);
    double ours = error(napier_${name}(x), truth, unit);
    if (ours > errors[0]) errors[0] = ours;
    if (ours > worst[i % KEPT]) { worst[i % KEPT] = ours; at[i % KEPT] = x; }
    double glibc = error(${name}(x), truth, unit), sleef = error(Sleef_${name}_u10(x), truth, unit);
    if (glibc > errors[1]) errors[1] = glibc;
    if (sleef > errors[2]) errors[2] = sleef;
  }
  printf("{\\"errors\\": [%.6f, %.6f, %.6f], \\"worst\\": [", errors[0], errors[1], errors[2]);
  for (int k = 0; k < KEPT; k++) { uint64_t bits; memcpy(&bits, at + k, 8); printf("%s\\"%llu\\"", k ? ", " : "", (unsigned long long)bits); }
  printf("]}\\n");
}
`;
}
