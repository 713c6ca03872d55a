import type { Format } from '../../number/format.ts';
import { FLAG, NO_FACTS, settle, type Facts } from '../../rewrite/facts.ts';
import type { HalfLine } from './guard.ts';

/** What is known of a variable on one side of 0: inputs are numbers of the format, so they keep a distance from it. */
export function factsOnHalfLine(
  facts: ReadonlyMap<string, Facts>,
  { variable, sign }: HalfLine,
  { minPositive }: Format,
): Facts {
  const { lo, hi, flags } = facts.get(variable) ?? NO_FACTS;
  const [from, to] = sign > 0 ? [Math.max(minPositive, lo), hi] : [lo, Math.min(-minPositive, hi)];
  return settle(from, to, flags | FLAG.NONZERO);
}
