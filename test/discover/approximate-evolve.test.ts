import { describe, expect, it } from 'vitest';
import { approximate, type ApproximateEvent } from '../../src/discover/approximate.ts';
import { readRunState, writeRunState, type RunState } from '../../src/discover/run-state.ts';
import type { ApproximationFinding } from '../../src/discover/finding.ts';
import { readFinding } from '../../src/discover/read-finding.ts';
import { writeFinding } from '../../src/discover/write-finding.ts';
import { NapierError } from '../../src/error/fault.ts';
import { parseDomain } from '../../src/expression/parse-domain.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import { StopSignal } from '../../src/run/stop-signal.ts';
import { createPool } from '../../src/run/pool.ts';
import type { Problem } from '../../src/search/problem.ts';

const PROBLEM: Problem = {
  function: parseExpression('2^x'),
  variable: 'x',
  domain: parseDomain('(0,1]'),
  format: 'real',
  measure: 'relative',
  cost: 'operations',
  maxOperations: 4,
  fma: false,
  division: true,
  seed: 1,
};
const OPTIONS = { engines: ['evolve'], evaluations: 3e5 } as const;

type Whole = { readonly finding: string; readonly milestones: readonly string[] };

async function runWhole(): Promise<Whole> {
  const pending: (() => RunState)[] = [];
  const onEvent = ({ milestone, state }: ApproximateEvent): void => {
    if (milestone) milestones.push(writeRunState(state()));
    pending.push(state);
  };
  const milestones: string[] = [];
  const finding = await approximate(PROBLEM, { ...OPTIONS, onEvent });
  // A step that is done needs no state.
  expect(pending.at(-1)?.().step).toBeUndefined();
  return { finding: writeFinding(finding), milestones };
}

describe('approximate with evolve', () => {
  let first: Promise<Whole> | undefined;
  const whole = (): Promise<Whole> => (first ??= runWhole());
  const resumed = async (state: string): Promise<string> =>
    writeFinding(await approximate(PROBLEM, { ...OPTIONS, resume: readRunState(state) }));

  it('says after every round where it can go on from, and a checkpoint with it reads back', async () => {
    const { milestones, finding } = await whole();
    const [, rounds] = /"rounds": (\d+)/.exec(finding) ?? [];
    expect(milestones).toHaveLength(Number(rounds));
    for (const text of milestones) {
      const state = readRunState(text);
      expect(state.step?.candidates).toBeGreaterThan(0);
      expect(state.step?.seen.length).toBeLessThanOrEqual(state.step?.candidates ?? 0);
      expect(state.steps).toBe(0);
      // Compared so, since a failure would print megabytes.
      expect(writeRunState(state) === text).toBe(true);
    }
  }, 15_000);

  it('goes on from the middle of the step to the same bytes', async () => {
    const { milestones, finding } = await whole();
    for (const state of [milestones[0], milestones[2], milestones.at(-1) as string]) {
      expect(await resumed(state)).toBe(finding);
    }
  }, 15_000);

  it('ends on a stop with what was found, and goes on from there to the same bytes', async () => {
    const signal = new StopSignal();
    const pool = createPool({ signal });
    let [milestones, latest] = [0, ''];
    const stopped = await approximate(PROBLEM, {
      ...OPTIONS,
      executor: pool.run,
      signal,
      onEvent: ({ milestone, state }) => {
        latest = writeRunState(state());
        // While the jobs of the third round run.
        if (milestone && ++milestones === 2) setImmediate(() => signal.stop('interrupt'));
      },
    });
    await pool.close();
    expect(milestones).toBe(2);
    expect(stopped.provenance.stop).toBe('interrupt');
    expect(stopped.front.length).toBeGreaterThan(2);
    expect(stopped.provenance.history).toMatchObject([
      { message: expect.stringContaining('complete') },
      { message: expect.stringContaining('complete') },
      { message: 'evolved on islands', rounds: 2 },
      { phase: 'search', engine: 'evolve' },
    ]);
    expect(await resumed(latest)).toBe((await whole()).finding);
  }, 15_000);

  it('refuses a checkpoint whose state is damaged, or is that of another budget', async () => {
    const [text] = (await whole()).milestones;
    const faultOf = (state: RunState, evaluations: number): Promise<string> =>
      approximate(PROBLEM, { ...OPTIONS, evaluations, resume: state }).then(
        () => 'it went on',
        (error: unknown) => (error instanceof NapierError ? error.fault.message : String(error)),
      );
    const state = readRunState(text);
    expect(await faultOf(state, 4e5)).toBe('the state of the search is that of another problem or seed');
    const step = state.step && { ...state.step, state: state.step.state.slice(0, 500) };
    expect(await faultOf({ ...state, ...(step && { step }) }, 3e5)).toBe(
      'the state of the search is damaged',
    );
    expect(() => readRunState(text.replace('"seen": [', '"seen": [7, '))).toThrow(/step\.seen\[0\]/);
    expect(() => readRunState(text.replace('"kept":', '"kempt":'))).toThrow(/did you mean|unknown member/);
  }, 15_000);
});

