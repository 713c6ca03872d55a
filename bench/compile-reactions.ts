/**
 * A mass-action reaction network of 1,000 species, generated from a seed: right-hand side and sparse Jacobian, compiled
 * as written and optimised, in JavaScript, WebAssembly and C, beside mathjs `compile`, in one run.
 *
 *   npm install --prefix /tmp/peers --no-save mathjs
 *   PEERS=/tmp/peers npx tsx bench/compile-reactions.ts [species]
 *
 * Every variant's values are compared with the naive ones. Times: of one evaluation of everything, the median of rounds
 * that take turns.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compileExpressions } from '../src/discover/calculate/compile.ts';
import { jacobian } from '../src/expression/jacobian.ts';
import { parseExpression } from '../src/expression/parse.ts';
import { toText } from '../src/expression/to-text.ts';
import { SYSTEM_TARGETS } from '../src/emit/system/system-targets.ts';
import type { EmitSystem } from '../src/emit/system/system-target.ts';
import { createRandom } from '../src/number/random.ts';
import { compileSystem } from '../src/program/system/evaluate-system.ts';
import { expressionsToSystem, type NamedExpression } from '../src/program/system/expression-to-system.ts';
import { systemCost, type SystemProgram } from '../src/program/system/system.ts';

const SPECIES = Number(process.argv[2] ?? 1000);
const REACTIONS = 3 * SPECIES;
const ROUNDS = 21;
/** Until the engine's optimising compiler has seen all pieces: no window is much faster than the one before; at most so long. */
const WINDOW_MS = 2_500;
const MOST_WINDOWS = Number(process.env.WINDOWS ?? 12);

/** Rate laws by the species they change; a third of the reactions are reversible. */
function network(seed: number): { readonly equations: string[]; readonly inputs: string[] } {
  const random = createRandom(seed);
  const terms: string[][] = Array.from({ length: SPECIES }, () => []);
  let rates = 0;
  const species = (): number => random.integer(SPECIES);
  const add = (from: readonly number[], to: readonly number[]): void => {
    const rate = [`k${rates++}`, ...from.map((s) => `x${s}`)].join('*');
    const change = new Map<number, number>();
    for (const s of from) change.set(s, (change.get(s) ?? 0) - 1);
    for (const s of to) change.set(s, (change.get(s) ?? 0) + 1);
    for (const [s, n] of change) {
      if (n !== 0)
        terms[s].push(`${n < 0 ? '- ' : '+ '}${Math.abs(n) === 1 ? '' : `${Math.abs(n)}*`}${rate}`);
    }
  };
  for (let r = 0; r < REACTIONS; r++) {
    const kind = random.integer(4);
    const [a, b, c, d] = [species(), species(), species(), species()];
    const [from, to] = [
      [[a], [b]],
      [[a, b], [c]],
      [
        [a, b],
        [c, d],
      ],
      [[a, a], [b]],
    ][kind];
    add(from, to);
    if (random.integer(3) === 0) add(to, from);
  }
  const equations = terms.map((list) =>
    list.length === 0 ? '0' : list.join(' ').replace(/^\+ /, '').replace(/^- /, '-'),
  );
  const inputs = [
    ...Array.from({ length: SPECIES }, (_, i) => `x${i}`),
    ...Array.from({ length: rates }, (_, i) => `k${i}`),
  ];
  return { equations, inputs };
}

const started = performance.now();
const lap = (what: string): void =>
  console.log(`${what} (${((performance.now() - started) / 1000).toFixed(1)} s since the start)`);
const { equations, inputs } = network(1);
const expressions = equations.map(parseExpression);
const matrix = jacobian(expressions, inputs.slice(0, SPECIES));
const system: NamedExpression[] = [
  ...expressions.map((expression, i) => ({ name: `dx${i}`, expression })),
  ...matrix.entries.map(({ row, column, value }) => ({ name: `j_${row}_${column}`, expression: value })),
];
lap(
  `${SPECIES} equations, ${inputs.length - SPECIES} rates, ${matrix.entries.length} entries of the Jacobian`,
);
const programs: Record<string, SystemProgram> = {
  naive: expressionsToSystem(system, inputs, false),
  shared: expressionsToSystem(system, inputs, true),
  optimised: compileExpressions(system, { inputs, points: 0 }).program,
};
for (const [name, program] of Object.entries(programs)) {
  lap(`${name}: ${program.code.length} operations, ${systemCost(program)} cycles counted`);
}

const random = createRandom(2);
const point = Float64Array.from(inputs, () => 0.1 + random.next());
const truth = new Float64Array(system.length);
compileSystem(programs.naive)(point, truth);

