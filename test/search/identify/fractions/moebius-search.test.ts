import { describe, expect, it } from 'vitest';
import { mpfr, ROUND } from '../../../../src/number/mpfr.ts';
import { createRandom } from '../../../../src/number/random.ts';
import { withWorkspace } from '../../../../src/number/workspace.ts';
import { MoebiusSearch } from '../../../../src/search/identify/fractions/moebius-search.ts';

const PI = [Math.PI, 1.2246467991473532e-16] as const;

/** (p + q·π)/(r + s·π) as a sum of two doubles. */
function image(p: number, q: number, r: number, s: number): [number, number] {
  return withWorkspace(200, (w) => {
    const [pi, top, bottom] = w.bigs(3);
    mpfr.mpfr_const_pi(pi, ROUND.NEAREST);
    mpfr.mpfr_mul_d(top, pi, q, ROUND.NEAREST);
    mpfr.mpfr_add_d(top, top, p, ROUND.NEAREST);
    mpfr.mpfr_mul_d(bottom, pi, s, ROUND.NEAREST);
    mpfr.mpfr_add_d(bottom, bottom, r, ROUND.NEAREST);
    mpfr.mpfr_div(top, top, bottom, ROUND.NEAREST);
    const high = mpfr.mpfr_get_d(top, ROUND.NEAREST);
    mpfr.mpfr_sub_d(top, top, high, ROUND.NEAREST);
    return [high, mpfr.mpfr_get_d(top, ROUND.NEAREST)];
  });
}

describe('the search for Möbius relations', () => {
  it('finds every image with coefficients to 1,500, and no other', () => {
    const random = createRandom(3);
    const search = new MoebiusSearch(...PI);
    for (let i = 0; i < 500; i++) {
      const most = [3, 40, 500, 1500][i % 4];
      const [p, q, r, s] = Array.from({ length: 4 }, () => random.integer(2 * most + 1) - most);
      if (p * s === q * r) continue;
      const found = search.find(...image(p, q, r, s), 1e-29);
      expect(found, `${p} ${q} ${r} ${s}`).toBeDefined();
      // The same map, perhaps shortened.
      const { p: P, q: Q, r: R, s: S } = found as NonNullable<typeof found>;
      expect([p * Q - q * P, p * R - r * P, p * S - s * P, q * S - s * Q].map(Math.abs)).toEqual([
        0, 0, 0, 0,
      ]);
    }
  });

  it('finds nothing in rational, quadratic and random numbers', () => {
    const search = new MoebiusSearch(...PI);
    const random = createRandom(4);
    expect(search.find(1 / 3, 1.850371707708594e-17, 1e-30)).toBeUndefined();
    expect(search.find(Math.SQRT2, -9.667293313452913e-17, 1e-30)).toBeUndefined();
    for (let i = 0; i < 3000; i++) {
      const high = random.next() * 10 - 5;
      expect(search.find(high, high * 2 ** -54 * random.next(), 1e-29)).toBeUndefined();
    }
  });
});
