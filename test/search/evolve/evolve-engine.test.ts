import { describe, expect, it } from 'vitest';
import type { Executor } from '../../../src/certify/certificate.ts';
import { certify } from '../../../src/certify/certify.ts';
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

type Run = { best: Map<number, Candidate>; notes: EngineEvent[]; states: string[]; spent: number };

async function run(problem: Problem, evaluations: number, services: EngineServices = {}): Promise<Run> {
  const oracle = createOracle(problem.function, ['x']);
  const result: Run = { best: new Map(), notes: [], states: [], spent: 0 };
  const budget = { evaluations, stopped: () => undefined };
  const onState = (state: () => string): void => void result.states.push(state());
  for await (const event of evolveEngine.propose(problem, oracle, budget, { onState, ...services })) {
    if (event.kind === 'candidate') result.best.set(event.candidate.cost, event.candidate);
    if (event.kind === 'note') result.notes.push(event);
    if (event.kind === 'progress') result.spent = event.evaluations;
  }
  return result;
}

const digits = ({ best }: Run, operations: number): number =>
  -Math.log10(best.get(operations)?.error.value ?? Infinity);
const bytes = ({ best, notes, spent }: Run): string => JSON.stringify([[...best], notes, spent]);

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

  it('goes on from any state with the same bytes', async () => {
    const found = await reference();
    const middle = found.states[found.states.length >> 1];
    const resumed = await run(problem, EVALUATIONS, { resume: middle });
    // Compared so, since a failure would print megabytes.
    expect(found.states.length).toBeGreaterThan(3);
    expect(resumed.states.at(-1) === found.states.at(-1)).toBe(true);
    expect([...resumed.best].map(([cost, { program }]) => [cost, program])).toEqual(
      [...found.best].map(([cost, { program }]) => [cost, program]),
    );
    expect(resumed.notes).toEqual(found.notes);
    await expect(run({ ...problem, seed: 3 }, EVALUATIONS, { resume: middle })).rejects.toThrow(
      'another problem',
    );
    await expect(run(problem, EVALUATIONS, { resume: middle.slice(0, 1000) })).rejects.toThrow('damaged');
  }, 60_000);

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