const folder = mkdtempSync(join(tmpdir(), 'napier-reactions-'));
writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
type Evaluate = (x: Float64Array, out: Float64Array) => void;
const variants: { name: string; run: Evaluate; repeat: number }[] = [];
for (const [variant, program] of Object.entries(programs)) {
  const vectors: EmitSystem['vectors'] = [];
  const emitted: EmitSystem = { name: variant, program, contract: ['a generated reaction network'], vectors };
  for (const target of ['js', 'wasm'] as const) {
    for (const { path, contents } of SYSTEM_TARGETS[target].emit(emitted))
      writeFileSync(join(folder, path), contents);
    const file = target === 'js' ? `${variant}.js` : `${variant}.wasm.js`;
    const loaded = (await import(pathToFileURL(join(folder, file)).href)) as Record<string, Evaluate>;
    variants.push({ name: `${variant}, ${target}`, run: loaded[variant], repeat: 20 });
  }
}
lap('modules written and loaded');

/** A main program that times an emitted C function by itself, and its values. */
function timeC(variant: string, program: SystemProgram): string {
  const vectors = [{ inputs: [...point], outputs: [...truth] }];
  for (const { path, contents } of SYSTEM_TARGETS.c.emit({ name: variant, program, contract: [], vectors })) {
    writeFileSync(join(folder, path), contents);
  }
  const main = `#include <stdio.h>
#include <time.h>
#include "${variant}.h"
static double x[${inputs.length}], out[${system.length}];
int main(void) {
  for (int i = 0; i < ${inputs.length}; i++) x[i] = 0.1 + (i % 17) / 17.0;
  double best = 1e9;
  for (int r = 0; r < 200; r++) {
    struct timespec a, b;
    clock_gettime(CLOCK_MONOTONIC, &a);
    x[r % ${SPECIES}] += 1e-9;
    napier_${variant}(x, out);
    clock_gettime(CLOCK_MONOTONIC, &b);
    const double us = (b.tv_sec - a.tv_sec) * 1e6 + (b.tv_nsec - a.tv_nsec) * 1e-3;
    if (us < best) best = us;
  }
  printf("%.1f", best);
  return 0;
}
`;
  writeFileSync(join(folder, `${variant}-main.c`), main);
  const args = ['-O2', `${variant}.c`, `${variant}-main.c`, '-lm', '-o', `${variant}-c`];
  const built = spawnSync('gcc', args, { cwd: folder, encoding: 'utf8' });
  if (built.status !== 0) return `gcc: ${built.stderr?.slice(0, 200)}`;
  return `${execFileSync(join(folder, `${variant}-c`), { encoding: 'utf8' })} µs (best of 200)`;
}

try {
  const math = createRequire(join(process.env.PEERS ?? process.cwd(), 'package.json'))('mathjs');
  const compiled = system.map(({ expression }) => math.compile(toText(expression)));
  const scope = new Map(inputs.map((name, i) => [name, point[i]]));
  const run: Evaluate = (x, out) => {
    for (let i = 0; i < inputs.length; i++) scope.set(inputs[i], x[i]);
    for (let i = 0; i < compiled.length; i++) out[i] = compiled[i].evaluate(scope);
  };
  variants.push({ name: 'mathjs compile', run, repeat: 1 });
  lap('mathjs compiled');
} catch (error) {
  console.log(`mathjs is not there: ${String(error).slice(0, 80)}`);
}

const times = new Map<string, number[]>(variants.map(({ name }) => [name, []]));
const out = new Float64Array(system.length);
for (const { name, run } of variants) {
  out.fill(0);
  run(point, out);
  for (let window = 0, before = Infinity; window < (name === 'mathjs compile' ? 1 : MOST_WINDOWS); window++) {
    const begin = performance.now();
    let count = 0;
    do {
      run(point, out);
      count += 1;
    } while (performance.now() < begin + WINDOW_MS);
    const each = (performance.now() - begin) / count;
    if (window > 1 && each > 0.9 * before) break;
    before = Math.min(each, before);
  }
  let worst = 0;
  for (let i = 0; i < out.length; i++)
    worst = Math.max(worst, Math.abs(out[i] - truth[i]) / Math.max(1, Math.abs(truth[i])));
  if (!(worst < 1e-12)) console.log(`${name}: differs by ${worst}`);
}
for (let round = 0; round < ROUNDS; round++) {
  for (const { name, run, repeat } of variants) {
    const begin = performance.now();
    for (let i = 0; i < repeat; i++) run(point, out);
    (times.get(name) as number[]).push((1000 * (performance.now() - begin)) / repeat);
  }
}
const median = (name: string): number => (times.get(name) ?? []).toSorted((a, b) => a - b)[ROUNDS >> 1] ?? 0;
for (const { name } of variants) {
  const [variant, target] = name.split(', ');
  const over = (other: string): string => (median(other) / median(name)).toFixed(2);
  const said = target === undefined ? '' : `; naive takes ${over(`naive, ${target}`)} times as long${median('mathjs compile') > 0 ? `, mathjs ${over('mathjs compile')} times` : ''}`; // prettier-ignore
  console.log(`${name.padEnd(18)} ${median(name).toFixed(1)} µs${variant === 'naive' ? '' : said}`);
}
for (const variant of ['naive', 'optimised'])
  console.log(`${variant}, C: ${timeC(variant, programs[variant])}`);
rmSync(folder, { recursive: true });
