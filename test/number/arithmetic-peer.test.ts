/** A sample of `bench/arithmetic.ts`: every format's arithmetic against C, a part of it on all triples of numbers. */
import { expect, it } from 'vitest';
import { buildPeer, compareAll, compareRandom } from '../../bench/arithmetic-peer.ts';
import { findFormat, FORMATS } from '../../src/number/formats.ts';
import { needs } from '../tool.ts';

const DESCRIBED = ['q(3.12)', 'q(7.8,wrap)', 'uq(0.16)', 'q(15.16)', 'float(exponent=3,significand=2)'];
const CASES = 16_384;

needs('gcc')('arithmetic is that of an independent program in C', () => {
  const peer = buildPeer();
  it.each([...Object.keys(FORMATS), ...DESCRIBED])('%s', async (name) => {
    const format = findFormat(name);
    const { results, differ, examples } = await (format.bits <= 6 ? compareAll(peer, format) : compareRandom(peer, format, CASES, 7)); // prettier-ignore
    expect(results).toBeGreaterThan(CASES);
    expect(differ, examples).toBe(0);
  });
  it.each(['fp8e4m3', 'f16', 'f32', 'q(3.12)'])(
    'and tells a format that rounds otherwise: %s',
    async (name) => {
      const format = findFormat(name);
      const off = { ...format, mul: (a: number, b: number) => format.round(a * b, 'to-zero') };
      expect((await compareRandom(peer, off, CASES, 7)).differ).toBeGreaterThan(0);
      expect((await compareRandom(peer, { ...format, fma: format.add }, CASES, 7)).differ).toBeGreaterThan(0);
    },
  );
});
