/**
 * Evolution from scratch beside the classical forms, at equal numbers of operations: for each target the digits of the
 * best polynomial (Horner, Estrin, odd or even in x²) and rational (quotient, continued fraction) of our own engines,
 * and of `evolve`. A count is `behind` when evolution has fewer digits there. Taylor and Padé approximations are of the
 * same forms as best polynomials and rationals, so at equal operations they have at most as many digits. Every program of
 * evolution's front is then proved, as `approximate` would; `proved` are the digits of the bounds.
 * `npm run build:dist && npx tsx bench/evolve-targets.ts [evaluations] [seed] [workers] [target number]`; what it prints
 * is what `bench/evolve-summary.ts` reads.
 */
import { performance } from 'node:perf_hooks';
import type { certify as Certify } from '../src/certify/certify.ts';
import type { parseDomain as ParseDomain } from '../src/expression/parse-domain.ts';
import type { parseExpression as ParseExpression } from '../src/expression/parse.ts';
import type { fromHexFloat as FromHexFloat } from '../src/number/exact-constant.ts';
import type { createOracle as CreateOracle } from '../src/oracle/create-oracle.ts';
import type { createPool as CreatePool } from '../src/run/pool.ts';
import type { ENGINES as Engines } from '../src/search/engines.ts';
import type { Candidate, EngineName } from '../src/search/engine.ts';
import type { Problem } from '../src/search/problem.ts';

// The built package: worker threads cannot load TypeScript.
const load = async <T>(path: string): Promise<T> => (await import(`../dist/${path}.js`)) as T;
const { parseExpression } = await load<{ parseExpression: typeof ParseExpression }>('expression/parse');
const { parseDomain } = await load<{ parseDomain: typeof ParseDomain }>('expression/parse-domain');
const { createOracle } = await load<{ createOracle: typeof CreateOracle }>('oracle/create-oracle');
const { createPool } = await load<{ createPool: typeof CreatePool }>('run/pool');
const { ENGINES } = await load<{ ENGINES: typeof Engines }>('search/engines');
const { fromHexFloat } = await load<{ fromHexFloat: typeof FromHexFloat }>('number/exact-constant');
const { certify } = await load<{ certify: typeof Certify }>('certify/certify');

const [evaluations = '20e6', seed = '1', workers = '2', only = ''] = process.argv.slice(2);

/**
 * `moved`: where the function's zero is not at 0, polynomials and rationals are fitted in x − 1, which costs one
 * operation more; where it has a root at 0, they are what √x is multiplied by, which costs two.
 */
type Moved = {
  readonly text: string;
  readonly domain: string;
  readonly operations: number;
  /** What evolution may use, where that is not `+ - * /`. */
  readonly space?: Problem['operations'];
};

const TARGETS: readonly (readonly [
  text: string,
  domain: string,
  measure: Problem['measure'],
  most: number,
  moved?: Moved,
])[] = [
  ['cos(x)', '[0,pi/2]', 'absolute', 14],
  ['log2(x)', '[1,2]', 'relative', 14, { text: 'log2(1+x)', domain: '[0,1]', operations: 1 }],
  ['exp(x)', '[-ln2/2,ln2/2]', 'relative', 14],
  ['atan(x)', '[0,1]', 'relative', 14],
  ['erf(x)', '(0,2]', 'relative', 14],
  ['airy_ai(-7x)', '[0,1]', 'absolute', 20],
  [
    'besseli(1/2,x)',
    '(0,1]',
    'relative',
    14,
    // I_1/2(x) = √x · √(2/π)·sinh(x)/x (DLMF 10.39.1).
    {
      text: 'sqrt(2/pi)*sinh(x)/x',
      domain: '(0,1]',
      operations: 2,
      space: ['add', 'sub', 'mul', 'div', 'sqrt'],
    },
  ],
  ['2^x', '(0,1]', 'relative', 12],
];

