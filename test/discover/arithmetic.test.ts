import { describe, expect, it } from 'vitest';
import { approximate } from '../../src/discover/approximate.ts';
import { makeCommand } from '../../src/discover/make-command.ts';
import { readFinding } from '../../src/discover/read-finding.ts';
import { writeFinding } from '../../src/discover/write-finding.ts';
import { problem } from '../search/engine-conformance.ts';

const wave = { format: 'f32', measure: 'ulp', error: 4 } as const;

describe('the format that programs compute in', () => {
  it('is the one asked for, and a part of the finding', async () => {
    const asked = problem('exp(x)', '[0,1]', { ...wave, format: 'f16', arithmetic: 'f32' });
    const finding = await approximate(asked, { evaluations: 1e5 });
    expect(finding.front.map(({ program }) => program.format)).toEqual(['f32']);
    expect(finding.front[0].program.storage).toBe('f16');
    expect(readFinding(writeFinding(finding))).toEqual(finding);
    expect(makeCommand(finding.problem)).toContain(' --arithmetic f32 ');
  });

  it('is said where an engine computes in another', async () => {
    const asked = problem('exp(x)', '[0,1]', { ...wave, format: 'f16', arithmetic: 'f32' });
    const finding = await approximate(asked, { engines: ['minimax'], evaluations: 1e5 });
    expect(finding.front).toEqual([]);
    expect(finding.provenance.history.map(({ message }) => message)).toContain(
      'minimax computes in f16, not in f32',
    );
  });

  it('is known before an engine searches', async () => {
    const asked = problem('exp(x)', '[0,1]', { format: 'q(3.12)', measure: 'absolute', error: 0.01 });
    const [own, wide] = await Promise.all(
      (['q(3.12)', 'q(19.12)'] as const).map((arithmetic) =>
        approximate({ ...asked, arithmetic }, { engines: ['integer'], evaluations: 2_000 }),
      ),
    );
    const message = 'integer computes in q(19.12), not in q(3.12)';
    expect(own.provenance.history.map((one) => one.message)).toContain(message);
    expect(own.provenance.evaluations).toBe(0);
    expect(wide.provenance.history.map((one) => one.message)).not.toContain(message);
  });

  it('is refused by range reduction where it makes no programs in it', async () => {
    const asked = problem('exp(x)', '[-inf,inf]', { ...wave, error: 0.5, arithmetic: 'f32' });
    const finding = await approximate(asked, { engines: ['reduction'], evaluations: 1e5 });
    expect(finding.provenance.history.map(({ message }) => message)).toContain(
      'reduction makes no programs of f32 that compute in f32, correctly rounded',
    );
  });

  it.each([
    ['f32', 'f16'],
    ['f16', 'bf16'],
    ['real', 'f64'],
  ] as const)('of %s cannot be %s, which lacks some of its numbers', async (format, arithmetic) => {
    const asked = problem('exp(x)', '[0,1]', { format, arithmetic, error: 0.01 });
    await expect(approximate(asked)).rejects.toThrow(
      `programs of ${format} cannot compute in ${arithmetic}, which does not hold all its numbers`,
    );
  });
});
