import type { Member } from './archive.ts';
import type { IslandState } from './island-state.ts';

/** Where a run of the engine stands between two rounds: all that it needs to go on with the same bytes. */
export type EvolveState = {
  /** What the run is of (problem, space, seed, islands): a state of another run is refused. */
  readonly key: string;
  readonly round: number;
  readonly spent: number;
  readonly islands: readonly IslandState[];
  /** The best refined members so far, by number of operations − 1: islands that begin again forget theirs. */
  readonly hall: readonly (Member | null)[];
  /** Errors of those of the hall that were told as candidates. */
  readonly told: readonly (number | null)[];
  /** Numbers of operations of which every structure was fitted. */
  readonly complete: readonly Complete[];
};

export type Complete = { readonly operations: number; readonly structures: number };
