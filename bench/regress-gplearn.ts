/**
 * gplearn beside `regress`, on the same samples in one run: `GPLEARN=/path/to/gplearn npx tsx bench/regress-gplearn.ts nguyen
 * livermore --seeds 1 [--seconds 5] [--noise 0.1]`. GPLEARN is a folder that holds the package (0.4.2 runs with Debian's
 * python3-sklearn 1.2); without it there is nothing to compare and the bench says so.
 *
 * gplearn has the operations of `regress` but for powers, and on each problem the processor time that `regress` took, and
 * at least `--seconds`. Because its constants are doubles, both are judged by values: found when the error at 1,000 new
 * points of the sampled range is below 10⁻⁶ of the law's standard deviation; extrapolates as in `regress-sample.ts`.
 */
import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { createRandom } from '../src/number/random.ts';
import { searchFormulas } from '../src/search/regress/search-formulas.ts';
import { REGRESS_SETS } from './regress-cases.ts';
import { outcomeOf } from './regress-outcome.ts';
import {
  generalisationOf,
  lawOf,
  median,
  sampleOf,
  testPoints,
  valuesAt,
  wilson,
  type Generalisation,
} from './regress-sample.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '5' },
    noise: { type: 'string', default: '0' },
    evaluations: { type: 'string', default: '20000' },
    keep: { type: 'string' },
  },
});
const folder = process.env.GPLEARN;
if (folder === undefined) {
  console.log('gplearn is not here: set GPLEARN to the folder that holds it');
  process.exit(0);
}
const script = new URL('regress-gplearn.py', import.meta.url).pathname;
const python = spawn('/usr/bin/python3', ['-W', 'ignore', script], {
  env: { ...process.env, PYTHONPATH: folder, OMP_NUM_THREADS: '1' },
  stdio: ['pipe', 'pipe', 'inherit'],
});
const lines = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
type Answer = { text: string; seconds: number; near: (number | null)[]; far: (number | null)[] };
const asked = async (task: unknown): Promise<Answer> => {
  python.stdin.write(`${JSON.stringify(task)}\n`);
  const { value, done } = await lines.next();
  if (done === true) throw new Error('gplearn ended');
  return JSON.parse(value) as Answer;
};

const FOUND = 1e-6;
console.log(
  '| set | found: napier | gplearn | extrapolates: napier | gplearn | error: napier | gplearn | median s: napier | gplearn |',
);
console.log('|---|---|---|---|---|---|---|---|---|');
for (const set of positionals) {
  const tallies = [0, 1].map(() => ({
    found: 0,
    solved: 0,
    errors: [] as number[],
    seconds: [] as number[],
  }));
  let [tried, judged] = [0, 0];
  for (const one of REGRESS_SETS[set]) {
    for (let seed = 1; seed <= Number(values.seeds); seed++) {
      const { data } = sampleOf(one, Number(values.noise), createRandom(1_000 + seed));
      const random = createRandom(77 + seed);
      const [near, far] = [false, true].map((outside) => testPoints(one.ranges, 1_000, outside, random));
      const law = lawOf(one);
      const start = process.cpuUsage();
      const result = searchFormulas(data, { seed, evaluations: Number(values.evaluations) });
      const spent = process.cpuUsage(start);
      const seconds = (spent.user + spent.system) / 1e6;
      const noise = Number(values.noise);
      if (values.keep !== undefined)
        appendFileSync(
          values.keep,
          `${JSON.stringify(outcomeOf({ set, one, seed, noise }, result, seconds))}\n`,
        );
      const { formula } = result.front[result.chosen];
      const answer = await asked({
        x: data.columns.map((column) => [...column]),
        y: [...data.target],
        near: near.map((column) => [...column]),
        far: far.map((column) => [...column]),
        seconds: Math.max(seconds, Number(values.seconds)),
        seed,
      });
      const numbers = (given: readonly (number | null)[]): Float64Array =>
        Float64Array.from(given, (v) => v ?? NaN);
      const own = [near, far].map((columns) => valuesAt(formula, data.inputs, columns));
      const theirs = [numbers(answer.near), numbers(answer.far)];
      tried += 1;
      const outside = generalisationOf(own[1], law, data.inputs, far);
      if (outside !== undefined) judged += 1;
      for (const [i, [inside, beyond]] of [own, theirs].entries()) {
        const { error } = generalisationOf(inside, law, data.inputs, near) as Generalisation;
        if (error < FOUND) tallies[i].found += 1;
        if (generalisationOf(beyond, law, data.inputs, far)?.solved) tallies[i].solved += 1;
        tallies[i].errors.push(error);
        tallies[i].seconds.push(i === 0 ? seconds : answer.seconds);
      }
    }
  }
  const [napier, gplearn] = tallies;
  const both = (of: (tally: typeof napier) => string): string => `${of(napier)} | ${of(gplearn)}`;
  console.log(
    `| ${set} (${tried}) | ${both(({ found }) => `${found}, ${wilson(found, tried)}`)} | ${both(({ solved }) => `${solved} of ${judged}`)} | ${both(({ errors }) => median(errors).toExponential(1))} | ${both(({ seconds }) => median(seconds).toFixed(2))} |`,
  );
}
python.stdin.end();
