import { describe, expect, it } from 'vitest';
import { findFormat } from '../../src/number/formats.ts';
import { createRandom } from '../../src/number/random.ts';
import { roundStochastically } from '../../src/number/stochastic-rounding.ts';

describe('stochastic rounding', () => {
  const format = findFormat('fp8e4m3');
  const x = 1.125 + 0.125 * 0.2;

  it('goes up as often as the number is near to the upper neighbour, or half of the time', () => {
    for (const [kind, share] of [
      ['proportional', 0.2],
      ['equal', 0.5],
    ] as const) {
      const random = createRandom(1);
      let up = 0;
      for (let i = 0; i < 20_000; i++) {
        const y = roundStochastically(format, x, kind, random);
        expect([1.125, 1.25]).toContain(y);
        if (y === 1.25) up++;
      }
      // Six standard deviations of the binomial distribution.
      expect(Math.abs(up / 20_000 - share)).toBeLessThan(6 * Math.sqrt((share * (1 - share)) / 20_000));
    }
  });

  it('keeps numbers of the format, draws once for others, and repeats itself from a seed', () => {
    const random = createRandom(2);
    const before = createRandom(2).next();
    for (const kept of [0, -0, 1, 448, -448, NaN])
      expect(roundStochastically(format, kept, 'equal', random)).toBe(kept);
    expect(roundStochastically(format, 1e9, 'equal', random)).toBeNaN();
    expect(random.next()).toBe(before);
    const run = (): number[] => {
      const seeded = createRandom(3);
      return Array.from({ length: 50 }, (_, i) =>
        roundStochastically(format, -i / 7, 'proportional', seeded),
      );
    };
    expect(run()).toEqual(run());
  });
});
