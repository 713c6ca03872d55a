import { BestOfLevel } from './best-of-level.ts';
import { takeRows, sampleIndices } from './dataset.ts';
import { enumerateFeatures } from './enumerate-features.ts';
import { FeatureStore } from './feature-store.ts';
import { fitConstants } from './fit-constants.ts';
import { affine, type Formula } from './formula.ts';
import { FormulaMachine } from './formula-machine.ts';
import { CODE, CONSTANT_CODE } from './regress-operations.ts';
import type { RegressEngine } from './regress-search.ts';

const ROWS = 40;
/** One enumerated formula in so many gets constants, from these starts each, steps of a fit, and how many of one complexity go on. */
const SHARE = 24;
const STARTS = [1, 0.4, 2.5];
const STEPS = 8;
const WIDTH = 5;

/**
 * Constants where none were: every simple formula with a factor to be fitted on each variable, sin(a·x)·cos(b·y) from
 * sin(x)·cos(y), and scale and offset outside.
 */
export const decorateEngine: RegressEngine = function* (search) {
  if (!search.operations.includes('mul')) return;
  const total = search.data.target.length;
  const data = takeRows(search.data, sampleIndices(total, Math.min(ROWS, total), search.random));
  const machine = new FormulaMachine(data);
  const rows = machine.rows;
  const weights = Float64Array.from(
    { length: rows },
    () => (search.random.next() + 0.5) * (search.random.integer(2) * 2 - 1),
  );
  const store = new FeatureStore(rows, Math.ceil(search.features / SHARE), weights);
  const best = new BestOfLevel<Formula>(WIDTH);
  let done = 0;
  for (const { complexity } of enumerateFeatures(store, data.columns, search)) {
    for (; done < store.count; done++) {
      const plain = store.formula(done);
      for (const start of STARTS) {
        const formula = decorated(plain, start);
        if (formula.values.length + 2 > rows / 2) break;
        const fitted = fitConstants(affine(formula, 1, 0), machine, STEPS);
        if (fitted === undefined) continue;
        best.offer(complexity, fitted.loss, { code: affine(formula, 1, 0).code, values: fitted.values });
      }
      if (done % 50 === 0) yield undefined;
    }
    search.machine.evaluations += Math.ceil(machine.evaluations * (rows / search.machine.rows));
    machine.evaluations = 0;
    for (const formula of best.drain()) yield formula;
    if (search.front.exact) return;
  }
};

/** The formula with a factor on each variable. */
function decorated({ code, values }: Formula, start: number): Formula {
  const [longer, all]: [number[], number[]] = [[], []];
  let next = 0;
  for (const c of code) {
    if (c < CONSTANT_CODE) {
      longer.push(CONSTANT_CODE, c, CODE.mul);
      all.push(start);
    } else {
      longer.push(c);
      if (c === CONSTANT_CODE) all.push(values[next++]);
    }
  }
  return { code: longer, values: all };
}
