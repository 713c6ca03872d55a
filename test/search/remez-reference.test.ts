import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseReference } from '../../src/search/remez-reference.ts';

const alternating = fc
  .array(fc.integer({ min: 1, max: 1000 }), { minLength: 3, maxLength: 14 })
  .map((sizes) => sizes.map((size, i) => ({ i, error: i % 2 === 0 ? size : -size })));

describe('chooseReference', () => {
  it('keeps order, alternation and the largest extremum', () => {
    fc.assert(
      fc.property(alternating, fc.integer({ min: 2, max: 14 }), (extrema, wanted) => {
        const count = Math.min(wanted, extrema.length);
        const chosen = chooseReference(extrema, count);
        expect(chosen).toHaveLength(count);
        const largest = Math.max(...extrema.map((e) => Math.abs(e.error)));
        expect(Math.max(...chosen.map((e) => Math.abs(e.error)))).toBe(largest);
        chosen.forEach((e, k) => {
          if (k === 0) return;
          expect(e.i).toBeGreaterThan(chosen[k - 1].i);
          expect(Math.sign(e.error)).toBe(-Math.sign(chosen[k - 1].error));
        });
      }),
    );
  });
});
