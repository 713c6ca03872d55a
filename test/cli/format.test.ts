import { describe, expect, it } from 'vitest';
import { napier } from './napier.ts';

describe('napier format', () => {
  it('prints formats of two words with the bound on each operation', () => {
    const { code, out } = napier('.', 'format', 'dd');
    expect(code).toBe(0);
    expect(out).toMatch(/^words +high: f64; low: f64$/m);
    expect(out).toMatch(/^div +1\.849e-31 relative = 15u² \+ 56u³ /m);
    expect(out).toMatch(/^fma +mul, then add$/m);
    const record = JSON.parse(napier('.', 'format', 'pair', '--json').out);
    expect(record.bounds.fma.relative).toBe('0x1p-24');
    const all: { name: string }[] = JSON.parse(napier('.', 'format', '--json').out);
    expect(all.map(({ name }) => name)).toEqual(expect.arrayContaining(['f64', 'fp8e4m3', 'dd', 'pair']));
  });

  it('prints the complex format with its numbers, and refuses it to programs', () => {
    expect(napier('.', 'format', 'roots(4)').out).toMatch(/^0x3 {2}-i$/m);
    expect(JSON.parse(napier('.', 'format', 'roots(4)', '--json').out).values[1]).toEqual([0, 1]);
    const { code, err } = napier('.', 'approximate', 'exp(x)', '--domain', '[0,1]', '--format', 'roots(4)');
    expect(code).toBe(2);
    expect(err).toMatch(/complex/);
  });

  it('is refused in one line where programs need a set of doubles', () => {
    const { code, out, err } = napier('.', 'approximate', 'exp(x)', '--domain', '[0,1]', '--format', 'dd');
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(/a number of `dd` is two machine numbers/);
    expect(err).toMatch(/hint: .*napier format dd/);
  });
});
