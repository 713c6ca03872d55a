import { beforeAll, describe, expect, it } from 'vitest';
import { approximate } from '../../src/discover/approximate.ts';
import { certifyFinding } from '../../src/discover/certify-finding.ts';
import type { ApproximationFinding } from '../../src/discover/finding.ts';
import { makeCommand } from '../../src/discover/make-command.ts';
import { readFinding } from '../../src/discover/read-finding.ts';
import { writeFinding } from '../../src/discover/write-finding.ts';
import { parseDomain } from '../../src/expression/parse-domain.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import type { Problem } from '../../src/search/problem.ts';

const problem = (text: string, domain: string, more: Partial<Problem>): Problem => ({
  function: parseExpression(text),
  variable: 'x',
  domain: parseDomain(domain),
  format: 'f16',
  measure: 'ulp',
  error: 2,
  cost: 'operations',
  fma: false,
  division: true,
  maxTable: 0,
  seed: 1,
  ...more,
});
const find = (of: Problem): Promise<ApproximationFinding> =>
  approximate(of, { engines: ['reduction'], evaluations: 3e5 });

describe('constraints on programs', () => {
  const constraints = {
    monotone: true,
    exact: [{ input: '0x0p+0', result: '0x1p+0' }],
    branchFree: true,
  } as const;
  let finding: ApproximationFinding;
  beforeAll(async () => {
    finding = await find(problem('exp(x)', '[0,1]', { constraints }));
  }, 60_000);

  it('are kept to, and are a part of the finding, as is the limit on tables', () => {
    expect(finding.front.map(({ error }) => error.status)).toEqual(['proved']);
    expect(readFinding(writeFinding(finding))).toEqual(finding);
    expect(makeCommand(finding.problem)).toContain(
      ' --max-table 0 --monotone --exact "0x0p+0->0x1p+0" --no-branches ',
    );
  });

  it('are checked again with the certificates', async () => {
    expect((await certifyFinding(finding)).map(({ verdict }) => verdict)).toEqual(['proved']);
    const other = { ...constraints, exact: [{ input: '0x1p+0', result: '0x1p+0' }] };
    const changed = { ...finding, problem: { ...finding.problem, constraints: other } };
    const [verdict] = await certifyFinding(changed);
    expect(verdict).toMatchObject({
      verdict: 'refuted',
      reason: expect.stringMatching(/at 0x1p.0 it gives/),
    });
  });

  it('leave nothing where they cannot be met', async () => {
    const none = await find(
      problem('exp(x)', '[0,1]', { constraints: { exact: [{ input: '0x0p+0', result: '0x1p+1' }] } }),
    );
    expect(none.front).toEqual([]);
  });
});

describe('correctly rounded', () => {
  it('is proved by the count of correctly rounded results', { timeout: 60_000 }, async () => {
    const finding = await find(problem('cos(x)', '[-1,1]', { error: 0.5 }));
    const [{ certificate, error }] = finding.front;
    expect(error.bound).toBe('0.5');
    if (certificate?.method !== 'exhaustive') throw new Error('no such certificate');
    expect(certificate.correctlyRounded).toBe(certificate.points);
  });
});
