import type { Executor } from '../../certify/certificate.ts';
import { OPERATIONS } from '../../expression/operations.ts';
import { toText } from '../../expression/to-text.ts';
import { variablesOf } from '../../expression/expression.ts';
import type { Oracle } from '../../oracle/oracle.ts';
import { COST_MODELS } from '../../program/cost.ts';
import type { Budget, Candidate, Engine, EngineEvent, EngineServices } from '../engine.ts';
import type { Problem } from '../problem.ts';
import { problemInterval } from '../problem-target.ts';
import { Archive, rank, type Member } from './archive.ts';
import { runEvolveJob, type EvolveJob, type EvolveResult, type EvolveTask } from './evolve-job.ts';
import type { Complete, EvolveState } from './evolve-state.ts';
import { readEvolveState, writeEvolveState } from './evolve-state-text.ts';
import { enumerateStructures, sequences } from './enumerate.ts';
import { newIsland, NO_COUNTS, restartIsland, type Counts, type IslandState } from './island-state.ts';
import { problemSpace } from './space.ts';
import { structureToProgram } from './structure-program.ts';
import type { Structure } from './structure.ts';

/** Islands, whatever the number of workers: the result must not depend on that. */
const ISLANDS = 4;
/** Evaluations of an island between two exchanges, at most; a small budget is cut into at least so many rounds. */
const QUOTA = 1_000_000;
const ROUNDS = 6;
/** All structures of at most so many operations are fitted if their sequences are at most this share of the budget; as
 * much goes into refining the best of them. */
const MOST_ENUMERATED = 4;
const ENUMERATED_SHARE = 0.1;
/** Random starts of a refinement: as the budget allows. */
const MOST_STARTS = 1000;
const LEAST_STARTS = 40;
const START_SHARE = 5e-5;
/** Every so many rounds each island is sent the best of the one before it, so many of each number of operations. */
const EXCHANGE = 4;
const EMIGRANTS = 2;
/** An island without a find for so many rounds begins again, and is left alone for as many. */
const PATIENCE = 24;
/** A program is told again when its error has fallen by this factor. */
const BETTER = 1 - 1e-6;

