/**
 * What runs of `bench/evolve-targets.ts` come to: for each target, digits of the classical forms, and of evolution the
 * median and the best of the seeds, at each number of operations; where they are ahead and behind. The digits proved are those of the
 * best seed.
 * `npx tsx bench/evolve-summary.ts [file …]` (`bench/evolve-fronts.txt`); Markdown on stdout.
 */
import { readFileSync } from 'node:fs';

const files = process.argv.slice(2);
const HEADER =
  /^(.+) on (.+), (absolute|relative): (\S+) M evaluations, seed (\d+), .*: (\d+) s, (\d+) s of processor$/;
/** Digits asked for, or published: operations → digits, in the best of the seeds. */
const ASKED: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  '2^x': { 2: 1.52, 3: 3.06, 5: 5.36, 6: 6.5, 7: 9.2, 8: 11, 9: 12.8, 10: 14.65, 11: 16.4, 12: 18.2 },
  'airy_ai(-7x)': { 19: 4.2 },
  // Published with one place.
  'besseli(1/2,x)': { 8: 8.05 },
};
/** Polynomials and rationals are measured to 1e-6: what is nearer than that is the same. */
const SAME = 1e-4;
/** Digits are asked for with two places. */
const ROUNDED = 0.005;

type Run = {
  readonly seed: number;
  readonly processor: number;
  readonly counts: number[];
  classical: number[];
  evolve: number[];
  proved: number[];
  readonly failed: string[];
};

const targets = new Map<string, Run[]>();
for (const file of files.length > 0 ? files : ['bench/evolve-fronts.txt']) {
  let run: Run | undefined;
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const header = HEADER.exec(line);
    if (header !== null) {
      const [, text, domain, measure, evaluations, seed, , processor] = header;
      run = {
        seed: Number(seed),
        processor: Number(processor),
        counts: [],
        classical: [],
        evolve: [],
        proved: [],
        failed: [],
      };
      const name = `${text} on ${domain}, ${measure}, ${evaluations} M evaluations`;
      targets.set(name, [...(targets.get(name) ?? []), run]);
      continue;
    }
    const [word, ...cells] = line.trim().split(/\s+/);
    if (word === 'operations') run?.counts.push(...cells.map(Number));
    else if (run !== undefined && (word === 'classical' || word === 'evolve' || word === 'proved')) {
      // Columns may touch.
      run[word] = (cells.join(' ').match(/-?(?:Infinity|\d+\.\d+)/g) ?? []).map(Number);
    } else if (word === 'not') run?.failed.push(line.trim());
  }
}

// What could not be proved does not count: there the best program of fewer operations stands.
for (const run of [...targets.values()].flat()) {
  run.evolve.forEach((_, i) => {
    if (!Number.isFinite(run.proved[i])) run.evolve[i] = run.evolve[i - 1] ?? -Infinity;
  });
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

for (const [name, runs] of targets) {
  const { counts, classical } = runs[0];
  const column = (of: (values: readonly number[]) => number): number[] =>
    counts.map((_, i) => of(runs.map(({ evolve }) => evolve[i])));
  const middle = column(median);
  const best = column((values) => Math.max(...values));
  const least = column((values) => Math.min(...values));
  const bound = counts.map((_, i) => Math.max(...runs.map(({ proved }) => proved[i] ?? -Infinity)));
  const asked = ASKED[name.slice(0, name.indexOf(' on '))] ?? {};
  const cells = (values: readonly number[]): string => values.map((value) => value.toFixed(2)).join(' | ');
  const compare = (values: readonly number[]): string => {
    const ahead = counts.filter((_, i) => values[i] > classical[i] + SAME).length;
    const behind = counts.filter((_, i) => values[i] < classical[i] - SAME);
    const short = counts.filter((n, i) => values[i] < (asked[n] ?? -Infinity) - ROUNDED);
    const wanted =
      Object.keys(asked).length === 0 ? '' : `; below what is asked at ${short.join(', ') || 'none'}`;
    return `ahead at ${ahead} of ${counts.length}, behind at ${behind.join(', ') || 'none'}${wanted}`;
  };
  const seeds = runs.map(({ seed }) => seed).join(', ');
  const times = runs.map(({ processor }) => processor);
  console.log(
    `\n\`${name}\`: seeds ${seeds}, ${Math.min(...times)} to ${Math.max(...times)} s of processor\n`,
  );
  console.log(`| operations | ${counts.join(' | ')} |`);
  console.log(`|${'---|'.repeat(counts.length + 1)}`);
  console.log(`| classical | ${cells(classical)} |`);
  console.log(`| least | ${cells(least)} |`);
  console.log(`| median | ${cells(middle)} |`);
  console.log(`| best | ${cells(best)} |`);
  console.log(`| best proved | ${cells(bound)} |\n`);
  console.log(`median: ${compare(middle)}; best: ${compare(best)}.`);
  for (const { seed, evolve, failed } of runs)
    console.log(`seed ${seed}: ${[compare(evolve), ...failed].join('; ')}`);
}
