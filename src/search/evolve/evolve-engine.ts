import type { Executor } from '../../certify/certificate.ts';
import { toText } from '../../expression/to-text.ts';
import { variablesOf } from '../../expression/expression.ts';
import type { Oracle } from '../../oracle/oracle.ts';
import { COST_MODELS } from '../../program/cost.ts';
import { breath } from '../breath.ts';
import type { Ancestor, Budget, Candidate, Engine, EngineEvent, EngineServices } from '../engine.ts';
import type { Problem } from '../problem.ts';
import { problemInterval } from '../problem-target.ts';
import { rank, type Member } from './archive.ts';
import { runEvolveJob, type EvolveJob, type EvolveResult, type EvolveTask } from './evolve-job.ts';
import { Enumeration } from './enumeration.ts';
import { beginRun, ISLANDS, nextRound } from './evolve-rounds.ts';
import { isSeed, withSeeds } from './evolve-seeds.ts';
import type { EvolveState } from './evolve-state.ts';
import { readEvolveState, writeEvolveState } from './evolve-state-text.ts';
import { NO_COUNTS, type Counts } from './island-state.ts';
import { ancestryOf } from './lineage.ts';
import { problemSpace } from './space.ts';
import { structureToProgram } from './structure-program.ts';

/** Random starts of a refinement: as the budget allows. */
const MOST_STARTS = 1000;
const LEAST_STARTS = 40;
const START_SHARE = 5e-5;
/** A program is told again when its error has fallen by this factor. */
const BETTER = 1 - 1e-6;

/** Programs evolved from a few operations and no knowledge of mathematics, their constants fitted (docs/evolve.md). */
export const evolveEngine: Engine = {
  name: 'evolve',
  description: 'programs evolved from single operations, their constants at the minimax optimum',
  refuses: (problem) => {
    if (variablesOf(problem.function).length > 1) return 'evolve works on functions of one variable';
    if (problem.format !== 'real') return `evolve works in format real, not in ${problem.format}`;
    return problem.measure === 'ulp' ? 'evolve needs the relative or the absolute measure' : undefined;
  },
  propose,
};

async function* propose(
  problem: Problem,
  _oracle: Oracle,
  budget: Budget,
  services: EngineServices = {},
): AsyncGenerator<EngineEvent, void, void> {
  const whole = taskOf(problem, budget.evaluations);
  const executor = services.executor ?? inThisThread;
  const key = JSON.stringify([whole, budget.evaluations, ISLANDS]);
  const { resume, seeds = [] } = services;
  let state = beginRun(key, whole.space.maxOperations);
  if (resume !== undefined) state = readEvolveState(resume, key);
  else if (seeds.length > 0) state = withSeeds(state, seeds, problem, whole.space);
  if (state.maxOperations < 1) {
    yield { kind: 'note', message: 'evolve: no program is cheaper than what is known to reach the error' };
    return;
  }
  const space = { ...whole.space, maxOperations: state.maxOperations };
  const task = { ...whole, space };
  const { evaluations } = budget;
  const rounds = {
    task,
    evaluations,
    executor,
    enumeration: new Enumeration(space, evaluations),
    stopped: () => budget.stopped() !== undefined,
  };
  for (;;) {
    const told = [...state.told];
    for (const [i, member] of state.hall.entries()) {
      told[i] ??= null;
      if (member === null || !(errorOf(member) < BETTER * (told[i] ?? Infinity))) continue;
      told[i] = errorOf(member);
      yield { kind: 'candidate', candidate: candidateOf(member, problem, task, state.lineage) };
    }
    yield { kind: 'progress', evaluations: state.spent };
    const now = { ...state, told };
    // Before the first round there is nothing to lose but the seeds: others will be on the front by then.
    if (now.round > 0 || now.seeds.length > 0) services.onState?.(() => writeEvolveState(now));
    if (now.spent >= evaluations || budget.stopped() !== undefined || isReached(problem, now)) break;
    try {
      state = await nextRound(now, rounds);
    } catch (error) {
      // An executor may end a batch when the run is stopped. The round is lost, what was found before is not.
      if (budget.stopped() === undefined) throw error;
      break;
    }
  }
  for (const { operations, structures } of state.complete) {
    yield {
      kind: 'note',
      message: 'every structure of the space was fitted, so the front is complete here up to the constants',
      data: { operations, structures },
    };
  }
  yield note(state);
}

function taskOf(problem: Problem, evaluations: number): EvolveTask {
  const { lo, hi } = problemInterval(problem);
  return {
    function: toText(problem.function),
    variable: problem.variable,
    lo,
    hi,
    open: problem.domain.open,
    measure: problem.measure,
    space: problemSpace(problem),
    seed: problem.seed,
    starts: Math.min(MOST_STARTS, Math.max(LEAST_STARTS, Math.round(evaluations * START_SHARE))),
  };
}

const errorOf = (member: Member | null): number => (member === null ? Infinity : rank(member, 0));

function isReached({ error }: Problem, { hall }: EvolveState): boolean {
  return (
    error !== undefined &&
    hall.some((member) => member !== null && !isSeed(member) && errorOf(member) <= error)
  );
}

function candidateOf(
  member: Member,
  problem: Problem,
  task: EvolveTask,
  lineage: readonly Ancestor[],
): Candidate {
  const { refined, structure, id, how } = member;
  if (refined === undefined) throw new TypeError('a candidate must be refined');
  const program = structureToProgram(structure, refined.constants, 'real', task.variable);
  return {
    program,
    cost: COST_MODELS[problem.cost].cost(program),
    error: { value: refined.error, points: refined.points, worst: refined.worst },
    engine: 'evolve',
    origin: { how, id },
    ancestry: ancestryOf(lineage, id),
  };
}

/** What was done, in numbers that the seed and the budget decide. */
function note({ islands, round, spent }: EvolveState): EngineEvent {
  const counts: { -readonly [K in keyof Counts]: number } = { ...NO_COUNTS };
  for (const island of islands) {
    for (const name of Object.keys(counts) as (keyof Counts)[]) counts[name] += island.counts[name];
  }
  return {
    kind: 'note',
    message: 'evolved on islands',
    data: { islands: islands.length, rounds: round, evaluations: spent, ...counts },
  };
}

/** Runs jobs here, letting other work in between. */
const inThisThread = (async (_task: string, jobs: readonly EvolveJob[]): Promise<EvolveResult[]> => {
  const results: EvolveResult[] = [];
  for (const job of jobs) {
    results.push(runEvolveJob(job));
    await breath();
  }
  return results;
}) as unknown as Executor;
