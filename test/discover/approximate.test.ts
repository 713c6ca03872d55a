import { beforeEach, describe, expect, it, vi } from 'vitest';
import { approximate, type ApproximateEvent } from '../../src/discover/approximate.ts';
import { chooseEntry } from '../../src/discover/choose-entry.ts';
import { readFinding } from '../../src/discover/read-finding.ts';
import { readRunState, writeRunState } from '../../src/discover/run-state.ts';
import { writeFinding } from '../../src/discover/write-finding.ts';
import { NapierError } from '../../src/error/fault.ts';
import { parseDomain } from '../../src/expression/parse-domain.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import { COST_MODELS } from '../../src/program/cost.ts';
import type { Program } from '../../src/program/program.ts';
import { StopSignal } from '../../src/run/stop-signal.ts';
import type { Budget, EngineEvent, EngineName } from '../../src/search/engine.ts';
import type { Problem } from '../../src/search/problem.ts';
import { horner } from './sample-finding.ts';

type Propose = (problem: Problem, budget: Budget) => Iterable<EngineEvent>;

/** What the two engines of these tests propose; `approximate` itself is the real one, and so are its proofs. */
const script = vi.hoisted(() => ({
  propose: {} as Record<string, Propose>,
  refuses: {} as Record<string, string>,
}));
vi.mock('../../src/search/engines.ts', () => {
  const engine = (name: EngineName) => ({
    name,
    description: 'scripted',
    refuses: () => script.refuses[name],
    async *propose(problem: Problem, _oracle: unknown, budget: Budget) {
      yield* script.propose[name](problem, budget);
    },
  });
  const names: readonly EngineName[] = ['rewriting', 'minimax', 'rational', 'evolve', 'reduction'];
  return { ENGINES: Object.fromEntries(names.map((name) => [name, engine(name)])) };
});

const BASE: Problem = {
  function: parseExpression('exp(x)'),
  variable: 'x',
  domain: parseDomain('[0,1]'),
  format: 'f16',
  measure: 'ulp',
  cost: 'operations',
  fma: false,
  division: true,
  seed: 1,
};
// Proved bounds: 217.9, 40.57, 7.563 ulp, and better (see `sampleFinding`).
const ONE = horner(['0x1p+0', '0x1.b8p+0']);
const TWO = horner(['0x1p+0', '0x1p+0', '0x1.7p-1']);
const THREE = horner(['0x1p+0', '0x1p+0', '0x1p-1', '0x1.cp-3']);
const FOUR = horner(['0x1p+0', '0x1p+0', '0x1p-1', '0x1.4p-3', '0x1p-4']);

function found(program: Program, measured: number, engine: EngineName = 'minimax'): EngineEvent {
  const cost = COST_MODELS.operations.cost(program);
  const error = { value: measured, points: 10, worst: '0x1p+0' };
  return { kind: 'candidate', candidate: { program, cost, error, engine, origin: {} } };
}

beforeEach(() => {
  script.refuses = {
    rewriting: 'not of this function',
    evolve: 'not in this format',
    reduction: 'not in this format',
  };
  script.propose = {
    minimax: () => [found(ONE, 217), found(TWO, 40), found(THREE, 7)],
    rational: () => [],
  };
});

