import type { Ancestor } from '../search/engine.ts';

/** Why a run ended: all was tried, the error was reached, the budget was spent, or it was stopped from outside. */
export const STOP_REASONS = ['exhausted', 'error', 'budget', 'time', 'interrupt'] as const;
export type StopReason = (typeof STOP_REASONS)[number];

/** One phase of a run, told in numbers and words. Values are deterministic: no clock. */
export type HistoryRecord = {
  readonly phase: string;
  readonly [key: string]: string | number | boolean;
};

export type Provenance = {
  /** Programs evaluated on a point set, and distinct programs proposed. */
  readonly evaluations: number;
  readonly distinct: number;
  readonly stop: StopReason;
  readonly history: readonly HistoryRecord[];
  /** Programs on the way to those entries of the front that were evolved: an entry's record has its `origin.id`. */
  readonly ancestry?: readonly Ancestor[];
  /** Only with `--provenance full`: seconds taken, and on what. Makes two runs' files differ. */
  readonly run?: { readonly wall: number; readonly machine: string };
};
