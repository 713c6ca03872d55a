import { describe, expect, it } from 'vitest';
import { turnStep } from '../../../../src/search/reduction/steps/turn.ts';
import { offered, relativeError, runnable } from './program-of.ts';

describe('turn', () => {
  it('takes multiples of π/2 off a tangent, which is inverted at odd ones', () => {
    const list = offered(turnStep, 'tan(x)', -(2 ** 127), 2 ** 127);
    const quarter = list.find(({ inners }) => inners[0].hi < 0.8);
    if (quarter === undefined) throw new Error('no step');
    const run = runnable(quarter);
    for (const x of [
      1e-30,
      0.5,
      0.785,
      0.786,
      1.5,
      Math.fround(1.5707963),
      -2,
      3,
      1e5,
      -(2 ** 100),
      Math.fround(3e38),
    ])
      expect([x, relativeError('tan(x)', x, run(x)) < 2 ** -48]).toEqual([x, true]);
    expect(Object.is(run(-0), -0)).toBe(true);
    expect([run(Infinity), run(NaN)]).toEqual([NaN, NaN]);
  });
});
