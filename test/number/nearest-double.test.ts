import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHexFloat } from '../../src/number/exact-constant.ts';
import { nearestDouble } from '../../src/number/nearest-double.ts';

describe('nearestDouble', () => {
  it('reads what doubles are written as (law)', () => {
    const law = fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
      expect(nearestDouble(toHexFloat(x))).toBe(x);
      expect(nearestDouble(String(x))).toBe(x + 0);
    });
    fc.assert(law, { seed: 3 });
  });

  it('rounds longer numbers to nearest', () => {
    expect(nearestDouble('0x1.00000000000008p+0')).toBe(1);
    expect(nearestDouble('0x1.000000000000080001p+0')).toBe(1 + 2 ** -52);
    expect(nearestDouble(`-0x1.${'8'.repeat(60)}p-3`)).toBe(-23 / 120);
    expect(nearestDouble('0.1000000000000000055511151231257827')).toBe(0.1);
  });
});
