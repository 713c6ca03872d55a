import { describe, expect, it } from 'vitest';
import { bigToDecimal } from '../../../../src/number/big-text.ts';
import { mpfr } from '../../../../src/number/mpfr.ts';
import { createRandom } from '../../../../src/number/random.ts';
import { withWorkspace } from '../../../../src/number/workspace.ts';
import { parseExpression } from '../../../../src/expression/parse.ts';
import { newInterval } from '../../../../src/oracle/big-interval.ts';
import { createOracle } from '../../../../src/oracle/create-oracle.ts';
import { convergenceOf } from '../../../../src/search/identify/fractions/convergence.ts';
import { fineValue } from '../../../../src/search/identify/fractions/fine-value.ts';
import { KNOWN_FRACTIONS } from '../../../../src/search/identify/fractions/known-fractions.ts';
import { valueOf } from '../../../../src/search/identify/fractions/scan-fractions.ts';

/** To so many digits; undefined when there is no limit. */
function fine(fraction: { a: readonly number[]; b: readonly number[] }, digits: number): string | undefined {
  return withWorkspace(Math.ceil((digits + 5) * 3.33), (w) => {
    const out = w.big();
    const bits = fineValue(fraction, out);
    return bits === undefined || bits < digits * 3.33 ? undefined : bigToDecimal(out, digits);
  });
}

function exact(text: string, digits: number): string {
  return withWorkspace(digits * 4 + 64, (w) => {
    const out = newInterval(w);
    createOracle(parseExpression(text), []).enclose([], digits * 4, out);
    return bigToDecimal(out.lo, digits);
  });
}

describe('the value of a fraction', () => {
  it('is the published limit of every fraction held, however slow and of whatever degree', () => {
    const wrong = KNOWN_FRACTIONS.flatMap((one) => {
      const [value, limit] = [fine(one, 60), exact(one.limit, 60)];
      return value === limit ? [] : [{ ...one, value }];
    });
    expect(wrong).toEqual([]);
    const slow = KNOWN_FRACTIONS.filter((one) => convergenceOf(one).kind === 'slow');
    expect(slow.some(({ b }) => b.length === 7)).toBe(true);
  });

  it.each([
    ['steps of an even and an odd kind: 1 + n³/(1 + …)', [1], [0, 0, 0, 1]],
    ['oscillating roots: 2n + 1 − (n² + n + 1)/…', [1, 2], [-3, -1, -1]],
    ['roots of logarithmic growth: 2n + 1 − n²/…', [1, 2], [0, 0, -1]],
  ])('is not claimed of %s', (_, a, b) => {
    expect(fine({ a, b }, 30)).toBeUndefined();
  });

  it('of Euler’s fraction of sums over powers is the zeta value', () => {
    expect(fine({ a: [1, 3, 3, 2], b: [0, 0, 0, 0, 0, 0, -1] }, 60)).toBe(exact('1/zeta(3)', 60));
    expect(fine({ a: [1, 4, 6, 4, 2], b: [0, 0, 0, 0, 0, 0, 0, 0, -1] }, 60)).toBe(exact('90/pi^4', 60));
  });

  it('continues what converges like exp(−c√n), of higher degree', () => {
    // Beside 40,000 terms backwards in doubles.
    for (const fraction of [
      { a: [1, 0, 2], b: [0, 0, 0, 1, -1] },
      { a: [1, 3], b: [1, 0, 0, 2] },
      { a: [-2, 0, 1], b: [3, 0, 0, 0, 0, 1] },
    ]) {
      let tail = 1;
      for (let n = 40_000; n >= 0; n--) {
        const value = (p: readonly number[], k: number): number => p.reduceRight((sum, c) => sum * k + c, 0);
        tail = value(fraction.a, n) + (n === 40_000 ? 0 : value(fraction.b, n + 1) / tail);
      }
      expect(Number(fine(fraction, 30))).toBeCloseTo(tail, 9);
    }
  });

  it('in double-double agrees with multiple precision to its error, whatever the convergence', () => {
    const random = createRandom(5);
    const pick = (n: number): number => random.integer(2 * n + 1) - n;
    const kinds = new Set<string>();
    const out = { high: 0, low: 0, error: 0 };
    for (let i = 0; i < 400; i++) {
      const a = [pick(5), pick(3), i % 3 === 0 ? pick(2) : 0];
      const b = [pick(5), pick(5), pick(4)];
      if (valueOf({ a, b }, out) !== 'searched') continue;
      withWorkspace(300, (w) => {
        const value = w.big();
        expect(fineValue({ a, b }, value)).toBeGreaterThan(100);
        const size = Math.abs(out.high);
        mpfr.mpfr_sub_d(value, value, out.high, 0);
        mpfr.mpfr_sub_d(value, value, out.low, 0);
        const difference = Math.abs(mpfr.mpfr_get_d(value, 0));
        expect(difference, `${a.join()} ; ${b.join()}`).toBeLessThanOrEqual(
          size * Math.max(out.error, 1e-30) * 4,
        );
      });
      kinds.add(convergenceOf({ a, b }).kind);
    }
    expect([...kinds].sort()).toEqual(['exponential', 'factorial', 'slow']);
  });
});
