import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../src/expression/parse.ts';
import { FORMATS } from '../../../src/number/formats.ts';
import { compileProgram } from '../../../src/program/evaluate.ts';
import { ProgramBuilder } from '../../../src/program/program-builder.ts';
import { Emitter } from '../../../src/search/reduction/emitter.ts';
import { nearZeroOf, withNearZero } from '../../../src/search/reduction/near-zero.ts';
import { reducedFunction } from '../../../src/search/reduction/reduced-function.ts';
import { roundedValue } from '../../../src/search/reduction/rounded-value.ts';
import { stepContext } from '../../../src/search/reduction/step-context.ts';

const { f64 } = FORMATS;

const around = (text: string) => {
  const f = reducedFunction(parseExpression(text), 'x', -0.5, 0.5);
  const problem = { function: f.expression, variable: 'x', format: 'f64', measure: 'ulp', error: 1 } as never;
  return { f, ways: nearZeroOf(f, stepContext(problem, 'f64', true)) };
};

describe('what a function is next to a zero at 0', () => {
  it.each([
    ['expm1(x)', 2, 1 / 2],
    ['log1p(x)', 2, -1 / 2],
    ['sinh(x)', 3, 1 / 6],
    ['asinh(x)', 3, -1 / 6],
    ['x/(1 + exp(-x))', 2, 1 / 4],
  ])('%s: one term, or two in a larger radius, within a hundredth of an ulp', (text, power, by) => {
    const { f, ways } = around(text);
    expect(ways.map(({ second }) => second?.power)).toEqual([undefined, power]);
    expect(ways[1].second?.by).toBeCloseTo(by, 12);
    expect(ways[1].radius).toBeGreaterThan(ways[0].radius);
    const b = new ProgramBuilder('f64', ['x']);
    const other = b.build(b.constant('0x1p+9'));
    for (const way of ways) {
      const e = new Emitter({ arithmetic: 'f64', storage: 'f64', variable: 'x', fma: true });
      const run = compileProgram(withNearZero(e, other, way));
      expect(run(way.radius)).toBe(512);
      // A square that is added to −0 makes it +0.
      if (way.second === undefined || power === 3 || by < 0) expect([run(0), run(-0)]).toEqual([0, -0]);
      for (const x of [0.999, -0.7, 1e-9, -1e-300].map((part) => part * way.radius)) {
        const truth = roundedValue(f.oracle, x, f64);
        expect(Math.abs(run(x) - truth)).toBeLessThanOrEqual(f64.ulp(truth));
      }
    }
  });

  it('with fma also one term of any slope, rounded once', () => {
    const f = reducedFunction(parseExpression('mish(x)'), 'x', -0.5, 0.5);
    const problem = { function: f.expression, variable: 'x', format: 'f64', measure: 'ulp', fma: true };
    const ways = nearZeroOf(f, stepContext(problem as never, 'f64', true));
    expect(ways).toHaveLength(1);
    const [{ radius, first, rest = 0 }] = ways;
    expect(radius).toBeGreaterThan(2 ** -62);
    expect([first, first + rest * 2 ** 40]).toEqual([0.6, 0.6 + 2 ** -15.321928094887362]);
    const e = new Emitter({ arithmetic: 'f64', storage: 'f64', variable: 'x', fma: true });
    const b = new ProgramBuilder('f64', ['x']);
    const run = compileProgram(withNearZero(e, b.build(b.constant('0x1p+9')), ways[0]));
    expect([run(radius), run(0), run(-0)]).toEqual([512, 0, -0]);
    for (const x of [0.999, -0.7, 1e-9, -1e-280].map((part) => part * radius))
      expect(run(x)).toBe(roundedValue(f.oracle, x, f64));
  });

  it('nothing where f is not 0 there, or no power of two times x', () => {
    expect(around('exp(x)').ways).toEqual([]);
    expect(around('sin(3*x)').ways).toEqual([]);
    expect(around('x*x').ways).toEqual([]);
  });
});
