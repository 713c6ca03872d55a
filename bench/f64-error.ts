/**
 * The largest errors of shipped f64 functions, as emitted C runs them, on random doubles: a third of them any pattern, a third
 * spread evenly where the function does its usual work, a third there by exponent. Inputs whose results are 0 or infinite are
 * not counted. Beside glibc's function and SLEEF's (1 ulp) at the same inputs. The reference is `long double` (x86: 64 bits, a few
 * ulp of which are 0.002 ulp of a double); 64 of the worst inputs are judged again in multiple precision, and so are inputs
 * whose results lie nearly halfway between two doubles.
 *
 *   npx tsx bench/f64-error.ts [COUNT] [NAME|TIER...]        (needs gcc and libsleef-dev; CC=…)
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTotalJudge } from '../src/certify/exhaustive-total.ts';
import { emitFunctionOf } from '../src/discover/shipped/library-files.ts';
import { loadManifest, loadShipped } from '../src/discover/shipped/shipped-folder.ts';
import { SHIPPED_NAMES, TIER_NAMES } from '../src/discover/shipped/shipped-functions.ts';
import { TARGETS } from '../src/emit/targets.ts';
import { parseExpression } from '../src/expression/parse.ts';
import { FORMATS } from '../src/number/formats.ts';
import { mpfr, ROUND } from '../src/number/mpfr.ts';
import { withWorkspace } from '../src/number/workspace.ts';
import { createOracle } from '../src/oracle/create-oracle.ts';
import { compileProgram } from '../src/program/evaluate.ts';

/** Where the usual inputs lie: [-3, 3] of functions without a row. */
const USUAL: Readonly<Record<string, readonly [number, number]>> = {
  exp: [-708, 709.7],
  exp2: [-1022, 1023.9],
  exp10: [-307, 308],
  log: [0.25, 4],
  log2: [0.25, 4],
  log10: [0.25, 4],
  log1p: [-0.75, 3],
  sin: [-100, 100],
  cos: [-100, 100],
  tan: [-100, 100],
  asin: [-1, 1],
  acos: [-1, 1],
  acosh: [1, 5],
  atanh: [-1, 1],
  cbrt: [0.125, 8],
  rsqrt: [0.25, 4],
  erfc: [-6, 27],
  sigmoid: [-40, 40],
  softplus: [-40, 40],
  silu: [-40, 40],
};

/** A function of `long double` for what C has none of, in operations that lose no digits where the result is no small one. */
const REFERENCE: Readonly<Record<string, string>> = {
  rsqrt: '1 / sqrtl(x)',
  sigmoid: '1 / (1 + expl(-x))',
  silu: 'x / (1 + expl(-x))',
  softplus: 'x > 0 ? x + log1pl(expl(-x)) : log1pl(expl(x))',
};

/** What glibc and SLEEF (1 ulp) call it; – where they have none. */
const IN_GLIBC: ReadonlySet<string> = new Set(
  `exp exp2 exp10 expm1 log log2 log10 log1p sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh cbrt erf erfc`.split(
    ' ',
  ),
);
const sleefName = (name: string): string => (name === 'erfc' ? 'Sleef_erfc_u15' : `Sleef_${name}_u10`);

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
const names = words.filter((word) => SHIPPED_NAMES.includes(word));
const tiers = words.filter((word) => (TIER_NAMES as readonly string[]).includes(word));
const manifest = loadManifest();
const rows = manifest.shipped.filter(
  ({ format, name, tier }) =>
    format === 'f64' &&
    (IN_GLIBC.has(name) || name in REFERENCE) &&
    (names.length === 0 || names.includes(name)) &&
    (tiers.length === 0 || tiers.includes(tier)),
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
    const start = performance.now();
    const { errors, worst } = JSON.parse(
      execFileSync(join(folder, 'error'), [String(count)], { encoding: 'utf8' }),
    ) as { errors: number[]; worst: string[] };
    const seconds = ((performance.now() - start) / 1000).toFixed(0);
    const inputs = worst.map((text) => FORMATS.f64.decode(BigInt(text)));
    const judged = judge(row.name, compileProgram(finding.front[0].program), inputs);
    const hard = (HARD[row.name] ?? []).filter((x) => isHard(row.name, x));
    const atHard = judge(row.name, compileProgram(finding.front[0].program), hard);
    const peers = IN_GLIBC.has(row.name)
      ? `; glibc ${errors[1].toFixed(4)}, SLEEF ${errors[2].toFixed(4)}`
      : '';
    console.log(
      `${row.name}, ${row.tier}${row.fma ? ', fma' : ''}: proved ${row.bound} ulp, ${count} inputs: ${errors[0].toFixed(4)}, ` +
        `judged ${judged.error.toFixed(4)} at ${judged.at}${peers}` +
        (hard.length === 0 ? '' : `; ${hard.length} hard cases: ${atHard.error.toFixed(4)}`) +
        `; ${seconds} s`,
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
  const usual = USUAL[name] ?? [-3, 3];
  const [least, most] = [-30, Math.ceil(Math.log2(Math.max(...usual.map(Math.abs))))];
  const peers = IN_GLIBC.has(name);
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
static long double reference(long double x) { return ${REFERENCE[name] ?? `${name}l(x)`}; }
/* Any pattern; evenly on the usual interval; there, with every exponent as often as any other. */
static double input(uint64_t i) {
  uint64_t bits = next();
  double share = (bits >> 11) * 0x1p-53;
  if (i % 3 == 0) return of(bits);
  if (i % 3 == 1) return ${usual[0]} + (${usual[1] - usual[0]}) * share;
  return ldexp(1 + share, ${least} + (int)((bits & 1023) % ${most - least})) * ${usual[0] < 0 ? '(bits & 1024 ? -1 : 1)' : '1'};
}
int main(int argc, char **argv) {
  double errors[3] = {0}, worst[KEPT] = {0}, at[KEPT] = {0};
  uint64_t count = argc > 1 ? strtod(argv[1], 0) : 1e6, done = 0;
  for (uint64_t i = 0; done < count; i++) {
    double x = input(i);
    long double truth = reference(x);
    if (truth == 0 || !(fabsl(truth) <= DBL_MAX)) continue;
    done++;
    // Of a power of two that the value rounds up to it is the unit below.
    int e; frexpl(truth, &e);
    double unit = ldexp(1, e - 53 < -1074 ? -1074 : e - 53);
    double ours = error(napier_${name}(x), truth, unit);
    if (ours > errors[0]) errors[0] = ours;
    if (ours > worst[i % KEPT]) { worst[i % KEPT] = ours; at[i % KEPT] = x; }
${
  peers
    ? `    double glibc = error(${name}(x), truth, unit), sleef = error(${sleefName(name)}(x), truth, unit);
    if (glibc > errors[1]) errors[1] = glibc;
    if (sleef > errors[2]) errors[2] = sleef;
`
    : ''
}  }
  printf("{\\"errors\\": [%.6f, %.6f, %.6f], \\"worst\\": [", errors[0], errors[1], errors[2]);
  for (int k = 0; k < KEPT; k++) { uint64_t bits; memcpy(&bits, at + k, 8); printf("%s\\"%llu\\"", k ? ", " : "", (unsigned long long)bits); }
  printf("]}\\n");
}
`;
}
