/**
 * What each operation of an expression takes where `improve --target` writes it: in C by gcc with its library, in
 * JavaScript and in WebAssembly (functions called from `Math`) by the V8 of this Node. Picoseconds of one more operation
 * among independent ones, least of many runs, of processor time in one process. Prints a table such as those committed in
 * `src/search/rewrite/targets/`.
 *
 *   npx tsx bench/target-costs.ts c|c-fma|js|wasm > src/search/rewrite/targets/NAME.ts
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { languageHas } from '../src/emit/expression/library-functions.ts';
import { expressionFunction } from '../src/emit/expression/expression-function.ts';
import { wasmSystem } from '../src/emit/system/wasm-system.ts';
import { apply, variable, type Expression } from '../src/expression/expression.ts';
import { OPERATION_NAMES, OPERATIONS, type OperationName } from '../src/expression/operations.ts';
import { findFormat } from '../src/number/formats.ts';
import { CALLS, isCall, type SystemOperation, type SystemProgram } from '../src/program/system/system.ts';

const FLAGS: Readonly<Record<string, string>> = { c: '-O2', 'c-fma': '-O2 -march=x86-64-v3' };
const LENGTH = 1024;
const REPEATS = 15;
/** Picoseconds: what a compiler puts into another operation is still not free. */
const LEAST = 100;
/** What is not a call of a library is repeated, each time with the value before. */
const CHAIN = 8;
/** Cheap, and no call of a function: measured in a chain. */
const ARITHMETIC: ReadonlySet<OperationName> = new Set(['add', 'sub', 'mul', 'div', 'neg', 'abs', 'min', 'max', 'fma', 'sqrt', 'floor', 'ceil', 'round', 'trunc']); // prettier-ignore
/** Where the inputs lie: each function has values there, none of them trivial. */
const rangeOf = (op: OperationName): readonly [number, number] =>
  /^(asin|acos|atanh)$/.test(op) ? [0.05, 0.95] : op === 'acosh' ? [1.05, 4] : [0.3, 4];

const [target = 'js'] = process.argv.slice(2);
const language = target.startsWith('c') ? 'c' : 'js';

function has(op: OperationName): boolean {
  if (target !== 'wasm') return languageHas(language, op);
  return ARITHMETIC.has(op) ? op !== 'fma' : (CALLS as readonly string[]).includes(op);
}

/** The term that is timed: one operation on x, or a chain of them on a value near x, with what stands between. */
function termOf(op: OperationName, length: number): Expression {
  const [x, p, q] = ['x', 'p', 'q'].map(variable);
  let term: Expression = x;
  for (let i = 0; i < length; i++) {
    switch (op) {
      case 'neg':
      case 'abs':
      case 'floor':
      case 'ceil':
      case 'round':
      case 'trunc':
      case 'sqrt':
        term = apply('add', apply(op, term), p);
        break;
      case 'min':
      case 'max':
        term = apply(op, apply('add', term, p), q);
        break;
      case 'fma':
        term = apply('fma', term, p, q);
        break;
      default:
        term = OPERATIONS[op].arity === 1 ? apply(op, term) : apply(op, term, p);
    }
  }
  return term;
}
/** Measured together with a sum. */
const WITH_SUM: ReadonlySet<OperationName> = new Set(['neg', 'abs', 'floor', 'ceil', 'round', 'trunc', 'sqrt', 'min', 'max']); // prettier-ignore

/** The two sides of a branch that half of the inputs take, mixed (1,024 of them again and again: predictors learn much). */
const BRANCH = {
  c: (format: 'f64' | 'f32'): readonly [string, string] =>
    format === 'f64' ? ['exp(x[i])', 'log(x[i])'] : ['expf(x[i])', 'logf(x[i])'],
  js: ['Math.exp(x)', 'Math.log(x)'],
} as const;

type Timed = { readonly name: string; readonly op: OperationName; readonly length: number };
const names = OPERATION_NAMES.filter(has);
const timed: Timed[] = names.flatMap((op) =>
  ARITHMETIC.has(op)
    ? [
        { name: `${op}_short`, op, length: CHAIN },
        { name: `${op}_long`, op, length: 3 * CHAIN },
      ]
    : [{ name: `${op}_long`, op, length: 1 }],
);

