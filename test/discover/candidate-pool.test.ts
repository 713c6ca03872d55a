import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CandidatePool } from '../../src/discover/candidate-pool.ts';
import type { Candidate } from '../../src/search/engine.ts';

const candidates = fc.array(
  fc.record({
    cost: fc.integer({ min: 0, max: 5 }),
    value: fc.integer({ min: 1, max: 9 }),
    id: fc.integer({ min: 0, max: 9 }),
  }),
  { maxLength: 30 },
);

function candidate({ cost, value, id }: { cost: number; value: number; id: number }): Candidate {
  return {
    // Programs are told apart by their constants; the same program always has the same cost and error.
    program: { format: 'f32', inputs: ['x'], constants: [`${cost} ${value} ${id}`], code: [] },
    cost,
    error: { value, points: 1, worst: '0x1p+0' },
    engine: 'minimax',
    origin: {},
  };
}

describe('CandidatePool', () => {
  it('keeps the same whatever the order, and however often it is told', () => {
    fc.assert(
      fc.property(candidates, fc.integer({ min: 1, max: 9 }), fc.nat(), (rows, target, turn) => {
        const list = rows.map(candidate);
        const [a, b] = [new CandidatePool(target), new CandidatePool(target)];
        for (const one of list) a.add(one);
        const turned = list.map((_, i) => list[(i + turn) % list.length]).reverse();
        for (const one of [...turned, ...list, ...b.all()]) b.add(one);
        expect(b.all()).toEqual(a.all());
        expect(b.promising()).toEqual(a.promising());
      }),
    );
  });

  it('offers for proof only what measures within the error, cheapest first, three of a cost', () => {
    fc.assert(
      fc.property(candidates, fc.integer({ min: 1, max: 9 }), (rows, target) => {
        const pool = new CandidatePool(target);
        for (const row of rows) pool.add(candidate(row));
        const offered = pool.promising();
        expect(offered.every(({ error }) => error.value <= target)).toBe(true);
        expect(offered.map(({ cost }) => cost)).toEqual(
          offered.map(({ cost }) => cost).sort((x, y) => x - y),
        );
        for (const { cost } of offered)
          expect(offered.filter((one) => one.cost === cost).length).toBeLessThanOrEqual(3);
        const good = rows.filter(({ value }) => value <= target).map(({ cost }) => cost);
        expect(new Set(offered.map(({ cost }) => cost))).toEqual(new Set(good));
      }),
    );
  });
});
