import { describe, expect, it } from 'vitest';
import { JUDGE_PRECISION } from '../../src/certify/exhaustive-judge.ts';
import { tieRuleOf, tieValue } from '../../src/certify/tie-rule.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import { FORMATS } from '../../src/number/formats.ts';
import { createRandom } from '../../src/number/random.ts';
import { withWorkspace } from '../../src/number/workspace.ts';
import { createOracle } from '../../src/oracle/create-oracle.ts';

const ruleOf = (text: string, format = FORMATS.f32) =>
  withWorkspace(JUDGE_PRECISION, (w) => tieRuleOf(createOracle(parseExpression(text), ['x']), format, w));

describe('ties about 0', () => {
  it('are decided by the second derivative, where c x lies halfway', () => {
    expect(ruleOf('silu(x)')).toEqual({ slope: 0.5, towards: 1, reach: 2 ** -125 });
    expect(ruleOf('gelu(x)')).toEqual({ slope: 0.5, towards: 1, reach: 2 ** -125 });
    expect(ruleOf('x/4 - x^2')).toEqual({ slope: 0.25, towards: -1, reach: 2 ** -124 });
  });

  it('are left open without a slope that is a power of two below 1, or with a curvature of no sign', () => {
    for (const text of ['sin(x)', 'x/3 + x^2', 'sin(x)/2', '1 + x/2 + x^2', 'abs(x)/2', 'x/2'])
      expect([text, ruleOf(text)]).toEqual([text, undefined]);
  });

  it.each(['silu(x)', 'gelu(x)', 'x/4 - x^2', 'x/8 + x^2'])('%s: as the oracle rounds', (text) => {
    const oracle = createOracle(parseExpression(text), ['x']);
    for (const format of [FORMATS.f32, FORMATS.f16]) {
      const rule = ruleOf(text, format);
      // In f16 the reach is too large for most: then there is no rule, and nothing to compare.
      if (rule === undefined) continue;
      const random = createRandom(5);
      const top = Number(format.ordinal(rule.reach));
      for (let i = 0; i < 300; i++) {
        const x = format.fromOrdinal(BigInt(1 + random.integer(top))) * (i % 2 === 0 ? 1 : -1);
        expect([x, tieValue(rule, format, x)]).toEqual([x, oracle.rounded([x], format)]);
      }
    }
    expect(ruleOf(text)).toBeDefined();
  });
});
