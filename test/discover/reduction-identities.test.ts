import { describe, expect, it } from 'vitest';
import { approximate } from '../../src/discover/approximate.ts';
import { makeCommand } from '../../src/discover/make-command.ts';
import { problemOf, problemRecord } from '../../src/discover/problem-record.ts';
import { readFinding } from '../../src/discover/read-finding.ts';
import { reductionIdentities } from '../../src/discover/reduction-identities.ts';
import { relate } from '../../src/discover/relate.ts';
import { writeFinding } from '../../src/discover/write-finding.ts';
import { parseDomain } from '../../src/expression/parse-domain.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import type { Problem } from '../../src/search/problem.ts';

const HIDDEN = 'asin(2*x/(1 + x^2))';

function problem(text: string, identities?: Problem['identities']): Problem {
  return {
    function: parseExpression(text),
    variable: 'x',
    domain: parseDomain('[0, 2000]'),
    format: 'f16',
    measure: 'ulp',
    error: 4,
    cost: 'operations',
    fma: false,
    division: true,
    ...(identities === undefined ? {} : { identities }),
    seed: 1,
  };
}

describe('reductionIdentities', () => {
  it('are those proved of the function, also from a finding in another variable', () => {
    const f = parseExpression(HIDDEN);
    const found = reductionIdentities(f);
    expect(found.map(({ text }) => text)).toEqual(['f(-x) = -f(x)', 'f(1/x) = f(x)']);
    expect(reductionIdentities(f, relate('asin(2*t/(t*t + 1))')).map(({ row }) => row)).toEqual(
      found.map(({ row }) => row),
    );
  });

  it('are not taken from another function, or when they are only measured', () => {
    const f = parseExpression(HIDDEN);
    expect(() => reductionIdentities(f, relate('tanh(x)'))).toThrow('of tanh(x)');
    const known = relate(HIDDEN);
    const front = known.front.map((entry) => ({ ...entry, status: 'measured' as const }));
    expect(reductionIdentities(f, { ...known, front })).toEqual([]);
  });

  it('let range reduction find a program that is much shorter than without', async () => {
    const without = await approximate(problem(HIDDEN), { engines: ['reduction'] });
    const identities = reductionIdentities(parseExpression(HIDDEN)).map(({ row }) => row);
    const finding = await approximate(problem(HIDDEN, identities), { engines: ['reduction'] });
    const shortest = Math.min(...without.front.map(({ operations }) => operations));
    expect(finding.front.at(-1)?.operations).toBeLessThan(0.6 * shortest);
    expect(finding.front.at(-1)?.error.status).toBe('proved');
    const text = writeFinding(finding);
    const again = readFinding(text);
    expect(writeFinding(again)).toBe(text);
    expect(problemOf(again.problem).identities).toEqual(identities);
    expect(makeCommand(again.problem)).toContain('--identities find');
    const told = { ...again, problem: { ...again.problem, identitiesFrom: 'known $1.json' } };
    const command = makeCommand(readFinding(writeFinding(told)).problem);
    expect(command).toContain("--identities 'known $1.json'");
    expect(() => readFinding(text.replace('"kind": "reciprocal"', '"kind": "rotation"'))).toThrow();
    expect(() => readFinding(text.replace('"plus": "0" }', '"plus": "x" }'))).toThrow('constant');
  });

  it('is written only where it was given', () => {
    expect('identities' in problemRecord(problem('exp(x)'), ['reduction'], 1)).toBe(false);
  });
});
