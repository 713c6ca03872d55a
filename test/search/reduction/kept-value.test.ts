import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../src/expression/parse.ts';
import { mpfr, ROUND } from '../../../src/number/mpfr.ts';
import { withWorkspace } from '../../../src/number/workspace.ts';
import { createOracle } from '../../../src/oracle/create-oracle.ts';
import { compileProgram } from '../../../src/program/evaluate.ts';
import { Emitter } from '../../../src/search/reduction/emitter.ts';
import { emitKeptTerm, keepsAll } from '../../../src/search/reduction/kept-term.ts';
import { reducedFunction } from '../../../src/search/reduction/reduced-function.ts';

/** Value and rest of a term at x as the two programs compute them in f32. */
function keptParts(text: string): readonly ((x: number) => number)[] {
  const f = reducedFunction(parseExpression(text), 'x', 2 ** -10, 2 ** 10);
  return (['value', 'rest'] as const).map((which) => {
    const e = new Emitter({ arithmetic: 'f32', storage: 'f32', variable: 'x', fma: true });
    const kept = emitKeptTerm(f.expression, { e, f, x: { value: e.x }, larger: new Map() }, new Map());
    return compileProgram(e.build(kept[which] ?? e.number(0)));
  });
}

describe('kept values', () => {
  it.each([
    '1 + x',
    'x*(1 + x)',
    '(1 - x)/(1 + x)',
    'sqrt(1 + x*x)',
    '(x/8 + 3)*(x - 4)',
    'x/sqrt((3 + x)*(pi + x))',
  ])(
    '%s: the sum of both is right to over 40 bits, and the value is within half an ulp or so of it',
    (text) => {
      const [value, rest] = keptParts(text);
      const oracle = createOracle(parseExpression(text), ['x']);
      fc.assert(
        fc.property(fc.float({ min: 2 ** -10, max: 2 ** 10, noNaN: true }), (x) => {
          withWorkspace(200, (w) => {
            const [truth, difference] = w.bigs(2);
            oracle.value([x], truth);
            const size = Math.abs(mpfr.mpfr_get_d(truth, ROUND.NEAREST));
            // About a zero the bits are those of the terms.
            if (size < 2 ** -6) return;
            mpfr.mpfr_sub_d(difference, truth, value(x), ROUND.NEAREST);
            expect(Math.abs(mpfr.mpfr_get_d(difference, ROUND.NEAREST)) / size).toBeLessThan(2 ** -21);
            mpfr.mpfr_sub_d(difference, difference, rest(x), ROUND.NEAREST);
            expect(Math.abs(mpfr.mpfr_get_d(difference, ROUND.NEAREST)) / size).toBeLessThan(2 ** -34);
          });
        }),
        { numRuns: 200, seed: 4 },
      );
    },
  );

  it('of a term that was lifted nothing is rounded to a subnormal number but the whole', () => {
    const text = 'x*exp2(64)/(3 + x)/exp2(64)';
    const [value, rest] = keptParts(text);
    const oracle = createOracle(parseExpression(text), ['x']);
    for (let k = 1; k < 2000; k++) {
      const x = Math.fround(2 ** -149 * Math.round(1.013 ** k));
      expect(rest(x)).toBe(0);
      const truth = withWorkspace(200, (w) => {
        const out = w.big();
        oracle.value([x], out);
        return mpfr.mpfr_get_d(out, ROUND.NEAREST);
      });
      // Half a unit, and another of the binade below.
      expect(Math.abs(value(x) - truth)).toBeLessThan(0.751 * Math.max(2 ** -149, truth * 2 ** -23));
    }
  });

  it('which terms: of sums alone, without fused operations', () => {
    const part = parseExpression('log(1 + x)');
    const kept = (text: string, fma: boolean): boolean =>
      keepsAll(parseExpression(text), new Set([part]), fma);
    expect(kept('log(1 + x)/2', false)).toBe(true);
    expect(kept('1 + x/4', false)).toBe(true);
    expect(kept('1/x', false)).toBe(false);
    expect(kept('1 + x*x', false)).toBe(false);
    expect(kept('sqrt(1 + x*x)', true)).toBe(true);
    expect(kept('max(log(1 + x), x)', true)).toBe(false);
    expect(kept('max(x, 0) + log(1 + x)', false)).toBe(true);
    expect(kept('exp(x)', true)).toBe(false);
  });
});
