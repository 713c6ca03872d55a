import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ExhaustiveJob } from '../../src/certify/exhaustive-job.ts';
import { planExhaustive } from '../../src/certify/exhaustive.ts';
import { parseDomain } from '../../src/expression/parse-domain.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import type { Program } from '../../src/program/program.ts';
import * as fromSource from '../../src/run/pool.ts';
import * as signalFromSource from '../../src/run/stop-signal.ts';

const DIST = resolve(import.meta.dirname, '../../dist/run');
if (!existsSync(DIST)) throw new Error('dist is missing: run `npm run build` before these tests');
// The built pool has real threads; the one from source runs jobs in this thread. Both keep the same promises.
const built = (await import(`${DIST}/pool.js`)) as typeof fromSource;
const builtSignal = (await import(`${DIST}/stop-signal.js`)) as typeof signalFromSource;

const program: Program = {
  format: 'f32',
  inputs: ['x'],
  constants: ['0x1p+0'],
  code: [
    { op: 'mul', args: ['x', 'x'] },
    { op: 'add', args: ['t0', 'c0'] },
  ],
};
const [whole] = planExhaustive(program, {
  function: parseExpression('x^2 + 1'),
  variable: 'x',
  domain: parseDomain('[1, 1.5]'),
  format: 'f32',
  measure: 'ulp',
});
/** Small jobs, each a different part of the domain. */
const jobs: readonly ExhaustiveJob[] = Array.from({ length: 5 }, (_, i) => {
  const first = BigInt(whole.inputs[0]) + BigInt(i) * 700_000n;
  return { ...whole, inputs: [`${first}`, `${first + 20_000n + BigInt(i)}`] as const };
});

describe.each([
  ['in this thread', fromSource, signalFromSource],
  ['in worker threads', built, builtSignal],
])('a pool %s', (_name, { createPool }, { StopSignal }) => {
  it('gives results in the order of the jobs, for any number of workers', async () => {
    const all = await Promise.all(
      [1, 3].map(async (workers) => {
        const pool = createPool({ workers });
        try {
          const first = await pool.run('exhaustive', jobs);
          // Threads are used again.
          const reversed = await pool.run('exhaustive', [...jobs].toReversed());
          expect(reversed.reverse()).toEqual(first);
          return first;
        } finally {
          await pool.close();
        }
      }),
    );
    expect(all[0]).toHaveLength(jobs.length);
    expect(all[0].map((part) => (part as { points: number }).points)).toEqual([
      20_001, 20_002, 20_003, 20_004, 20_005,
    ]);
    expect(all[1]).toEqual(all[0]);
  });

  it('passes on a failure, and works again after it', async () => {
    const pool = createPool({ workers: 2 });
    try {
      await expect(pool.run('no such task', [1, 2, 3])).rejects.toThrow('no task named no such task');
      const undefinedThere = { ...jobs[0], function: 'log(x - 10)' };
      await expect(pool.run('exhaustive', [undefinedThere])).rejects.toMatchObject({
        fault: { kind: 'domain' },
      });
      expect(await pool.run('exhaustive', jobs.slice(0, 1))).toHaveLength(1);
      expect(await pool.run('exhaustive', [])).toEqual([]);
    } finally {
      await pool.close();
    }
  });

  it('ends a batch at once when the run is stopped', async () => {
    const signal = new StopSignal();
    const pool = createPool({ workers: 2, signal });
    try {
      const many = Array.from({ length: 500 }, () => jobs[0]);
      const ended = expect(pool.run('exhaustive', many)).rejects.toMatchObject({
        name: 'Stopped',
        cause: 'interrupt',
      });
      setTimeout(() => signal.stop('interrupt'), 50);
      await ended;
      await expect(pool.run('exhaustive', jobs)).rejects.toMatchObject({ name: 'Stopped' });
    } finally {
      await pool.close();
    }
  });
});
