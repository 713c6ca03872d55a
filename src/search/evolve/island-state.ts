import type { Member } from './archive.ts';
import { Seen } from './seen.ts';

/** Structures remembered: a power of 2. */
const SEEN_ENTRIES = 2 ** 18;

export type Counts = {
  readonly candidates: number;
  /** Of the candidates: seen before as the same graph, and doing the same as one seen before. */
  readonly structural: number;
  readonly functional: number;
  /** With constants that can be traded for each other. */
  readonly redundant: number;
  /** Values computed on the points to see which of some new structures is the most promising. */
  readonly looked: number;
  readonly fits: number;
  readonly longFits: number;
  /** Fits whose values were not finite, or that were not what they seemed between the points. */
  readonly failed: number;
  readonly unbelievable: number;
  readonly refined: number;
};

export const NO_COUNTS: Counts = {
  candidates: 0,
  structural: 0,
  functional: 0,
  redundant: 0,
  looked: 0,
  fits: 0,
  longFits: 0,
  failed: 0,
  unbelievable: 0,
  refined: 0,
};

/** Everything an island is: plain data. */
export type IslandState = {
  readonly number: number;
  readonly epoch: number;
  readonly next: number;
  /** By number of operations − 1. */
  readonly archives: readonly (readonly Member[])[];
  readonly seen: Uint32Array;
  readonly counts: Counts;
  /** The epoch it was last made new in, and epochs since the last find. */
  readonly born: number;
  readonly idle: number;
};

export function newIsland(number: number): IslandState {
  return {
    number,
    epoch: 0,
    next: 0,
    archives: [],
    seen: Seen.table(SEEN_ENTRIES),
    counts: NO_COUNTS,
    born: 0,
    idle: 0,
  };
}

/** An island that begins again with nothing but its counts: for one that is stuck. */
export function restartIsland({ number, epoch, next, counts }: IslandState): IslandState {
  return { ...newIsland(number), epoch, next, counts, born: epoch };
}
