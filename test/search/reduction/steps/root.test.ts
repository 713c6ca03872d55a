import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../../src/expression/parse.ts';
import { FORMATS } from '../../../../src/number/formats.ts';
import { compileProgram } from '../../../../src/program/evaluate.ts';
import { Emitter } from '../../../../src/search/reduction/emitter.ts';
import { findIdentities } from '../../../../src/search/reduction/find-identities.ts';
import { reducedFunction } from '../../../../src/search/reduction/reduced-function.ts';
import { rootStep } from '../../../../src/search/reduction/steps/root.ts';
import { EXACT, offered, relativeError, runnable } from './program-of.ts';

describe('root', () => {
  it.each([
    ['cbrt(x)', 3],
    ['3*cbrt(x)', 3],
    ['sqrt(sqrt(x))', 4],
  ])('%s is exact to a few units of f64', (text, a) => {
    const [root] = offered(rootStep, text, 0, 2 ** 127);
    expect(root.parameters.a).toBe(a);
    expect(root.inners[0].lo).toBe(0);
    const run = runnable(root);
    for (const x of [2 ** -149, 3e-39, 0.7, 1, 1.0001, 1.9999, 2, 3, 4, 7.99, 8, 1e10, 3e38])
      expect([x, relativeError(text, x, run(x)) < 2 ** -48]).toEqual([x, true]);
  });

  it('what is left of x over the power of the first value lies in the interval told, also of subnormal numbers', () => {
    const f = reducedFunction(parseExpression('cbrt(x)'), 'x', 0, FORMATS.f32.maxFinite);
    const [root] = rootStep.reductions(f, findIdentities(f), { ...EXACT, arithmetic: FORMATS.f32 });
    const e = new Emitter({ arithmetic: 'f32', storage: 'f32', variable: 'x', fma: false });
    let left = '';
    root.emit(e, e.x, (_, t) => ({ tail: (left = t) }));
    const run = compileProgram(e.build(left));
    const most = root.inners[0].hi;
    expect(most).toBeLessThan(0.4);
    for (let k = 1; k < 20_000; k++) {
      const t = run(FORMATS.f32.decode(BigInt(Math.floor((k * 0x7f7fffff) / 20_000))));
      expect(t >= 0 && t <= most).toBe(true);
    }
  });

  it('is not offered where a power of f is no multiple of x, nor for halves of exponents', () => {
    for (const text of ['x', 'sqrt(1 + x)', '1/cbrt(x)', 'log(x)'])
      expect(offered(rootStep, text, 0, 1e30)).toEqual([]);
  });
});