describe('approximate', () => {
  it('proves the whole front when no error is asked for', async () => {
    const finding = await approximate(BASE);
    expect(finding.front.map(({ cost, error }) => [cost, error.bound])).toEqual([
      [2, '217.9'],
      [4, '40.57'],
      [6, '7.563'],
    ]);
    expect(finding.provenance).toMatchObject({ stop: 'exhausted', distinct: 3 });
    expect(finding.provenance.history.map(({ phase }) => phase)).toEqual([
      'search',
      'search',
      'prove',
      'prove',
      'prove',
    ]);
    expect(readFinding(writeFinding(finding))).toEqual(finding);
  });

  it('with an error proves from the cheapest up, and goes on when a proof says more than was measured', async () => {
    // TWO is measured below 20 ulp by an engine too hopeful; the proof knows better.
    script.propose.minimax = () => [found(ONE, 217), found(TWO, 19), found(THREE, 7), found(FOUR, 3)];
    const finding = await approximate({ ...BASE, error: 20 });
    expect(finding.provenance.stop).toBe('error');
    expect(chooseEntry(finding)).toMatchObject({ cost: 6, error: { bound: '7.563' } });
    expect(finding.provenance.history.filter(({ phase }) => phase === 'prove')).toMatchObject([
      { cost: 4, error: expect.any(Number), refutedAt: expect.stringMatching(/^-?0x/) },
      { cost: 6, method: 'exhaustive' },
    ]);
    // A program that was refuted stands with the error that refuted it, not with the engine's.
    expect(Number(finding.front[1].error.value)).toBeGreaterThan(20);
    // The costlier program is neither proved nor lost.
    expect(finding.front.map(({ cost, error }) => [cost, error.status])).toEqual([
      [2, 'measured'],
      [4, 'measured'],
      [6, 'proved'],
      [8, 'measured'],
    ]);
  });

  it('asks for a little less when every proof says a little more', async () => {
    const asked: (number | undefined)[] = [];
    script.propose.minimax = (problem) => {
      asked.push(problem.error);
      return [found((problem.error ?? 0) < 20 ? THREE : TWO, (problem.error ?? 0) - 1)];
    };
    const finding = await approximate({ ...BASE, error: 20 });
    expect(asked).toEqual([20, 20 * 0.97]);
    expect(chooseEntry(finding)?.cost).toBe(6);
    expect(finding.problem.error).toBe(20);
    expect(finding.provenance.history.some(({ tightened }) => tightened === 0.97)).toBe(true);
  });

  it('gives the front without a proof of the error when it is out of reach', async () => {
    const finding = await approximate({ ...BASE, error: 1 });
    expect(chooseEntry(finding)).toBeUndefined();
    expect(finding.provenance.stop).toBe('exhausted');
    expect(finding.front).toHaveLength(3);
  });

  it('reduces ranges when no program of the others was proved, and only then, on what they leave', async () => {
    delete script.refuses.reduction;
    const shares: number[] = [];
    const share = (name: EngineName, program: Program, measured: number): Propose =>
      function* (_, { evaluations }) {
        shares.push(evaluations);
        yield found(program, measured, name);
        yield { kind: 'progress', evaluations: 10 };
      };
    script.propose = {
      minimax: share('minimax', THREE, 7),
      rational: share('rational', TWO, 40),
      reduction: share('reduction', FOUR, 3),
    };
    const near = await approximate({ ...BASE, error: 5 }, { evaluations: 1000 });
    expect(near.problem.engines).toEqual(['minimax', 'rational', 'reduction']);
    expect(chooseEntry(near)).toMatchObject({ engine: 'reduction', error: { status: 'proved' } });
    expect(shares).toEqual([500, 990, 980]);
    shares.length = 0;
    const far = await approximate({ ...BASE, error: 10 }, { evaluations: 1000 });
    expect(chooseEntry(far)).toMatchObject({ engine: 'minimax', cost: 6 });
    expect(shares).toEqual([500, 990]);
  });

  it('takes faults and refusals of engines as notes, and defects as defects', async () => {
    script.refuses.rational = 'not today';
    script.propose.minimax = function* () {
      yield found(ONE, 217);
      throw new NapierError({ kind: 'not-found', message: 'it does not converge' });
    };
    const { front, provenance } = await approximate(BASE);
    expect(front).toHaveLength(1);
    expect(provenance.history.filter(({ phase }) => phase === 'note').map(({ message }) => message)).toEqual([
      'it does not converge',
      'not today',
    ]);
    script.propose.minimax = () => {
      throw new TypeError('a defect');
    };
    await expect(approximate(BASE)).rejects.toThrow(TypeError);
  });

  it('shares the budget: what one engine leaves, the next has', async () => {
    const budgets: number[] = [];
    const spend =
      (evaluations: number): Propose =>
      (_problem, budget) => {
        budgets.push(budget.evaluations);
        return [{ kind: 'progress', evaluations }];
      };
    script.propose = { minimax: spend(10), rational: spend(90) };
    const { provenance } = await approximate({ ...BASE, error: 1 }, { evaluations: 100 });
    expect(budgets).toEqual([50, 90]);
    expect(provenance).toMatchObject({ evaluations: 100, stop: 'budget' });
  });

  it('keeps within the operations asked for, and keeps no program without a finite error', async () => {
    script.propose.minimax = () => [found(ONE, 217), found(TWO, NaN), found(THREE, Infinity), found(FOUR, 1)];
    const { front } = await approximate({ ...BASE, maxOperations: 6 });
    expect(front.map(({ cost }) => cost)).toEqual([2]);
  });

  it('gives what it has when it is stopped, and goes on from any of its states to the same bytes', async () => {
    script.propose.rational = () => [found(FOUR, 3, 'rational'), { kind: 'progress', evaluations: 5 }];
    const problem = { ...BASE, error: 20 };
    const states: string[] = [];
    const onEvent = ({ state }: ApproximateEvent): void => void states.push(writeRunState(state()));
    const whole = writeFinding(await approximate(problem, { onEvent }));
    expect(states.length).toBeGreaterThan(5);
    for (const state of states) {
      const resumed = await approximate(problem, { resume: readRunState(state) });
      expect(writeFinding(resumed)).toBe(whole);
    }

    const signal = new StopSignal();
    const stopped = await approximate(problem, {
      signal,
      onEvent: ({ phase }) => {
        if (phase === 'prove') signal.stop('interrupt');
      },
    });
    expect(stopped.provenance.stop).toBe('interrupt');
    expect(stopped.front.map(({ error }) => error.status)).toEqual([
      'measured',
      'measured',
      'measured',
      'measured',
    ]);
    expect(readFinding(writeFinding(stopped))).toEqual(stopped);
  });
});
