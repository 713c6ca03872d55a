import { describe, expect, it } from 'vitest';
import { FORMATS } from '../../../src/number/formats.ts';
import { definedInputs } from '../../../src/search/reduction/defined-inputs.ts';

const { f16 } = FORMATS;
const range = { first: f16.ordinal(-f16.maxFinite) - 1n, last: f16.ordinal(f16.maxFinite) + 1n };

/** As numbers: from, to, and the gaps between. */
function seen(has: (x: number) => boolean): unknown {
  const found = definedInputs(
    range,
    (o) => Number.isFinite(f16.fromOrdinal(o)) && has(f16.fromOrdinal(o)),
    f16,
  );
  if (found === undefined) return undefined;
  const [lo, hi] = [found.first, found.last].map((o) => f16.fromOrdinal(o));
  return [lo, hi, ...found.gaps.map(({ first, last }) => [f16.fromOrdinal(first), f16.fromOrdinal(last)])];
}

describe('the inputs at which a function has values', () => {
  it('are found to their ends, with what lies between', () => {
    expect(seen(() => true)).toEqual([-65504, 65504]);
    expect(seen((x) => x > 0)).toEqual([2 ** -24, 65504]);
    expect(seen((x) => x !== 0)).toEqual([-65504, 65504, [-0, 0]]);
    expect(seen((x) => Math.abs(x) >= 1)).toEqual([-65504, 65504, [-1 + 2 ** -11, 1 - 2 ** -11]]);
    expect(seen((x) => x > -3 && x !== -2 && x !== 0)).toEqual([-3 + 2 ** -9, 65504, [-2, -2], [-0, 0]]);
  });

  it('have no gaps told where there are many, and are none where there is no value', () => {
    expect(seen((x) => !Number.isInteger(x) || x > 100)).toEqual([-1023.5, 65504]);
    expect(seen(() => false)).toBeUndefined();
  });
});
