import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/number/random.ts';

/** xoshiro128** by its definition on BigInt, seeded by SplitMix64: nothing shared with the source. */
function* reference(seed: bigint): Generator<bigint> {
  const wide = (1n << 64n) - 1n;
  const word = (1n << 32n) - 1n;
  let state = seed;
  const fill = () => {
    state = (state + 0x9e3779b97f4a7c15n) & wide;
    let z = ((state ^ (state >> 30n)) * 0xbf58476d1ce4e5b9n) & wide;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & wide;
    return z ^ (z >> 31n);
  };
  const [a, b] = [fill(), fill()];
  const s = [a & word, a >> 32n, b & word, b >> 32n];
  const rotate = (x: bigint, k: bigint) => ((x << k) | (x >> (32n - k))) & word;
  for (;;) {
    yield (rotate((s[1] * 5n) & word, 7n) * 9n) & word;
    const t = (s[1] << 9n) & word;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 11n);
  }
}

describe('createRandom', () => {
  it('is xoshiro128**', () => {
    for (const seed of [0n, 1n, 2026n, (1n << 64n) - 1n]) {
      const random = createRandom(seed);
      const words = reference(seed);
      for (let i = 0; i < 200; i++) {
        const [high, low] = [words.next().value, words.next().value];
        expect(random.bits64()).toBe((high << 32n) | low);
      }
    }
  });

  it('gives the same for the same seed, another for another', () => {
    const take = (seed: number) =>
      Array.from(
        { length: 5 },
        (
          (random) => () =>
            random.next()
        )(createRandom(seed)),
      );
    expect(take(7)).toEqual(take(7));
    expect(take(7)).not.toEqual(take(8));
  });

  it('fills [0, 1) and [0, n) evenly', () => {
    const random = createRandom(3);
    const counts = Array.from({ length: 10 }, () => 0);
    for (let i = 0; i < 20_000; i++) {
      const x = random.next();
      if (!(x >= 0 && x < 1)) expect.fail(`${x}`);
      counts[random.integer(10)]++;
    }
    // 2000 expected in each, standard deviation 42: six of them.
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(255);
  });
});