/** Nanoseconds for one element, by name; `nothing` copies. */
function cTimes(format: 'f64' | 'f32'): Map<string, number> {
  const type = format === 'f64' ? 'double' : 'float';
  const bodies = timed.map(({ name, op, length }) =>
    expressionFunction(
      { name: `one_${name}`, variables: ['x', 'p', 'q'], format: findFormat(format), contract: [], pieces: [{ where: [], expression: termOf(op, length) }] },
      'c',
    ).replace(/#include.*\n/, '').replace(`${type} one_`, `static inline ${type} one_`),
  ); // prettier-ignore
  const loop = (name: string, value: string): string =>
    `static void many_${name}(const ${type} *restrict x, ${type} *restrict y, ${type} p, ${type} q) { for (int i = 0; i < ${LENGTH}; i++) y[i] = ${value}; }`;
  const source = `#include <math.h>
#include <stdio.h>
#include <time.h>
${bodies.join('\n')}
${loop('nothing', 'x[i]')}
${timed.map(({ name }) => loop(name, `one_${name}(x[i], p, q)`)).join('\n')}
${loop('either', `x[i] > q ? ${BRANCH.c(format)[0]} : ${BRANCH.c(format)[1]}`)}
${loop('first', BRANCH.c(format)[0])}
${loop('second', BRANCH.c(format)[1])}
static ${type} x[${LENGTH}], y[${LENGTH}];
typedef void run(const ${type} *, ${type} *, ${type}, ${type});
static volatile ${type} P = 1.0009765625, Q = 1.5;
static double seconds(void) { struct timespec t; clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); return t.tv_sec + 1e-9 * t.tv_nsec; }
static void tell(const char *name, run *f, double lo, double hi) {
  for (int i = 0; i < ${LENGTH}; i++) x[i] = lo + (hi - lo) * (i * 389 % ${LENGTH}) / ${LENGTH};
  double best = 1e9;
  for (int k = 0; k < ${REPEATS}; k++) {
    double from = seconds();
    for (int j = 0; j < 100; j++) { f(x, y, P, Q); __asm__ volatile("" ::: "memory"); }
    double took = (seconds() - from) / 100 / ${LENGTH} * 1e9;
    if (took < best) best = took;
  }
  printf("%s %.6f\\n", name, best);
}
int main(void) {
  for (int k = 0; k < 50; k++) tell("nothing", many_nothing, 1, 2);
${timed.map(({ name, op }) => `  tell("${name}", many_${name}, ${rangeOf(op).join(', ')});`).join('\n')}
  tell("either", many_either, 1, 2);
  tell("first", many_first, 1, 2);
  tell("second", many_second, 1, 2);
}
`;
  const folder = mkdtempSync(join(tmpdir(), 'target-costs-'));
  try {
    writeFileSync(join(folder, 'a.c'), source);
    execFileSync('gcc', [...FLAGS[target].split(' '), '-fno-tree-vectorize', '-ffp-contract=off', '-o', join(folder, 'a'), join(folder, 'a.c'), '-lm']); // prettier-ignore
    const told = execFileSync(join(folder, 'a'), { encoding: 'utf8' }).trim().split('\n');
    return new Map(told.map((line) => [line.split(' ')[0], Number(line.split(' ')[1])]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The least time of `run`, nanoseconds an element. */
function least(run: () => void, elements: number): number {
  const start = performance.now();
  let rounds = 0;
  while (performance.now() - start < 30 || rounds < 20) {
    run();
    rounds += 1;
  }
  let best = Infinity;
  for (let k = 0; k < REPEATS; k++) {
    const from = process.cpuUsage();
    const clock = performance.now();
    for (let j = 0; j < rounds / 4; j++) run();
    const wall = (performance.now() - clock) * 1e6;
    const { user, system } = process.cpuUsage(from);
    // The compiler's threads count as processor time, so the clock may be less.
    best = Math.min(best, wall, 1e3 * (user + system));
  }
  return best / Math.ceil(rounds / 4) / elements;
}

async function javascriptTimes(format: 'f64' | 'f32'): Promise<Map<string, number>> {
  const array = format === 'f64' ? 'Float64Array' : 'Float32Array';
  const found = new Map<string, number>();
  for (const one of [undefined, ...timed]) {
    const body =
      one === undefined
        ? 'export function f(x) { return x; }'
        : expressionFunction({ name: 'f', variables: ['x', 'p', 'q'], format: findFormat(format), contract: [], pieces: [{ where: [], expression: termOf(one.op, one.length) }] }, 'js'); // prettier-ignore
    const [lo, hi] = one === undefined ? [1, 2] : rangeOf(one.op);
    found.set(one?.name ?? 'nothing', await timeOf(body, array, lo, hi));
  }
  const [first, second] = BRANCH.js;
  for (const [name, value] of [
    ['first', first],
    ['second', second],
    ['either', `x > q ? ${first} : ${second}`],
  ])
    // prettier-ignore
    found.set(name, await timeOf(`function f(x, p, q) { return ${value}; }`, array, 1, 2));
  return found;
}

async function timeOf(body: string, array: string, lo: number, hi: number): Promise<number> {
  const text = `${body}
const x = ${array}.from({ length: ${LENGTH} }, (_, i) => ${lo} + (${hi} - ${lo}) * (i * 389 % ${LENGTH}) / ${LENGTH}), y = new ${array}(${LENGTH});
export function many(p, q) { for (let i = 0; i < ${LENGTH}; i++) y[i] = f(x[i], p, q); }`;
  const { many } = (await import(`data:text/javascript,${encodeURIComponent(text)}`)) as {
    many: (p: number, q: number) => void;
  };
  return least(() => many(1.0009765625, 1.5), LENGTH);
}

async function wasmTimes(): Promise<Map<string, number>> {
  const outputs = 64;
  const found = new Map<string, number>();
  for (const one of [undefined, ...timed]) {
    const inputs = [...Array.from({ length: outputs }, (_, i) => `x${i}`), 'p', 'q'];
    const code: { op: SystemOperation; args: number[] }[] = [];
    const results = Array.from({ length: outputs }, (_, k) => {
      let at = k;
      const push = (op: SystemOperation, ...args: number[]): void => {
        at = inputs.length + code.length;
        code.push({ op, args });
      };
      for (let i = 0; i < (one?.length ?? 0); i++) {
        const op = one?.op as SystemOperation;
        if (op === 'min' || op === 'max') {
          push('add', at, outputs);
          push(op, at, outputs + 1);
        } else if (WITH_SUM.has(op as OperationName)) {
          push(op, at);
          push('add', at, outputs);
        } else push(op, ...(OPERATIONS[op as OperationName].arity === 1 ? [at] : [at, outputs]));
      }
      return { name: `y${k}`, register: at };
    });
    const program: SystemProgram = { inputs, constants: [], code, outputs: results };
    const bytes = wasmSystem({ name: 'f', program, contract: [], vectors: [] });
    const calls = [...new Set(code.flatMap(({ op }) => (isCall(op) ? [op] : [])))];
    const math = Object.fromEntries(calls.map((op) => [op, Math[op]]));
    const { instance } = await WebAssembly.instantiate(bytes as BufferSource, { math });
    const exports = instance.exports as { memory: WebAssembly.Memory; one: (...args: number[]) => void };
    const base = 65536;
    exports.memory.grow(4);
    const [lo, hi] = one === undefined ? [1, 2] : rangeOf(one.op);
    const x = new Float64Array(exports.memory.buffer, base, inputs.length);
    for (let i = 0; i < outputs; i++) x[i] = lo + ((hi - lo) * i) / outputs;
    [x[outputs], x[outputs + 1]] = [1.0009765625, 1.5];
    const to = base + 8 * inputs.length;
    found.set(one?.name ?? 'nothing', least(() => { for (let k = 0; k < 16; k++) exports.one(base, to, 0, 8); }, 16 * outputs)); // prettier-ignore
  }
  return found;
}

function costs(times: Map<string, number>): Record<string, number> {
  const of = (name: string): number => times.get(name) as number;
  const chain = (op: OperationName): number => (of(`${op}_long`) - of(`${op}_short`)) / (2 * CHAIN);
  const made = Object.fromEntries(
    names.map((op): [string, number] => {
      const alone = ARITHMETIC.has(op)
        ? chain(op) - (WITH_SUM.has(op) ? chain('add') : 0)
        : of(`${op}_long`) - of('nothing');
      return [op, Math.max(LEAST, Math.round(1000 * alone))];
    }),
  );
  // A comparison and a choice both; compilers make a jump of one of them and not of the other.
  made.min = made.max = Math.max(made.min, made.max);
  // One adder makes sums and differences; differences of noise would prefer x - (-1) to x + 1.
  made.add = made.sub = Math.max(made.add, made.sub);
  const jump = of('either') - (of('first') + of('second')) / 2;
  return { ...made, ...(jump === jump ? { branch: Math.max(LEAST, Math.round(1000 * jump)) } : {}) };
}

const tables: Record<string, Record<string, number>> = {};
if (language === 'c') for (const format of ['f64', 'f32'] as const) tables[format] = costs(cTimes(format));
else if (target === 'js')
  for (const format of ['f64', 'f32'] as const) tables[format] = costs(await javascriptTimes(format)); // prettier-ignore
else tables.f64 = costs(await wasmTimes());
const gcc = execFileSync('gcc', ['--version'], { encoding: 'utf8' }).split('\n')[0];
const by = language === 'c' ? `${gcc}, ${FLAGS[target]}, glibc` : `Node ${process.versions.node}, V8 ${process.versions.v8}`; // prettier-ignore
const constant = target.replace(/-(.)/, (_, c: string) => c.toUpperCase());
console.log(`import type { TargetTimes } from './target-times.ts';

/** ${cpus()[0].model.trim()}; ${by}. Made by \`npx tsx bench/target-costs.ts ${target}\`. */
export const ${constant}Times: TargetTimes = {
${Object.entries(tables)
  .map(
    ([format, table]) =>
      `  ${format}: {\n${Object.entries(table)
        .map(([op, ps]) => `    ${op}: ${ps},`)
        .join('\n')}\n  },`,
  ) // prettier-ignore
  .join('\n')}
};`);
