/**
 * Candidates a second of one core, programs of 10 operations on 128 points: the bare kernel (values and distance of ready
 * programs), mutation with canonical form and hashes, and all of it end to end, as the engine has it: what was seen
 * before is not looked at, the best of each contest is handed out. Beside it, 8-step fits on 40 points. By processor
 * time of this process, so that a busy machine disturbs little; medians of seven.
 * `npx tsx bench/evolve-throughput.ts`
 */
import { createRandom } from '../src/number/random.ts';
import { Breeder, type BreedCounts, type Genome } from '../src/search/evolve/breeder.ts';
import { FitKernel } from '../src/search/evolve/kernel-fit.ts';
import { Seen } from '../src/search/evolve/seen.ts';
import type { SearchSpace } from '../src/search/evolve/space.ts';
import { WORDS } from '../src/search/evolve/structure.ts';

const OPERATIONS = 10;
const PARENTS = 200;
const CANDIDATES = 200_000;
const FITS = 2000;
const RUNS = 7;
const space: SearchSpace = { operations: ['add', 'sub', 'mul', 'div'], maxOperations: 12, maxConstants: 12 };

function points(n: number): { x: Float64Array; f: Float64Array; w: Float64Array } {
  const x = Float64Array.from({ length: n }, (_, i) => (i + 0.5) / n);
  return { x, f: x.map((v) => 2 ** v), w: x.map((v) => 2 ** -v) };
}

const breederOf = (contest: number, visits: number, looks = true): Breeder =>
  new Breeder({
    space,
    members: PARENTS,
    seen: Seen.table(2 ** 18),
    random: createRandom(2),
    points: looks ? points(128) : undefined,
    contest,
    draws: 1,
    visits,
  });

/** Parents of 10 operations: a population drifts there from nothing. */
function parents(): Genome[] {
  const breeder = breederOf(1, 15, false);
  const drift = createRandom(1);
  const populations: Genome[][] = Array.from({ length: space.maxOperations }, () => []);
  while (populations[OPERATIONS - 1].length < PARENTS) {
    for (const one of breeder.breed(256, CANDIDATES)) {
      const population = populations[one.structure.code.length / WORDS - 1];
      if (population.length < PARENTS) population.push(one);
      else population[drift.integer(PARENTS)] = one;
    }
    for (const [i, population] of populations.entries()) breeder.setParents(i, population);
  }
  return populations[OPERATIONS - 1];
}

/** Median rate, a second of processor time. */
function rate(name: string, count: number, work: () => void, prepare: () => void = () => {}): number {
  const rates = Array.from({ length: RUNS + 1 }, () => {
    prepare();
    const before = process.cpuUsage();
    work();
    return (1e6 * count) / process.cpuUsage(before).user;
  });
  const median = rates.slice(1).sort((a, b) => a - b)[RUNS >> 1];
  console.log(`${name.padEnd(66)} ${Math.round(median).toLocaleString('en').padStart(11)} /s`);
  return median;
}

const share = (count: number, of: number): string => `${((100 * count) / of).toFixed(1)} %`;
const shares = ({ candidates, structural, functional, redundant, looked }: BreedCounts): string =>
  `  of the candidates: seen as a graph ${share(structural, candidates)}, as a function ${share(functional, candidates)}, ` +
  `redundant constants ${share(redundant, candidates)}, looked at ${share(looked, candidates)}`;

const ready = parents();
const wide = breederOf(1, 1);
rate('bare kernel: values and distance, 10 operations x 128 points', CANDIDATES, () => {
  wide.lookAgain(ready, CANDIDATES);
});

function bred(name: string, breeder: Breeder): number {
  breeder.setParents(OPERATIONS - 1, ready);
  const median = rate(name, CANDIDATES, () => breeder.breed(256, CANDIDATES));
  console.log(shares(breeder.takeCounts()));
  return median;
}
// Contests that never end: nothing is handed out, all is looked at.
bred('mutation, canonical form, hashes', breederOf(1e9, 6, false));
bred('end to end: mutation, canonical form, hashes, values', breederOf(1e9, 6));
bred('end to end, what was seen before looked at all the same', breederOf(1e9, 15));

const narrow = new FitKernel(points(40));
rate(
  '8-step fits, 10 operations x 40 points',
  FITS,
  () => narrow.fit(8),
  () => {
    narrow.clear();
    for (let i = 0; i < FITS; i++) {
      const { structure, constants } = ready[i % PARENTS];
      narrow.push(structure, constants);
    }
  },
);
