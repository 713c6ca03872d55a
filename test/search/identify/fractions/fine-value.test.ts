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
  it('is the published limit, of all that converge faster than a power, and of the slow ones with short polynomials', () => {
    const reached = KNOWN_FRACTIONS.flatMap((one) => {
      const value = fine(one, 60);
      return value === undefined ? [] : [[`${one.a.join()} ${one.b.join()}`, value, exact(one.limit, 60)]];
    });
    expect(reached.filter(([, value, limit]) => value !== limit)).toEqual([]);
    const missed = KNOWN_FRACTIONS.filter((one) => fine(one, 60) === undefined);
    expect(missed.every((one) => convergenceOf(one).kind === 'slow' && one.b.length > 3)).toBe(true);
    expect(reached.length).toBeGreaterThan(110);
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
