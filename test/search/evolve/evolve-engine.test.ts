import { describe, expect, it } from 'vitest';
import type { Executor } from '../../../src/certify/certificate.ts';
import { certify } from '../../../src/certify/certify.ts';
import { NapierError } from '../../../src/error/fault.ts';
import { parseDomain } from '../../../src/expression/parse-domain.ts';
import { parseExpression } from '../../../src/expression/parse.ts';
import { fromHexFloat } from '../../../src/number/exact-constant.ts';
import { createOracle } from '../../../src/oracle/create-oracle.ts';
import { ProgramBuilder } from '../../../src/program/program-builder.ts';
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

  it('uses fma, square roots and the like where the problem names them', async () => {
    const fused = await run(problemOf('2^x', '(0,1]', { fma: true, maxOperations: 4 }), 5e5);
    const used = (found: Run): Set<string> =>
      new Set([...found.best.values()].flatMap(({ program }) => program.code.map(({ op }) => op)));
    expect(used(fused)).toContain('fma');
    // (a·x + b)·x + c in two instructions has more digits than a/(b + x) has.
    expect(digits(fused, 2)).toBeGreaterThan(2.7);
    const best = fused.best.get(2) as Candidate;
    const certificate = await certify(best.program, problemOf('2^x', '(0,1]'));
    expect(fromHexFloat(certificate.bound)).toBeLessThan(best.error.value * 1.01);

    const operations = ['add', 'mul', 'sqrt'] as const;
    const rooted = await run(problemOf('sqrt(x)*exp(x)', '(0,1]', { operations, maxOperations: 5 }), 5e5);
    expect([...used(rooted)].every((op) => (operations as readonly string[]).includes(op))).toBe(true);
    expect(used(rooted)).toContain('sqrt');
  }, 60_000);

  it('starts from what others found, tells only what is better, and goes on with the same bytes', async () => {
    // x·(a + b·x) + c: a polynomial of degree 2, and one that is too long for the space.
    const built = (constants: readonly string[]): Candidate => {
      const builder = new ProgramBuilder('real', ['x']);
      let sum = builder.constant(constants[0]);
      for (const c of constants.slice(1)) {
        sum = builder.operation('add', builder.operation('mul', sum, builder.input(0)), builder.constant(c));
      }
      const program = builder.build(sum);
      const cost = program.code.length;
      const error = { value: 1.72e-3, points: 100, worst: '0x1p+0' };
      return { program, cost, error, engine: 'minimax', origin: {} };
    };
    const seeds = [built(['0.3437', '0.6519', '1.0017']), built(Array<string>(14).fill('0.01'))];
    const small = { ...problem, maxOperations: 5 };
    const found = await run(small, 4e5, { seeds });
    const told = found.told.map(({ cost, error }) => [cost, error.value]);
    for (const [cost, error] of told) if (cost >= 4) expect(error).toBeLessThan(1.72e-3 * (1 - 9e-4));
    expect(found.told.some(({ origin }) => origin.how === 'from minimax')).toBe(false);
    const scratch = await run(small, 4e5);
    expect(bytes(scratch) === bytes(found)).toBe(false);
    // From the state before the first round on, which holds the seeds: none are given again.
    const [first] = found.states;
    expect(first.told).toBe(0);
    const resumed = await run(small, 4e5, { resume: first.text });
    expect(bytes(resumed) === bytes(found)).toBe(true);
    // A seed has reached the error: only cheaper programs are of interest.
    const asked = await run({ ...small, error: 2e-3 }, 4e5, { seeds });
    expect(asked.told.every(({ cost }) => cost < 4)).toBe(true);
    expect(asked.told.some(({ error }) => error.value <= 2e-3)).toBe(true);
  }, 60_000);

  it('tells where each program came from', async () => {
    const { told } = await reference();
    for (const { origin, ancestry = [] } of told) {
      expect(ancestry[0]?.id).toBe(origin.id);
      expect(ancestry.length).toBeLessThanOrEqual(24);
      const known = new Set(ancestry.map(({ id }) => id));
      expect(known.size).toBe(ancestry.length);
      // Each is there for a child of its own.
      const parents = new Set(ancestry.flatMap((one) => one.parents));
      for (const { id } of ancestry.slice(1)) expect(parents.has(id)).toBe(true);
    }
    const longest = Math.max(...told.map(({ ancestry = [] }) => ancestry.length));
    expect(longest).toBeGreaterThan(2);
  });

  it('has something to show when it is stopped after its first round', async () => {
    const oracle = createOracle(problem.function, ['x']);
    let stopped: 'time' | undefined;
    const budget = { evaluations: 1e12, stopped: () => stopped };
    const found: Candidate[] = [];
    const onState = (): void => void (stopped = 'time');
    for await (const event of evolveEngine.propose(problem, oracle, budget, { onState })) {
      if (event.kind === 'candidate') found.push(event.candidate);
      if (event.kind === 'progress') expect(event.evaluations).toBeLessThan(1e6);
    }
    expect(found.length).toBeGreaterThanOrEqual(3);
  }, 30_000);

  it('says what it does not work on', () => {
    expect(evolveEngine.refuses(problem)).toBeUndefined();
    expect(evolveEngine.refuses({ ...problem, format: 'f32' })).toMatch(/real/);
    expect(evolveEngine.refuses({ ...problem, measure: 'ulp' })).toMatch(/measure/);
    expect(evolveEngine.refuses({ ...problem, function: parseExpression('x*y') })).toMatch(/one variable/);
  });
});