/** Programs evolved from a few operations and no knowledge of mathematics, their constants fitted (docs/evolve.md). */
export const evolveEngine: Engine = {
  name: 'evolve',
  description: 'programs evolved from single operations, their constants at the minimax optimum',
  refuses: (problem) => {
    if (variablesOf(problem.function).length > 1) return 'evolve works on functions of one variable';
    if (problem.format !== 'real') return `evolve works in format real, not in ${problem.format}`;
    const machine = problem.operations?.find((op) => !Object.hasOwn(OPERATIONS, op));
    if (machine !== undefined) return `evolve works with operations on real numbers, not with ${machine}`;
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
  const task = taskOf(problem, budget.evaluations);
  const executor = services.executor ?? inThisThread;
  const key = JSON.stringify([task, budget.evaluations, ISLANDS]);
  let state = services.resume === undefined ? begin(key) : readEvolveState(services.resume, key);
  for (;;) {
    const told = [...state.told];
    for (const [i, member] of state.hall.entries()) {
      told[i] ??= null;
      if (member === null || !(errorOf(member) < BETTER * (told[i] ?? Infinity))) continue;
      told[i] = errorOf(member);
      yield { kind: 'candidate', candidate: candidateOf(member, problem, task) };
    }
    yield { kind: 'progress', evaluations: state.spent };
    const now = { ...state, told };
    if (now.round > 0) services.onState?.(() => writeEvolveState(now));
    if (now.spent >= budget.evaluations || budget.stopped() !== undefined || isReached(problem, told)) break;
    const round = now.round === 0 ? settle : nextRound;
    try {
      state = await round(now, task, budget.evaluations, executor);
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

function begin(key: string): EvolveState {
  const islands = Array.from({ length: ISLANDS }, (_, i) => newIsland(i));
  return { key, round: 0, spent: 0, islands, hall: [], told: [], complete: [] };
}

/**
 * Round 0: all structures of few operations, dealt out to the islands. How few is for the budget to say: there must
 * not be more sequences of instructions than a share of it.
 */
async function settle(
  state: EvolveState,
  task: EvolveTask,
  evaluations: number,
  executor: Executor,
): Promise<EvolveState> {
  const { space } = task;
  const complete: Complete[] = [];
  const structures: Structure[] = [];
  const most = Math.min(MOST_ENUMERATED, space.maxOperations);
  for (let n = 1; n <= most && sequences(space, n) <= ENUMERATED_SHARE * evaluations; n++) {
    const found = enumerateStructures(space, n).structures;
    structures.push(...found);
    complete.push({ operations: n, structures: found.length });
  }
  const quota = Math.ceil((ENUMERATED_SHARE / ISLANDS) * evaluations);
  const jobs = state.islands.map((island): EvolveJob => {
    const dealt = structures.filter((_, i) => i % ISLANDS === island.number);
    return { task, island, quota, structures: dealt };
  });
  const results = await executor<EvolveJob, EvolveResult>('evolve-island', jobs);
  const islands = results.map(({ island }) => island);
  const spent = results.reduce((sum, result) => sum + result.spent, state.spent);
  return {
    ...state,
    round: 1,
    spent,
    islands: exchange(islands),
    hall: bestOf(state.hall, islands),
    complete,
  };
}

/** One epoch on every island, then the hall, restarts and exchange, in an order that no worker can change. */
async function nextRound(
  state: EvolveState,
  task: EvolveTask,
  evaluations: number,
  executor: Executor,
): Promise<EvolveState> {
  const most = Math.min(QUOTA, Math.ceil(evaluations / ROUNDS / ISLANDS));
  const quota = Math.min(most, Math.ceil((evaluations - state.spent) / ISLANDS));
  const jobs = state.islands.map((island): EvolveJob => ({ task, island, quota }));
  const results = await executor<EvolveJob, EvolveResult>('evolve-island', jobs);
  const spent = results.reduce((sum, result) => sum + result.spent, state.spent);
  let islands: readonly IslandState[] = results.map(({ island }) => island);
  const hall = bestOf(state.hall, islands);
  const round = state.round + 1;
  islands = islands.map((island) => (island.idle >= PATIENCE ? restartIsland(island) : island));
  if (round % EXCHANGE === 0) islands = exchange(islands);
  return { ...state, round, spent, islands, hall };
}

function bestOf(hall: EvolveState['hall'], islands: readonly IslandState[]): (Member | null)[] {
  const best = [...hall];
  for (const { archives } of islands) {
    for (const [i, members] of archives.entries()) {
      best[i] ??= null;
      for (const member of members) {
        if (member.refined !== undefined && errorOf(member) < errorOf(best[i])) best[i] = member;
      }
    }
  }
  return best;
}

/** Each island is sent the best of the one before it. Islands that have just begun again neither send nor take. */
function exchange(islands: readonly IslandState[]): IslandState[] {
  const isOpen = ({ born, epoch }: IslandState): boolean => born === 0 || epoch - born >= PATIENCE;
  return islands.map((island, i) => {
    const from = islands[(i + islands.length - 1) % islands.length];
    if (!isOpen(island) || !isOpen(from)) return island;
    const archives = island.archives.map((members, j) => {
      const archive = new Archive(0, members);
      const immigrants = from.archives[j].filter(({ refined }) => refined !== undefined).slice(0, EMIGRANTS);
      for (const member of immigrants) archive.add(member);
      return archive.members;
    });
    return { ...island, archives };
  });
}

const errorOf = (member: Member | null): number => (member === null ? Infinity : rank(member, 0));

function isReached({ error }: Problem, told: EvolveState['told']): boolean {
  return error !== undefined && told.some((reached) => reached !== null && reached <= error);
}

function candidateOf(member: Member, problem: Problem, task: EvolveTask): Candidate {
  const { refined, structure, id, parents, how } = member;
  if (refined === undefined) throw new TypeError('a candidate must be refined');
  const program = structureToProgram(structure, refined.constants, 'real', task.variable);
  return {
    program,
    cost: COST_MODELS[problem.cost].cost(program),
    error: { value: refined.error, points: refined.points, worst: refined.worst },
    engine: 'evolve',
    origin: { how, id, parents: parents.join(' ') },
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
    await new Promise((resolve) => setImmediate(resolve));
  }
  return results;
}) as unknown as Executor;
