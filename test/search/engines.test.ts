import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../src/expression/parse.ts';
import { ENGINE_NAMES, type EngineName } from '../../src/search/engine.ts';
import { ENGINES } from '../../src/search/engines.ts';
import type { Problem } from '../../src/search/problem.ts';
import {
  candidatesOf,
  engineConformance,
  eventsOf,
  fitEngineConformance,
  problem,
} from './engine-conformance.ts';

/** What an engine that does not work on the common problems is asked instead. */
const HOME: Partial<Record<EngineName, Partial<Problem>>> = {
  integer: { format: 'q(3.12)', measure: 'ulp' },
  bits: { format: 'f32' },
  reduction: { format: 'f16' },
  table: { format: 'f16', maxTable: 512, maxDegree: 1 },
  rewriting: { function: parseExpression('sqrt(x + 2) - sqrt(x + 5/4)'), format: 'f16' },
};
for (const name of ENGINE_NAMES) engineConformance(ENGINES[name], 30_000, HOME[name] ?? {});
for (const name of ['minimax', 'rational'] as const) fitEngineConformance(ENGINES[name]);

describe('rational engine', () => {
  it('needs division', () => {
    expect(ENGINES.rational.refuses(problem('exp(x)', '[0,1]', { division: false }))).toContain('division');
  });

  it('finds continued fractions of three operations a level', async () => {
    const candidates = candidatesOf(
      await eventsOf(ENGINES.rational, problem('exp(x)', '[0,1]', { maxDegree: 6 })),
    );
    const fraction = candidates.find(
      ({ origin }) => origin.numerator === 3 && origin.denominator === 2 && origin.form === 'fraction',
    );
    expect(fraction?.cost).toBe(8);
  });
});

describe('minimax engine', () => {
  it('finds odd structure by itself', async () => {
    const candidates = candidatesOf(
      await eventsOf(ENGINES.minimax, problem('sin(x)', '[-1,1]', { maxDegree: 5 })),
    );
    expect(new Set(candidates.map(({ origin }) => origin.powers))).toEqual(new Set(['odd']));
    // x·(a + u·(b + c·u)), u = x²: six operations.
    expect(Math.min(...candidates.filter((c) => c.origin.degree === 5).map((c) => c.cost))).toBe(6);
  });
});
