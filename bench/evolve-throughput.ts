/**
 * Candidates a second on one core: mutation, canonical form, hash and evaluation of programs of 10 operations on 128
 * points, beside the bare kernel on the same programs in the same run, and 8-step fits on 40 points. Medians of five.
 * `npx tsx bench/evolve-throughput.ts`
 */
import { performance } from 'node:perf_hooks';
import { createRandom } from '../src/number/random.ts';
import { Draft } from '../src/search/evolve/draft.ts';
import { fingerprint } from '../src/search/evolve/fingerprint.ts';
import { FitKernel } from '../src/search/evolve/kernel-fit.ts';
import { mutate, type Genome } from '../src/search/evolve/mutate.ts';
import type { SearchSpace } from '../src/search/evolve/space.ts';
import { structuralHash } from '../src/search/evolve/structure-hash.ts';
import { WORDS } from '../src/search/evolve/structure.ts';

const OPERATIONS = 10;
const BATCH = 2000;
const space: SearchSpace = { operations: ['add', 'sub', 'mul', 'div'], maxOperations: 12, maxConstants: 12 };
const random = createRandom(1);

const parents: Genome[] = [];
let now: Genome = new Draft({ code: new Int32Array(0), constants: 0 }, []).finish() as Genome;
while (parents.length < 200) {
  const next = mutate(now, space, random, () => now);
  if (next === undefined || next.structure.code.length > WORDS * OPERATIONS) continue;
  now = { structure: next.structure, constants: next.constants.map((c) => (Number.isNaN(c) ? 1.5 : c)) };
  if (next.structure.code.length === WORDS * OPERATIONS) parents.push(now);
}

function points(n: number): { x: Float64Array; f: Float64Array; w: Float64Array } {
  const x = Float64Array.from({ length: n }, (_, i) => (i + 0.5) / n);
  return { x, f: x.map((v) => 2 ** v), w: x.map((v) => 2 ** -v) };
}

const wide = new FitKernel(points(128));
const narrow = new FitKernel(points(40));

const mutants = (): Genome[] => {
  const made: Genome[] = [];
  while (made.length < BATCH) {
    const parent = parents[random.integer(parents.length)];
    const mutant = mutate(parent, space, random, () => parents[random.integer(parents.length)]);
    if (mutant !== undefined) made.push(mutant);
  }
  return made;
};
const loaded = (kernel: FitKernel, genomes: readonly Genome[]): void => {
  kernel.clear();
  for (const { structure, constants } of genomes) kernel.push(structure, constants);
};

/** Median rate of five, a second. */
function rate(name: string, work: () => void, prepare: () => void = () => {}): number {
  const rates: number[] = [];
  for (let run = 0; run < 6; run++) {
    prepare();
    const start = performance.now();
    work();
    rates.push((1000 * BATCH) / (performance.now() - start));
  }
  const median = rates.slice(1).sort((a, b) => a - b)[2];
  console.log(`${name.padEnd(58)} ${Math.round(median).toLocaleString('en').padStart(12)} /s`);
  return median;
}

const ready = Array.from({ length: BATCH }, (_, i) => parents[i % parents.length]);
rate(
  'bare kernel, values, 10 operations x 128 points',
  () => wide.values(),
  () => loaded(wide, ready),
);
rate('mutation and canonical form', () => void mutants());
rate('structural hash', () => ready.forEach(({ structure }) => structuralHash(structure)));
rate('functional hash and rank', () => ready.forEach(({ structure }) => fingerprint(structure)));
rate('end to end: mutation, hash, values', () => {
  const made = mutants();
  for (const { structure } of made) structuralHash(structure);
  loaded(wide, made);
  wide.values();
});
rate(
  '8-step fits, 10 operations x 40 points',
  () => narrow.fit(8),
  () => loaded(narrow, ready),
);
