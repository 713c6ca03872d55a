import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/number/random.ts';
import { enumerateFeatures } from '../../../src/search/regress/enumerate-features.ts';
import { FeatureStore } from '../../../src/search/regress/feature-store.ts';
import { FormulaMachine } from '../../../src/search/regress/formula-machine.ts';
import { REGRESS_OPERATIONS } from '../../../src/search/regress/regress-operations.ts';

const limits = { operations: REGRESS_OPERATIONS, weight: () => 1, maxComplexity: 40, custom: [] };

function filled(rows: number, capacity: number, seed: number) {
  const random = createRandom(seed);
  // In the order of an input, and with both signs.
  const x = Float64Array.from({ length: rows }, () => 4 * random.next() - 2).sort();
  const y = Float64Array.from({ length: rows }, () => 0.3 + random.next());
  const weights = Float64Array.from({ length: rows }, () => random.next() + 0.5);
  const store = new FeatureStore(rows, capacity, weights);
  const levels = [...enumerateFeatures(store, [x, y], limits)];
  return { store, columns: [x, y], levels };
}

describe('FeatureStore', () => {
  // Odd, even, more rows than tell formulas apart.
  it.each([5, 20, 64, 333])('holds the values of its formulas, of %i rows', (rows) => {
    const { store, columns } = filled(rows, 2_000, rows);
    const machine = new FormulaMachine({ inputs: ['x', 'y'], columns, target: columns[0] });
    expect(store.count).toBe(2_000);
    for (let f = 0; f < store.count; f++) {
      const formula = store.formula(f);
      const [values, expected] = [store.column(f), machine.evaluate(formula)];
      const worst = Math.max(
        ...values.map((v, i) => Math.abs(v - expected[i]) / (Math.abs(expected[i]) || 1)),
      );
      expect(worst).toBeLessThanOrEqual(1e-12);
    }
    store.release();
  });

  it.each([20, 333])('holds every vector of values once, of %i rows', (rows) => {
    const { store } = filled(rows, 1_500, 7);
    const seen = new Set<string>();
    for (let f = 0; f < store.count; f++) {
      const key = Array.from(store.column(f), (v) => v.toPrecision(9)).join();
      expect(seen.has(key)).toBe(false);
      seen.add(key);
    }
    store.release();
  });

  it('tells complexities level by level, and bits that grow', () => {
    const { store, levels } = filled(12, 1_000, 3);
    for (const { complexity, first } of levels)
      if (first < store.count) expect(store.complexityOf(first)).toBe(complexity);
    for (let f = 0; f < store.count; f++) expect(store.bitsOf(f)).toBeGreaterThan(0);
    expect(store.bitsOf(store.count - 1)).toBeGreaterThan(store.bitsOf(0));
    store.release();
  });

  it('is the same in a kernel that was used before', () => {
    const [first, again] = [1, 1].map(() => {
      const { store } = filled(20, 800, 11);
      const all = Array.from({ length: store.count }, (_, f) => store.formula(f).code.join());
      store.release();
      return all;
    });
    expect(again).toEqual(first);
  });
});
