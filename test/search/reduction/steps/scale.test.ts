import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../../src/expression/parse.ts';
import { FORMATS } from '../../../../src/number/formats.ts';
import { findIdentities } from '../../../../src/search/reduction/find-identities.ts';
import { reducedFunction } from '../../../../src/search/reduction/reduced-function.ts';
import { scaleStep } from '../../../../src/search/reduction/steps/scale.ts';
import { EXACT, relativeError, runnable } from './program-of.ts';

describe('scale, in the format of the results', () => {
  const f = reducedFunction(parseExpression('log2(x)'), 'x', 2 ** -1074, Number.MAX_VALUE);
  const offered = scaleStep.reductions(f, findIdentities(f), {
    ...EXACT,
    storage: FORMATS.f64,
    fma: true,
    alone: true,
  });

  it('keeps what the sum with k rounds away where c is one word', () => {
    expect(offered.map(({ parameters }) => parameters.words)).toContain(1);
    expect(offered.filter(({ parameters }) => parameters.kept === true).length).toBeGreaterThan(1);
  });

  it.each([false, true])('gives log2(x), by a quotient: %s', (quotient) => {
    const reduction = offered.find(
      ({ parameters }) => parameters.kept === true && (parameters.quotient === true) === quotient,
    );
    if (reduction === undefined) throw new Error('no such way');
    const run = runnable(reduction);
    for (const x of [3, 0.3, 1.0625, 1e300, 1e-300, 5e-324, 2 ** -1060 * 1.25])
      expect(relativeError('log2(x)', x, run(x))).toBeLessThan(2 ** -46);
    expect(run(1024)).toBe(10);
  });
});
