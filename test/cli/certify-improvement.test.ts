import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { napier } from './napier.ts';

const folder = mkdtempSync(join(tmpdir(), 'napier-certify-improvement-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('certify of an improvement', () => {
  it('replays what improve wrote, and refuses what was changed in it', () => {
    const made = napier(
      folder,
      'improve',
      'exp(x) - 1',
      '--domain',
      '[-1,1]',
      '--points',
      '50',
      '--out',
      '.',
    );
    expect(made.code).toBe(0);
    const good = napier(folder, 'certify', 'improved.napier.json');
    expect(good).toMatchObject({ code: 0, err: '' });
    expect(good.out).toContain('proved  expm1(x): derivation replayed, 2000 values compared');
    const text = readFileSync(join(folder, 'improved.napier.json'), 'utf8');
    writeFileSync(join(folder, 'wrong.json'), text.replaceAll('expm1(x)', 'expm1(2*x)'));
    const wrong = napier(folder, 'certify', 'wrong.json');
    expect(wrong.code).toBe(1);
    expect(wrong.out).toContain('refuted');
    expect(wrong.err).toContain('claims do not hold');
  }, 120_000);

  it('runs every input again where the finding says so', () => {
    const what = ['sqrt(x+1) - sqrt(x)', '--domain', '[1,1.001]', '--format', 'f32', '--points', '50'];
    const made = napier(folder, 'improve', ...what, '--prove', '--workers', '1', '--out', 'proved');
    expect(made.code).toBe(0);
    expect(made.out).toMatch(/proved on all 8389 inputs with a value: at most \d\.\d+ ulp/);
    const path = join(folder, 'proved', 'improved.napier.json');
    const good = napier(folder, 'certify', path);
    expect(good).toMatchObject({ code: 0, err: '' });
    expect(good.out).toContain('8389 inputs run again');
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace(/"correctlyRounded": *"\d+"/, '"correctlyRounded":"7"'));
    const wrong = napier(folder, 'certify', path);
    expect([wrong.code, wrong.err]).toEqual([1, expect.stringContaining('run again gives')]);
  }, 120_000);
});
