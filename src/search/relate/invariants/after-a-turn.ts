import type { Loop } from './loop.ts';
import { composedQuotient, type Quotient } from './quotient.ts';

/** Ways to begin after a turn beyond which they are not written out. */
const MOST_STARTS = 64;

/**
 * The same loop begun after its first turn: what is true of it is true after every turn.
 * @returns undefined for a loop that never turns, or in too many ways
 */
export function afterATurn(loop: Loop): Loop | undefined {
  if (loop.starts.length * loop.turns.length > MOST_STARTS) return undefined;
  const starts = loop.starts.flatMap((start) =>
    loop.turns.flatMap((turn) => {
      const values = turn.map((value) => composedQuotient(value, (generator) => start[generator]));
      return values.includes(undefined) ? [] : [values as readonly Quotient[]];
    }),
  );
  return starts.length === 0 ? undefined : { ...loop, starts };
}
