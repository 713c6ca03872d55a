import { describe, expect, it } from 'vitest';
import { compileProgram } from '../../../../src/program/evaluate.ts';
import { reductionEngine } from '../../../../src/search/reduction/reduction-engine.ts';
import { candidatesOf, eventsOf, problem } from '../../engine-conformance.ts';

const asked = (text: string) =>
  problem(text, '[-inf,inf]', { format: 'f32', measure: 'ulp', error: 4, arithmetic: 'f32' });

describe('whole revolutions', () => {
  it.each([
    ['sinpi(x)', 'revolution (size 2)'],
    ['sinpi(x/4)', 'revolution (size 8)'],
    ['cospi(x)', 'revolution (size 2)'],
  ])('of %s are taken off at any size, in f32 alone', async (text, step) => {
    const candidates = candidatesOf(await eventsOf(reductionEngine, asked(text), { evaluations: 1e6 }));
    const good = candidates.filter(({ error }) => error.value <= 4);
    expect(good.map(({ origin }) => origin.steps).join('; ')).toContain(step);
    for (const { program } of good) {
      expect(program.format).toBe('f32');
      const run = compileProgram(program);
      // Every number of f32 from 2^24 on is an even integer; and the last half before.
      const half = 2 ** 23 - 0.5;
      const scale = text.includes('/4') ? 4 : 1;
      expect([2 ** 24, 1.5 * 2 ** 100, half].map((x) => Math.abs(run(scale * x)))).toEqual(
        text.startsWith('sin') ? [0, 0, 1] : [1, 1, 0],
      );
      expect([Infinity, -Infinity, NaN].map((x) => run(x))).toEqual([NaN, NaN, NaN]);
    }
  });
});
