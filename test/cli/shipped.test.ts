import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needs } from '../tool.ts';
import { napier } from './napier.ts';

const ROOT = resolve(import.meta.dirname, '../..');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'napier-shipped-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('shipped functions by name', () => {
  it('are listed', () => {
    const { code, out } = napier(folder, 'functions', 'tanh', '--shipped');
    expect(code).toBe(0);
    expect(out).toMatch(/^function +format +tier +operations +computed in +table +proved error$/m);
    expect(out).toMatch(/^tanh +f16 +precise +\d+ +f32 +\S+ +0\.\d+ ulp/m);
    const { shipped } = JSON.parse(napier(folder, 'functions', 'tanh', '--shipped', '--json').out);
    expect(shipped.map(({ name }: { name: string }) => name)).toContain('tanh');
    expect(napier(folder, 'functions', 'besselj', '--shipped').code).toBe(1);
  });

  it('are emitted without a search', () => {
    const { code, err } = napier(folder, 'emit', 'exp', '--format', 'f32', '--target', 'wgsl,js,c');
    expect([code, err.split('\n').length]).toEqual([0, 8]);
    expect(readFileSync(join(folder, 'exp.wgsl'), 'utf8')).toMatch(
      /largest error: at most 0\.\d+ ulp, proved by running all 4,294,967,296 inputs/,
    );
    expect(spawnSync(process.execPath, ['exp.self-test.js'], { cwd: folder }).status).toBe(0);
  });

  needs('gcc')('of f16 in C', () => {
    it('take and give f32, and say what is left to do', () => {
      expect(napier(folder, 'emit', 'silu', '--format', 'f16', '--target', 'c,wasm,js').code).toBe(0);
      const source = readFileSync(join(folder, 'silu.c'), 'utf8');
      expect(source).toContain('the result is to be rounded to f16, once');
      execFileSync('gcc', ['-DNAPIER_SELF_TEST', 'silu.c', '-lm', '-o', 'silu'], { cwd: folder });
      expect(spawnSync(join(folder, 'silu')).status).toBe(0);
      for (const test of ['silu.self-test.js', 'silu.wasm.self-test.js'])
        expect(spawnSync(process.execPath, [test], { cwd: folder }).status, test).toBe(0);
    });
  });

  it('are certified and shown', () => {
    const certified = napier(folder, 'certify', 'rsqrt', '--format', 'f16', '--workers', '1');
    expect(certified.code).toBe(0);
    expect(certified.out).toMatch(/^1 {2}proved {2}\d+ operations, 0\.\d+ ulp\n$/);
    expect(napier(folder, 'show', 'rsqrt', '--format', 'f16', '--text').out).toContain(
      'rsqrt(x) on [-inf, inf]',
    );
    expect(napier(folder, 'show', 'rsqrt', '--format', 'f16').code).toBe(0);
    const page = readFileSync(join(folder, 'rsqrt-f16-precise.html'), 'utf8');
    expect(page).toContain('How many inputs err by how much');
    expect(page).toContain('napier certify rsqrt --format f16 --tier precise');
    expect(/[=>"]NaN|undefined/.exec(page)?.[0]).toBeUndefined();
  });

  it('have a page of them all', () => {
    expect(napier(folder, 'functions', 'sqrt', '--page', 'all.html').code).toBe(0);
    const page = readFileSync(join(folder, 'all.html'), 'utf8');
    expect(page).toContain('id="rsqrt-f16-precise"');
    expect(/[=>"]NaN|undefined/.exec(page)?.[0]).toBeUndefined();
  });

  it.each([
    [
      'a misspelt name',
      ['emit', 'tahn', '--format', 'f16', '--target', 'c'],
      /none of the shipped functions/,
    ],
    ['a tier there is not', ['emit', 'tanh', '--tier', 'quick', '--target', 'c'], /unknown tier `quick`/],
    ['a format there is not', ['show', 'tanh', '--format', 'bf16'], /unknown format of shipped functions/],
    ['a file with a tier', ['certify', 'x.json', '--tier', 'fast'], /none of the shipped functions/],
  ])('%s is one clear error', (_, words, message) => {
    const before = readdirSync(folder);
    const { code, out, err } = napier(folder, ...words);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(message);
    expect(err).not.toMatch(/\n\s+at /);
    expect(readdirSync(folder)).toEqual(before);
  });

  it('that is not shipped is not found, and says why', () => {
    const { code, err } = napier(folder, 'emit', 'erfc', '--tier', 'correct', '--target', 'c');
    expect(code).toBe(1);
    expect(err).toMatch(/erfc, f32, correct: not shipped/);
  });
});

describe('the package', () => {
  const run = (code: string) =>
    spawnSync(process.execPath, ['--input-type=module', '-e', code], { cwd: ROOT, encoding: 'utf8' });

  it('gives shipped functions by import', () => {
    expect(existsSync(join(ROOT, 'dist/functions/f32.js'))).toBe(true);
    const { stdout, stderr } = run(`
import { exp } from 'napier/functions/f32';
import { exp as one } from 'napier/functions/f32/precise/exp';
import { tanh } from 'napier/functions/f16';
console.log(exp === one, exp(0), exp.map(Float32Array.of(0, -1000, 1000)).join(), tanh(9), tanh.map(Uint16Array.of(0)).join());`);
    expect([stderr, stdout]).toEqual(['', 'true 1 1,0,Infinity 1 0\n']);
  });
});
