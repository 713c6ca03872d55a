import { askedOf, type RegressionSearch } from '../discover/regression-search.ts';
import { shellQuote } from './shell-quote.ts';

/** The line that searches so again; `own` are the options that only this kind of finding has, as given. */
export function regressCommand(
  search: RegressionSearch,
  own: Readonly<Record<string, string | undefined>>,
): string {
  const { data, inputs, weights } = search;
  const operations = search.operations.map(({ name, weight }) => (weight === 1 ? name : `${name}:${weight}`));
  const options = {
    ...own,
    inputs: inputs.join(','),
    weights,
    operations: operations.join(','),
    ...askedOf(search),
    validate: search.validate?.toString(),
  };
  return [
    'napier regress',
    shellQuote(data.file),
    ...Object.entries(options).flatMap(([name, text]) =>
      text === undefined ? [] : [`--${name} ${shellQuote(text)}`],
    ),
    ...(data.dropped > 0 ? ['--dropna'] : []),
    `--max-complexity ${search.maxComplexity} --budget ${search.budget.evaluations} --seed ${search.seed}`,
  ].join(' ');
}
