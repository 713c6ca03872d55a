/**
 * The tables of docs/regress.md, of the lines that `bench/regress.ts --keep FILE` wrote:
 * `npx tsx bench/regress-summary.ts [bench/regress-outcomes.jsonl] [--problems SET,SET]`. A problem and seed that was run twice
 * counts as it came out last. `--problems` tells each problem of these sets.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { RegressOutcome } from './regress-outcome.ts';
import { median, wilson } from './regress-sample.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { problems: { type: 'string', default: '' } },
});
const file = positionals[0] ?? new URL('regress-outcomes.jsonl', import.meta.url);
const last = new Map<string, RegressOutcome>();
for (const line of readFileSync(file, 'utf8').split('\n')) {
  if (line === '') continue;
  const one = JSON.parse(line) as RegressOutcome;
  last.set([one.set, one.name, one.noise, one.seed].join(), one);
}
const outcomes = [...last.values()];

function grouped(all: readonly RegressOutcome[], key: (one: RegressOutcome) => string): RegressOutcome[][] {
  const groups = new Map<string, RegressOutcome[]>();
  for (const one of all) groups.set(key(one), [...(groups.get(key(one)) ?? []), one]);
  return [...groups.values()];
}

function rate(good: number, all: number): string {
  return `${good} of ${all}, ${wilson(good, all)}`;
}

function extrapolation(group: readonly RegressOutcome[]): string {
  const judged = group.filter(({ extrapolates }) => extrapolates !== undefined);
  return rate(judged.filter(({ extrapolates }) => extrapolates).length, judged.length);
}

const recovered = (group: readonly RegressOutcome[]): number => group.filter((one) => one.recovered).length;
const seeds = (group: readonly RegressOutcome[]): string => {
  const all = [...new Set(group.map(({ seed }) => seed))].toSorted((a, b) => a - b);
  return `${all.length} (${all.join(' ')})`;
};

console.log(
  '| set | noise | seeds | recovered | problems at least once | extrapolates | median s | longest s | misses |',
);
console.log('|---|---|---|---|---|---|---|---|---|');
for (const group of grouped(outcomes, ({ set, noise }) => `${set} ${noise}`)) {
  const [{ set, noise }] = group;
  const problems = grouped(group, ({ name }) => name);
  const once = problems.filter((one) => recovered(one) > 0).length;
  const times = group.map(({ seconds }) => seconds);
  const misses = grouped(
    group.filter((one) => !one.recovered),
    ({ name }) => name,
  ).map(
    (one) =>
      `${one[0].name} ${one.length}${one[0].why === undefined ? '' : ` (${[...new Set(one.map(({ why }) => why))].join(', ')})`}`,
  );
  console.log(
    `| ${set} | ${noise} | ${seeds(group)} | ${rate(recovered(group), group.length)} | ${once} of ${problems.length} | ${extrapolation(group)} | ${median(times).toFixed(2)} | ${Math.max(...times).toFixed(1)} | ${misses.join('; ')} |`,
  );
}
const all = outcomes.filter(({ noise }) => noise === 0);
console.log(`\nextrapolates, all sets without noise: ${extrapolation(all)}`);

const told = values.problems.split(',');
const size = (errors: readonly (number | null)[]): string => {
  const known = errors.filter((error) => error !== null);
  return known.length === 0 ? 'undefined' : median(known).toExponential(1);
};
const shown = outcomes.filter(({ set, noise }) => told.includes(set) && noise === 0);
if (shown.length > 0)
  console.log(
    '\n| problem | recovered | error inside | outside | median s | found |\n|---|---|---|---|---|---|',
  );
for (const group of grouped(shown, ({ set, name }) => `${set} ${name}`)) {
  const example = group.find((one) => one.recovered) ?? group[0];
  console.log(
    `| ${group[0].name} | ${recovered(group)} of ${group.length} | ${size(group.map(({ inside }) => inside))} | ${size(group.map(({ outside }) => outside))} | ${median(group.map(({ seconds }) => seconds)).toFixed(2)} | \`${example.found}\` |`,
  );
}
