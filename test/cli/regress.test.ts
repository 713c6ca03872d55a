import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAnyFinding } from '../../src/discover/read-any-finding.ts';
import { readRegressState } from '../../src/discover/regress/regress-state.ts';
import type { RegressionFinding } from '../../src/discover/regression.ts';
import { createRandom } from '../../src/number/random.ts';
import { napier, napierInterrupted } from './napier.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'napier-cli-'));
  writeFileSync(join(folder, 'data.csv'), DATA);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Noisy, so that no formula ends the search. */
const DATA = ((): string => {
  const random = createRandom(3);
  const rows = Array.from({ length: 10 }, () => {
    const x = 1 + 3 * random.next();
    return `${x},${x / (1 + x) + 0.1 * random.next()}`;
  });
  return ['x,y', ...rows].join('\n');
})();
const WORDS = [
  'regress',
  'data.csv',
  '--target',
  'y',
  '--operations',
  'add,mul',
  '--max-complexity',
  '8',
  '--budget',
  '600e3',
];

describe('napier regress', () => {
  const checkpoint = (): string => join(folder, 'run.json');
  /** The last engine is in the middle of its pass, and the checkpoint says where. */
  const isUnderWay = (): boolean =>
    existsSync(checkpoint()) && readFileSync(checkpoint(), 'utf8').includes('"begun": {');

  it('goes on to the same bytes after it was killed, and after it was interrupted', async () => {
    const whole = napier(folder, ...WORDS, '--json').out;
    expect(readAnyFinding(whole).kind).toBe('regression');
    const words = [...WORDS, '--checkpoint', 'run.json'];
    const killed = await napierInterrupted(folder, 'SIGKILL', isUnderWay, ...words);
    expect([killed.code, killed.out]).toEqual([null, '']);
    const { search } = readRegressState(readFileSync(checkpoint(), 'utf8'));
    expect([search.begun?.record.engine, search.steps > 3]).toEqual(['evolve', true]);
    expect(napier(folder, 'regress', '--resume', 'run.json', '--json').out).toBe(whole);
    expect(existsSync(checkpoint())).toBe(false);

    const interrupted = await napierInterrupted(folder, 'SIGTERM', isUnderWay, ...words, '--json');
    const { front, provenance } = readAnyFinding(interrupted.out) as RegressionFinding;
    expect([interrupted.code, provenance.stop, front.length > 0]).toEqual([130, 'interrupt', true]);
    expect(interrupted.err).toBe('stopped; `napier regress --resume run.json` goes on\n');
    expect(napier(folder, 'regress', '--resume', 'run.json', '--json').out).toBe(whole);
  }, 240_000);

  it('goes on with several targets, and keeps what was found for the first', async () => {
    writeFileSync(
      join(folder, 'data.csv'),
      DATA.split('\n')
        .map((line, i) => `${line},${i === 0 ? 'z' : 2 * Number(line.split(',')[0])}`)
        .join('\n'),
    );
    const words = WORDS.with(3, 'z,y');
    const whole = napier(folder, ...words, '--json').out;
    await napierInterrupted(folder, 'SIGINT', isUnderWay, ...words, '--checkpoint', 'run.json');
    expect(
      readRegressState(readFileSync(checkpoint(), 'utf8')).done.map((one) => one.problem.target),
    ).toEqual(['z']);
    expect(napier(folder, 'regress', '--resume', 'run.json', '--json').out).toBe(whole);
  }, 240_000);

  it('refuses to go on with other data, with options, and from what is no checkpoint', async () => {
    await napierInterrupted(
      folder,
      'SIGKILL',
      () => existsSync(checkpoint()),
      ...WORDS,
      '--checkpoint',
      'run.json',
    );
    const resumed = (...more: string[]) => {
      const { code, err } = napier(folder, 'regress', '--resume', 'run.json', ...more);
      return [code, err.split('\n')[0]];
    };
    const known = 'napier: --resume goes on with what the checkpoint holds';
    expect(resumed('--target', 'y')).toEqual([2, `${known}; --target cannot be given`]);
    expect(resumed('data.csv')).toEqual([2, `${known}; a file of data cannot be given`]);
    writeFileSync(join(folder, 'data.csv'), DATA.replace(/\.(\d)/, '.1$1'));
    const other = 'napier: the data in "data.csv" are not those that the search was begun with';
    expect(resumed()).toEqual([2, other]);
    rmSync(join(folder, 'data.csv'));
    expect(resumed()[1]).toMatch(/data\.csv.*no such file|cannot read/);
    writeFileSync(checkpoint(), '{"napier": "0.1.0", "kind": "checkpoint"}');
    expect(resumed()).toEqual([2, 'napier: this file is not a checkpoint of `regress`']);
  }, 120_000);
});

describe('napier emit', () => {
  it('writes the formula that was found, the one picked, and says what it cannot', () => {
    const rows = Array.from({ length: 9 }, (_, i) => `${i + 1},${3 * (i + 1)}`);
    writeFileSync(join(folder, 'law.csv'), ['x,y', ...rows].join('\n'));
    const words = ['--target', 'y', '--operations', 'mul', '--budget', '10', '--out', 'law.json'];
    expect(napier(folder, 'regress', 'law.csv', ...words).code).toBe(0);
    const emitted = napier(folder, 'emit', 'law.json', '--target', 'c,numpy', '--name', 'law', '--out', '.');
    expect(emitted).toMatchObject({ code: 0, out: '', err: 'wrote law.c\nwrote law.py\n' });
    expect(readFileSync(join(folder, 'law.c'), 'utf8')).toContain(
      'double law(double x) {\n  return 3.0 * x;\n}',
    );
    expect(napier(folder, 'emit', 'law.json', '--target', 'js', '--pick', '1').code).toBe(0);
    expect(readFileSync(join(folder, 'f.js'), 'utf8')).toContain('export function f(x) {\n  return ');
    expect(napier(folder, 'emit', 'law.json', '--target', 'verilog')).toMatchObject({ code: 2, out: '' });
    expect(existsSync(join(folder, 'f.v'))).toBe(false);
  });
});
