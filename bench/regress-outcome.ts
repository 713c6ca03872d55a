import { parseExpression } from '../src/expression/parse.ts';
import { toText } from '../src/expression/to-text.ts';
import { createRandom } from '../src/number/random.ts';
import type { FormulaSearch } from '../src/search/regress/formula-search.ts';
import type { RegressCase } from './regress-cases.ts';
import { generalisation, lawOf, sameFormula, testPoints } from './regress-sample.ts';

/** What a search made of one problem with one seed: a line of the files that `bench/regress.ts --keep` writes. */
export type RegressOutcome = {
  readonly set: string;
  readonly name: string;
  readonly seed: number;
  readonly noise: number;
  readonly recovered: boolean;
  /** Does some formula of the front agree with the law? */
  readonly front: boolean;
  /** With noise, why the chosen formula is not the law. */
  readonly why?: 'longer' | 'no method' | 'search';
  /** Not there where the law has no values outside the sampled range. */
  readonly extrapolates?: boolean;
  /** Errors at new points, as parts of the law's standard deviation; `null`: undefined there. */
  readonly inside: number | null;
  readonly outside: number | null;
  /** Of processor time. */
  readonly seconds: number;
  readonly found: string;
};

/** What a search with the seed made of a problem. Recovered: the chosen formula is the law; nothing else is looked at. */
export function outcomeOf(
  {
    set,
    one,
    seed,
    noise,
  }: { readonly set: string; readonly one: RegressCase; readonly seed: number; readonly noise: number },
  found: FormulaSearch,
  seconds: number,
): RegressOutcome {
  const { name, ranges } = one;
  const [law, expected] = [lawOf(one), parseExpression(one.expression)];
  const { formula, expression } = found.front[found.chosen];
  const recovered = sameFormula(expression, expected, ranges);
  const front = recovered || found.front.some((other) => sameFormula(other.expression, expected, ranges));
  const random = createRandom(77 + seed);
  const [near, far] = [false, true].map((outside) =>
    generalisation(formula, law, Object.keys(ranges), testPoints(ranges, 1_000, outside, random)),
  );
  return {
    set,
    name,
    seed,
    noise,
    recovered,
    front,
    ...(far === undefined ? {} : { extrapolates: far.solved }),
    inside: Number(near?.error.toPrecision(2) ?? NaN),
    outside: Number(far?.error.toPrecision(2) ?? NaN),
    seconds: Number(seconds.toFixed(2)),
    found: toText(expression),
  };
}
