import { describe, expect, it } from 'vitest';
import { boxSize, countDenominators, inBox } from '../../../../src/search/identify/fractions/fraction-box.ts';
import { findKnown } from '../../../../src/search/identify/fractions/find-known.ts';
import { KNOWN_FRACTIONS } from '../../../../src/search/identify/fractions/known-fractions.ts';
import { fractionKey } from '../../../../src/search/identify/fractions/polynomial-fraction.ts';
import { scanFractions } from '../../../../src/search/identify/fractions/scan-fractions.ts';

const PI = [Math.PI, 1.2246467991473532e-16] as const;
const E = [Math.E, 1.4456468917292502e-16] as const;

/** The published rows of a constant with 2·deg a ≥ deg b or not, in a box, whose leading coefficient of a is above 0. */
function published(constant: string, degrees: readonly [number, number]): string[] {
  const rows = KNOWN_FRACTIONS.filter(
    (one) => new RegExp(`\\b${constant}\\b`).test(one.limit) && inBox(one, { degrees, coefficients: 5 }),
  );
  return [...new Set(rows.map((row) => fractionKey(row)))];
}

describe('the box', () => {
  it('of degree 2 and coefficients to 5 has the 1,768,900 fractions of the literature', () => {
    const box = { degrees: [2, 2], coefficients: 5 } as const;
    expect(boxSize(box)).toBe(1_768_900);
    expect(countDenominators(box) * 1330 * 2).toBe(1_768_900);
  });
});

describe('a scan', () => {
  it('of the linear box finds every published fraction of e in it', () => {
    const box = { degrees: [1, 1], coefficients: 5 } as const;
    const { counts, hits } = scanFractions({ box, constants: [E], from: 0, to: countDenominators(box) });
    const found = new Set(hits.map((hit) => fractionKey(hit)));
    const wanted = published('e', [1, 1]);
    expect(wanted.length).toBe(20);
    expect(wanted.filter((key) => !found.has(key))).toEqual([]);
    expect(Object.values(counts).reduce((x, y) => x + y)).toBe(boxSize(box) / 2);
    expect(counts.undecided).toBe(0);
  });

  it('finds every published fraction of pi with constant or linear a(n), the slowest too', () => {
    const box = { degrees: [1, 2], coefficients: 5 } as const;
    const { hits } = scanFractions({ box, constants: [PI], from: 0, to: countDenominators(box) });
    const found = new Set(hits.map((hit) => fractionKey(hit)));
    const wanted = published('pi', [1, 2]);
    expect(wanted.length).toBeGreaterThan(40);
    expect(wanted.filter((key) => !found.has(key))).toEqual([]);
    expect(hits.some((hit) => findKnown(hit) === undefined)).toBe(true);
  }, 60_000);

  it('finds nothing of a constant that has no fraction there', () => {
    const box = { degrees: [1, 1], coefficients: 3 } as const;
    const random = [0.7390851332151607, -3.7e-17] as const;
    const { hits } = scanFractions({ box, constants: [random], from: 0, to: countDenominators(box) });
    expect(hits).toEqual([]);
  });
});
