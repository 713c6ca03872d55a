import { applyCustom, CUSTOM_CODE } from './custom-operation.ts';
import { FeatureStore } from './feature-store.ts';
import { CONSTANT_BITS, symbolBits, VARIABLE_BITS } from './formula-bits.ts';
import { integerBits } from './polynomial-code.ts';
import type { RegressSearch } from './regress-search.ts';
import { applyForward, BINARY_COUNT, CODE, CONSTANT_CODE, REGRESS_OPERATIONS } from './regress-operations.ts';

/** A function of the user's own is one that is expected. */
const CUSTOM_BITS = 4;
const COMMUTATIVE = new Set<string>(['add', 'mul']);

/**
 * All formulas of the inputs and 1 by rising complexity, each vector of values once, until `capacity`; told level by
 * level by the index of the level's first feature.
 * @param columns the inputs on the rows of the store
 */
export function* enumerateFeatures(
  store: FeatureStore,
  columns: readonly Float64Array[],
  search: Pick<RegressSearch, 'operations' | 'weight' | 'maxComplexity' | 'custom'>,
): Generator<{ readonly complexity: number; readonly first: number }> {
  const { operations, weight, maxComplexity, custom } = search;
  const scratch = new Float64Array(store.rows);
  // levels[c]: [first, after] of the features of complexity c.
  const levels: [number, number][] = [[0, 0]];
  const leaf = VARIABLE_BITS + Math.log2(Math.max(1, columns.length));
  columns.forEach((column, v) => store.add(v, -1, -1, 1, column, leaf));
  store.add(CONSTANT_CODE, -1, -1, 1, new Float64Array(store.rows).fill(1), CONSTANT_BITS + integerBits(1));
  levels.push([0, store.count]);
  yield { complexity: 1, first: 0 };
  type Apply = (a: Float64Array, b: Float64Array) => void;
  const builtin = operations.map((name) => ({
    code: CODE[name],
    apply: ((a, b) => applyForward(CODE[name], a, b, scratch, store.rows)) as Apply,
    // x² and 1/x take two nodes.
    weight:
      Math.max(1, Math.round(weight(name))) + (name === 'sqr' || name === 'cube' || name === 'inv' ? 1 : 0),
    bits: symbolBits([CODE[name]], weight),
    binary: REGRESS_OPERATIONS.indexOf(name) < BINARY_COUNT,
    commutative: COMMUTATIVE.has(name),
  }));
  const own = custom.map((operation, i) => ({
    code: CUSTOM_CODE + i,
    apply: ((a, b) => applyCustom(operation, a, b, scratch, store.rows)) as Apply,
    weight: operation.weight,
    bits: CUSTOM_BITS,
    binary: operation.arity === 2,
    commutative: false,
  }));
  const table = [...own, ...builtin];
  // Functions of one argument first: of a level that is cut off, they are the fewer and the likelier.
  const rows = table.toSorted((a, b) => Number(a.binary) - Number(b.binary));
  for (let c = 2; c <= maxComplexity && store.count < store.capacity; c++) {
    const first = store.count;
    for (const { code, apply, weight: cost, bits, binary, commutative } of rows) {
      if (!binary) {
        const [from, to] = levels[c - cost] ?? [0, 0];
        for (let a = from; a < to && store.count < store.capacity; a++) {
          apply(store.column(a), store.column(a));
          store.add(code, a, -1, c, scratch, bits);
        }
        continue;
      }
      for (let ca = 1; ca < c - cost; ca++) {
        const cb = c - cost - ca;
        if (commutative && ca > cb) break;
        const [[fromA, toA], [fromB, toB]] = [levels[ca] ?? [0, 0], levels[cb] ?? [0, 0]];
        for (let a = fromA; a < toA && store.count < store.capacity; a++) {
          const column = store.column(a);
          for (let b = commutative && ca === cb ? a : fromB; b < toB; b++) {
            apply(column, store.column(b));
            store.add(code, a, b, c, scratch, bits);
          }
        }
      }
    }
    levels.push([first, store.count]);
    yield { complexity: c, first };
  }
}
