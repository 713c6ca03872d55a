import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../src/search/engine.ts';
import { Front } from '../../src/search/front.ts';

function candidate(cost: number, error: number, constants: string[] = []): Candidate {
  return {
    program: { format: 'real', inputs: ['x'], constants, code: [] },
    cost,
    error: { value: error, points: 1, worst: '0x0p+0' },
    engine: 'minimax',
    origin: {},
  };
}

function frontOf(candidates: readonly Candidate[]): readonly Candidate[] {
  const front = new Front();
  for (const one of candidates) front.add(one);
  return front.candidates;
}

const anyCandidate = fc
  .tuple(
    fc.integer({ min: 0, max: 5 }),
    fc.integer({ min: 0, max: 6 }),
    fc.array(fc.constantFrom('1', '2', '3'), { maxLength: 2 }),
  )
  .map(([cost, error, constants]) => candidate(cost, error / 7, constants));

describe('Front', () => {
  it('holds what no other candidate beats, cheapest first', () => {
    const a = candidate(3, 0.5);
    const b = candidate(5, 0.1);
    expect(frontOf([b, candidate(5, 0.2), a, candidate(4, 0.5)])).toEqual([a, b]);
  });

  it('says whether a candidate is now a member', () => {
    const front = new Front();
    expect(front.add(candidate(3, 0.5))).toBe(true);
    expect(front.add(candidate(3, 0.6))).toBe(false);
    expect(front.add(candidate(2, 0.4))).toBe(true);
    expect(front.candidates).toHaveLength(1);
    expect(front.add(candidate(1, Number.NaN))).toBe(false);
  });

  it('prefers fewer constants, then text order, among equals', () => {
    const [few, many, other] = [
      candidate(1, 0.5, ['9']),
      candidate(1, 0.5, ['1', '2']),
      candidate(1, 0.5 * (1 + 1e-15), ['8']),
    ];
    expect(frontOf([few, many])).toEqual([few]);
    expect(frontOf([few, other, many])).toEqual([other]);
  });

  it('does not depend on the order of arrival', () => {
    fc.assert(
      fc.property(fc.array(anyCandidate, { maxLength: 12 }), fc.func(fc.nat()), (candidates, rank) => {
        const shuffled = candidates
          .map((one, i) => ({ one, key: rank(i) }))
          .sort((a, b) => a.key - b.key)
          .map(({ one }) => one);
        expect(frontOf(shuffled)).toEqual(frontOf(candidates));
      }),
    );
  });

  it('falls strictly in error as cost rises, and beats every candidate it left out', () => {
    fc.assert(
      fc.property(fc.array(anyCandidate, { maxLength: 12 }), (candidates) => {
        const front = frontOf(candidates);
        for (let i = 1; i < front.length; i++) {
          expect(front[i].cost).toBeGreaterThan(front[i - 1].cost);
          expect(front[i].error.value).toBeLessThan(front[i - 1].error.value);
        }
        for (const one of candidates) {
          expect(
            front.some((member) => member.cost <= one.cost && member.error.value <= one.error.value),
          ).toBe(true);
        }
      }),
    );
  });
});
