/**
 * Formulas recovered from samples, by set, seed and noise: `npx tsx bench/regress.ts nguyen --seeds 10 [--noise 0.01] [--rows 200]
 * [--evaluations N] [--first 3] [--keep FILE]`. `--keep` appends a line for each problem and seed, of which
 * bench/regress-summary.ts makes tables.
 *
 * Recovered: the chosen formula (shortest description, nothing else is looked at) has exact constants, and its value and the
 * law's have enclosures of 160 bits that meet at 20 points inside and outside the sampled range. `front`: some formula of
 * the front does. `extrapolates`: outside the sampled range its error is at most that of the law with weights off by 10⁻⁵
 * (`regress-sample.ts`). Errors are relative to the law's standard deviation, medians over the seeds.
 *
 * With noise, for every miss: `longer`, the law, its constants fitted and made exact, takes more bits to describe the data
 * than the chosen formula; `no method`, the chosen formula is shorter and nearer to the data, so that nothing which
 * prefers what is simple and near can choose the law; `search`, the law is shorter, and was not met.
 *
 * Seconds are of processor time, all threads together: other jobs of the machine do not change them much.
 */
import { appendFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { toText } from '../src/expression/to-text.ts';
import { createRandom } from '../src/number/random.ts';
import type { Dataset } from '../src/search/regress/dataset.ts';
import type { Formula } from '../src/search/regress/formula.ts';
import { CODE, CONSTANT_CODE } from '../src/search/regress/regress-operations.ts';
import type { FoundFormula } from '../src/search/regress/formula-search.ts';
import { searchFormulas } from '../src/search/regress/search-formulas.ts';
import { REGRESS_SETS } from './regress-cases.ts';
import { outcomeOf, type RegressOutcome } from './regress-outcome.ts';
import { lawOf, median, sampleOf, wilson } from './regress-sample.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string', default: '10' },
    first: { type: 'string', default: '1' },
    noise: { type: 'string', default: '0' },
    rows: { type: 'string' },
    only: { type: 'string' },
    keep: { type: 'string' },
    evaluations: { type: 'string', default: '20000' },
    verbose: { type: 'boolean', default: false },
  },
});
const [seeds, noise] = [Number(values.seeds), Number(values.noise)];

/** The law as an engine would propose it: its constants open, but for whole powers. */
function opened(law: Formula): Formula {
  let next = 0;
  const exact = law.values.map(() => undefined as NonNullable<Formula['exact']>[number]);
  law.code.forEach((code, at) => {
    if (code !== CONSTANT_CODE) return;
    if (law.code[at + 1] === CODE.pow) exact[next] = law.exact?.[next];
    next += 1;
  });
  return { ...law, exact };
}

/** Why the chosen formula is not the law. */
function reason(data: Dataset, law: Formula, chosen: FoundFormula): 'longer' | 'no method' | 'search' {
  const { front } = searchFormulas(data, { engines: [], guesses: [opened(law)] });
  const own = front.reduce((a, b) => (b.length < a.length ? b : a));
  if (own.length <= chosen.length) return 'search';
  const rows = data.target.length;
  const nearer = rows * Math.log2(own.error / chosen.error);
  return nearer >= 0 && own.length - nearer > chosen.length ? 'no method' : 'longer';
}

const totals = { tried: 0, recovered: 0, front: 0, solved: 0, judged: 0 };
const reasons = { longer: 0, 'no method': 0, search: 0 };
const seconds: number[] = [];
console.log(
  `| problem | recovered of ${seeds} | front | extrapolates | error | error outside | median s | found with the first seed |`,
);
console.log('|---|---|---|---|---|---|---|---|');
const all = positionals.flatMap((set) => REGRESS_SETS[set].map((given) => ({ set, given })));
for (const { set, given } of all) {
  if (values.only !== undefined && !values.only.split(',').includes(given.name)) continue;
  const one = values.rows === undefined ? given : { ...given, rows: Number(values.rows) };
  const law = lawOf(one);
  const count = { recovered: 0, front: 0, solved: 0, judged: 0 };
  const [times, inside, outside]: [number[], number[], number[]] = [[], [], []];
  let shown = '';
  for (let seed = Number(values.first); seed < Number(values.first) + seeds; seed++) {
    const { data } = sampleOf(one, noise, createRandom(1_000 + seed));
    const start = process.cpuUsage();
    const found = searchFormulas(data, { seed, evaluations: Number(values.evaluations) });
    const spent = process.cpuUsage(start);
    const outcome = outcomeOf({ set, one, seed, noise }, found, (spent.user + spent.system) / 1e6);
    times.push(outcome.seconds);
    const chosen = found.front[found.chosen];
    if (outcome.recovered) count.recovered += 1;
    if (outcome.front) count.front += 1;
    inside.push(outcome.inside ?? NaN);
    outside.push(outcome.outside ?? NaN);
    if (outcome.extrapolates !== undefined) count.judged += 1;
    if (outcome.extrapolates) count.solved += 1;
    const why = noise > 0 && !outcome.recovered ? reason(data, law, chosen) : undefined;
    if (why !== undefined) reasons[why] += 1;
    if (shown === '') shown = outcome.found;
    if (values.keep !== undefined) {
      const line: RegressOutcome = { ...outcome, ...(why === undefined ? {} : { why }) };
      appendFileSync(values.keep, `${JSON.stringify(line)}\n`);
    }
    if (values.verbose) {
      for (const { complexity, error, length, engine, expression } of found.front)
        console.log('   ', complexity, error.toExponential(2), length.toFixed(1), engine, toText(expression));
      console.log('   ', JSON.stringify(found.engines), found.evaluations, found.stop);
    }
  }
  seconds.push(...times);
  totals.tried += seeds;
  for (const key of ['recovered', 'front', 'solved', 'judged'] as const) totals[key] += count[key];
  const size = (errors: readonly number[]): string => median(errors).toExponential(1);
  console.log(
    `| ${one.name} | ${count.recovered} | ${count.front} | ${count.solved} of ${count.judged} | ${size(inside)} | ${size(outside)} | ${median(times).toFixed(2)} | \`${shown}\` |`,
  );
}
const { tried } = totals;
console.log(
  `\nrecovered ${totals.recovered} of ${tried}, ${wilson(totals.recovered, tried)}; on the front ${totals.front}; extrapolates ${totals.solved} of ${totals.judged}, ${wilson(totals.solved, totals.judged)}; median ${median(seconds).toFixed(2)} s, longest ${Math.max(...seconds).toFixed(1)} s`,
);
if (noise > 0)
  console.log(
    `misses: ${Object.entries(reasons)
      .map(([why, n]) => `${n} ${why}`)
      .join(', ')}`,
  );