describe('the portfolio in real', () => {
  const EVALUATIONS = 2e5;
  const find = async (
    more: Partial<Problem>,
  ): Promise<{ finding: ApproximationFinding; states: string[] }> => {
    const states: string[] = [];
    const onEvent = ({ milestone, state }: ApproximateEvent): void => {
      if (milestone) states.push(writeRunState(state()));
    };
    const finding = await approximate({ ...PROBLEM, ...more }, { evaluations: EVALUATIONS, onEvent });
    return { finding, states };
  };

  it('has evolve in it, which starts from what the others found, and goes on to the same bytes', async () => {
    const { finding, states } = await find({});
    expect(finding.problem.engines).toEqual(['minimax', 'rational', 'evolve']);
    const engines = new Set(finding.front.map(({ engine }) => engine));
    expect(engines.size).toBeGreaterThan(1);
    expect(engines).toContain('evolve');
    expect(finding.problem.fromScratch).toBeUndefined();
    // Before the first round, when evolve has told nothing yet, and after one, when it has.
    for (const state of [states[0], states[1]]) {
      const resumed = await approximate(PROBLEM, { evaluations: EVALUATIONS, resume: readRunState(state) });
      expect(writeFinding(resumed) === writeFinding(finding)).toBe(true);
    }
    const read = readFinding(writeFinding(finding));
    expect(read).toEqual(finding);
    expect(read.provenance.ancestry?.length).toBeGreaterThan(0);
  }, 30_000);

  it('starts from nothing where that is asked for, and says so', async () => {
    const { finding } = await find({ fromScratch: true });
    expect(finding.problem.fromScratch).toBe(true);
    const how = finding.provenance.ancestry?.map((record) => record.how) ?? [];
    expect(how.some((text) => text.startsWith('from '))).toBe(false);
    expect(readFinding(writeFinding(finding))).toEqual(finding);
  }, 30_000);

  it('refuses ancestors that cannot be', async () => {
    const { finding } = await find({ maxOperations: 2 });
    const withAncestry = (ancestry: unknown): string =>
      JSON.stringify({ ...finding, provenance: { ...finding.provenance, ancestry } });
    const record = { id: 'a', parents: ['b'], how: 'splice', operations: 1, error: 1 };
    expect(() => readFinding(withAncestry([record]))).not.toThrow();
    expect(() => readFinding(withAncestry([record, record]))).toThrow(/this id is there twice/);
    expect(() => readFinding(withAncestry([record, { ...record, id: 'b', parents: ['a'] }]))).toThrow(
      /its own ancestor/,
    );
    expect(() => readFinding(withAncestry([{ ...record, error: -1 }]))).toThrow(/0 or more/);
    expect(() => readFinding(withAncestry([{ ...record, parents: 'b' }]))).toThrow(/parents/);
  }, 30_000);
});
