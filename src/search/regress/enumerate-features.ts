import { FeatureStore } from './feature-store.ts';
import type { RegressSearch } from './regress-search.ts';
import { applyForward, BINARY_COUNT, CODE, CONSTANT_CODE, REGRESS_OPERATIONS } from './regress-operations.ts';

const COMMUTATIVE = new Set<string>(['add', 'mul']);

/**
 * All formulas of the inputs and 1 by rising complexity, each vector of values once, until `capacity`; told level by
 * level by the index of the level's first feature.
 * @param columns the inputs on the rows of the store
 */
export function* enumerateFeatures(
  store: FeatureStore,
  columns: readonly Float64Array[],
  search: RegressSearch,
): Generator<{ readonly complexity: number; readonly first: number }> {
  const { operations, weight, maxComplexity } = search;
  const scratch = new Float64Array(store.rows);
  // levels[c]: [first, after] of the features of complexity c.
  const levels: [number, number][] = [[0, 0]];
  columns.forEach((column, v) => store.add(v, -1, -1, 1, column));
  store.add(CONSTANT_CODE, -1, -1, 1, new Float64Array(store.rows).fill(1));
  levels.push([0, store.count]);
  yield { complexity: 1, first: 0 };
  const table = operations.map((name) => ({
    code: CODE[name],
    // x² and 1/x take two nodes.
    weight:
      Math.max(1, Math.round(weight(name))) + (name === 'sqr' || name === 'cube' || name === 'inv' ? 1 : 0),
    binary: REGRESS_OPERATIONS.indexOf(name) < BINARY_COUNT,
    commutative: COMMUTATIVE.has(name),
  }));
  // Functions of one argument first: of a level that is cut off, they are the fewer and the likelier.
  const rows = table.toSorted((a, b) => Number(a.binary) - Number(b.binary));
  for (let c = 2; c <= maxComplexity && store.count < store.capacity; c++) {
    const first = store.count;
    for (const { code, weight: own, binary, commutative } of rows) {
      if (!binary) {
        const [from, to] = levels[c - own] ?? [0, 0];
        for (let a = from; a < to && store.count < store.capacity; a++) {
          applyForward(code, store.column(a), store.column(a), scratch, store.rows);
          store.add(code, a, -1, c, scratch);
        }
        continue;
      }
      for (let ca = 1; ca < c - own; ca++) {
        const cb = c - own - ca;
        if (commutative && ca > cb) break;
        const [[fromA, toA], [fromB, toB]] = [levels[ca] ?? [0, 0], levels[cb] ?? [0, 0]];
        for (let a = fromA; a < toA && store.count < store.capacity; a++) {
          const column = store.column(a);
          for (let b = commutative && ca === cb ? a : fromB; b < toB; b++) {
            applyForward(code, column, store.column(b), scratch, store.rows);
            store.add(code, a, b, c, scratch);
          }
        }
      }
    }
    levels.push([first, store.count]);
    yield { complexity: c, first };
  }
}
