import { describe, expect, it } from 'vitest';
import { integerPolynomial } from '../../../../src/number/exact/integer-polynomial.ts';
import { parseExpression } from '../../../../src/expression/parse.ts';
import { bigToDecimal } from '../../../../src/number/big-text.ts';
import { withWorkspace } from '../../../../src/number/workspace.ts';
import { newInterval } from '../../../../src/oracle/big-interval.ts';
import { createOracle } from '../../../../src/oracle/create-oracle.ts';
import { carriesOver } from '../../../../src/search/identify/fractions/carry-over.ts';
import { checkEquivalence, findEquivalence } from '../../../../src/search/identify/fractions/equivalence.ts';
import { fineValue } from '../../../../src/search/identify/fractions/fine-value.ts';
import { at } from '../../../../src/search/identify/fractions/polynomial-fraction.ts';
import {
  SEED_FRACTIONS,
  type SeedFraction,
} from '../../../../src/search/identify/fractions/seed-fractions.ts';

const seed = (name: string): SeedFraction => {
  const found = SEED_FRACTIONS.find((one) => one.name.startsWith(name));
  if (found === undefined) throw new Error(`no seed ${name}`);
  return found;
};

/** pi/(4 − pi) = 3 + 4/(5 + 9/(7 + …)). */
const ODD = { a: [3, 2], b: [1, 2, 1], value: { p: 0, q: 1, r: 4, s: -1 } };

describe('theorems', () => {
  it.each(SEED_FRACTIONS)('$constant: $name, to 200 digits', (one) => {
    const { p, q, r, s } = one.value;
    withWorkspace(720, (w) => {
      const value = w.big();
      const bits = fineValue(one, value);
      // Sums over squares and cubes have no series of the tail here.
      if (bits === undefined) return expect(one.b.length).toBeGreaterThan(3);
      expect(bits).toBeGreaterThan(690);
      const out = newInterval(w);
      const text = `(${p} + ${q}*(${one.constant}))/(${r} + ${s}*(${one.constant}))`;
      createOracle(parseExpression(text), []).enclose([], 700, out);
      expect(bigToDecimal(value, 200)).toBe(bigToDecimal(out.lo, 200));
      return undefined;
    });
  });

  it('of series with a ratio: convergents are partial sums', () => {
    for (const { ratio, ...one } of SEED_FRACTIONS) {
      if (ratio === undefined) continue;
      // a(n) = P + Q, b(n) = −P(n)·Q(n−1)
      for (let n = 1; n <= 5; n++) {
        expect(at(one.a, n)).toBe(at(ratio.top, n) + at(ratio.bottom, n));
        expect(at(one.b, n)).toBe(-at(ratio.top, n) * at(ratio.bottom, n - 1) + 0);
      }
      expect(at(ratio.bottom, 0)).not.toBe(0);
    }
  });

  it('with tails between two polynomials: a step takes the one pair into the other', () => {
    for (const { a, b, tails } of SEED_FRACTIONS) {
      if (tails === undefined) continue;
      for (const n of [4, 5, 6, 10, 100, 1e4]) {
        expect(at(b, n) / (at(a, n) + at(tails[1], n + 1))).toBeGreaterThanOrEqual(at(tails[0], n) - 1e-9);
        expect(at(b, n) / (at(a, n) + at(tails[0], n + 1))).toBeLessThanOrEqual(at(tails[1], n) + 1e-9);
      }
    }
  });
});

describe('an equivalence', () => {
  const gauss = seed("Gauss's");

  it('is found, checked, and carries the limit over', () => {
    const found = findEquivalence(ODD, gauss, [1, 1]);
    expect(found).toBeDefined();
    expect(checkEquivalence(ODD, gauss, found as NonNullable<typeof found>)).toBe(true);
    expect(carriesOver(ODD, gauss, found as NonNullable<typeof found>)).toBe(true);
  });

  it('is refused with any coefficient changed', () => {
    const found = findEquivalence(ODD, gauss, [1, 1]);
    if (found === undefined) throw new Error('none');
    for (let i = 0; i < 4; i++) {
      const matrix = found.matrix.map((f, j) =>
        i === j ? integerPolynomial([(f[0] ?? 0n) + 1n, ...f.slice(1)]) : f,
      ) as unknown as typeof found.matrix;
      expect(checkEquivalence(ODD, gauss, { ...found, matrix })).toBe(false);
    }
  });

  it('is refused with another value, though the steps fit', () => {
    const found = findEquivalence(ODD, gauss, [1, 1]);
    if (found === undefined) throw new Error('none');
    expect(checkEquivalence({ ...ODD, value: { p: 0, q: 1, r: 4, s: -2 } }, gauss, found)).toBe(false);
  });

  it('is not found to a fraction of another rate, nor with a wrong value', () => {
    expect(findEquivalence(ODD, seed('Leibniz'), [1, 1])).toBeUndefined();
    expect(findEquivalence({ ...ODD, value: { p: 1, q: 1, r: 4, s: -1 } }, gauss, [1, 1])).toBeUndefined();
  });

  it('is refused where a determinant vanishes at a step', () => {
    // U(n) = (n − 3)·identity satisfies the identity of polynomials, and says nothing at n = 3.
    const matrix = [[-3n, 1n], [], [], [-3n, 1n]] as const;
    expect(checkEquivalence(gauss, gauss, { fold: [1, 1], matrix })).toBe(false);
    expect(checkEquivalence(gauss, gauss, { fold: [1, 1], matrix: [[1n], [], [], [1n]] })).toBe(true);
  });
});

describe('a limit', () => {
  it('is not carried over where the cut seed follows the other solution', () => {
    // w(N) = −u₁₂/u₁₁ = −Q(N): 1 + w/Q is 0.
    const euler = seed("Euler's series");
    const ratio = euler.ratio as NonNullable<typeof euler.ratio>;
    const shifted = integerPolynomial([ratio.bottom[0] - ratio.bottom[1], ratio.bottom[1]]);
    expect(carriesOver(euler, euler, { fold: [1, 1], matrix: [[1n], shifted, [], [1n]] })).toBe(false);
    expect(carriesOver(euler, euler, { fold: [1, 1], matrix: [[1n], [1n], [], [1n]] })).toBe(true);
  });

  it('of a slow series needs a remainder that falls fast enough', () => {
    // Leibniz: terms fall like 1/N, and x/(1 + x) may not grow so.
    const leibniz = seed('Leibniz');
    const near = integerPolynomial([-2n, 2n]); // w(N) = −2N: x = −2N/(2N + 1), 1/(1 + x) grows like N
    expect(
      carriesOver({ ...leibniz, b: [0, 0, -1] }, leibniz, { fold: [1, 1], matrix: [[1n], near, [], [1n]] }),
    ).toBe(false);
  });
});
