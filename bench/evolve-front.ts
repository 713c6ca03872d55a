/**
 * The front that the `evolve` engine reaches from scratch, operations → digits, with counts and time.
 * `npx tsx bench/evolve-front.ts [function] [domain] [seeds] [evaluations] [max operations] [workers] [seconds]`; more
 * than one worker needs the built package: `npm run build:dist`, and this script then takes its classes from dist/.
 */
import { performance } from 'node:perf_hooks';

const [
  text = '2^x',
  interval = '(0,1]',
  seeds = '1,2,3,4,5',
  evaluations = '60e6',
  most = '12',
  workers = '1',
  seconds = '600',
  measure = 'relative',
] = process.argv.slice(2);
const built = Number(workers) > 1;
const root = built ? '../dist' : '../src';
const end = built ? 'js' : 'ts';
const load = async (path: string) => await import(`${root}/${path}.${end}`);

const { parseExpression } = await load('expression/parse');
const { parseDomain } = await load('expression/parse-domain');
const { createOracle } = await load('oracle/create-oracle');
const { evolveEngine } = await load('search/evolve/evolve-engine');
const { createPool } = await load('run/pool');

const fronts: number[][] = [];
for (const seed of seeds.split(',').map(Number)) {
  const problem = {
    function: parseExpression(text),
    variable: 'x',
    domain: parseDomain(interval),
    format: 'real',
    measure,
    cost: 'operations',
    maxOperations: Number(most),
    fma: false,
    division: true,
    seed,
  };
  const pool = createPool({ workers: Number(workers) });
  const oracle = createOracle(problem.function, ['x']);
  const digits: number[] = [];
  const start = performance.now();
  const elapsed = (): number => (performance.now() - start) / 1000;
  const budget = {
    evaluations: Number(evaluations),
    stopped: () => (elapsed() > Number(seconds) ? 'time' : undefined),
  };
  const times: number[] = [];
  let spent = 0;
  for await (const event of evolveEngine.propose(problem, oracle, budget, { executor: pool.run })) {
    if (event.kind === 'progress') spent = event.evaluations;
    if (event.kind === 'note') {
      const { candidates, ...counts } = event.data;
      const rate = candidates === undefined ? '' : `, ${Math.round(candidates / elapsed())} candidates/s`;
      console.log(`  ${JSON.stringify({ candidates, ...counts })}${rate}`);
    }
    if (event.kind !== 'candidate') continue;
    const { error, cost } = event.candidate;
    digits[cost] = -Math.log10(error.value);
    times[cost] = elapsed();
  }
  await pool.close();
  fronts.push(digits);
  const cells = digits.map((value, n) => `${n}: ${value.toFixed(3)} (${times[n].toFixed(0)} s)`);
  console.log(`seed ${seed}, ${elapsed().toFixed(0)} s, ${(spent / 1e6).toFixed(1)} M evaluations`);
  console.log(`  ${Object.values(cells).join('  ')}`);
}
console.log('operations  median  best');
for (let n = 1; n <= Number(most); n++) {
  const all = fronts.map((front) => front[n] ?? 0).sort((a, b) => a - b);
  console.log(
    `${String(n).padStart(10)}  ${all[all.length >> 1].toFixed(3).padStart(6)}  ${(all.at(-1) ?? 0).toFixed(3)}`,
  );
}
