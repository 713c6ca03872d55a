import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../../src/expression/parse.ts';
import { FORMATS } from '../../../../src/number/formats.ts';
import { createRandom } from '../../../../src/number/random.ts';
import { compileProgram } from '../../../../src/program/evaluate.ts';
import type { Operand } from '../../../../src/program/program.ts';
import { Emitter } from '../../../../src/search/reduction/emitter.ts';
import { findIdentities } from '../../../../src/search/reduction/find-identities.ts';
import { reducedFunction } from '../../../../src/search/reduction/reduced-function.ts';
import type { Reduction, StepContext } from '../../../../src/search/reduction/step.ts';
import { stretchStep } from '../../../../src/search/reduction/steps/stretch.ts';
import { EXACT } from './program-of.ts';

const F64: StepContext = { ...EXACT, storage: FORMATS.f64, fma: true, alone: true };

function offered(text: string, hi: number, context = F64): readonly Reduction[] {
  const f = reducedFunction(parseExpression(text), 'x', -hi, hi);
  return stretchStep.reductions(f, findIdentities(f), context);
}

describe('a stretched argument', () => {
  it.each([
    ['sinpi(x)', 'sin(x)', Math.PI, 1.2246467991473532e-16],
    ['cospi(x)', 'cos(x)', Math.PI, 1.2246467991473532e-16],
    ['sin(3x)', 'sin(x)', 3, 0],
  ])('of %s leaves %s, at the product with %d in two numbers', (text, left, by, low) => {
    const [{ inners, emit }, ...others] = offered(text, 0.25);
    expect(others.map(({ parameters }) => parameters.small)).toEqual(left === 'cos(x)' ? [] : [true]);
    const [f64, wanted] = [FORMATS.f64, reducedFunction(parseExpression(left), 'x', -1, 1)];
    for (const y of [-0.7, 0.01, 0.5])
      expect(inners[0].oracle.rounded([y], f64)).toBe(wanted.oracle.rounded([y], f64));
    const [value, rest] = ([0, 1] as const).map((k) => {
      const e = new Emitter({ arithmetic: 'f64', storage: 'f64', variable: 'x', fma: true });
      const sum = emit(e, e.x, (_, y, z) => ({ tail: (k === 0 ? y : z) as string }));
      return compileProgram(e.build(sum.tail));
    });
    for (const x of [0.2499, -0.1, 1 / 3, 2 ** -30]) {
      expect(value(x)).toBe(by * x);
      // A fused operation's own test is another's: here the product of short numbers is exact.
      expect(rest(2 ** -4)).toBe(low / 16);
      expect(Math.abs(rest(x))).toBeLessThanOrEqual(Math.abs(value(x)) * 2 ** -52);
    }
  });

  it.each(['sinpi(x)', '-sinpi(x)'])('of %s loses less than a unit where products lose bits', (text) => {
    const [, { emit }] = offered(text, 0.25);
    const f64 = FORMATS.f64;
    const { oracle } = reducedFunction(parseExpression(text), 'x', -1, 1);
    const e = new Emitter({ arithmetic: 'f64', storage: 'f64', variable: 'x', fma: true });
    const sign = text.startsWith('-') ? (y: Operand) => e.op('neg', y) : (y: Operand) => y;
    const sum = emit(e, e.x, (_, y, z) => ({ tail: sign(e.op('add', y, z as Operand)) }));
    const run = compileProgram(e.build(sum.tail));
    const random = createRandom(3);
    let wrong = 0;
    for (let i = 0; i < 2000; i++) {
      const x = (random.next() - 0.5) * 2 ** -(1010 + random.integer(12));
      const [got, nearest] = [run(x), oracle.rounded([x], f64)];
      expect(Math.abs(got - (nearest as number))).toBeLessThanOrEqual(f64.ulp(got));
      if (got !== nearest) wrong++;
    }
    expect(wrong).toBeLessThan(200);
  });

  it('is for small intervals, results of the format computed in, and slopes that are no powers of two', () => {
    expect(offered('sinpi(x)', 1)).toEqual([]);
    expect(offered('sinpi(x)', 0.25, EXACT)).toEqual([]);
    expect(offered('sin(x)', 0.7)).toEqual([]);
    expect(offered('sin(2x)', 0.3)).toEqual([]);
    expect(offered('exp(x)', 0.3)).toEqual([]);
  });
});
