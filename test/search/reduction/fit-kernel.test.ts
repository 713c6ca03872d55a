import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../src/expression/parse.ts';
import { FORMATS } from '../../../src/number/formats.ts';
import { KernelFits } from '../../../src/search/reduction/fit-kernel.ts';
import { reducedFunction } from '../../../src/search/reduction/reduced-function.ts';

function fitsOf(text: string, lo: number, hi: number): KernelFits {
  const fits = KernelFits.of(reducedFunction(parseExpression(text), 'x', lo, hi), FORMATS.f32, 'plain');
  if (fits === undefined) throw new Error(`no fits of ${text}`);
  return fits;
}

describe('KernelFits', () => {
  it('takes the powers of a symmetry where the interval holds 0', () => {
    expect(fitsOf('sin(x)', -1, 0.5).powers(3)).toEqual([1, 3, 5]);
    expect(fitsOf('cos(x)', 0, 1).powers(3)).toEqual([0, 2, 4]);
  });

  it.each(['cbrt(x)', '1/cbrt(x)'])('of %s is not led to its singularity by a symmetry', (text) => {
    const fits = fitsOf(text, 1, 2);
    expect(fits.powers(3)).toEqual([0, 1, 2]);
    expect(fits.error(7)).toBeLessThan(2 ** -18);
  });

  it('has none where the function has no value at 0', () => {
    expect(fitsOf('1/cbrt(x)', -1, 2.1).worthwhile(1, 1e-3)).toEqual([]);
  });

  it('splits the first coefficient after the exact ones', () => {
    const form = { heads: 0, split: true, scheme: 'horner', deep: true, twice: true } as const;
    const [sine, cosine] = ['sin(x)', 'cos(x)'].map((text) => fitsOf(text, -0.8, 0.8).fit(5, form));
    expect(sine?.form.heads).toBe(1);
    expect(sine?.lead).toBeCloseTo(-1 / 6, 5);
    expect(cosine?.form.heads).toBe(2);
    expect(cosine?.lead).toBeCloseTo(1 / 24, 4);
    // Nothing of it is exact, or the next term is one in x.
    expect(fitsOf('sin(3x)', -0.3, 0.3).fit(5, form)).toBeUndefined();
    expect(fitsOf('2^x', -0.5, 0.5).fit(6, form)).toBeUndefined();
  });
});
