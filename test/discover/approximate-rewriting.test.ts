import { describe, expect, it } from 'vitest';
import { approximate, defaultEngines } from '../../src/discover/approximate.ts';
import { exactDouble } from '../../src/number/exact-double.ts';
import { problem } from '../search/engine-conformance.ts';

describe('rewriting in the portfolio', () => {
  it('runs first where machines compute the formula, and not elsewhere', () => {
    expect(defaultEngines(problem('sqrt(x+1)-sqrt(x)', '[1,1000]', { format: 'f32' }))[0]).toBe('rewriting');
    expect(defaultEngines(problem('exp(x)', '[0,1]', { format: 'f32' }))).not.toContain('rewriting');
  });

  it('proves the quotient that a difference of roots is', async () => {
    const asked = problem('sqrt(x+1)-sqrt(x)', '[1,1000]', { format: 'f16', measure: 'ulp', error: 2.1 });
    const { front, provenance } = await approximate(asked, { evaluations: 400 });
    expect(provenance.stop).toBe('error');
    const proved = front.filter(({ error }) => error.status === 'proved');
    expect(proved.map(({ engine }) => engine)).toContain('rewriting');
    expect(Math.min(...proved.map(({ certificate }) => exactDouble(certificate?.bound ?? '')))).toBeLessThanOrEqual(2.1); // prettier-ignore
  }, 120_000);
});
