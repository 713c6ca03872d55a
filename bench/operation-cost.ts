/**
 * What each operation takes on this machine, compiled by gcc: throughput (picoseconds an element of a loop over an array
 * in the nearest cache) and latency (picoseconds from operand to result), of processor time, the least of many runs.
 * Prints a table such as those committed in `src/program/machines/`.
 *
 *   npx tsx bench/operation-cost.ts NAME [flags, default "-O3 -march=native"] > src/program/machines/NAME.ts
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { C_HELPERS, C_NOTATION, C_TYPES, type CType } from '../src/emit/c-notation.ts';
import { HARDWARE_OPERATIONS, type HardwareOperation } from '../src/program/machine-operations.ts';

const LENGTH = 2048;
/** Applications of the operation to each element. */
const CHAIN = 8;
const REPEATS = 9;
const KINDS: readonly (readonly HardwareOperation[])[] = [
  ['lt', 'le', 'eq', 'select', 'ilt', 'iselect'],
  ['iand', 'ior', 'ixor'],
  ['add', 'sub', 'min', 'max'],
];
/** Measured as one with another operation (a comparison and its selection, a sum and an exclusive or), half each. */
const PAIRS: ReadonlySet<HardwareOperation> = new Set([
  'lt',
  'le',
  'eq',
  'select',
  'ilt',
  'iselect',
  'iadd',
  'ixor',
]);

/** How an operation is measured: a step from a value `r` to the next of the same kind, with what else is in it. */
type Step = {
  readonly kind: 'float' | 'int';
  readonly text: string;
  readonly less: readonly HardwareOperation[];
};

function stepOf(op: HardwareOperation, c: CType): Step {
  const write = (name: Exclude<HardwareOperation, 'lookup'>, ...args: string[]): string =>
    `(${C_NOTATION[name](args, c)})`;
  const float = (text: string, less: HardwareOperation[] = []): Step => ({ kind: 'float', text, less });
  const int = (text: string, less: HardwareOperation[] = []): Step => ({ kind: 'int', text, less });
  // As likely as not: a branch would be measured where it is always right.
  const choice = (test: string, a: string, b: string): string =>
    `(__builtin_expect_with_probability(${test}, 1, 0.5) ? ${a} : ${b})`;
  switch (op) {
    case 'bits':
    case 'float':
      return float(write('float', write('ixor', write('bits', 'r'), 'k')), ['ixor']);
    case 'fma':
      return float(write('fma', 'r', 'p', 'q'));
    case 'neg':
    case 'abs':
    case 'sqrt':
    case 'floor':
    case 'ceil':
    case 'round':
    case 'trunc':
      // Twice the same would be once.
      return float(write('add', write(op, 'r'), 'p'), ['add']);
    case 'toint':
      return float(write('float', write('ior', write('toint', 'r'), 'one')), ['ior']);
    case 'fromint':
      return float(write('fromint', write('bits', 'r')));
    case 'min':
    case 'max':
      return float(write(op, write('add', 'r', 'q'), 'p'), ['add']);
    case 'lt':
    case 'le':
    case 'eq':
    case 'select':
      return float(choice(write(op === 'select' ? 'lt' : op, 'r', 'p'), write('add', 'r', 'q'), 'p'), [
        'add',
      ]);
    case 'ilt':
    case 'iselect':
      return int(choice(write('ilt', 'r', 'k'), write('ixor', 'r', 'm'), 'k'), ['ixor']);
    case 'lookup':
      return float(`table[${write('iand', write('bits', 'r'), c.width === 32 ? '63u' : 'UINT64_C(63)')}]`, [
        'iand',
      ]);
    default:
      // Sums of constants, and products of them, would be made once: another operation comes between.
      if (op === 'iadd' || op === 'ixor') return int(write('iadd', write('ixor', 'r', 'k'), 'm'));
      return op.startsWith('i') || op === 'lmul'
        ? int(write(op, write('ixor', 'r', 'k'), 'm'), ['ixor'])
        : float(write(op, 'r', 'p'));
  }
}

/** Between barriers nothing is folded: the operation alone will do. */
function simpleOf(op: HardwareOperation, c: CType): string | undefined {
  if (op === 'min' || op === 'max') return C_NOTATION[op](['r', 'p'], c);
  const alone = ['iadd', 'isub', 'imul', 'iand', 'ior', 'ixor', 'ishl', 'ishr', 'isar'].includes(op);
  return alone ? C_NOTATION[op as 'iadd'](['r', 'm'], c) : undefined;
}

