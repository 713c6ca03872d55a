import { applyCustom, CUSTOM_CODE } from './custom-operation.ts';
import type { Apply, FeatureStore } from './feature-store.ts';
import { CONSTANT_BITS, symbolBits, VARIABLE_BITS } from './formula-bits.ts';
import { rationalBits } from './rational-bits.ts';
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
  // levels[c]: [first, after] of the features of complexity c.
  const levels: [number, number][] = [[0, 0]];
  const leaf = VARIABLE_BITS + Math.log2(Math.max(1, columns.length));
  columns.forEach((column, code) => store.add({ code, complexity: 1, bits: leaf }, column));
  store.add(
    { code: CONSTANT_CODE, complexity: 1, bits: CONSTANT_BITS + rationalBits(1) },
    new Float64Array(store.rows).fill(1),
  );
  levels.push([0, store.count]);
  yield { complexity: 1, first: 0 };
  const builtin = operations.map((name) => ({
    code: CODE[name],
    apply: ((a, b, out, n) => applyForward(CODE[name], a, b, out, n)) as Apply,
    // x² and 1/x take two nodes.
    weight:
      Math.max(1, Math.round(weight(name))) + (name === 'sqr' || name === 'cube' || name === 'inv' ? 1 : 0),
    bits: symbolBits([CODE[name]], weight),
    binary: REGRESS_OPERATIONS.indexOf(name) < BINARY_COUNT,
    commutative: COMMUTATIVE.has(name),
  }));
  const own = custom.map((operation, i) => ({
    code: CUSTOM_CODE + i,
    apply: ((a, b, out, n) => applyCustom(operation, a, b, out, n)) as Apply,
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
      const kind = { code, complexity: c, bits };
      if (!binary) {
        store.combine(kind, levels[c - cost] ?? [0, 0], undefined, false, apply);
        continue;
      }
      for (let ca = 1; ca < c - cost; ca++) {
        const cb = c - cost - ca;
        if (commutative && ca > cb) break;
        store.combine(kind, levels[ca] ?? [0, 0], levels[cb] ?? [0, 0], commutative && ca === cb, apply);
      }
    }
    levels.push([first, store.count]);
    yield { complexity: c, first };
  }
}
