import { parseDomain } from '../../src/expression/parse-domain.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import { bigToHex, readBig } from '../../src/number/big-text.ts';
import { FORMATS } from '../../src/number/formats.ts';
import type { Measure } from '../../src/number/measure.ts';
import { mpfr, ROUND } from '../../src/number/mpfr.ts';
import { withWorkspace } from '../../src/number/workspace.ts';
import { createOracle } from '../../src/oracle/create-oracle.ts';
import type { FitTarget, FixedTerm } from '../../src/search/fit-target.ts';

/** A target from text, as a user writes it. */
export function target(
  text: string,
  domain: string,
  measure: Measure,
  fixed?: readonly FixedTerm[],
): FitTarget {
  const { lo, hi } = parseDomain(domain);
  const end = (expression: typeof lo): string =>
    withWorkspace(400, (w) => {
      const value = w.big();
      createOracle(expression, []).value([], value);
      return bigToHex(value);
    });
  const format = measure === 'ulp' ? FORMATS.f32 : undefined;
  return {
    oracle: createOracle(parseExpression(text), ['x']),
    lo: end(lo),
    hi: end(hi),
    measure,
    fixed,
    format,
  };
}

export const powers = (first: number, last: number, stride = 1): number[] =>
  Array.from({ length: Math.floor((last - first) / stride) + 1 }, (_, k) => first + k * stride);

export type Terms = { readonly powers: readonly number[]; readonly coefficients: readonly string[] };

/**
 * The largest weighted error of numerator/denominator on `count` + 1 evenly spaced points, and its value at each:
 * plain evaluation in 300 bits that shares nothing with the fits.
 */
export function denseError(
  to: FitTarget,
  numerator: Terms,
  denominator: Terms | undefined,
  count = 400,
): number {
  return withWorkspace(300, (w) => {
    const [lo, width, x, f, value, term] = w.bigs(6);
    readBig(lo, to.lo);
    readBig(width, to.hi);
    mpfr.mpfr_sub(width, width, lo, ROUND.NEAREST);
    const evaluate = ({ powers: exponents, coefficients }: Terms): typeof x => {
      const sum = w.number(0);
      coefficients.forEach((text, k) => {
        readBig(value, text);
        mpfr.mpfr_pow_ui(term, x, exponents[k], ROUND.NEAREST);
        mpfr.mpfr_mul(term, term, value, ROUND.NEAREST);
        mpfr.mpfr_add(sum, sum, term, ROUND.NEAREST);
      });
      return sum;
    };
    let largest = 0;
    for (let i = 0; i <= count; i++) {
      const mark = w.mark();
      mpfr.mpfr_mul_d(x, width, i / count, ROUND.NEAREST);
      mpfr.mpfr_add(x, x, lo, ROUND.NEAREST);
      if (to.oracle.value([{ lo: x, hi: x }], f).kind !== 'enclosed') continue;
      const p = evaluate(numerator);
      if (denominator !== undefined) mpfr.mpfr_div(p, p, evaluate(denominator), ROUND.NEAREST);
      mpfr.mpfr_sub(p, p, f, ROUND.NEAREST);
      if (to.measure === 'relative' && mpfr.mpfr_zero_p(f)) continue;
      if (to.measure === 'relative') mpfr.mpfr_div(p, p, f, ROUND.NEAREST);
      let error = Math.abs(mpfr.mpfr_get_d(p, ROUND.NEAREST));
      if (to.measure === 'ulp') error /= FORMATS.f32.ulp(mpfr.mpfr_get_d(f, ROUND.NEAREST));
      largest = Math.max(largest, error);
      w.release(mark);
    }
    return largest;
  });
}
