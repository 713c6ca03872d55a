import type { Dataset } from './dataset.ts';
import type { FormulaSearch, FormulaSearchOptions } from './formula-search.ts';
import { searchFormulas } from './search-formulas.ts';
import type { FormulaSearchState } from './search-state.ts';

/**
 * Searches one after the other, of which each is asked for because of what came out before. All of them together can be gone
 * on with: those that were over are told again from where they ended, at hardly any cost, and the last goes on.
 */
export class SearchSequence {
  private readonly earlier: readonly FormulaSearchState[];
  private readonly over: (() => FormulaSearchState)[] = [];

  /** @param earlier states of the searches of an earlier run, the last one where it was stopped */
  constructor(earlier: readonly FormulaSearchState[] = []) {
    this.earlier = earlier;
  }

  run(data: Dataset, options: FormulaSearchOptions): FormulaSearch {
    const before = (): FormulaSearchState[] => over.map((state) => state());
    const over = [...this.over];
    const resume = this.earlier.at(over.length);
    let last = resume === undefined ? undefined : (): FormulaSearchState => resume;
    const found = searchFormulas(data, {
      ...options,
      ...(resume === undefined ? {} : { resume }),
      onEvent: (event) => {
        last = event.state;
        options.onEvent?.({ ...event, before });
      },
    });
    let kept: FormulaSearchState | undefined;
    if (last !== undefined) this.over.push(() => (kept ??= (last as () => FormulaSearchState)()));
    return found;
  }
}
