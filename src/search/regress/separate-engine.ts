import { takeRows, sampleIndices, type Dataset } from './dataset.ts';
import { enumerateEngine, glanceEngine } from './enumerate-engine.ts';
import { enumerateFeatures } from './enumerate-features.ts';
import { FeatureStore } from './feature-store.ts';
import { combine, constantFormula, type Formula } from './formula.ts';
import { FormulaMachine } from './formula-machine.ts';
import { linearEngine } from './linear-engine.ts';
import { rationalEngine } from './rational-engine.ts';
import { CONSTANT_CODE } from './regress-operations.ts';
import type { RegressEngine, RegressSearch } from './regress-search.ts';
import { neighbours, quotientWeights, roughness } from './roughness.ts';
import { searchWithin } from './search-within.ts';

/** Rows that neighbours are looked for among, and simple functions of one input that are split off. */
const ROWS = 400;
const FUNCTIONS = 500;
/** A rest depends on the other inputs alone when neighbours differ by less than this part of its variance. */
const SMOOTH = 0.02;
/** And by less than this part of what they differ by before the function was split off. */
const GAIN = 0.2;
/** Splits that are searched. */
const SPLITS = 2;

type Split = {
  readonly variable: number;
  readonly formula: Formula;
  /** The rest: the target over the function, or less `scale` times it. */
  readonly scale: number | undefined;
  readonly roughness: number;
};

/**
 * Separability, after Udrescu and Tegmark (2020): when the target is f(x)·g(others) or f(x) + g(others), f one of the simplest
 * functions of one input, what is left when f is split off is the same in rows whose other inputs are the same; so it
 * hardly differs between neighbours. Then g is searched, with an input less.
 */
export const separateEngine: RegressEngine = function* (search) {
  const { data } = search;
  if (data.columns.length < 2 || data.target.length < 12) return;
  for (const split of splitsOf(search)) {
    const rest = restOf(search, split);
    const inner = searchWithin(search, rest);
    for (const engine of [linearEngine, glanceEngine, rationalEngine, enumerateEngine]) {
      for (const found of engine(inner)) yield found === undefined ? undefined : joined(found, split);
      if (search.front.exact) return;
    }
    search.machine.evaluations += inner.machine.evaluations;
  }
};

/** The best splits, of the smoothest rests. */
function splitsOf(search: RegressSearch): Split[] {
  const total = search.data.target.length;
  const data = takeRows(search.data, sampleIndices(total, Math.min(ROWS, total), search.random));
  const { target } = data;
  const found: Split[] = [];
  for (let v = 0; v < data.columns.length; v++) {
    const others = data.columns.filter((_, i) => i !== v);
    const near = neighbours(others);
    const even = target.slice().fill(1);
    const before = roughness(target, even, near);
    const limit = Math.min(SMOOTH, GAIN * before);
    const weights = Float64Array.from({ length: target.length }, (_, i) => Math.sin(1 + i * i) + 1.5);
    const store = new FeatureStore(target.length, FUNCTIONS, weights);
    for (const level of enumerateFeatures(store, [data.columns[v]], { ...search, custom: [] })) void level;
    for (let f = 0; f < store.count; f++) {
      const column = store.column(f);
      const formula = renamed(store.formula(f), [v]);
      if (!formula.code.includes(v)) continue;
      const quotient = target.map((y, i) => y / column[i]);
      const product = roughness(quotient, quotientWeights(column), near);
      if (product < limit) found.push({ variable: v, formula, scale: undefined, roughness: product });
      const scale = slope(target, column, near);
      const difference = target.map((y, i) => y - scale * column[i]);
      const sum = roughness(difference, even, near);
      if (sum < limit) found.push({ variable: v, formula, scale, roughness: sum });
    }
    store.release();
  }
  // A simpler function goes before one that is hardly smoother.
  const size = ({ formula, roughness: r }: Split): number => Math.log2(r + 1e-12) + formula.code.length;
  return found.toSorted((a, b) => size(a) - size(b)).slice(0, SPLITS);
}

/** The factor of a column that takes most of the target's differences between neighbours away. */
function slope(target: Float64Array, column: Float64Array, near: Uint32Array): number {
  let [along, square] = [0, 0];
  for (let i = 0; i < target.length; i++) {
    const d = column[i] - column[near[i]];
    along += d * (target[i] - target[near[i]]);
    square += d * d;
  }
  return square > 0 ? along / square : 0;
}

function restOf({ data }: RegressSearch, { variable, formula, scale }: Split): Dataset {
  const column = new FormulaMachine(data).evaluate(formula);
  const target = data.target.map((y, i) => (scale === undefined ? y / column[i] : y - scale * column[i]));
  const defined = [...target.keys()].filter((i) => Number.isFinite(target[i]));
  const weights = quotientWeights(column).map((weight, i) => weight * (data.weights?.[i] ?? 1));
  const keep = <T>(all: readonly T[]): T[] => all.filter((_, i) => i !== variable);
  const rest = { inputs: keep(data.inputs), columns: keep(data.columns), target };
  return takeRows(scale === undefined ? { ...rest, weights } : rest, defined);
}

function joined(found: Formula, { variable, formula, scale }: Split): Formula {
  const others = renamed(found, undefined, variable);
  if (scale === undefined) return combine('mul', formula, others);
  return combine('add', combine('mul', constantFormula(scale), formula), others);
}

/** A formula's variables by other numbers: those of `names`, or as they are without `left`. */
function renamed(formula: Formula, names: readonly number[] | undefined, left = Infinity): Formula {
  const code = formula.code.map((c) => {
    if (c >= CONSTANT_CODE) return c;
    return names === undefined ? (c >= left ? c + 1 : c) : names[c];
  });
  return { ...formula, code };
}
