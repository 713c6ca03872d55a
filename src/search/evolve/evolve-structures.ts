import { rank, type Member } from './archive.ts';
import type { Fitness, Refined } from './fitness.ts';
import { Island } from './island.ts';
import { newIsland, restartIsland } from './island-state.ts';
import type { SearchSpace } from './space.ts';
import type { Structure } from './structure.ts';

export type EvolveOptions = {
  /** What the search may spend, in the fitness's own units (`Fitness.spent`). */
  readonly work: number;
  /** The same seed and fitness give the same result. @defaultValue 1 */
  readonly seed?: number;
  /** Asked between two epochs: ends the search with what it has. @defaultValue never */
  readonly stopped?: () => boolean;
};

/** The best structure of one number of operations. */
export type EvolvedStructure = {
  readonly operations: number;
  readonly structure: Structure;
  /** A value a slot. */
  readonly constants: Float64Array;
  /** The loss of these constants, or, where there are `refined` ones, theirs. */
  readonly error: number;
  readonly refined?: Refined;
  /** The mutations that made it. */
  readonly how: string;
};

/** Epochs of a search, and how many without a find until it begins again from nothing. */
const EPOCHS = 32;
const PATIENCE = 8;

/**
 * Evolves structures of a space for a fitness of your own: one island, from scratch, in this thread (docs/evolve.md).
 * @returns the best of each number of operations, fewest first; those that no cheaper one equals
 */
export function evolveStructures(
  space: SearchSpace,
  fitness: Fitness,
  { work, seed = 1, stopped = () => false }: EvolveOptions,
): EvolvedStructure[] {
  const start = fitness.spent;
  const end = start + work;
  const best: (Member | undefined)[] = [];
  let state = newIsland(0);
  let before = -1;
  // A space with nothing left to look at spends nothing.
  while (fitness.spent < end && fitness.spent > before && !stopped()) {
    before = fitness.spent;
    const quota = Math.min(Math.ceil(work / EPOCHS), end - fitness.spent);
    state = new Island(state, space, fitness, seed).run(quota);
    for (const [i, members] of state.archives.entries()) {
      for (const member of members) if (errorOf(member) < errorOf(best[i])) best[i] = member;
    }
    if (state.idle >= PATIENCE) state = restartIsland(state);
  }
  let least = Infinity;
  return best.flatMap((member, i) => {
    if (member === undefined || !(errorOf(member) < least)) return [];
    least = errorOf(member);
    const { structure, constants, refined, how } = member;
    const found = { operations: i + 1, structure, constants, error: least, how };
    return [refined === undefined ? found : { ...found, refined }];
  });
}

const errorOf = (member: Member | undefined): number => (member === undefined ? Infinity : rank(member, 0));
