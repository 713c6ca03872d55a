/**
 * Integer-only programs beside I-ViT's (Li & Gu, arXiv:2207.01405): Shiftmax's shift-exp, ShiftGELU and the integer
 * square root, all in 32-bit integers on counts of the same format, every input of the domain run. Operations are
 * counted as the cost model `operations` counts them; for the published programs a division counts as one, a clip as none,
 * and powers of two are chosen for the scales, which spares them their divisions by the scale.
 *
 *   npx tsx bench/integers.ts [EVALUATIONS=1e6] [SEED=1]
 */
import { parseDomain } from '../src/expression/parse-domain.ts';
import { parseExpression } from '../src/expression/parse.ts';
import { findFormat } from '../src/number/formats.ts';
import { createOracle } from '../src/oracle/create-oracle.ts';
import type { MachineOperation } from '../src/program/machine-operations.ts';
import type { Candidate } from '../src/search/engine.ts';
import { integerEngine } from '../src/search/integer/integer-engine.ts';
import { integerSample } from '../src/search/integer/integer-sample.ts';
import { INTEGER_OPERATIONS } from '../src/program/integer-operations.ts';
import type { Problem } from '../src/search/problem.ts';

type Baseline = {
  readonly name: string;
  readonly operations: number;
  /** It has no multiplication (and no division), nor may what is beside it. */
  readonly shifts?: true;
  readonly run: (n: number) => number;
};

const F = 12;
/** exp(−m·2^−F) for m = −n·log2(e) ≥ 0, as Shiftmax has it: 2^−q·(1 − r/2). */
const shiftExp = (n: number): number => {
  const m = (n >> 4) - (n + (n >> 1));
  const q = m >> F;
  return ((1 << F) - ((m & ((1 << F) - 1)) >> 1)) >> Math.min(q, 31);
};

/** x·σ(1.702x), σ by two shift-exps and an integer division. */
const shiftGelu = (n: number): number => {
  const p = n + (n >> 1) + (n >> 3) + (n >> 4);
  const most = Math.max(p, 0);
  const up = shiftExp(p - most);
  const down = shiftExp(-most);
  const factor = Math.floor(2 ** 31 / (up + down));
  const sigmoid = Number((BigInt(up) * BigInt(factor)) >> 16n);
  return Number((BigInt(n) * BigInt(sigmoid)) >> 15n);
};

/** Newton's iteration of I-ViT's and I-BERT's layer norm, from 2^8, ten times: a division, a sum and a shift each. */
const newtonRoot =
  (iterations: number) =>
  (n: number): number => {
    let y = 1 << 8;
    for (let i = 0; i < iterations; i++) y = (y + Math.floor(n / Math.max(1, y))) >> 1;
    return y;
  };

const CASES: readonly (readonly [string, string, string, readonly Baseline[]])[] = [
  ['exp(x)', '[-8,0]', 'q(3.12)', [{ name: 'Shiftmax', operations: 9, shifts: true, run: shiftExp }]],
  // 6 for 1.702·x, 2 for the larger, 1 each for the difference and the opposite, 9 for each exp, 5 for the rest.
  ['x*(1+erf(x/sqrt(2)))/2', '[-8,8)', 'q(3.12)', [{ name: 'ShiftGELU', operations: 33, run: shiftGelu }]],
  [
    'sqrt(x)',
    '[0,65535]',
    'u16',
    [
      { name: 'Newton, 10 steps', operations: 30, run: newtonRoot(10) },
      { name: 'Newton, 4 steps', operations: 12, run: newtonRoot(4) },
    ],
  ],
];

const SHIFTS: readonly MachineOperation[] = INTEGER_OPERATIONS.filter((op) => op !== 'imul');
const [evaluations = '1e6', seed = '1', only = ''] = process.argv.slice(2);

for (const [text, domain, format, baselines] of CASES) {
  if (!text.includes(only)) continue;
  for (const operations of [INTEGER_OPERATIONS, SHIFTS]) {
    const problem: Problem = {
      function: parseExpression(text),
      variable: 'x',
      domain: parseDomain(domain),
      format,
      measure: 'absolute',
      cost: 'operations',
      fma: false,
      division: false,
      operations,
      maxOperations: 34,
      seed: Number(seed),
    };
    const oracle = createOracle(problem.function, ['x']);
    const unit = 2 ** -(findFormat(format).fixedPoint?.fraction ?? 0);
    const start = process.cpuUsage();
    const front: Candidate[] = [];
    let spent = 0;
    for await (const event of integerEngine.propose(problem, oracle, {
      evaluations: Number(evaluations),
      stopped: () => undefined,
    })) {
      if (event.kind === 'progress') spent = event.evaluations;
      if (event.kind === 'candidate') front[event.candidate.cost] = event.candidate;
    }
    const { user } = process.cpuUsage(start);
    const within = (most: number): Candidate | undefined =>
      front
        .slice(0, most + 1)
        .filter((one) => one !== undefined)
        .toSorted((a, b) => a.error.value - b.error.value)[0];
    const how = operations === SHIFTS ? 'without imul' : 'with imul';
    console.log(
      `${text} on ${domain}, ${format}, ${how}: ${spent} evaluations, ${(user / 1e6).toFixed(1)} s of processor`,
    );
    let least = Infinity;
    const row = front.flatMap((one, cost) => {
      if (one === undefined || !(one.error.value < least)) return [];
      least = one.error.value;
      return [`${cost}→${(least / unit).toPrecision(4)}`];
    });
    console.log(`  operations→units: ${row.join(' ')}`);
    const { x, f } = integerSample(problem, oracle, findFormat(format));
    for (const { name, operations: count, shifts, run } of baselines) {
      if (operations === SHIFTS && shifts !== true) continue;
      const error = x.reduce((worst, n, i) => Math.max(worst, Math.abs(run(n) - f[i])), 0);
      const ours = within(count);
      const value = ours === undefined ? Infinity : ours.error.value / unit;
      const cheapest = front.findIndex((one) => one !== undefined && one.error.value / unit <= error);
      console.log(
        `  ${name}: ${count} operations, ${error.toPrecision(4)} units on ${x.length} inputs; ours with at most as many ` +
          `${value.toPrecision(4)} (${ours?.cost}), as good with ${cheapest}: ${value <= error ? 'met' : 'MISSED'}`,
      );
    }
  }
}
