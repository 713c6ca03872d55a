/**
 * The largest errors of shipped f64 functions, as emitted C runs them, on random doubles: a third of them any pattern, a third
 * spread evenly where the function does its usual work, a third there by exponent. Inputs whose results are 0 or infinite are
 * not counted. Beside glibc's function and SLEEF's (1 ulp, scalar) at the same inputs, and how many results are not the nearest
 * double. The reference is `long double` (x86: 2^-11 ulp of a double, a few of which it errs), and wherever a few of its ulps
 * decide `_Float128` (2^-60 ulp). What is printed of our function is judged in multiple precision: the 64 largest errors, and
 * the results at the 64 inputs whose values came nearest to the middle of two doubles. So are all three functions at published
 * hard cases: a few of Lefèvre & Muller's, and, where `CORE_MATH` is a checkout of CORE-MATH, its `src/binary64/NAME/NAME.wc`
 * (also cases for directed rounding, next to a double). An interrupted function tells what it had.
 *
 *   npx tsx bench/f64-error.ts [COUNT] [NAME|TIER...]        (needs gcc and libsleef-dev; CC=…; 1e9 takes some minutes each)
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTotalJudge } from '../src/certify/exhaustive-total.ts';
import { emitFunctionOf } from '../src/discover/shipped/library-files.ts';
import { loadManifest, loadShipped } from '../src/discover/shipped/shipped-folder.ts';
import { SHIPPED_NAMES, TIER_NAMES } from '../src/discover/shipped/shipped-functions.ts';
import { TARGETS } from '../src/emit/targets.ts';
import { parseExpression } from '../src/expression/parse.ts';
import { fromHexFloat, toHexFloat } from '../src/number/exact-constant.ts';
import { FORMATS } from '../src/number/formats.ts';
import { withWorkspace } from '../src/number/workspace.ts';
import { createOracle } from '../src/oracle/create-oracle.ts';
import { compileProgram } from '../src/program/evaluate.ts';
import { errorHarness, hasPeers, hasReference, type RandomRun } from './f64-harness.ts';

/**
 * Inputs with results next to the middle of two doubles, or next to one (Lefèvre & Muller; Muller et al., Handbook of
 * Floating-Point Arithmetic, 2nd ed., tables of ch. 10).
 */
const HARD: Readonly<Record<string, readonly number[]>> = {
  exp: [-(0x112d31a20fb38b * 2 ** -52) * 32, 0x183d4bcdebb3f4 * 2 ** -52 * 4],
  log: [0x1ea71d85cee020 * 2 ** -52 * 2 ** -509, 0x19476e304cd7c7 * 2 ** -52 * 2 ** -384],
};

/** What multiple precision says of one function's results at some inputs. */
type Judged = { readonly error: number; readonly at: number; readonly wrong: number };

const words = process.argv.slice(2);
const count = Number(words.find((word) => /^[\d.e]+$/.test(word)) ?? 1e7);
const names = words.filter((word) => SHIPPED_NAMES.includes(word));
const tiers = words.filter((word) => (TIER_NAMES as readonly string[]).includes(word));
const manifest = loadManifest();
const rows = manifest.shipped.filter(
  ({ format, name, tier }) =>
    format === 'f64' &&
    hasReference(name) &&
    (names.length === 0 || names.includes(name)) &&
    (tiers.length === 0 || tiers.includes(tier)),
);
const CC = process.env.CC ?? 'gcc';
/** Ctrl-C reaches the program too, which then prints what it has. */
let interrupted = false;
process.on('SIGINT', () => (interrupted = true));

