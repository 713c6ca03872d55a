import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../src/expression/parse.ts';
import { ModelMaker } from '../../src/certify/supremum-expression.ts';
import { modelRange, NoModel, type Model, type ModelSpace } from '../../src/certify/supremum-model.ts';
import { boundPolynomial } from '../../src/certify/supremum-polynomial.ts';
import { mpfr, ROUND } from '../../src/number/mpfr.ts';
import { withWorkspace, type Workspace } from '../../src/number/workspace.ts';
import { addIntervals, intervalOf, mulIntervals, newInterval } from '../../src/oracle/big-interval.ts';
import { createOracle } from '../../src/oracle/create-oracle.ts';

function space(w: Workspace, lo: number, hi: number, centre: number, order: number): ModelSpace {
  const t = intervalOf(w, lo, hi);
  mpfr.mpfr_sub_d(t.lo, t.lo, centre, ROUND.DOWN);
  mpfr.mpfr_sub_d(t.hi, t.hi, centre, ROUND.UP);
  return { w, order, centre, t };
}

/** Encloses Σ c_k t^(v+k) at one t: the model's promise about the value there. */
function evaluate(s: ModelSpace, model: Model, x: number): { lo: number; hi: number } {
  const { w } = s;
  const t = intervalOf(w, x);
  mpfr.mpfr_sub_d(t.lo, t.lo, s.centre, ROUND.DOWN);
  mpfr.mpfr_sub_d(t.hi, t.hi, s.centre, ROUND.UP);
  const sum = intervalOf(w, 0);
  for (const c of [...model.terms].reverse()) {
    mulIntervals(sum, sum, t);
    if (c !== null) addIntervals(sum, sum, c);
  }
  for (let k = 0; k < model.valuation; k++) mulIntervals(sum, sum, t);
  return { lo: mpfr.mpfr_get_d(sum.lo, ROUND.DOWN), hi: mpfr.mpfr_get_d(sum.hi, ROUND.UP) };
}

const FUNCTIONS = [
  'exp(x)',
  'sin(x)/x',
  '(exp(x)-1)/x',
  'x/(x+x^3/6)',
  '3/(x+2/x)',
  'sqrt(1+x^2)',
  'log(2+sin(x))',
  'x^2*tanh(x)',
  '1/(3+cos(x))^2',
  'abs(x)',
  'max(x,1-x)',
  'min(sin(x),x^2)',
  'floor(2*x)',
  'hypot(x,1)',
  '(2+x)^x',
  'atan2(x,1+x^2)',
  'sqrt(abs(x))',
  'fma(x,x,-x)',
  '2^(x/3)',
  '(1-cos(x))/x^2',
  'sin(x)/log(1+x)',
];

describe('a Taylor model', () => {
  for (const text of FUNCTIONS) {
    it(`of ${text} encloses it at every point of the cell`, () => {
      const expression = parseExpression(text);
      const oracle = createOracle(expression, ['x']);
      const maker = new ModelMaker('x');
      let models = 0;
      fc.assert(
        fc.property(
          fc.constantFrom(-0.5, -0.25, 0, 0.25, 0.75),
          fc.constantFrom(0.5, 0.125, 0.01),
          fc.constantFrom(0, 0.5, 1),
          fc.constantFrom(1, 4, 9),
          fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 }),
          (lo, width, place, order, points) => {
            withWorkspace(120, (w) => {
              const s = space(w, lo, lo + width, lo + width * place, order);
              let model: Model;
              try {
                model = maker.model(s, expression);
                if (model.valuation < 0) return;
              } catch (error) {
                if (error instanceof NoModel) return;
                throw error;
              }
              models++;
              const range = modelRange(s, model);
              const bound = boundPolynomial(s, model, 0, 0.01, 0);
              for (const share of points) {
                const x = Math.min(lo + width, lo + width * share);
                const truth = newInterval(w);
                if (oracle.enclose([x], 80, truth).kind !== 'enclosed') continue;
                const [low, high] = [
                  mpfr.mpfr_get_d(truth.lo, ROUND.UP),
                  mpfr.mpfr_get_d(truth.hi, ROUND.DOWN),
                ];
                const enclosure = evaluate(s, model, x);
                expect(enclosure.lo).toBeLessThanOrEqual(high);
                expect(enclosure.hi).toBeGreaterThanOrEqual(low);
                expect(Math.min(Math.abs(low), Math.abs(high))).toBeLessThanOrEqual(
                  bound.upper * (1 + 2 ** -50),
                );
                if (range === null) expect(Math.abs(low)).toBe(0);
                else {
                  expect(mpfr.mpfr_cmp(range.lo, truth.hi)).toBeLessThanOrEqual(0);
                  expect(mpfr.mpfr_cmp(range.hi, truth.lo)).toBeGreaterThanOrEqual(0);
                }
              }
            });
          },
        ),
        { numRuns: 60, seed: 4 },
      );
      expect(models).toBeGreaterThan(5);
    });
  }

  it('divides out a common zero, and lets poles cancel', () => {
    withWorkspace(120, (w) => {
      const s = space(w, -0.25, 0.25, 0, 8);
      const maker = new ModelMaker('x');
      expect(maker.model(s, parseExpression('2/x')).valuation).toBe(-1);
      const there = maker.model(s, parseExpression('3/(x+2/x)'));
      expect(there.valuation).toBe(1);
      const sinc = maker.model(s, parseExpression('sin(x)/x'));
      expect(sinc.valuation).toBe(0);
      expect(mpfr.mpfr_cmp_d(sinc.terms[0]?.lo ?? (0 as never), 1)).toBe(0);
      expect(() => maker.model(s, parseExpression('1/(x-0.1)'))).toThrow(NoModel);
    });
  });
});
