/**
 * Fronts of `improve --target c|c-fma|js`: what the tables say that an entry takes, and what it takes as the code that
 * `--code` writes: nanoseconds a call in a loop over an array, least of many runs, f64.
 *
 *   npx tsx bench/improve-targets.ts [part of an expression]
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { improve } from '../src/discover/improve.ts';
import { improvementCode } from '../src/discover/improvement-code.ts';
import { parseDomain } from '../src/expression/parse-domain.ts';
import { parseExpression } from '../src/expression/parse.ts';
import { createOracle } from '../src/oracle/create-oracle.ts';
import { findFormat } from '../src/number/formats.ts';

const CASES = [
  ['sqrt(x+1) - sqrt(x)', '[1e3,1e12]'],
  ['log(exp(x) + 1) - x', '[-2,100]'],
  ['exp(x) - 1', '[-1e-3,1]'],
  ['1/x - 1/tan(x)', '[1e-3,1]'],
  ['cbrt(x+1) - cbrt(x)', '[1e3,1e12]'],
  ['sqrt(x*x + 1) - x', '[1e3,1e9]'],
  ['(1 - cos(x))/sin(x)', '[1e-6,1]'],
] as const;
const LENGTH = 1024;
const folder = mkdtempSync(join(tmpdir(), 'improve-targets-'));

function inC(code: string, flags: string, lo: number, hi: number): number {
  writeFileSync(
    join(folder, 'a.c'),
    `${code.replace('\ndouble improved(', '\nstatic inline double improved(')}
#include <stdio.h>
#include <time.h>
double x[${LENGTH}], y[${LENGTH}];
static double seconds(void) { struct timespec t; clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); return t.tv_sec + 1e-9 * t.tv_nsec; }
int main(void) {
  for (int i = 0; i < ${LENGTH}; i++) x[i] = ${lo} + (${hi} - ${lo}) * (i * 389 % ${LENGTH}) / ${LENGTH};
  double best = 1e9;
  for (int k = 0; k < 60; k++) {
    double from = seconds();
    for (int j = 0; j < 50; j++) { for (int i = 0; i < ${LENGTH}; i++) y[i] = improved(x[i]); __asm__ volatile("" ::: "memory"); }
    double took = (seconds() - from) / 50 / ${LENGTH} * 1e9;
    if (took < best) best = took;
  }
  printf("%.3f", best);
}`,
  );
  execFileSync('gcc', ['-std=gnu99', ...flags.split(' '), '-fno-tree-vectorize', '-ffp-contract=off', '-o', join(folder, 'a'), join(folder, 'a.c'), '-lm']); // prettier-ignore
  return Number(execFileSync(join(folder, 'a'), { encoding: 'utf8' }));
}

async function inJavaScript(code: string, lo: number, hi: number): Promise<number> {
  const text = `${code}
const x = Float64Array.from({ length: ${LENGTH} }, (_, i) => ${lo} + (${hi} - ${lo}) * (i * 389 % ${LENGTH}) / ${LENGTH}), y = new Float64Array(${LENGTH});
export function many() { for (let i = 0; i < ${LENGTH}; i++) y[i] = improved(x[i]); }`;
  const { many } = (await import(`data:text/javascript,${encodeURIComponent(text)}`)) as { many: () => void };
  for (let j = 0; j < 500; j++) many();
  let best = Infinity;
  for (let k = 0; k < 60; k++) {
    const from = performance.now();
    for (let j = 0; j < 50; j++) many();
    best = Math.min(best, ((performance.now() - from) * 1e6) / 50 / LENGTH);
  }
  return best;
}

const [part = ''] = process.argv.slice(2);
try {
  for (const [text, domain] of CASES.filter(([one]) => one.includes(part))) {
    const expression = parseExpression(text);
    const { lo, hi } = parseDomain(domain);
    const [a, b] = [lo, hi].map((end) => createOracle(end, []).rounded([], findFormat('f64')));
    console.log(`${text} on ${domain}`);
    for (const [target, flags] of [
      ['c', '-O2'],
      ['c-fma', '-O2 -march=x86-64-v3'],
      ['js', ''],
    ] as const) {
      // prettier-ignore
      const finding = improve(expression, { costs: target, points: 500, domains: new Map([['x', parseDomain(domain)]]) }); // prettier-ignore
      for (const entry of finding.front) {
        const { contents } = improvementCode(finding, { entry });
        const took = target === 'js' ? await inJavaScript(contents, a, b) : inC(contents, flags, a, b);
        console.log(
          `  ${target.padEnd(6)} table ${entry.cost.toFixed(1).padStart(5)} ns, measured ${took.toFixed(1).padStart(5)} ns, mean error ${entry.error.mean.toFixed(2).padStart(5)} bits  ${entry.expression.slice(0, 60)}${entry.regimes.length > 0 ? ` (${entry.regimes.length} pieces)` : ''}`,
        );
      }
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}
