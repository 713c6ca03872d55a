import { describe, expect, it } from 'vitest';
import { aboutStructures, enumerateStructures } from '../../../src/search/evolve/enumerate.ts';
import { Enumeration } from '../../../src/search/evolve/enumeration.ts';
import type { SearchSpace } from '../../../src/search/evolve/space.ts';

const spaceOf = (maxOperations: number): SearchSpace => ({
  operations: ['add', 'mul'],
  maxOperations,
  maxConstants: 12,
});
/** Five operations are 65 times as many sequences as four: their fits, 500 evaluations each, are the bar. */
const FIVE = 500 * aboutStructures(spaceOf(5), 5);

describe('an enumeration', () => {
  it.each([
    ['five where nothing longer is asked for and they take four fifths of the budget', 5, 0.8, 5],
    ['four where they take more', 5, 0.81, 4],
    ['five where they are a quarter of a longer search', 7, 0.25, 5],
    ['four where they are more of it', 7, 0.26, 4],
    ['none longer than asked for', 3, 0.01, 3],
  ])('goes to %s', (_, most, share, longest) => {
    const all = new Enumeration(spaceOf(most), FIVE / share);
    const counts = all.completeAt(Infinity);
    expect(counts.map(({ operations }) => operations)).toEqual(
      Array.from({ length: longest }, (_v, i) => i + 1),
    );
    for (const { operations, structures } of counts.slice(0, 4)) {
      expect(structures).toBe(enumerateStructures(spaceOf(most), operations).structures.length);
    }
  });

  it('is prepared in turns, and is the same; a stop ends the turn at work', async () => {
    const at = FIVE / 0.8;
    const [made, prepared, stopped] = [1, 2, 3].map(() => new Enumeration(spaceOf(5), at));
    let turns = 0;
    const ticks = setInterval(() => turns++, 0);
    await prepared.prepare(Infinity, () => false);
    clearInterval(ticks);
    expect(turns).toBeGreaterThan(10);
    expect(prepared.has(Infinity)).toBe(true);
    expect(prepared.slice(0, 1e6)).toEqual(made.slice(0, 1e6));
    let asked = 0;
    await stopped.prepare(Infinity, () => ++asked > 20);
    expect(stopped.has(Infinity)).toBe(false);
    expect(asked).toBe(21);
  });
});
