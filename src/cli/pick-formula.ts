import { fail } from '../error/fault.ts';

/** The entry of a regression that `--pick` names (1 is the simplest), or the one marked *. @throws NapierError `value` */
export function pickFormula<T extends { readonly chosen: boolean }>(
  front: readonly T[],
  pick: number | undefined,
): T {
  const entry = pick === undefined ? front.find(({ chosen }) => chosen) : front[pick - 1];
  const message = `the front has ${front.length} formulas`;
  return entry ?? fail({ kind: 'value', message, hint: 'choose one with --pick' });
}
