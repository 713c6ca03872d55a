import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readFinding } from '../../src/discover/read-finding.ts';
import { readRunState } from '../../src/discover/run-state.ts';
import { napier, napierInterrupted } from './napier.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'napier-cli-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const PROBLEM = ['approximate', '2^x', '--domain', '(0,1]', '--format', 'real', '--max-ops', '5'];
const EVOLVE = [...PROBLEM, '--engine', 'evolve', '--budget', '1e6'];

describe('napier approximate --engine evolve', () => {
  const checkpoint = (): string => join(folder, 'run.json');
  /** The engine is in the middle of its step, and the checkpoint says where. */
  const isUnderWay = (): boolean =>
    existsSync(checkpoint()) && readFileSync(checkpoint(), 'utf8').includes('\n  "step": {');
  let known: string | undefined;
  const whole = (): string => (known ??= napier(folder, ...EVOLVE, '--json', '--workers', '4').out);

  it('gives the same bytes whatever the number of workers', () => {
    expect(readFinding(whole()).front.map(({ error }) => error.status)).toEqual(Array(5).fill('proved'));
    for (const workers of ['1', '2']) {
      expect(napier(folder, ...EVOLVE, '--json', '--workers', workers).out).toBe(whole());
    }
  }, 60_000);

  it('goes on to the same bytes after it was killed in the middle of its step, with other workers', async () => {
    const words = [...EVOLVE, '--checkpoint', 'run.json', '--workers', '1'];
    const outcome = await napierInterrupted(folder, 'SIGKILL', isUnderWay, ...words);
    expect(outcome.code).toBe(null);
    // What a write that was cut short leaves is a hidden file beside it.
    expect(readdirSync(folder).filter((name) => !name.startsWith('.'))).toEqual(['run.json']);
    const { steps, step } = readRunState(readFileSync(checkpoint(), 'utf8'));
    expect([steps, step?.candidates]).toEqual([0, expect.any(Number)]);
    const resumed = napier(folder, 'approximate', '--resume', 'run.json', '--json', '--workers', '2');
    expect(resumed.out).toBe(whole());
    expect(existsSync(checkpoint())).toBe(false);
  }, 60_000);

  it('ends with what was found when it is interrupted, and goes on to the same bytes', async () => {
    const words = [...EVOLVE, '--checkpoint', 'run.json', '--out', 'made'];
    const { code, out } = await napierInterrupted(folder, 'SIGINT', isUnderWay, ...words);
    expect(code).toBe(130);
    expect(out).toMatch(/^2\^x on \(0, 1\] in real: [1-9]\d* programs on the front/);
    const [name] = readdirSync(join(folder, 'made')).filter((file) => file.endsWith('.napier.json'));
    const { stop, history } = readFinding(readFileSync(join(folder, 'made', name), 'utf8')).provenance;
    expect([stop, history.some(({ message }) => message === 'evolved on islands')]).toEqual([
      'interrupt',
      true,
    ]);
    expect(napier(folder, 'approximate', '--resume', 'run.json', '--json').out).toBe(whole());
  }, 60_000);

  it('ends at a time limit with what was found, proved', () => {
    const words = [...PROBLEM.slice(0, -1), '2', '--engine', 'evolve', '--budget', '1e12', '--time', '4'];
    const { code, out } = napier(folder, ...words, '--json');
    const { front, provenance } = readFinding(out);
    // Proofs over the reals take milliseconds, so they are made after the time is over.
    expect([code, provenance.stop]).toEqual([0, 'time']);
    expect(front.length).toBeGreaterThan(1);
    expect(front.map(({ error }) => error.status)).toEqual(front.map(() => 'proved'));
  }, 60_000);

  it('refuses a checkpoint whose state is damaged, in words', async () => {
    const words = [...EVOLVE, '--checkpoint', 'run.json'];
    await napierInterrupted(folder, 'SIGKILL', isUnderWay, ...words);
    const text = readFileSync(checkpoint(), 'utf8');
    writeFileSync(checkpoint(), text.replace('\\"archives\\":', '\\"archive\\":'));
    const { code, err } = napier(folder, 'approximate', '--resume', 'run.json', '--json');
    expect(err).toBe('napier: the state of the search is damaged\n');
    expect(code).toBe(2);
    expect(readFileSync(checkpoint(), 'utf8').length).toBeGreaterThan(1e6);
  }, 60_000);
});
