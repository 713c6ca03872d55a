import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readFinding } from '../../src/discover/read-finding.ts';
import { readRunState } from '../../src/discover/run-state.ts';
import { writeFinding } from '../../src/discover/write-finding.ts';
import { napier, napierInterrupted } from './napier.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'napier-cli-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const FITS = ['--engine', 'minimax,rational'];
const SMALL = [
  'approximate',
  'exp(x)',
  '--domain',
  '[0,1]',
  '--format',
  'real',
  '--max-degree',
  '3',
  ...FITS,
];
const HALF = ['approximate', 'exp(x)', '--domain', '[0,1]', '--format', 'f16', '--error', '1ulp'];
/** Long enough to be stopped in the middle. */
const LONG = [
  'approximate',
  'sin(x)',
  '--domain',
  '[-1,1]',
  '--format',
  'real',
  '--max-degree',
  '16',
  ...FITS,
];

describe('napier approximate', () => {
  it('prints the front and the chosen program, and nothing else when it is piped', () => {
    const { code, out, err } = napier(folder, ...SMALL);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^exp\(x\) on \[0, 1\] in real: \d+ programs on the front, \d+ proved\n/);
    expect(out).toMatch(/^>  \d+ .* proved /m);
    expect(out).toMatch(/wrong by at most \S+ \(relative\): proved over the reals/);
    // eslint-disable-next-line no-control-regex
    expect(out).not.toMatch(/\u001b/);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('prints the finding alone with --json: it reads back, and the same seed gives the same bytes', () => {
    const [first, second] = [
      napier(folder, ...SMALL, '--json'),
      napier(folder, ...SMALL, '--json', '--workers', '1'),
    ];
    expect(first.err).toBe('');
    expect(writeFinding(readFinding(first.out))).toBe(first.out);
    expect(second.out).toBe(first.out);
  });

  it('finds and proves a program of a machine format; the number of workers changes nothing', () => {
    const runs = ['1', '2'].map((workers) => napier(folder, ...HALF, '--json', '--workers', workers));
    expect(runs.map(({ code }) => code)).toEqual([0, 0]);
    expect(runs[1].out).toBe(runs[0].out);
    const proved = readFinding(runs[0].out).front.filter(({ certificate }) => certificate !== undefined);
    expect(proved).toHaveLength(1);
    expect(Number(proved[0].error.bound)).toBeLessThanOrEqual(1);
    expect(readFinding(runs[0].out).provenance.stop).toBe('error');
  });

  it('reads FPCore with its domain and format', () => {
    const core = '(FPCore (x) :pre (<= 0 x 1) :precision real (exp x))';
    const given = napier(folder, 'approximate', core, '--max-degree', '3', ...FITS, '--json');
    expect(given.out).toBe(napier(folder, ...SMALL, '--json').out);
  });

  it('writes finding and sources whole, and leaves no checkpoint behind', () => {
    const words = [
      'approximate',
      'exp(x)',
      '--domain',
      '[0,0.5]',
      '--error',
      '1e-4',
      '--target',
      'c,js,wasm',
      '--out',
      'made',
    ];
    const { code, err } = napier(folder, ...words);
    expect([code, err]).toEqual([
      0,
      expect.stringMatching(/^wrote made\/exp\.napier\.json\nwrote made\/exp\.h\n/),
    ]);
    const files = readdirSync(join(folder, 'made'));
    expect(files).toContain('exp.napier.json');
    expect(files.filter((file) => /checkpoint|tmp/.test(file))).toEqual([]);
    expect(err.match(/^wrote /gm)).toHaveLength(files.length);
    const finding = readFileSync(join(folder, 'made/exp.napier.json'), 'utf8');
    const [, command] = /: napier (.*)/.exec(readFileSync(join(folder, 'made/exp.c'), 'utf8')) ?? [];
    const parts = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2]);
    expect(napier(folder, ...parts, '--json').out).toBe(finding);

    expect(napier(folder, 'certify', 'made/exp.napier.json').code).toBe(0);
    expect(napier(folder, 'emit', 'made/exp.napier.json', '--target', 'js', '--out', 'again').code).toBe(0);
    expect(readFileSync(join(folder, 'again/exp.js'))).toEqual(readFileSync(join(folder, 'made/exp.js')));
    expect(napier(folder, 'show', 'made/exp.napier.json').err).toBe('wrote made/exp.html\n');
    expect(readFileSync(join(folder, 'made/exp.html'), 'utf8')).toMatch(/^<!doctype html>/);
  });

  it('ends with 1 and says how near it came when the error is out of reach', () => {
    const { code, out, err } = napier(folder, ...SMALL, '--error', '1e-30', '--out', 'made');
    expect(code).toBe(1);
    expect(out).toMatch(/0 proved|programs on the front/);
    expect(err).toMatch(
      /^napier: no program was proved to err by at most 1e-30 \(relative\)\n {2}hint: the smallest error/m,
    );
    expect(readdirSync(join(folder, 'made'))).toEqual(['exp.napier.json']);
  });

  it('stops at a time limit with what it has', () => {
    const { code, out } = napier(folder, ...LONG, '--time', '1', '--json');
    expect([0, 1]).toContain(code);
    expect(['time', 'exhausted']).toContain(readFinding(out).provenance.stop);
  });
});

describe('a run that is interrupted', () => {
  const checkpoint = () => join(folder, 'run.json');
  const whole = () => napier(folder, ...LONG, '--json').out;

  it('ends with 130 after saving, and goes on to the same bytes', async () => {
    const { code, out, err } = await napierInterrupted(
      folder,
      'SIGINT',
      () => existsSync(checkpoint()),
      ...LONG,
      '--out',
      'made',
      '--checkpoint',
      'run.json',
    );
    expect(code).toBe(130);
    expect(out).toMatch(/^sin\(x\) on \[-1, 1\] in real: /);
    expect(err).toContain('go on with: napier approximate --resume run.json --out made\n');
    expect(readFinding(readFileSync(join(folder, 'made/sin.napier.json'), 'utf8')).provenance.stop).toBe(
      'interrupt',
    );
    const resumed = napier(folder, 'approximate', '--resume', 'run.json', '--json');
    expect(resumed.code).toBe(0);
    expect(resumed.out).toBe(whole());
    expect(existsSync(checkpoint())).toBe(false);
  });

  it('loses nothing when it is killed, and goes on to the same bytes', async () => {
    const outcome = await napierInterrupted(
      folder,
      'SIGKILL',
      () => existsSync(checkpoint()),
      ...LONG,
      '--checkpoint',
      'run.json',
    );
    expect(outcome.code).toBe(null);
    expect(readdirSync(folder)).toEqual(['run.json']);
    expect(readRunState(readFileSync(checkpoint(), 'utf8')).candidates.length).toBeGreaterThan(0);
    expect(napier(folder, 'approximate', '--resume', 'run.json', '--json').out).toBe(whole());
  });
});
