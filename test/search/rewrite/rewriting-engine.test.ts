import { describe, expect, it } from 'vitest';
import { certify } from '../../../src/certify/certify.ts';
import { exactDouble } from '../../../src/number/exact-double.ts';
import { rewritingEngine } from '../../../src/search/rewrite/rewriting-engine.ts';
import { candidatesOf, eventsOf, problem } from '../engine-conformance.ts';

describe('rewriting engine', () => {
  it('finds the quotient that a difference of roots is, with a proof', async () => {
    const of = problem('sqrt(x+1)-sqrt(x)', '[1,1000]', { format: 'f16', measure: 'ulp' });
    const candidates = candidatesOf(await eventsOf(rewritingEngine, of));
    const given = candidates.find(({ origin }) => origin.form === 'given');
    const [best] = candidates.filter(({ error }) => error.value <= 2.1).toSorted((a, b) => a.cost - b.cost);
    // The constant 1 is added, two roots are taken, and one is subtracted.
    expect(given?.cost).toBe(4);
    expect(given?.error.value).toBeGreaterThan(10);
    expect(best.cost).toBe(5);
    expect(exactDouble((await certify(best.program, of)).bound)).toBeLessThanOrEqual(2.1);
  });

  it('finds the power that a polynomial is, exactly', async () => {
    const of = problem('x^4+4*x^3+6*x^2+4*x+1', '[0,2]', {});
    const candidates = candidatesOf(await eventsOf(rewritingEngine, of));
    const [best] = candidates.toSorted((a, b) => a.cost - b.cost);
    expect(best.program.code.map(({ op }) => op)).toEqual(['add', 'mul', 'mul']);
    expect(exactDouble((await certify(best.program, of)).bound)).toBeLessThan(1e-30);
  });

  it('refuses functions that no machine computes, and says when nothing is allowed', async () => {
    expect(rewritingEngine.refuses(problem('exp(x)', '[0,1]', { format: 'f32' }))).toContain('f32');
    expect(rewritingEngine.refuses(problem('exp(x)', '[0,1]', {}))).toContain('real');
    expect(rewritingEngine.refuses(problem('exp(x)', '[0,1]', { operations: ['exp'] }))).toBeUndefined();
    const of = problem('1/(1+x)', '[0,1]', { division: false });
    const events = await eventsOf(rewritingEngine, of);
    expect(candidatesOf(events)).toEqual([]);
    expect(events).toHaveLength(1);
  });
});
