import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../src/expression/parse.ts';
import { FORMATS } from '../../../src/number/formats.ts';
import { createOracle } from '../../../src/oracle/create-oracle.ts';
import { compileProgram } from '../../../src/program/evaluate.ts';
import { Emitter } from '../../../src/search/reduction/emitter.ts';
import { finishesOf } from '../../../src/search/reduction/finishes.ts';
import { reducedFunction } from '../../../src/search/reduction/reduced-function.ts';
import { EXACT } from './steps/program-of.ts';

const finishes = (text: string) => finishesOf(reducedFunction(parseExpression(text), 'x', -64, 64), EXACT);
const names = (text: string): string[] => finishes(text).map(({ name }) => name);

describe('nudge', () => {
  it('goes the way of the first term that is no short number, after two that are', () => {
    // x − x²/2 + x³/3
    expect(names('log1p(x)')).toContain('nudge (below up, above up, units 1)');
    // 1/2 + x/4 − x³/48
    expect(names('sigmoid(x)')).toContain('nudge (below up, above down, units 1)');
    // x/2 + x²/4 − x⁴/48: downwards on both sides, which is outwards below 0.
    expect(names('silu(x)')).toContain('nudge (below up, above down, units 1), halfway');
    // x/2 + x²/√(2π)
    expect(names('gelu(x)')).toContain('nudge (below down, above up, units 1)');
  });

  it('is not offered where no terms, or one, could lie halfway, nor at numbers alone', () => {
    for (const text of ['sin(x)', 'softplus(x)', 'log(2 + x)', '1 + x + x^2'])
      expect([text, names(text)]).toEqual([text, ['none']]);
  });

  it('moves a tie to the right side', () => {
    const oracle = createOracle(parseExpression('sigmoid(x)'), ['x']);
    const e = new Emitter({ arithmetic: 'f64', storage: 'f32', variable: 'x', fma: false });
    const program = e.build(e.op('add', e.number(0.5), e.op('mul', e.x, e.number(0.25))));
    const nudge = finishes('sigmoid(x)').find(({ name }) => name.includes('units 1'));
    const [plain, nudged] = [program, nudge?.apply(program) ?? program].map((one) => compileProgram(one));
    // Odd multiples of 2⁻²³ below 2⁻¹⁷: x/4 is an odd multiple of half a last place of 1/2.
    const ties = Array.from({ length: 64 }, (_, k) => (k - 32 + 0.5) * 2 ** -22);
    const right = (run: (x: number) => number): number =>
      ties.filter((x) => run(x) === oracle.rounded([x], FORMATS.f32)).length;
    // Above 0 half of them go to the wrong even number.
    expect(right(plain)).toBe(48);
    expect(right(nudged)).toBe(64);
  });
});

describe('halfway', () => {
  it.each(['silu(x)', 'gelu(x)', 'x/2 - x^2'])('%s: x/2 rounds as f does, at subnormal numbers', (text) => {
    const e = new Emitter({ arithmetic: 'f64', storage: 'f32', variable: 'x', fma: false });
    const half = e.build(e.op('mul', e.x, e.number(0.5)));
    const finish = finishes(text).find(({ name }) => name === 'halfway');
    const run = compileProgram(finish?.apply(half) ?? half);
    const oracle = createOracle(parseExpression(text), ['x']);
    for (const k of [1, 2, 3, 5, 6, 101, 65537, 2 ** 22 + 1, 2 ** 23 - 1, 2 ** 23 + 1, 2 ** 24 - 1, 2 ** 25])
      for (const x of [k * 2 ** -149, -k * 2 ** -149])
        expect([x, run(x)]).toEqual([x, oracle.rounded([x], FORMATS.f32)]);
    expect([run(0), run(-0)]).toEqual([0, -0]);
  });

  it('is not offered without such ties', () => {
    for (const text of ['sin(x)', 'x/3 + x^2', 'exp(x)']) expect(names(text)).not.toContain('halfway');
  });
});
