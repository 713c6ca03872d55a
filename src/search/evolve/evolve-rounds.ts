import type { Executor } from '../../certify/certificate.ts';
import type { Ancestor } from '../engine.ts';
import { Archive, rank, type Member } from './archive.ts';
import type { EvolveJob, EvolveResult, EvolveTask } from './evolve-job.ts';
import type { EvolveState } from './evolve-state.ts';
import { ENUMERATED_SHARE, type Enumeration } from './enumeration.ts';
import { newIsland, restartIsland, type IslandState } from './island-state.ts';
import { growLineage } from './lineage.ts';

/** Islands, whatever the number of workers: the result must not depend on that. */
export const ISLANDS = 4;
/**
 * Evaluations of an island between two exchanges, at most; a small budget is cut into at least so many rounds. The
 * first rounds are short, each twice as long as the one before it: a run that is stopped early has something to show.
 */
const QUOTA = 1_000_000;
const ROUNDS = 6;
const FIRST_QUOTA = 60_000;
/** What fitting a structure of the enumeration costs, about: how many are dealt out in a round. */
const PLACING = 1000;
/** Every so many rounds each island is sent the best of the one before it, so many of each number of operations. */
const EXCHANGE = 4;
const EMIGRANTS = 2;
/** An island without a find for so many rounds begins again, and is left alone for as many. */
export const PATIENCE = 24;

/** What the rounds of a run have in common. */
export type Rounds = {
  readonly task: EvolveTask;
  readonly evaluations: number;
  readonly executor: Executor;
  readonly enumeration: Enumeration;
  /** Is the run to end? Long enumerations ask. */
  readonly stopped?: () => boolean;
};

export function beginRun(key: string, maxOperations: number): EvolveState {
  const islands = Array.from({ length: ISLANDS }, (_, i) => newIsland(i));
  const nothing = { hall: [], told: [], lineage: [], complete: [], seeds: [] };
  return { key, round: 0, spent: 0, settled: 0, maxOperations, islands, ...nothing };
}

/** Evaluations of an island in a round at most. */
const ramp = (round: number): number => Math.min(QUOTA, FIRST_QUOTA * 2 ** Math.min(round, 40));

/** The next round: of the enumeration while there is any of it left, else of evolution. */
export async function nextRound(state: EvolveState, rounds: Rounds): Promise<EvolveState> {
  const { enumeration, stopped = () => false } = rounds;
  const dealt = state.settled + share(state.round);
  if (!enumeration.has(dealt)) {
    await enumeration.prepare(dealt, stopped);
    if (stopped()) return state;
  }
  const settling = state.round === 0 || !enumeration.endsAt(state.settled);
  const jobs = settling ? settlingJobs(state, rounds) : evolvingJobs(state, rounds);
  const results = await rounds.executor<EvolveJob, EvolveResult>('evolve-island', jobs);
  const spent = results.reduce((sum, result) => sum + result.spent, state.spent);
  let islands: readonly IslandState[] = results.map(({ island }) => island);
  const hall = bestOf(state.hall, islands);
  const lineage = lineageOf(state, islands, hall, results);
  const round = state.round + 1;
  const after = { ...state, round, spent, hall, lineage, seeds: [] };
  if (settling) {
    const settled = state.settled + enumeration.slice(state.settled, share(state.round)).length;
    const complete = enumeration.completeAt(settled);
    return {
      ...after,
      settled,
      complete,
      islands: enumeration.endsAt(settled) ? pool(islands) : islands,
    };
  }
  islands = islands.map((island) => (island.idle >= PATIENCE ? restartIsland(island) : island));
  if (round % EXCHANGE === 0) islands = exchange(islands);
  return { ...after, islands };
}

/** Structures of the enumeration that a round deals out. */
const share = (round: number): number => ISLANDS * Math.ceil(ramp(round) / PLACING);

function settlingJobs({ round, settled, islands, seeds }: EvolveState, rounds: Rounds): EvolveJob[] {
  const { task, evaluations, enumeration } = rounds;
  // What all of the enumeration's rounds may spend on refining, less what those before this one had of it.
  let left = Math.ceil((ENUMERATED_SHARE / ISLANDS) * evaluations);
  for (let before = 0; before < round; before++) left = Math.max(0, left - ramp(before));
  const quota = Math.min(ramp(round), left);
  const dealt = enumeration.slice(settled, share(round));
  return islands.map((island) => ({
    task,
    island,
    quota,
    structures: dealt.filter((_, i) => i % ISLANDS === island.number),
    // Every other island begins from nothing all the same.
    ...(island.number % 2 === 0 ? { seeds } : {}),
  }));
}

function evolvingJobs({ round, spent, islands }: EvolveState, rounds: Rounds): EvolveJob[] {
  const { task, evaluations } = rounds;
  const most = Math.min(ramp(round), Math.ceil(evaluations / ROUNDS / ISLANDS));
  const quota = Math.min(most, Math.ceil((evaluations - spent) / ISLANDS));
  return islands.map((island) => ({ task, island, quota }));
}

const errorOf = (member: Member | null): number => (member === null ? Infinity : rank(member, 0));

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

function lineageOf(
  { lineage }: EvolveState,
  islands: readonly IslandState[],
  hall: EvolveState['hall'],
  results: readonly EvolveResult[],
): Ancestor[] {
  const living = [...islands.flatMap(({ archives }) => archives.flat()), ...hall];
  const births = results.flatMap((result) => result.births);
  return growLineage(
    lineage,
    births,
    living.filter((member) => member !== null),
  );
}

/** Each island has what any has: each knows only its share of the enumeration. */
export function pool(islands: readonly IslandState[]): IslandState[] {
  return islands.map((island) => {
    const archives = island.archives.map((members, i) => {
      const archive = new Archive(0, members);
      for (const other of islands) for (const member of other.archives[i]) archive.add(member);
      return archive.members;
    });
    return { ...island, archives };
  });
}

/** Each island is sent the best of the one before it. Islands that have just begun again neither send nor take. */
export function exchange(islands: readonly IslandState[]): IslandState[] {
  const isOpen = ({ born, epoch }: IslandState): boolean => born === 0 || epoch - born >= PATIENCE;
  return islands.map((island, i) => {
    const from = islands[(i + islands.length - 1) % islands.length];
    if (!isOpen(island) || !isOpen(from)) return island;
    const archives = island.archives.map((members, j) => {
      const archive = new Archive(0, members);
      const immigrants = from.archives[j].filter(({ refined }) => refined !== undefined).slice(0, EMIGRANTS);
      // Grown again, from other starts.
      for (const member of immigrants) archive.add({ ...member, grown: false });
      return archive.members;
    });
    return { ...island, archives };
  });
}
