import type { Random } from '../../number/random.ts';
import { sampleIndices, takeRows, type Dataset } from './dataset.ts';

/** Rows that engines search on; formulas of the front are fitted to all. */
const SEARCHED_ROWS = 400;
/** One row in so many is held out, where there are at least so many rows. */
const HELD_OUT = { every: 5, from: 50 } as const;

/** The rows of a search by what they are for. */
export type SplitRows = {
  /** That formulas of the front are fitted to, and those of them that engines search on; with those made of them. */
  readonly train: Dataset;
  readonly searched: Dataset;
  /** That formulas are judged on besides, where there are enough rows. */
  readonly held: Dataset | undefined;
  readonly counts: { readonly fitted: number; readonly heldOut: number; readonly searched: number };
};

/** @param augmented more rows, made of those given */
export function splitRows(
  data: Dataset,
  augmented: (rows: Dataset) => Dataset = (one) => one,
  random: Random,
): SplitRows {
  const total = data.target.length;
  const held =
    total >= HELD_OUT.from
      ? sampleIndices(total, Math.floor(total / HELD_OUT.every), random)
      : new Uint32Array(0);
  const heldSet = new Uint8Array(total);
  for (const row of held) heldSet[row] = 1;
  const kept =
    held.length === 0
      ? data
      : takeRows(
          data,
          [...heldSet.keys()].filter((row) => heldSet[row] === 0),
        );
  const rows = kept.target.length;
  const train = augmented(kept);
  const searched =
    rows <= SEARCHED_ROWS ? train : augmented(takeRows(kept, sampleIndices(rows, SEARCHED_ROWS, random)));
  return {
    train,
    searched,
    held: held.length === 0 ? undefined : takeRows(data, held),
    counts: { fitted: rows, heldOut: held.length, searched: Math.min(rows, searched.target.length) },
  };
}
