import { describe, expect, it } from 'vitest';
import {
  clusterKey,
  fractionClusters,
  fractionDynamics,
} from '../../../../src/search/identify/fractions/fraction-clusters.ts';
import {
  countDenominators,
  denominatorAt,
  numerators,
} from '../../../../src/search/identify/fractions/fraction-box.ts';

describe('fractionDynamics', () => {
  // δ as published beside the fractions (From Euler to AI, App. 5), or 1 where quotients stay 1 + 1/(…) like e's own.
  it.each([
    ['2n + 1; n^2', [1, 2], [0, 0, 1], 'exponential', 5.828427, -0.2],
    ['3n + 1; n - 2n^2', [1, 3], [0, 1, -2], 'exponential', 2, -0.6],
    ['4n + 2; 1', [2, 4], [1], 'factorial', 0, 1],
    ['n + 3; -n', [3, 1], [0, -1], 'factorial', 0, 0],
  ])('%s', (_, a, b, kind, ratio, delta) => {
    const found = fractionDynamics({ a, b });
    expect(found).toMatchObject({ kind, ratio });
    expect(Math.abs((found?.delta ?? 9) - delta)).toBeLessThanOrEqual(0.11);
  });

  it('is undefined for what ends, repeats or diverges', () => {
    expect(fractionDynamics({ a: [1, 1], b: [-2, 1] })).toBeUndefined();
    expect(fractionDynamics({ a: [1], b: [1] })).toBeUndefined();
    expect(fractionDynamics({ a: [0, 1], b: [0, 0, -5] })).toBeUndefined();
  });
});

describe('fractionClusters', () => {
  it('has every fraction of the box that converges in one cluster', () => {
    const box = { degrees: [1, 1], coefficients: 2 } as const;
    const clusters = fractionClusters({ box, from: 0, to: countDenominators(box) });
    expect(new Set(clusters.map(clusterKey)).size).toBe(clusters.length);
    let converging = 0;
    for (let k = 0; k < countDenominators(box); k++) {
      for (const b of numerators(box))
        if (fractionDynamics({ a: denominatorAt(box, k), b }) !== undefined) converging += 1;
    }
    expect(clusters.reduce((sum, { fractions }) => sum + fractions, 0)).toBe(converging);
  });
});
