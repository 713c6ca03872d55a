/**
 * Distinct formulas a second of one core on 1,000 rows, as enumeration makes and stores them (values, key, copy), with
 * arithmetic alone and with the operations that are usual; in the same run the bare SIMD kernel, one operation on 1,000
 * rows in doubles. By processor time of this process; medians of five. `npx tsx bench/regress-speed.ts`
 */
import { kernelModule } from '../src/program/kernel-module.ts';
import { createRandom } from '../src/number/random.ts';
import { enumerateFeatures } from '../src/search/regress/enumerate-features.ts';
import { FeatureStore } from '../src/search/regress/feature-store.ts';
import {
  DEFAULT_OPERATIONS,
  withPowers,
  type RegressOperation,
} from '../src/search/regress/regress-operations.ts';
import type { KernelExports } from '../src/program/kernel.ts';

const [ROWS, FORMULAS, RUNS] = [1_000, 20_000, 5];

function rate(name: string, work: () => number): void {
  const rates = Array.from({ length: RUNS + 1 }, () => {
    const before = process.cpuUsage();
    const count = work();
    const { user, system } = process.cpuUsage(before);
    return (1e6 * count) / (user + system);
  });
  const median = rates.slice(1).toSorted((a, b) => a - b)[RUNS >> 1];
  console.log(`${name.padEnd(60)} ${Math.round(median).toLocaleString('en').padStart(12)} /s`);
}

const random = createRandom(1);
const columns = [0, 1].map(() => Float64Array.from({ length: ROWS }, () => 0.5 + random.next()));
const weights = Float64Array.from({ length: ROWS }, () => random.next() + 0.5);

function enumerated(operations: readonly RegressOperation[]): number {
  const store = new FeatureStore(ROWS, FORMULAS, weights);
  const search = { operations: withPowers(operations), weight: () => 1, maxComplexity: 40, custom: [] };
  for (const level of enumerateFeatures(store, columns, search)) void level;
  const { count } = store;
  store.release();
  return count;
}

rate('distinct formulas, + − · / and powers', () => enumerated(['add', 'sub', 'mul', 'div']));
rate('distinct formulas, the usual operations', () => enumerated(DEFAULT_OPERATIONS));

const kernel = new WebAssembly.Instance(kernelModule()).exports as KernelExports;
const code = (kernel.heapBase() + 15) & ~15;
const base = code + 1_024;
kernel.memory.grow(4);
new Float64Array(kernel.memory.buffer, base, 3 * 1_024).fill(1.5);
for (const [name, operation] of [
  ['add', 0],
  ['mul', 2],
  ['div', 3],
] as const) {
  new Uint32Array(kernel.memory.buffer, code, 4).set([operation + 256 * 2, 0, 1, 0]);
  rate(`bare kernel: ${name} of two vectors`, () => {
    for (let i = 0; i < 200_000; i++) kernel.evaluateF64(code, 1, base, ROWS);
    return 200_000;
  });
}
