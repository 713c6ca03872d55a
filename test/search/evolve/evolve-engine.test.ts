import { describe, expect, it } from 'vitest';
import type { Executor } from '../../../src/certify/certificate.ts';
import { certify } from '../../../src/certify/certify.ts';
import { NapierError } from '../../../src/error/fault.ts';
import { parseDomain } from '../../../src/expression/parse-domain.ts';
import { parseExpression } from '../../../src/expression/parse.ts';
import { fromHexFloat } from '../../../src/number/exact-constant.ts';
import { createOracle } from '../../../src/oracle/create-oracle.ts';
import { runTask } from '../../../src/run/tasks.ts';
import type { Candidate, EngineEvent, EngineServices } from '../../../src/search/engine.ts';
import { evolveEngine } from '../../../src/search/evolve/evolve-engine.ts';
import type { Problem } from '../../../src/search/problem.ts';

function problemOf(text: string, domain: string, more: Partial<Problem> = {}): Problem {
  return {
    function: parseExpression(text),
    variable: 'x',
    domain: parseDomain(domain),
    format: 'real',
    measure: 'relative',
    cost: 'operations',
    maxOperations: 6,
    fma: false,
    division: true,
    seed: 1,
    ...more,
  };
}

type Run = {
  best: Map<number, Candidate>;
  told: Candidate[];
  notes: EngineEvent[];
  /** Each with how much was told before it. */
  states: { text: string; told: number }[];
  spent: number;
};

async function run(problem: Problem, evaluations: number, services: EngineServices = {}): Promise<Run> {
  const oracle = createOracle(problem.function, ['x']);
  const result: Run = { best: new Map(), told: [], notes: [], states: [], spent: 0 };
  const budget = { evaluations, stopped: () => undefined };
  const pending: (() => string)[] = [];
  const onState = (state: () => string): void => {
    pending.push(state);
    result.states.push({ text: '', told: result.told.length });
  };
  for await (const event of evolveEngine.propose(problem, oracle, budget, { onState, ...services })) {
    if (event.kind === 'candidate') {
      result.best.set(event.candidate.cost, event.candidate);
      result.told.push(event.candidate);
    }
    if (event.kind === 'note') result.notes.push(event);
    if (event.kind === 'progress') result.spent = event.evaluations;
  }
  // Asked for at the end: no later round may have changed what a state is.
  pending.forEach((state, i) => (result.states[i].text = state()));
  return result;
}

const digits = ({ best }: Run, operations: number): number =>
  -Math.log10(best.get(operations)?.error.value ?? Infinity);
const bytes = ({ told, notes, spent }: Run): string => JSON.stringify([told, notes, spent]);

const EVALUATIONS = 3e6;