function source(c: CType): string {
  const helpers = Object.values(C_HELPERS).map((write) => write?.(c));
  const constants = `const ${c.type} p = P, q = Q; const ${c.bits} k = K, m = M, one = ${c.width === 32 ? '0x3f800000u' : 'UINT64_C(0x3ff0000000000000)'};`;
  const unused = '(void)p; (void)q; (void)k; (void)m; (void)one;';
  const functions = HARDWARE_OPERATIONS.map((op) => {
    const { kind, text } = stepOf(op, c);
    const simple = simpleOf(op, c) ?? text;
    const type = kind === 'float' ? c.type : c.bits;
    const chain = Array.from({ length: CHAIN }, () => `r = ${text};`).join(' ');
    const barrier = `__asm__ volatile("" : "+${kind === 'float' ? 'x' : 'r'}"(r));`;
    return `
__attribute__((noinline)) static void many_${op}(const void *in, void *out, ${c.type} P, ${c.type} Q) {
  const ${type} *restrict x = in; ${type} *restrict y = out; ${constants} ${unused}
  for (int i = 0; i < ${LENGTH}; i++) { ${type} r = x[i]; ${chain} y[i] = r; }
}
__attribute__((noinline)) static void one_${op}(const void *in, void *out, ${c.type} P, ${c.type} Q) {
  ${type} r = *(const ${type} *)in; ${constants} ${unused}
  for (int i = 0; i < ${LENGTH}; i++) { ${Array.from({ length: CHAIN }, () => `r = ${simple}; ${barrier}`).join(' ')} }
  *(${type} *)out = r;
}`;
  });
  return `#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#pragma STDC FP_CONTRACT OFF
static ${c.type} table[64];
static volatile ${c.bits} K = 5, M = 3;
${helpers.join('\n')}
static void many_nothing(const void *in, void *out, ${c.type} P, ${c.type} Q) {
  const ${c.type} *restrict x = in; ${c.type} *restrict y = out; (void)Q;
  for (int i = 0; i < ${LENGTH}; i++) y[i] = x[i] * P;
}
${functions.join('\n')}
typedef void run(const void *, void *, ${c.type}, ${c.type});
static ${c.type} input[${LENGTH}] __attribute__((aligned(64))), output[${LENGTH}] __attribute__((aligned(64)));
static double seconds(void) { struct timespec t; clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); return t.tv_sec + 1e-9 * t.tv_nsec; }
static double least(run *f, int rounds) {
  double best = 1e9;
  for (int k = 0; k < ${REPEATS}; k++) {
    double from = seconds();
    for (int j = 0; j < rounds; j++) f(input, output, 0x1.000002p+0, 0x1p-30);
    double took = (seconds() - from) / rounds;
    if (took < best) best = took;
  }
  return best * 1e12;
}
int main(void) {
  for (int i = 0; i < ${LENGTH}; i++) input[i] = 1 + (${c.type})i / ${LENGTH};
  for (int i = 0; i < 64; i++) table[i] = 1 + (${c.type})i / 64;
  least(many_add, 20000);
  double nothing = least(many_nothing, 2000) / ${LENGTH};
${HARDWARE_OPERATIONS.map((op) => `  printf("${op} %.17g %.17g\\n", (least(many_${op}, 400) / ${LENGTH} - nothing) / ${CHAIN}, least(one_${op}, 40) / ${LENGTH * CHAIN});`).join('\n')}
}
`;
}

const [name = 'this', flags = '-O3 -march=native'] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'operation-cost-'));
const tables: Record<string, Record<string, [number, number]>> = {};
try {
  for (const format of ['f32', 'f64']) {
    const c = C_TYPES[format];
    writeFileSync(join(folder, `${format}.c`), source(c));
    execFileSync('gcc', [
      ...flags.split(' '),
      '-fno-math-errno',
      '-fno-trapping-math',
      '-o',
      join(folder, format),
      join(folder, `${format}.c`),
      '-lm',
    ]);
    const raw = new Map<string, number[]>();
    for (const line of execFileSync(join(folder, format), { encoding: 'utf8' }).trim().split('\n')) {
      const [op, ...times] = line.split(' ');
      raw.set(op, times.map(Number));
    }
    const row: Record<string, [number, number]> = {};
    const of = (op: HardwareOperation, k: number): number => {
      if (op === 'bits' || op === 'float') return 0;
      const rest = stepOf(op, c).less.reduce(
        (left, other) => left - of(other, k),
        (raw.get(op) as number[])[k],
      );
      return Math.max(1, PAIRS.has(op) ? rest / 2 : rest);
    };
    for (const op of HARDWARE_OPERATIONS) row[op] = [Math.round(of(op, 0)), Math.round(of(op, 1))];
    tables[format] = row;
  }
  // Where the compiler made a branch of a selection, or one operation of many alike, the dearest of the kind stands.
  // (Smallest and largest are made of the adder's comparison.)
  for (const kind of KINDS) {
    for (const k of [0, 1]) {
      const largest = Math.max(
        ...(k === 0 ? [] : Object.values(tables).flatMap((row) => kind.map((op) => row[op][k]))),
      );
      for (const row of Object.values(tables)) {
        const most = k === 1 ? largest : Math.max(...kind.map((op) => row[op][k]));
        for (const op of kind) row[op][k] = most;
      }
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}
const gcc = execFileSync('gcc', ['--version'], { encoding: 'utf8' }).split('\n')[0];
const text = (row: Record<string, [number, number]>): string =>
  Object.entries(row)
    .map(([op, [throughput, latency]]) => `    ${op}: [${throughput}, ${latency}],`)
    .join('\n');
console.log(`import type { Machine } from './machine.ts';

/** ${cpus()[0].model}; ${gcc}, ${flags}. Made by \`npx tsx bench/operation-cost.ts ${name}\`. */
export const machine: Machine = {
  name: '${name}',
  description: '${cpus()[0].model.trim()}, ${gcc.split(' ')[0]} ${gcc.split(' ').at(-1)} ${flags}',
  f32: {
${text(tables.f32)}
  },
  f64: {
${text(tables.f64)}
  },
};`);
