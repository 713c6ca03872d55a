import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { interrupted, napier, napierInterrupted } from './napier.ts';

/** So long after the start the command computes without a pause. */
const later = (milliseconds: number): (() => boolean) => {
  const start = performance.now();
  return () => performance.now() > start + milliseconds;
};

describe('a command that computes without a pause', () => {
  // Left alone the first takes 25 s of processor and ends with code 0.
  it.each([
    ['SIGTERM', ['approximate', 'exp(x)', '--format', 'f64', '--error', '1.25ulp', '--max-table', '0']],
    ['SIGINT', ['approximate', 'rsqrt(x)', '--domain', '[1,4)', '--format', 'f32', '--engine', 'bits']],
  ] as const)('hears %s: %j', async (signal, words) => {
    const { code } = await napierInterrupted(tmpdir(), signal, later(3000), ...words);
    expect(code).toBe(130);
  });

  it('hears it where shipped functions are proved again', async () => {
    const library = resolve(import.meta.dirname, '../../dist/cli/library/main.js');
    // Left alone: 80 s of processor.
    const line = [library, 'certify', 'exp', '--format', 'f64', '--workers', '1'];
    const { code, out } = await interrupted(line, tmpdir(), 'SIGTERM', later(4000));
    expect(code).toBe(130);
    expect(out).toBe('');
  });

  it('is ended at once where it does not save anything', async () => {
    const words = ['improve', 'sqrt(x+1)-sqrt(x-1)+sin(x)*cos(x)-tan(x)*exp(x)', '--domain', '[1,1e300]'];
    const { code, out } = await napierInterrupted(tmpdir(), 'SIGINT', later(100), ...words);
    // null: the signal came before the program listened, and ended the process itself.
    expect([130, null]).toContain(code);
    expect(out).toBe('');
  });
});

it('a program that is its function is proved so', () => {
  const line =
    'approximate sqrt(x) --domain [1,2] --format real --engine evolve --operations +,*,sqrt --budget 2e4 --max-ops 1';
  const root = napier(tmpdir(), ...line.split(' '));
  expect(root.err).toBe('');
  expect(root.code).toBe(0);
  expect(root.out).toContain('1 operations, wrong by at most 0 (relative): proved over the reals');
});
