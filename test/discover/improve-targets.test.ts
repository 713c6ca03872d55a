import { describe, expect, it } from 'vitest';
import { checkImprovement } from '../../src/discover/check-improvement.ts';
import { improve } from '../../src/discover/improve.ts';
import type { ImprovementFinding } from '../../src/discover/improvement.ts';
import { improvementCode } from '../../src/discover/improvement-code.ts';
import { proveImprovement } from '../../src/discover/prove-improvement.ts';
import { readAnyFinding } from '../../src/discover/read-any-finding.ts';
import { writeFinding } from '../../src/discover/write-finding.ts';
import { languageHas } from '../../src/emit/expression/library-functions.ts';
import { parseDomain } from '../../src/expression/parse-domain.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import { operationsOf } from '../../src/rewrite/relevant-rules.ts';
import { sampleRule } from '../../src/rewrite/sample-rule.ts';
import { FMA_RULES } from '../../src/search/rewrite/accuracy-rules.ts';
import {
  costsOf,
  IMPROVE_TARGET_NAMES,
  IMPROVE_TARGETS,
  type CostsName,
} from '../../src/search/rewrite/targets/targets.ts';
import type { OperationName } from '../../src/expression/operations.ts';

const run = (text: string, costs: CostsName, domain = '[-1,1]', format: 'f64' | 'f32' = 'f64'): ImprovementFinding =>
  improve(parseExpression(text), { points: 100, costs, format, domains: new Map([['x', parseDomain(domain)]]) }); // prettier-ignore
const texts = ({ front }: ImprovementFinding): string[] =>
  front.flatMap(({ expression, regimes }) => [expression, ...regimes.map((regime) => regime.expression)]);

describe('improve for a target', () => {
  it.each(IMPROVE_TARGET_NAMES)('has measured times of operations that %s has', (name) => {
    const target = IMPROVE_TARGETS[name];
    for (const table of Object.values(target.times)) {
      for (const [operation, time] of Object.entries(table as Record<string, number>)) {
        expect(time).toBeGreaterThan(0);
        if (operation === 'branch' || !('language' in target)) continue;
        expect(languageHas(target.language, operation as OperationName), operation).toBe(true);
      }
    }
  });

  it('uses only operations that are there, and derives from the given expression', () => {
    const finding = run('exp2(x) - 1', 'js', '[-1,100]');
    const has = costsOf('js', 'f64').operations as ReadonlySet<string>;
    for (const text of texts(finding))
      expect(
        [...operationsOf(parseExpression(text))].every((name) => has.has(name)),
        text,
      ).toBe(true);
    expect(finding.given.expression).not.toContain('exp2');
    for (const { pieces } of checkImprovement(finding, { points: 100 }))
      for (const { objection, wrong } of pieces) expect([objection, wrong]).toEqual([undefined, undefined]);
    expect(readAnyFinding(writeFinding(finding))).toEqual(finding);
    expect(improvementCode(finding).contents).toContain('Math.expm1');
  });

  it('fuses products and sums where that is one instruction', () => {
    expect(texts(run('x*x + 1/3', 'c-fma')).some((text) => text.includes('fma'))).toBe(true);
    expect(texts(run('x*x + 1/3', 'js')).some((text) => text.includes('fma'))).toBe(false);
  });

  it('refuses what cannot be computed there', () => {
    expect(() => run('erf(x) - x', 'js')).toThrow(/no erf/);
    expect(() => run('x + 1', 'wasm', '[0,1]', 'f32')).toThrow(/does not compute in f32/);
    expect(() => improvementCode(run('x + 1', 'wasm'))).toThrow(/not written as wasm/);
  });

  it.each(FMA_RULES.map((rule) => [rule.name, rule] as const))('%s holds', (_, rule) => {
    expect(sampleRule(rule, 60).failure).toBeUndefined();
  });
});

describe('improve in f32, every input run', () => {
  it('proves a quotient of roots, and an exponential by the shipped program', async () => {
    const made = await proveImprovement(run('sqrt(x+1) - sqrt(x)', 'libm', '[1,1.001]', 'f32'));
    const best = made.front.find(({ expression }) => expression === '1/(sqrt(x + 1) + sqrt(x))');
    expect(best?.proof?.functions).toEqual({});
    expect(best?.proof?.certificate).toMatchObject({ points: '8389', skipped: '0', method: 'exhaustive' });
    expect(Number.parseInt(best?.proof?.certificate.correctlyRounded ?? '0', 10)).toBeGreaterThan(4_000);
    expect(readAnyFinding(writeFinding(made))).toEqual(made);
    const exponential = await proveImprovement(run('exp(x) - 1', 'libm', '[0.5,0.51]', 'f32'));
    const last = exponential.front.at(-1);
    expect(last?.expression).toBe('expm1(x)');
    expect(last?.proof).toMatchObject({ functions: { expm1: 'correct' }, certificate: { escalated: '0' } });
    expect(last?.proof?.certificate.correctlyRounded).toBe(last?.proof?.certificate.points);
  });

  it('leaves out what has no value, and says what it cannot run', async () => {
    const made = await proveImprovement(run('sqrt(x - 1)', 'libm', '[0.999,1.001]', 'f32'));
    const { certificate } = made.front[0].proof ?? {};
    expect(Number(certificate?.skipped)).toBe(16_777);
    expect(Number(certificate?.points)).toBeGreaterThan(20_000);
    const reasons: string[] = [];
    await proveImprovement(run('sqrt(x)*gamma(x)', 'libm', '[0.5,0.6]', 'f32'), {
      onUnproved: (_, reason) => reasons.push(reason),
    });
    expect(reasons).toContain('Napier ships no f32 program of `gamma` to run');
    await expect(proveImprovement(run('x + 1', 'libm'))).rejects.toThrow(/not in f64/);
  });
});
