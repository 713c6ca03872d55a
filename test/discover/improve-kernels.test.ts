import { describe, expect, it } from 'vitest';
import { checkImprovement } from '../../src/discover/check-improvement.ts';
import { improve } from '../../src/discover/improve.ts';
import { improvementCode } from '../../src/discover/improvement-code.ts';
import { improvementFPCore } from '../../src/discover/improvement-fpcore.ts';
import { readAnyFinding } from '../../src/discover/read-any-finding.ts';
import { writeFinding } from '../../src/discover/write-finding.ts';
import { parseDomain } from '../../src/expression/parse-domain.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import { parseFPCore } from '../../src/expression/parse-fpcore.ts';
import { exactDouble } from '../../src/number/exact-double.ts';

describe('improve with kernels', () => {
  const finding = improve(parseExpression('(exp(x) - 1 - x)/x^2'), {
    domains: new Map([['x', parseDomain('[-1,1]')]]),
    format: 'f32',
    points: 200,
    rounds: 1,
  });
  const best = finding.front[finding.front.length - 1];
  const kernels = best.regimes.filter(({ series }) => series?.startsWith('minimax'));

  it('loses little where rewriting leaves much, at the worst too, and says how near it is', () => {
    expect(finding.given.error.worst).toBeGreaterThan(20);
    expect(best.error.worst).toBeLessThan(4);
    expect(best.status).toBe('near');
    expect(kernels.length).toBeGreaterThan(0);
    for (const { distance } of kernels) expect(exactDouble(distance ?? '')).toBeLessThan(2 ** -23);
  });

  it('is proved again from the file, and a distance that is too small is not', () => {
    expect(readAnyFinding(writeFinding(finding))).toEqual(finding);
    const objections = checkImprovement(finding, { points: 50 }).flatMap(({ pieces }) =>
      pieces.map(({ objection }) => objection),
    );
    expect(objections.filter((one) => one !== undefined)).toEqual([]);
    const shrunk = {
      ...finding,
      front: [
        { ...best, regimes: best.regimes.map((regime) => ({ ...regime, ...(regime.distance === undefined ? {} : { distance: '0x1p-40' }) })) }, // prettier-ignore
      ],
    };
    const [{ pieces }] = checkImprovement(shrunk, { points: 50 });
    expect(pieces.some(({ objection }) => objection?.includes('could not be proved again'))).toBe(true);
  });

  it('is written as code and as an FPCore', () => {
    expect(improvementCode(finding).contents).toContain('near');
    expect(parseFPCore(improvementFPCore(finding))).toHaveLength(1);
  });

  it('leaves what rewriting makes exact to rewriting', () => {
    const plain = improve(parseExpression('exp(x) - 1'), { domains: new Map([['x', parseDomain('[-1,1]')]]), points: 100 }); // prettier-ignore
    expect(plain.front.at(-1)?.expression).toBe('expm1(x)');
    expect(plain.front.at(-1)?.status).toBe('equal');
  });
});
