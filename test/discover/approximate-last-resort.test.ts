import { describe, expect, it } from 'vitest';
import { approximate, defaultEngines } from '../../src/discover/approximate.ts';
import { exactDouble } from '../../src/number/exact-double.ts';
import { problem } from '../search/engine-conformance.ts';

describe('range reduction as the last resort', () => {
  const asked = (error: number, maxDegree: number) =>
    problem('exp(x)', '[-1,1]', { format: 'f64', measure: 'ulp', error, maxDegree });

  it('is in the default portfolio where an error is asked for in a format that it knows', () => {
    expect(defaultEngines(asked(2, 9)).at(-1)).toBe('reduction');
    expect(defaultEngines(problem('exp(x)', '[-1,1]', { format: 'f64' }))).not.toContain('reduction');
    expect(defaultEngines(problem('exp(x)', '[-1,1]', { error: 1e-9 }))).not.toContain('reduction');
  });

  it('proves what one polynomial cannot keep', async () => {
    const { front, provenance } = await approximate(asked(2, 9));
    expect(provenance.stop).toBe('error');
    const proved = front.find(({ error }) => error.status === 'proved');
    expect(proved?.engine).toBe('reduction');
    expect(exactDouble(proved?.certificate?.bound ?? '')).toBeLessThanOrEqual(2);
  }, 120_000);
});
