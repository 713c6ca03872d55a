import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../../src/expression/parse.ts';
import { toText } from '../../../../src/expression/to-text.ts';
import { FORMATS } from '../../../../src/number/formats.ts';
import { compileProgram } from '../../../../src/program/evaluate.ts';
import { Emitter } from '../../../../src/search/reduction/emitter.ts';
import { reducedFunction } from '../../../../src/search/reduction/reduced-function.ts';
import { total } from '../../../../src/search/reduction/step.ts';
import { formulaStep } from '../../../../src/search/reduction/steps/formula.ts';
import { EXACT } from './program-of.ts';

describe('a part of a formula', () => {
  it.each([
    ['log(2*(x + sqrt(x)))', 'log(2*x)'],
    ['log(3*(x + sqrt(x)))', 'log(x)'],
  ])('%s is %s: a power of two before its argument is its own', (text, left) => {
    const f = reducedFunction(parseExpression(text), 'x', 1, 8);
    const [{ inners, emit }] = formulaStep.reductions(f, [], { ...EXACT, storage: FORMATS.f64 });
    expect(inners.map(({ expression }) => toText(expression))).toEqual([left]);
    const e = new Emitter({ arithmetic: 'f64', storage: 'f64', variable: 'x', fma: false });
    const run = compileProgram(
      e.build(
        total(
          e,
          emit(e, e.x, (_, y) => ({ tail: y })),
        ),
      ),
    );
    expect(run(4)).toBe(left === 'log(x)' ? 18 : 6);
    expect([inners[0].lo, inners[0].hi].map((end) => Number(end.toPrecision(3)))).toEqual(
      left === 'log(x)' ? [6, 32.5] : [2, 10.8],
    );
  });
});
