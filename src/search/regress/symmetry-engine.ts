import { sampleIndices, takeRows, type Dataset } from './dataset.ts';
import { enumerateEngine, glanceEngine } from './enumerate-engine.ts';
import { FormulaMachine } from './formula-machine.ts';
import { linearEngine } from './linear-engine.ts';
import { rationalEngine } from './rational-engine.ts';
import {
  reducedData,
  reductionsOf,
  unreduced,
  withoutRootsOfSquares,
  type Reduction,
} from './reduced-problem.ts';
import type { RegressEngine, RegressSearch } from './regress-search.ts';
import { localError } from './roughness.ts';
import { searchWithin } from './search-within.ts';

/** Rows that neighbours are looked for among. */
const ROWS = 200;
const LEAST_ROWS = 12;
/** A symmetry holds when the rows around one in what it leaves foretell it but for this part of the variance … */
const SMOOTH = 0.02;
/** … and but for this part of what the rows around it in all inputs leave of it. */
const GAIN = 2;
/** Where rows are so dense that all inputs leave next to nothing, so much is let pass. */
const NOTHING = 1e-3;
/** Symmetries that are searched with. */
const SYMMETRIES = 2;

/**
 * Symmetries, after Udrescu and Tegmark (2020): when the target is even or odd in an input, scales with the inputs, or depends on two
 * of them through their sum, product …, it is the same in rows that such a change takes to each other; so it is smooth in
 * what the change leaves alone. Then that is searched instead, with an input less, or its square in its place.
 */
export const symmetryEngine: RegressEngine = function* (search) {
  const { data } = search;
  if (data.target.length < LEAST_ROWS || !['mul', 'div', 'add', 'sub'].every((name) => search.operations.some((one) => one === name))) return; // prettier-ignore
  for (const reduction of symmetriesOf(search)) {
    const own = new FormulaMachine(data);
    const reduced = reducedData(data, reduction, (formula) => own.evaluate(formula));
    const inner = searchWithin(search, reduced);
    for (const engine of [linearEngine, glanceEngine, rationalEngine, enumerateEngine]) {
      for (const found of engine(inner)) {
        const whole = found && unreduced(found, reduction);
        yield whole && withoutRootsOfSquares(whole);
        if (!search.front.exact) yield whole;
      }
      if (search.front.exact) return;
    }
    search.machine.evaluations += inner.machine.evaluations;
  }
};

/** The smoothest of the reductions that the data bear out. */
function symmetriesOf(search: RegressSearch): Reduction[] {
  const total = search.data.target.length;
  const data = takeRows(search.data, sampleIndices(total, Math.min(ROWS, total), search.random));
  const machine = new FormulaMachine(data);
  const limit = Math.min(SMOOTH, Math.max(NOTHING, GAIN * errorOf(data)));
  const found: { readonly reduction: Reduction; readonly rough: number }[] = [];
  for (const reduction of reductionsOf(data)) {
    const reduced = reducedData(data, reduction, (formula) => machine.evaluate(formula));
    if (reduced.target.length < LEAST_ROWS) continue;
    const rough = errorOf(reduced);
    if (rough < limit) found.push({ reduction, rough });
  }
  return found
    .toSorted((a, b) => a.rough - b.rough)
    .slice(0, SYMMETRIES)
    .map(({ reduction }) => reduction);
}

function errorOf({ columns, target, weights }: Dataset): number {
  return localError(columns, target, weights);
}
