import type { Ancestor } from '../engine.ts';
import type { Member } from './archive.ts';
import type { Seed } from './seed.ts';
import type { IslandState } from './island-state.ts';

/** Where a run of the engine stands between two rounds: all that it needs to go on with the same bytes. */
export type EvolveState = {
  /** What the run is of (problem, space, seed, islands): a state of another run is refused. */
  readonly key: string;
  readonly round: number;
  readonly spent: number;
  /** The longest programs looked for: fewer than the problem allows where a seed is good enough. */
  readonly maxOperations: number;
  /** Programs that the first round begins with. */
  readonly seeds: readonly Seed[];
  /** How many structures of the enumeration were dealt out. */
  readonly settled: number;
  readonly islands: readonly IslandState[];
  /** The best refined members so far, by number of operations − 1: islands that begin again forget theirs. */
  readonly hall: readonly (Member | null)[];
  /** Errors of those of the hall that were told as candidates, or that other engines had before. */
  readonly told: readonly (number | null)[];
  /** Where the living members and those of the hall came from. */
  readonly lineage: readonly Ancestor[];
  /** Numbers of operations of which every structure was fitted. */
  readonly complete: readonly Complete[];
};

export type Complete = { readonly operations: number; readonly structures: number };
