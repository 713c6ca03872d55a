import type { Dataset } from './dataset.ts';
import { FormulaMachine } from './formula-machine.ts';
import type { RegressSearch } from './regress-search.ts';

/** A search of other data within a search has this part of its formulas: 1 in so many. */
const SHARE = 3;

/** The search on data made from a search's own, with its front and operations. Its evaluations are its machine's. */
export function searchWithin(search: RegressSearch, data: Dataset): RegressSearch {
  return {
    ...search,
    data,
    machine: new FormulaMachine(data),
    features: Math.ceil(search.features / SHARE),
    guesses: [],
  };
}
