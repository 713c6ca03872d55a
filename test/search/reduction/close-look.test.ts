import { describe, expect, it } from 'vitest';
import { parseDomain } from '../../../src/expression/parse-domain.ts';
import { parseExpression } from '../../../src/expression/parse.ts';
import { findFormat } from '../../../src/number/formats.ts';
import { createOracle } from '../../../src/oracle/create-oracle.ts';
import type { Program } from '../../../src/program/program.ts';
import type { Problem } from '../../../src/search/problem.ts';
import { CloseLook } from '../../../src/search/reduction/close-look.ts';
import { Emitter } from '../../../src/search/reduction/emitter.ts';

const problem: Problem = {
  function: parseExpression('2*x'),
  variable: 'x',
  domain: parseDomain('[-inf, inf]'),
  format: 'f32',
  measure: 'ulp',
  cost: 'operations',
  fma: false,
  division: true,
  seed: 1,
};
const oracle = createOracle(problem.function, ['x']);
const f32 = findFormat('f32');

/** 2x, but 0 at one input. */
function wrongAt(input: number): Program {
  const e = new Emitter({ arithmetic: 'f32', storage: 'f32', variable: 'x', fma: false });
  const wrong = e.op('eq', e.x, e.number(input));
  return e.build(e.op('select', wrong, e.number(0), e.op('add', e.x, e.x)));
}

describe('a closer look', () => {
  const look = CloseLook.of(problem, oracle, f32) as CloseLook;

  it.each([1.2345, -1.2345, 3e-20, 1e30].map((x) => [Math.fround(x)]))(
    'finds the one wrong input about %s',
    (x) => {
      const near = f32.fromOrdinal(f32.ordinal(x) ^ 12_345n);
      expect(near).not.toBe(x);
      expect(look.worstNear(wrongAt(x), [near])).toEqual([x]);
    },
  );

  it('sees nothing where all is right, and each block once', () => {
    expect(look.worstNear(wrongAt(100), [1, 1.001, -1])).toEqual([]);
    expect(look.worstNear(wrongAt(100), [99, 99.5, 101])).toEqual([100]);
  });

  it('leaves out what has no value', () => {
    expect(look.worstNear(wrongAt(1), [NaN, Infinity, -Infinity, 3e38])).toEqual([]);
  });

  it('is for formats of which every input can be run', () => {
    expect(CloseLook.of({ ...problem, format: 'f64' }, oracle, findFormat('f64'))).toBeUndefined();
  });
});
