import { BestOfLevel } from './best-of-level.ts';
import { constantPrice } from './constant-price.ts';
import { takeRows, sampleIndices } from './dataset.ts';
import { enumerateFeatures } from './enumerate-features.ts';
import { FeatureStore } from './feature-store.ts';
import { fitConstants } from './fit-constants.ts';
import { affine, type Formula } from './formula.ts';
import { FormulaMachine } from './formula-machine.ts';
import { CODE, CONSTANT_CODE } from './regress-operations.ts';
import type { RegressEngine } from './regress-search.ts';

const ROWS = 40;
/** One enumerated formula in so many gets constants. */
const SHARE = 5;
/** The first fit's start and steps; how many of a complexity are fitted from the other starts, and how many further. */
const [FIRST_START, FIRST_STEPS] = [1, 5];
const [SECOND, SECOND_STEPS] = [200, 8];
const OTHER_STARTS = [0.4, 2.5];
const [CALLED_BACK, MORE_STEPS] = [48, 40];
const WIDTH = 6;

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
  const store = new FeatureStore(rows, Math.ceil(search.features / SHARE), weights, search.custom);
  const { score: priced } = constantPrice(rows);
  const tried = ({ code, values }: Formula, steps: number): Tried | undefined => {
    const fitted = fitConstants({ code, values }, machine, steps);
    if (fitted === undefined) return undefined;
    const score = priced(fitted.loss, Math.min(3, values.length - 2), 0);
    return { score, formula: { code, values: fitted.values } };
  };
  let done = 0;
  try {
    for (const { complexity } of enumerateFeatures(store, data.columns, search)) {
      const first = new BestOfLevel<number>(SECOND);
      const second = new BestOfLevel<Formula>(CALLED_BACK);
      const keep = (one: Tried | undefined): void => {
        if (one !== undefined) second.offer(complexity, one.score, one.formula);
      };
      for (; done < store.count; done++) {
        const formula = decorated(store.formula(done), FIRST_START);
        if (formula.values.length + 2 > rows / 2) continue;
        const one = tried(affine(formula, 1, 0), FIRST_STEPS);
        keep(one);
        if (one !== undefined) first.offer(complexity, one.score, done);
        if (done % 50 === 0) yield undefined;
      }
      for (const feature of first.drain()) {
        for (const start of OTHER_STARTS)
          keep(tried(affine(decorated(store.formula(feature), start), 1, 0), SECOND_STEPS));
      }
      const last = new BestOfLevel<Formula>(WIDTH);
      for (const one of second.drain()) {
        const further = tried(one, MORE_STEPS);
        if (further !== undefined) last.offer(complexity, further.score, further.formula);
      }
      search.machine.evaluations += Math.ceil(machine.evaluations * (rows / search.machine.rows));
      machine.evaluations = 0;
      for (const formula of last.drain()) yield formula;
      if (search.front.exact) return;
    }
  } finally {
    store.release();
  }
};

type Tried = { readonly score: number; readonly formula: Formula };

/** The formula with a factor on each variable. */
export function decorated({ code, values }: Formula, start: number): Formula {
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
