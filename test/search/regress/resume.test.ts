import { describe, expect, it } from 'vitest';
import { NapierError } from '../../../src/error/fault.ts';
import { parseForm } from '../../../src/discover/regress/parse-form.ts';
import { toText } from '../../../src/expression/to-text.ts';
import { createRandom } from '../../../src/number/random.ts';
import type { Dataset } from '../../../src/search/regress/dataset.ts';
import type { FormulaSearch, FormulaSearchOptions } from '../../../src/search/regress/formula-search.ts';
import { searchFormulas } from '../../../src/search/regress/search-formulas.ts';
import type { FormulaSearchState } from '../../../src/search/regress/search-state.ts';

/** Noisy, so that no formula ends the search. */
function noisy(rows: number): Dataset {
  const random = createRandom(5);
  const [x, y] = [0, 1].map(() => Float64Array.from({ length: rows }, () => 1 + 3 * random.next()));
  const target = x.map((v, i) => v * Math.exp(-y[i] / 2) + 0.05 * random.next());
  return { inputs: ['x', 'y'], columns: [x, y], target };
}

const OPTIONS: FormulaSearchOptions = {
  operations: ['add', 'sub', 'mul', 'div', 'exp'],
  evaluations: 15_000,
  features: 300,
  maxComplexity: 15,
  engines: ['linear', 'power', 'glance', 'evolve'],
};

const shown = (found: FormulaSearch): unknown => ({
  ...found,
  front: found.front.map(({ expression, ...one }) => ({ ...one, expression: toText(expression) })),
});

/** The search, stopped at its n-th event and gone on with from what it says, through text, for every n of a list. */
function check(data: Dataset, options: FormulaSearchOptions, parts: readonly number[]): number {
  let events = 0;
  const whole = searchFormulas(data, { ...options, onEvent: () => void (events += 1) });
  const within = new Set<boolean>();
  for (const part of parts) {
    const at = Math.floor(part * (events - 1));
    let [count, state]: [number, FormulaSearchState | undefined] = [0, undefined];
    searchFormulas(data, {
      ...options,
      stopped: () => (count > at ? 'interrupt' : undefined),
      onEvent: (event) => {
        count += 1;
        // Told at the end again, after what was on its way.
        if (count > at) state = JSON.parse(JSON.stringify(event.state())) as FormulaSearchState;
      },
    });
    within.add(state!.begun !== undefined);
    expect(shown(searchFormulas(data, { ...options, resume: state! }))).toEqual(shown(whole));
  }
  return within.size;
}

describe('a search that was stopped', () => {
  it('goes on to the very same front, from between engines and from within evolution', () => {
    expect(check(noisy(30), OPTIONS, [0, 0.3, 0.95, 0.98, 1])).toBe(2);
  });

  it('does so with a form, whose rounds have rows of their own', () => {
    const form = parseForm('exp(-a*y) * ?(x)', ['x', 'y']);
    check(noisy(20), { ...OPTIONS, evaluations: 8_000, form }, [0.3, 0.9]);
  });

  it('does so with held-out and more rows than are searched on', () => {
    check(noisy(700), { ...OPTIONS, evaluations: 200, engines: ['linear', 'evolve'] }, [0.2, 0.9]);
  });

  it('refuses a state that is damaged', () => {
    let state: FormulaSearchState | undefined;
    searchFormulas(noisy(20), { ...OPTIONS, evaluations: 300, onEvent: (event) => (state = event.state()) });
    const { front } = state!;
    const [first, ...rest] = front.members;
    for (const bad of [
      { ...first, code: [7] },
      { ...first, values: 'x' },
      { ...first, code: [0, 0] },
      { ...first, code: [2_000] },
    ]) {
      const resume = { ...state!, front: { ...front, members: [bad, ...rest] } };
      expect(() => searchFormulas(noisy(20), { ...OPTIONS, resume })).toThrow(NapierError);
    }
  });
});
