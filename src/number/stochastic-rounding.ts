import type { Format } from './format.ts';
import type { Random } from './random.ts';

/**
 * How chance decides between the two neighbours of a number that is not in the format (Croci et al., Stochastic
 * rounding: implementation, error analysis and applications, 2022, §2): `proportional`: each with a probability
 * proportional to its nearness, so that the expected value is the number itself; `equal`: each with probability ½.
 */
export const STOCHASTIC_KINDS = ['proportional', 'equal'] as const;
export type StochasticKind = (typeof STOCHASTIC_KINDS)[number];

/**
 * Stochastic rounding. A number of the format, NaN, or a number beyond its ends is rounded to nearest; only what lies
 * between two finite neighbours draws from `random`, once. The same seed gives the same numbers.
 */
export function roundStochastically(format: Format, x: number, kind: StochasticKind, random: Random): number {
  const nearest = format.round(x);
  if (nearest === x || x !== x || x > format.maxFinite || x < format.minFinite) return nearest;
  const [down, up] = [format.round(x, 'down'), format.round(x, 'up')];
  // Both differences are exact (Sterbenz) or so small beside `up − down` that their rounding is below that of `next`.
  const share = kind === 'equal' ? 0.5 : (x - down) / (up - down);
  return random.next() < share ? up : down;
}