describe('evolveEngine', () => {
  const problem = problemOf('2^x', '(0,1]');
  let first: Run | undefined;
  const reference = async (): Promise<Run> => (first ??= await run(problem, EVALUATIONS));

  it('finds the best small programs for 2^x from nothing', async () => {
    const found = await reference();
    // The optima of two and three operations: a/(b + x) has 1.525 digits, a/(b + x) + c 3.062.
    expect(digits(found, 2)).toBeGreaterThan(1.5254);
    expect(digits(found, 3)).toBeGreaterThan(3.061);
    expect(digits(found, 4)).toBeGreaterThan(3.66);
    expect(digits(found, 5)).toBeGreaterThan(4.5);
    expect(found.spent).toBeGreaterThanOrEqual(EVALUATIONS);
    expect(found.notes.map((note) => note.kind === 'note' && note.message)).toContain('evolved on islands');
  });

  it('measures errors that a proof confirms', async () => {
    const found = (await reference()).best.get(3) as Candidate;
    const certificate = await certify(found.program, problem);
    const bound = fromHexFloat(certificate.bound) as number;
    expect(bound).toBeGreaterThanOrEqual(found.error.value * (1 - 1e-9));
    expect(bound).toBeLessThan(found.error.value * 1.01);
  });

  it('has the same bytes again, in whatever order the jobs run, and other bytes with another seed', async () => {
    const backwards = (async (task: string, jobs: readonly unknown[]) => {
      const results: unknown[] = [];
      for (let i = jobs.length - 1; i >= 0; i--) results[i] = await runTask(task, structuredClone(jobs[i]));
      return results;
    }) as unknown as Executor;
    const found = await reference();
    const again = bytes(await run(problem, EVALUATIONS, { executor: backwards }));
    expect(again === bytes(found)).toBe(true);
    const [one, two] = [await run(problem, 2e5), await run({ ...problem, seed: 2 }, 2e5)];
    expect(bytes(one) === bytes(two)).toBe(false);
  }, 60_000);

  it('goes on from any state with the same bytes, telling what came after it', async () => {
    const found = await reference();
    expect(found.states.length).toBeGreaterThan(3);
    // The last state after which something new was told: the search decides when that is.
    const middle = found.states.filter(({ told }) => told < found.told.length).at(-1) ?? found.states[0];
    expect(middle.told).toBeLessThan(found.told.length);
    const resumed = await run(problem, EVALUATIONS, { resume: middle.text });
    // Compared so, since a failure would print megabytes.
    expect(resumed.states[0].text === middle.text).toBe(true);
    expect(resumed.states.at(-1)?.text === found.states.at(-1)?.text).toBe(true);
    expect(resumed.told).toEqual(found.told.slice(middle.told));
    expect(resumed.notes).toEqual(found.notes);
  }, 60_000);

  it('refuses a state of another run, and one that is damaged', async () => {
    const [{ text }] = (await reference()).states;
    // Short answers, since a failure would print megabytes.
    const outcome = (of: Problem, resume: string): Promise<string> =>
      run(of, EVALUATIONS, { resume }).then(
        () => 'it went on',
        (error: unknown) => (error instanceof NapierError ? error.fault.message : String(error)),
      );
    expect(await outcome({ ...problem, seed: 3 }, text)).toMatch(/another problem/);
    const damages: readonly (readonly [string | RegExp, string])[] = [
      [/(.{1000})[^]*/, '$1'],
      [/"seen":"..../, '"seen":"*!*!'],
      ['"seen":"', '"seen":"AAAA'],
      [/"code":\[\d+,/, '"code":[99,'],
      [/"code":\[(\d+),-?\d+,/, '"code":[$1,7,'],
      [/"code":\[(\d+),-?\d+,/, '"code":[$1,-9,'],
      ['"epoch":', '"epoch":0.5,"was":'],
      ['"told":[', '"told":["a",'],
      [/"constants":\["/, '"constants":["0","'],
      [/"worst":"/, '"worst":"+'],
    ];
    for (const [what, by] of damages) {
      const damaged = text.replace(what, by);
      expect(damaged === text, String(what)).toBe(false);
      expect(await outcome(problem, damaged), String(what)).toBe('the state of the search is damaged');
    }
  }, 60_000);

  it('ends with what it has when the executor ends its jobs on a stop, and not without a stop', async () => {
    const oracle = createOracle(problem.function, ['x']);
    let rounds = 0;
    let stopped: 'interrupt' | undefined;
    const executor = (async (task: string, jobs: readonly unknown[]) => {
      if (++rounds === 2) throw new Error('cut short');
      return Promise.all(jobs.map((job) => runTask(task, job)));
    }) as unknown as Executor;
    const go = async (onRound: () => void): Promise<string[]> => {
      rounds = 0;
      const kinds: string[] = [];
      const budget = { evaluations: 2e5, stopped: () => stopped };
      const onState = (): void => onRound();
      for await (const { kind } of evolveEngine.propose(problem, oracle, budget, { executor, onState })) {
        kinds.push(kind);
      }
      return kinds;
    };
    await expect(go(() => {})).rejects.toThrow('cut short');
    // After the engine asked, while the jobs run.
    const kinds = await go(() => queueMicrotask(() => (stopped = 'interrupt')));
    expect(kinds).toContain('candidate');
    expect(kinds.at(-1)).toBe('note');
    expect(rounds).toBe(2);
  });

  it('works without division, and in the absolute measure', async () => {
    const found = await run(problemOf('cos(x)', '[0,pi/2]', { division: false, measure: 'absolute' }), 1e6);
    for (const { program } of found.best.values()) {
      expect(program.code.some(({ op }) => op === 'div')).toBe(false);
    }
    // a + b·x² in three operations.
    expect(digits(found, 3)).toBeGreaterThan(1.5);
  }, 60_000);

  it('says what it does not work on', () => {
    expect(evolveEngine.refuses(problem)).toBeUndefined();
    expect(evolveEngine.refuses({ ...problem, format: 'f32' })).toMatch(/real/);
    expect(evolveEngine.refuses({ ...problem, measure: 'ulp' })).toMatch(/measure/);
    expect(evolveEngine.refuses({ ...problem, function: parseExpression('x*y') })).toMatch(/one variable/);
  });
});
