/**
 * Formulas recovered from samples, by set, seed and noise: `npx tsx bench/regress.ts nguyen --seeds 10 [--noise 0.01] [--rows 200]
 * [--evaluations N]`. The chosen formula (shortest description, nothing else is looked at) counts as recovered when it
 * has exact constants and its value and the law's have enclosures of 160 bits that meet at 20 points inside and outside the sampled
 * range: two formulas of such size that differ cannot pass. With noise, or constants that are decimals, it counts when
 * the formula with its constants left open can be made the law, which is told by the same test on the constants rounded.
 * Seconds are of processor time, all threads together: other jobs of the machine do not change them much.
 */
import { parseArgs } from 'node:util';
import type { Expression } from '../src/expression/expression.ts';
import { parseExpression } from '../src/expression/parse.ts';
import { toText } from '../src/expression/to-text.ts';
import { createRandom, type Random } from '../src/number/random.ts';
import { withWorkspace } from '../src/number/workspace.ts';
import { mpfr } from '../src/number/mpfr.ts';
import { createOracle } from '../src/oracle/create-oracle.ts';
import { takeRows, type Dataset } from '../src/search/regress/dataset.ts';
import { formulaOf } from '../src/search/regress/formula.ts';
import { FormulaMachine } from '../src/search/regress/formula-machine.ts';
import { searchFormulas } from '../src/search/regress/search-formulas.ts';
import { REGRESS_SETS, type RegressCase } from './regress-cases.ts';

/** The law's values on a sample, with normal noise of `noise` times their root mean square. */
function sampled({ expression, ranges, rows, sample }: RegressCase, noise: number, random: Random): Dataset {
  const inputs = Object.keys(ranges);
  const columns = inputs.map((name) => {
    const [lo, hi] = ranges[name];
    return Float64Array.from({ length: rows }, (_, i) =>
      sample === 'U' ? lo + (hi - lo) * random.next() : lo + ((hi - lo) * i) / (rows - 1),
    );
  });
  const law = formulaOf(parseExpression(expression), inputs);
  if (law === undefined) throw new Error(`${expression}: not a formula`);
  const target = new FormulaMachine({ inputs, columns, target: new Float64Array(rows) }).evaluate(law);
  const defined = [...target.keys()].filter((i) => Number.isFinite(target[i]));
  if (defined.length < rows) {
    return noisy(takeRows({ inputs, columns, target }, defined), noise, random);
  }
  return noisy({ inputs, columns, target }, noise, random);
}

function noisy({ inputs, columns, target }: Dataset, noise: number, random: Random): Dataset {
  const rows = target.length;
  const size = Math.sqrt(target.reduce((sum, y) => sum + y * y, 0) / rows);
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  return { inputs, columns, target: noise === 0 ? target : target.map((y) => y + noise * size * normal()) };
}

/** Do the enclosures of two terms meet wherever both are defined, at 20 points? */
function same(a: Expression, b: Expression, ranges: RegressCase['ranges']): boolean {
  const inputs = Object.keys(ranges);
  const random = createRandom(12_345);
  const oracles = [a, b].map((term) => createOracle(term, inputs));
  return withWorkspace(200, (w) => {
    let compared = 0;
    for (let tries = 0; tries < 60 && compared < 20; tries++) {
      // In half of the tries from a range twice as wide.
      const point = inputs.map((name) => {
        const [lo, hi] = ranges[name];
        const wide = tries % 2 === 0 ? 0 : (hi - lo) / 2;
        return (lo - wide + (hi - lo + 2 * wide) * random.next()) as never;
      });
      const [va, vb] = [0, 1].map(() => ({ lo: w.big(), hi: w.big() }));
      const known = [va, vb].map((out, i) => oracles[i].enclose(point, 160, out).kind === 'enclosed');
      if (!known[0] || !known[1]) continue;
      compared += 1;
      if (mpfr.mpfr_less_p(va.hi, vb.lo) || mpfr.mpfr_less_p(vb.hi, va.lo)) return false;
    }
    return compared >= 5;
  });
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string', default: '10' },
    noise: { type: 'string', default: '0' },
    rows: { type: 'string' },
    only: { type: 'string' },
    evaluations: { type: 'string', default: '300000' },
    verbose: { type: 'boolean', default: false },
  },
});
const seeds = Number(values.seeds);
console.log(
  `| problem | recovered of ${seeds} | median CPU s | found with the first seed |\n|---|---|---|---|`,
);
const all: number[] = [];
let [good, tried] = [0, 0];
for (const one of positionals.flatMap((set) => REGRESS_SETS[set])) {
  if (values.only !== undefined && one.name !== values.only) continue;
  const times: number[] = [];
  let recovered = 0;
  let first = '';
  for (let seed = 1; seed <= seeds; seed++) {
    const rows = values.rows === undefined ? one.rows : Number(values.rows);
    const data = sampled({ ...one, rows }, Number(values.noise), createRandom(1_000 + seed));
    const start = process.cpuUsage();
    const found = searchFormulas(data, { seed, evaluations: Number(values.evaluations) });
    const spent = process.cpuUsage(start);
    times.push((spent.user + spent.system) / 1e6);
    const { expression } = found.front[found.chosen];
    if (same(expression, parseExpression(one.expression), one.ranges)) recovered += 1;
    if (seed === 1) first = toText(expression);
    if (values.verbose) {
      for (const f of found.front)
        console.log(
          '   ',
          f.complexity,
          f.error.toExponential(2),
          f.length.toFixed(1),
          f.engine,
          toText(f.expression),
        );
      console.log('   ', JSON.stringify(found.engines), found.evaluations, found.stop);
    }
  }
  const median = times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];
  all.push(median);
  good += recovered;
  tried += seeds;
  console.log(`| ${one.name} | ${recovered} | ${median.toFixed(2)} | \`${first}\` |`);
}
console.log(
  `\n${good} of ${tried} recovered; median of medians ${all.toSorted((a, b) => a - b)[all.length >> 1].toFixed(2)} s`,
);
