import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/number/random.ts';
import { CLOSED, Seen } from '../../../src/search/evolve/seen.ts';

const hashes = (seed: number, count: number): number[] => {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => random.integer(2 ** 53));
};

describe('Seen', () => {
  it('counts the visits of each hash, up to a limit', () => {
    const seen = new Seen(Seen.table(1024));
    const [a, b] = hashes(1, 2);
    expect([seen.visit(a), seen.visit(a), seen.visit(b), seen.visit(a)]).toEqual([0, 1, 0, 2]);
    for (let i = 0; i < 40; i++) seen.visit(a);
    expect(seen.visit(a)).toBe(CLOSED - 1);
  });

  it('never lets a closed hash in again', () => {
    const seen = new Seen(Seen.table(1024));
    const [a, b] = hashes(2, 2);
    seen.close(a);
    seen.visit(b);
    seen.close(b);
    expect([seen.visit(a), seen.visit(b)]).toEqual([CLOSED, CLOSED]);
  });

  it('remembers nearly all of as many as a quarter of its entries, and invents none', () => {
    const seen = new Seen(Seen.table(4096));
    const some = hashes(3, 1024);
    let invented = 0;
    for (const hash of some) if (seen.visit(hash) !== 0) invented++;
    expect(invented).toBe(0);
    const forgotten = some.filter((hash) => seen.visit(hash) === 0).length;
    expect(forgotten).toBeLessThan(40);
  });
});
