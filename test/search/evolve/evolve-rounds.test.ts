import { describe, expect, it } from 'vitest';
import type { Executor } from '../../../src/certify/certificate.ts';
import type { Member } from '../../../src/search/evolve/archive.ts';
import { Enumeration } from '../../../src/search/evolve/enumeration.ts';
import type { EvolveJob, EvolveResult, EvolveTask } from '../../../src/search/evolve/evolve-job.ts';
import {
  beginRun,
  exchange,
  ISLANDS,
  nextRound,
  PATIENCE,
  pool,
} from '../../../src/search/evolve/evolve-rounds.ts';
import type { EvolveState } from '../../../src/search/evolve/evolve-state.ts';
import type { SearchSpace } from '../../../src/search/evolve/space.ts';
import type { Structure } from '../../../src/search/evolve/structure.ts';
import { canonicalStructure } from '../../../src/search/evolve/structure-canonical.ts';

const SPACE: SearchSpace = { operations: ['add', 'mul'], maxOperations: 4, maxConstants: 4 };
const TASK = { space: SPACE } as unknown as EvolveTask;
const SQUARE = canonicalStructure({ code: Int32Array.of(2, 0, 0, 0), constants: 0 })?.structure as Structure;

function member(id: string, error: number): Member {
  return {
    id,
    parents: [],
    how: 'splice',
    structure: SQUARE,
    hash: Number(id.replace('.', '')),
    constants: new Float64Array(0),
    loss: error,
    refined: { constants: [], error, worst: '0x0p+0', points: 1 },
    tried: true,
    extended: true,
    grown: true,
  };
}

/** Islands that do what a function says, without any search; what they were asked is kept. */
function scripted(act: (job: EvolveJob) => EvolveResult): {
  readonly jobs: EvolveJob[][];
  readonly run: (state: EvolveState, evaluations: number) => Promise<EvolveState>;
} {
  const jobs: EvolveJob[][] = [];
  const executor = ((_task: string, batch: readonly EvolveJob[]) => {
    jobs.push([...batch]);
    return Promise.resolve(batch.map(act));
  }) as unknown as Executor;
  const run = (state: EvolveState, evaluations: number): Promise<EvolveState> =>
    nextRound(state, { task: TASK, evaluations, executor, enumeration: new Enumeration(SPACE, evaluations) });
  return { jobs, run };
}

const idle = ({ island, quota }: EvolveJob): EvolveResult => ({
  island: { ...island, epoch: island.epoch + 1, idle: island.idle + 1 },
  spent: quota,
  births: [],
});

describe('the rounds of evolve', () => {
  it('deal out every structure of the enumeration once, a few first, then more', async () => {
    const { jobs, run } = scripted(idle);
    const evaluations = 1e7;
    const all = new Enumeration(SPACE, evaluations);
    const count = all.completeAt(Infinity).reduce((sum, { structures }) => sum + structures, 0);
    let state = beginRun('key', SPACE.maxOperations);
    while (state.round === 0 || state.settled < count) state = await run(state, evaluations);
    const dealt = jobs.map((batch) => batch.flatMap(({ structures = [] }) => structures));
    expect(dealt.flat()).toHaveLength(count);
    expect(new Set(dealt.flat().map(({ code }) => code.join())).size).toBe(count);
    expect(dealt[0].length).toBeLessThan(300);
    if (dealt.length > 2) expect(dealt[1].length).toBeGreaterThan(dealt[0].length);
    expect(state.complete.map(({ operations }) => operations)).toEqual([1, 2, 3, 4]);
    // Then they evolve.
    state = await run(state, evaluations);
    expect(jobs.at(-1)?.every(({ structures }) => structures === undefined)).toBe(true);
  });

  it('are short at first, and no longer than their share', async () => {
    const { jobs, run } = scripted(idle);
    let state = beginRun('key', SPACE.maxOperations);
    for (let i = 0; i < 12; i++) state = await run(state, 1e12);
    const quotas = jobs.map(([{ quota }]) => quota);
    expect(quotas[0]).toBeLessThanOrEqual(1e5);
    expect(quotas.every((quota, i) => i === 0 || quota >= quotas[i - 1])).toBe(true);
    expect(quotas.at(-1)).toBe(1e6);
  });

  it('begin an island again that found nothing for long, and keep the best it had', async () => {
    const { run } = scripted((job) =>
      job.island.number === 2
        ? idle(job)
        : { island: { ...job.island, epoch: job.island.epoch + 1, idle: 0 }, spent: job.quota, births: [] },
    );
    const begun = beginRun('key', SPACE.maxOperations);
    const stuck = {
      ...begun.islands[2],
      archives: [[member('2.7', 0.5)]],
      next: 8,
      seen: Uint32Array.of(1, 2, 3, 4),
    };
    const islands = begun.islands.map((island, i) => (i === 2 ? stuck : { ...island, archives: [[]] }));
    const nothingLeft = 1e9;
    let state: EvolveState = { ...begun, islands, round: 1, settled: 1e9 };
    for (let i = 0; i < PATIENCE - 1; i++) state = await run(state, nothingLeft);
    expect(state.islands[2].archives).toHaveLength(1);
    state = await run(state, nothingLeft);
    const [restarted, other] = [state.islands[2], state.islands[1]];
    expect([restarted.archives, restarted.idle, restarted.born]).toEqual([[], 0, restarted.epoch]);
    // Ids are not given twice, and what was seen is looked at anew.
    expect(restarted.next).toBe(8);
    expect(restarted.seen.every((word) => word === 0)).toBe(true);
    expect(other.born).toBe(0);
    expect(state.hall[0]?.id).toBe('2.7');
    expect(state.lineage.map(({ id }) => id)).toContain('2.7');
  });

  it('send the best to the next island, but neither from nor to one that has just begun again', () => {
    const { islands } = beginRun('key', SPACE.maxOperations);
    const filled = islands.map((island, i) => ({
      ...island,
      epoch: 40,
      archives: [[member(`${i}.1`, 0.1 * (i + 1)), member(`${i}.2`, 0.9)]],
      ...(i === 1 ? { born: 38 } : {}),
    }));
    const after = exchange(filled).map(({ archives }) => archives[0].map(({ id }) => id));
    expect(after).toHaveLength(ISLANDS);
    expect(after[0]).toContain('3.1');
    expect(after[1]).toEqual(['1.1', '1.2']);
    expect(after[2]).toEqual(['2.1', '2.2']);
    expect(after[3]).toContain('2.1');
  });

  it('pool what the islands have when the enumeration ends', () => {
    const { islands } = beginRun('key', SPACE.maxOperations);
    const filled = islands.map((island, i) => ({ ...island, archives: [[member(`${i}.1`, 0.1 * (i + 1))]] }));
    for (const { archives } of pool(filled)) {
      expect(archives[0].map(({ id }) => id)).toEqual(['0.1', '1.1', '2.1', '3.1']);
    }
  });
});