/** The best program of at most n operations, for n = 0 … most. */
async function front(engines: readonly EngineName[], problem: Problem): Promise<(Candidate | undefined)[]> {
  const most = problem.maxOperations ?? 0;
  const best = Array.from({ length: most + 1 }, (): Candidate | undefined => undefined);
  const pool = createPool({ workers: Number(workers) });
  for (const name of engines) {
    const oracle = createOracle(problem.function, [problem.variable]);
    const budget = { evaluations: Number(evaluations), stopped: () => undefined };
    for await (const event of ENGINES[name].propose(problem, oracle, budget, { executor: pool.run })) {
      if (event.kind !== 'candidate') continue;
      const { candidate } = event;
      for (let n = candidate.cost; n <= most; n++) {
        if (candidate.error.value < (best[n]?.error.value ?? Infinity)) best[n] = candidate;
      }
    }
  }
  await pool.close();
  return best;
}

const digitsOf = (error: number | undefined): number => -Math.log10(error ?? Infinity);
const measured = (candidates: readonly (Candidate | undefined)[]): number[] =>
  candidates.map((candidate) => digitsOf(candidate?.error.value));

/** Digits that are proved: −∞ where there is no proof. */
async function proved(
  candidates: readonly (Candidate | undefined)[],
  problem: Problem,
): Promise<{ digits: number[]; failed: string[] }> {
  const bounds = new Map<Candidate, number>();
  const failed: string[] = [];
  for (const candidate of new Set(candidates)) {
    if (candidate === undefined) continue;
    try {
      const { bound } = await certify(candidate.program, problem);
      bounds.set(candidate, fromHexFloat(bound) ?? Infinity);
    } catch (error) {
      failed.push(`${candidate.cost} operations: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { digits: candidates.map((one) => digitsOf(one && bounds.get(one))), failed };
}

for (const [i, [text, domain, measure, most, moved]] of TARGETS.entries()) {
  if (only !== '' && Number(only) !== i) continue;
  const problem: Problem = {
    function: parseExpression(text),
    variable: 'x',
    domain: parseDomain(domain),
    format: 'real',
    measure,
    cost: 'operations',
    maxOperations: most,
    fma: false,
    division: true,
    ...(moved?.space === undefined ? {} : { operations: moved.space }),
    seed: Number(seed),
  };
  const fitted: Problem =
    moved === undefined
      ? problem
      : { ...problem, function: parseExpression(moved.text), domain: parseDomain(moved.domain) };
  const shift = Array.from({ length: moved?.operations ?? 0 }, () => -Infinity);
  const classical = [...shift, ...measured(await front(['minimax', 'rational'], fitted))];
  const start = performance.now();
  const before = process.cpuUsage();
  const found = await front(['evolve'], problem);
  const used = process.cpuUsage(before);
  const processor = (used.user + used.system) / 1e6;
  const seconds = (performance.now() - start) / 1000;
  const evolved = measured(found);
  const proof = await proved(found, problem);
  const counts = Array.from({ length: most - 2 }, (_, k) => k + 3);
  // Polynomials and rationals are measured to 1e-6: what is nearer than that is the same.
  const behind = counts.filter((n) => evolved[n] < classical[n] - 1e-4);
  const ahead = counts.filter((n) => evolved[n] > classical[n] + 1e-4);
  const row = (name: string, values: readonly number[]): string =>
    `  ${name.padEnd(10)}${counts.map((n) => values[n].toFixed(2).padStart(7)).join('')}`;
  const run = `${Number(evaluations) / 1e6} M evaluations, seed ${seed}, ${workers} worker`;
  const time = `${seconds.toFixed(0)} s, ${processor.toFixed(0)} s of processor`;
  console.log(`${text} on ${domain}, ${measure}: ${run}: ${time}`);
  console.log(`  ${'operations'.padEnd(10)}${counts.map((n) => String(n).padStart(7)).join('')}`);
  console.log(row('classical', classical));
  console.log(row('evolve', evolved));
  console.log(row('proved', proof.digits));
  for (const line of proof.failed) console.log(`  not proved: ${line}`);
  console.log(`  ahead at ${ahead.length} of ${counts.length}; behind at ${behind.join(', ') || 'none'}`);
}
