import { takeRows, type Dataset } from './dataset.ts';
import type { Formula } from './formula.ts';
import { FormulaMachine } from './formula-machine.ts';
import { lossPull, lossWeight } from './loss.ts';

/** A row whose error counts for less than this part of the usual one is left out of what engines see. */
const LIGHT = 0.15;
/** At most this part of the rows. */
const MOST = 0.4;

/**
 * Engines look for small squared errors. Of data with a loss of their own they see the rows without it, and without those whose
 * errors about the best formula so far the loss makes light of: outliers, where it forgives them.
 */
export function guidedRows(data: Dataset, guide: Formula | undefined): Dataset {
  const { loss, ...plain } = data;
  if (loss === undefined) return data;
  if (guide === undefined || loss.nats) return plain;
  const values = new FormulaMachine(plain).evaluate(guide);
  const weights = values.map((p, i) =>
    lossWeight(loss, data.target[i], p, lossPull(loss, data.target[i], p)),
  );
  const usual = weights.toSorted()[weights.length >> 1];
  const heavy = [...weights.keys()].filter((i) => weights[i] >= LIGHT * usual);
  return heavy.length < (1 - MOST) * weights.length || heavy.length === weights.length
    ? plain
    : takeRows(plain, heavy);
}