for (const row of rows) {
  if (interrupted) break;
  const finding = loadShipped(row, manifest);
  const reference = compileProgram(finding.front[0].program);
  const folder = mkdtempSync(join(tmpdir(), 'napier-error-'));
  try {
    const files = TARGETS.c.emit([{ ...emitFunctionOf(row.name, finding), prefix: 'napier_' }], 'f');
    for (const { path, contents } of files) writeFileSync(join(folder, path), contents);
    const header = files.find(({ path }) => path.endsWith('.h'))?.path ?? 'f.h';
    writeFileSync(join(folder, 'main.c'), errorHarness(row.name, header));
    const sources = files.filter(({ path }) => path.endsWith('.c')).map(({ path }) => path);
    const flags = ['-O2', '-march=native', '-ffp-contract=off', '-D_GNU_SOURCE'];
    execFileSync(CC, [...flags, 'main.c', ...sources, '-lsleef', '-lm', '-o', 'error'], { cwd: folder });
    const start = performance.now();
    // C's name of an infinite error (SLEEF's log1p overflows where the function does not) as a number that JSON knows.
    const text = (await output(join(folder, 'error'), [String(count)])).replaceAll(/\binf\b/g, '1e999');
    const run = JSON.parse(text) as RandomRun;
    const seconds = ((performance.now() - start) / 1000).toFixed(0);
    const peers = hasPeers(row.name);
    const perMillion = (k: number): string => ((run.wrong[k] / run.done) * 1e6).toFixed(0);
    const listed = (values: (k: number) => string): string =>
      `${values(0)}${peers ? `, glibc ${values(1)}, SLEEF ${values(2)}` : ''}`;
    const inC = async (inputs: readonly number[]): Promise<Judged[]> =>
      judge(row.name, inputs, await resultsOf(join(folder, 'error'), inputs));
    console.log(
      `${row.name}, ${row.tier}${row.fma ? ', fma' : ''}: proved ${row.bound} ulp, ${run.done} inputs in ${seconds} s`,
    );
    console.log(`  largest error: ${listed((k) => run.errors[k].toFixed(4))}`);
    console.log(`  not the nearest double, of a million: ${listed(perMillion)}`);
    const worst = run.worst.map(fromBits);
    const [ours] = await inC(worst);
    console.log(`  ours judged: ${ours.error.toFixed(6)} at ${toHexFloat(ours.at)}`);
    const got = await resultsOf(join(folder, 'error'), worst);
    const differ = worst.filter((x, k) => !Object.is(got[k][0], reference(x))).length;
    if (differ > 0) console.log(`  C differs from Napier's evaluation at ${differ} of them`);
    const sets = [
      ['nearest to middles', run.nearest.map(fromBits)],
      ['published', hardCases(row.name)],
    ] as const;
    for (const [title, inputs] of sets) {
      const judged = inputs.length === 0 ? [] : await inC(inputs);
      if (judged.length === 0) continue;
      const largest = (k: number): string => `${judged[k].error.toFixed(4)} (${judged[k].wrong} not nearest)`;
      console.log(`  ${inputs.length} hard cases, ${title}: ${listed(largest)}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a program writes, given some text. */
async function output(path: string, options: readonly string[], input = ''): Promise<string> {
  const child = spawn(path, options, { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(input);
  const parts: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (part: string) => parts.push(part));
  await new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${path} ended with ${code ?? 'a signal'}`)),
    );
  });
  return parts.join('');
}

/** The results of the functions at some inputs, one array an input. */
async function resultsOf(path: string, inputs: readonly number[]): Promise<number[][]> {
  const lines = inputs.map((x) => FORMATS.f64.encode(x).toString());
  const text = await output(path, [], `${lines.join('\n')}\n`);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(' ').map(fromBits));
}

function fromBits(bits: string): number {
  return FORMATS.f64.decode(BigInt(bits));
}

/** The largest error of each function, where, and at how many inputs the result is not the nearest double. */
function judge(name: string, inputs: readonly number[], results: readonly (readonly number[])[]): Judged[] {
  const oracle = createOracle(parseExpression(`${name}(x)`), ['x']);
  return withWorkspace(256, (w) => {
    const judgeAt = createTotalJudge(oracle, FORMATS.f64, 'ulp', w);
    return results[0].map((_, k) => {
      const judged = { error: 0, at: NaN, wrong: 0 };
      inputs.forEach((x, i) => {
        const { upper, correct } = judgeAt(x, results[i][k]);
        if (!correct) judged.wrong += 1;
        if (upper > judged.error) Object.assign(judged, { error: upper, at: x });
      });
      return judged;
    });
  });
}

/** The hard cases that are published: doubles with a finite value other than 0. */
function hardCases(name: string): number[] {
  const path = join(process.env.CORE_MATH ?? '', 'src', 'binary64', name, `${name}.wc`);
  const listed = process.env.CORE_MATH !== undefined && existsSync(path) ? readFileSync(path, 'utf8') : '';
  const numbers = listed.split('\n').map((line) => fromHexFloat(line.replace(/[,#].*/, '').trim()) ?? NaN);
  const oracle = createOracle(parseExpression(`${name}(x)`), ['x']);
  const inputs = new Set([...(HARD[name] ?? []), ...numbers.filter(Number.isFinite)]);
  return [...inputs].filter((x) => {
    const right = oracle.rounded([x], FORMATS.f64);
    return right !== 0 && Number.isFinite(right);
  });
}
