import { describe, expect, it } from 'vitest';
import { approximate } from '../../../src/discover/approximate.ts';
import { parseDomain } from '../../../src/expression/parse-domain.ts';
import { parseExpression } from '../../../src/expression/parse.ts';
import type { MachineOperation } from '../../../src/program/machine-operations.ts';
import { integerEngine } from '../../../src/search/integer/integer-engine.ts';
import { INTEGER_OPERATIONS } from '../../../src/program/integer-operations.ts';
import type { Problem } from '../../../src/search/problem.ts';

function problem(
  text: string,
  domain: string,
  format: string,
  operations: readonly MachineOperation[] = INTEGER_OPERATIONS,
): Problem {
  return {
    function: parseExpression(text),
    variable: 'x',
    domain: parseDomain(domain),
    format,
    measure: 'absolute',
    cost: 'operations',
    fma: false,
    division: false,
    operations,
    seed: 1,
  };
}

const SHIFTS = INTEGER_OPERATIONS.filter((op) => op !== 'imul');

/** Proved errors in units, by number of operations. */
async function front(asked: Problem, unit: number): Promise<{ cost: number; error: number }[]> {
  const { front: entries } = await approximate(asked, { engines: ['integer'], evaluations: 20_000 });
  return entries.map(({ cost, error, program }) => {
    expect(error.status).toBe('proved');
    const allowed = [...(asked.operations ?? []), 'bits', 'float'];
    for (const { op } of program.code) expect(allowed).toContain(op);
    return { cost, error: error.bound === undefined ? Infinity : Number(error.value) / unit };
  });
}

const least = (entries: readonly { cost: number; error: number }[], most: number): number =>
  Math.min(...entries.filter(({ cost }) => cost <= most).map(({ error }) => error));

describe('integer', () => {
  it(
    'beats the shift-exp of Shiftmax at its cost, without multiplications',
    { timeout: 60_000 },
    async () => {
      const entries = await front(problem('exp(x)', '[-8,0]', 'q(3.8)', SHIFTS), 2 ** -8);
      // Li & Gu, arXiv:2207.01405: x·1.0111₂ = −(q + r), 2^−q·(1 − r/2), nine operations.
      const shiftExp = (n: number): number => {
        const m = (n >> 4) - (n + (n >> 1));
        return (256 - ((m & 255) >> 1)) >> (m >> 8);
      };
      const inputs = Array.from({ length: 2049 }, (_, i) => i - 2048);
      const theirs = Math.max(...inputs.map((n) => Math.abs(shiftExp(n) - 256 * Math.exp(n / 256))));
      expect(theirs).toBeGreaterThan(8);
      expect(least(entries, 9)).toBeLessThan(theirs);
    },
  );
  it(
    'normalises for a square root, rounded within a unit, without division',
    { timeout: 60_000 },
    async () => {
      const entries = await front(problem('sqrt(x)', '[0,4095]', 'u16'), 1);
      expect(least(entries, 24)).toBeLessThan(1);
    },
  );
  it('says why it does not work', () => {
    const at = (format: string): string | undefined =>
      integerEngine.refuses(problem('exp(x)', '[0,1]', format));
    expect(at('f32')).toMatch(/fixed point and integers/);
    expect(at('u32')).toMatch(/do not hold all of u32/);
    expect(at('q(3.12)')).toBeUndefined();
    expect(integerEngine.refuses(problem('exp(x)', '[0,1]', 'q(3.12)', ['add']))).toMatch(/no operation/);
  });
  it('finds the same for the same seed', { timeout: 60_000 }, async () => {
    const run = () =>
      approximate(problem('sin(x)', '[-1.5,1.5]', 'q(3.8)'), { engines: ['integer'], evaluations: 5000 });
    expect(JSON.stringify((await run()).front)).toBe(JSON.stringify((await run()).front));
  });
});
