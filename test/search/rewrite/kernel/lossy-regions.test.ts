import { describe, expect, it } from 'vitest';
import { lossyRegions } from '../../../../src/search/rewrite/kernel/lossy-regions.ts';

/** Inputs k/10, k from −40 to 40, that lose what is told. */
const inputs = Float64Array.from({ length: 81 }, (_, i) => (i - 40) / 10);
const losing = (bits: (x: number) => number) => lossyRegions(inputs, inputs.map(bits), { lo: -4, hi: 4 });

describe('regions where bits are lost', () => {
  it('reach to the next inputs that lose none', () => {
    expect(losing((x) => (x > 2 && x < 3 ? 5 : 0))).toEqual([{ lo: 2, hi: 3 }]);
  });

  it('end where the domain does', () => {
    expect(losing((x) => (x > 2 ? 5 : 1))).toEqual([{ lo: 2, hi: 4 }]);
  });

  it('reach 0 when they come near it, and lie evenly about it', () => {
    expect(losing((x) => (x > 0.1 && x < 3 ? 5 : 0))).toEqual([{ lo: 0, hi: 3 }]);
    expect(losing((x) => (x > -1 && x < 2 && x !== 0 ? 5 : 0))).toEqual([{ lo: -2, hi: 2 }]);
  });

  it('are not there for what every rounding loses', () => {
    expect(losing(() => 2.9)).toEqual([]);
  });

  it('are several where much lies between', () => {
    expect(losing((x) => (Math.abs(x) > 2 && Math.abs(x) < 3 ? 5 : 0))).toEqual([
      { lo: -3, hi: -2 },
      { lo: 2, hi: 3 },
    ]);
  });
});
