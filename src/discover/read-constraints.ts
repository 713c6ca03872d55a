import type { Constraints } from '../program/constraints.ts';
import type { Field } from './json/fields.ts';
import { hexFloat } from './read-certificate.ts';

/** Inputs with a result of their own, at most. */
const MOST = 1_000;

/** What a finding's programs must do beside erring little. Members say what is asked: never `false`. */
export function readConstraints(field: Field): Constraints {
  const f = field.object([], ['odd', 'monotone', 'exact', 'branchFree']);
  const asked = (flag: Field | undefined): boolean =>
    flag !== undefined && (flag.boolean() || flag.refuse('expected true, or no such member'));
  return {
    ...(asked(f.odd) ? { odd: true } : {}),
    ...(asked(f.monotone) ? { monotone: true } : {}),
    ...(f.exact === undefined
      ? {}
      : {
          exact: f.exact.items(MOST).map((pair) => {
            const { input, result } = pair.object(['input', 'result']);
            return { input: hexFloat(input), result: hexFloat(result) };
          }),
        }),
    ...(asked(f.branchFree) ? { branchFree: true } : {}),
  };
}
