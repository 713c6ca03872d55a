import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { napier } from './napier.ts';

const FOUND = resolve(import.meta.dirname, '../../bench/findings/exp2-real.napier.json');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'napier-emit-options-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const text = (name: string): string => readFileSync(join(folder, name), 'utf8');

describe('emit --arithmetic', () => {
  it('computes in double-double what was found over the reals, with a new proof', () => {
    const problem = [
      'exp(x)',
      '--domain',
      '(0,1]',
      '--format',
      'real',
      '--error',
      '1e-17',
      '--engine',
      'minimax',
    ];
    expect(napier(folder, 'approximate', ...problem, '--workers', '1', '--out', '.').code).toBe(0);
    const words = ['--target', 'js,c', '--arithmetic', 'dd', '--name', 'power'];
    expect(napier(folder, 'emit', 'exp.napier.json', ...words).code).toBe(0);
    const source = text('power.js');
    const [, bound, approximation] =
      /at most (\S+) ulp, proved: (\S+) from approximation and 0\.5001 from rounding/.exec(source) ?? [];
    expect(Number(bound)).toBeLessThan(0.7);
    expect(Number(approximation)).toBeGreaterThan(0.01);
    expect(source).toMatch(/computes in dd, two numbers of f64 for one/);
    expect(source).toMatch(/then napier emit --arithmetic dd/);
    expect(spawnSync(process.execPath, ['power.self-test.js'], { cwd: folder }).status).toBe(0);
  });

  it('is asked for where a target has no real arithmetic, and refused for other programs', () => {
    const plain = napier(folder, 'emit', FOUND, '--target', 'c', '--out', '.');
    expect([plain.code, plain.err]).toEqual([2, expect.stringContaining('--arithmetic dd writes it out')]);
    const single = napier(folder, 'emit', 'exp', '--target', 'c', '--arithmetic', 'dd');
    expect([single.code, single.err]).toEqual([2, expect.stringContaining('for programs over the reals')]);
    const pair = napier(folder, 'emit', FOUND, '--target', 'c', '--arithmetic', 'pair');
    expect([pair.code, pair.err]).toEqual([2, expect.stringContaining('pair is no sum of words')]);
  });
});

describe('emit --precision', () => {
  it('writes GLSL of mediump floats with a bound proved for them, and refuses what it cannot bound or has no qualifiers', { timeout: 180_000 }, () => {
    const problem = ['sin(x)', '--domain', '[0.5,1.5]', '--format', 'f32', '--measure', 'absolute', '--error', '1e-3'];
    expect(napier(folder, 'approximate', ...problem, '--engine', 'minimax', '--workers', '1', '--out', 'medium').code).toBe(0);
    const emit = (...words: string[]): [number | null, string] => {
      const { code, err } = napier(folder, 'emit', ...words);
      return [code, err];
    };
    const found = 'medium/sin.napier.json';
    expect(emit(found, '--target', 'glsl', '--precision', 'mediump')[0]).toBe(0);
    const source = text('medium/sin.glsl');
    const [, bound] = /at most (\S+) absolute in mediump, proved on \d+ pieces/.exec(source) ?? [];
    expect(Number(bound)).toBeGreaterThan(2 ** -10);
    expect(Number(bound)).toBeLessThan(0.02);
    expect(source).toContain('mediump float napier_sin(mediump float x)');
    expect(source).toContain(', then napier emit --precision mediump');
    expect(source).not.toContain('highp');
    expect(source).not.toMatch(/running all|IEEE/);
    expect(emit(found, '--target', 'glsl', '--precision', 'highp')[0]).toBe(0);
    expect(text('medium/sin.glsl')).toContain('highp float napier_sin(highp float x)');
    for (const precision of ['highp', 'mediump'])
      expect(emit(found, '--target', 'glsl,c', '--precision', precision)).toEqual([
        2,
        expect.stringContaining('target c has no precision qualifiers'),
      ]);
    expect(emit(found, '--target', 'glsl', '--precision', 'lowp')[0]).toBe(2);
    expect(emit('exp', '--target', 'glsl', '--precision', 'mediump')).toEqual([
      2,
      expect.stringMatching(/target glsl cannot write \w+: a mediump float has no pattern of bits[^]*--precision highp/),
    ]);
  });
}); // prettier-ignore

describe('emit of arithmetic that no target has', () => {
  it('spells every rounding out, and says so', () => {
    const problem = [
      'sin(x)',
      '--domain',
      '[0,1]',
      '--format',
      'fp8e4m3',
      '--engine',
      'minimax',
      '--max-degree',
      '3',
    ];
    const made = napier(folder, 'approximate', ...problem, '--workers', '1', '--target', 'js,wgsl', '--out', 'narrow'); // prettier-ignore
    expect(made.code).toBe(0);
    const source = text('narrow/sin.js');
    expect(source).toMatch(/proved by running all \d+ inputs/);
    expect(source).toMatch(/computes in fp8e4m3: every operation of f32 is followed by its rounding/);
    expect(spawnSync(process.execPath, ['narrow/sin.self-test.js'], { cwd: folder }).status).toBe(0);
    const bits = ['--engine', 'bits', '--operations', 'bits,float,iadd', '--target', 'c', '--out', 'narrow'];
    const refused = napier(folder, 'approximate', ...problem.slice(0, 5), ...bits);
    expect([refused.code, refused.err]).toEqual([
      2,
      expect.stringContaining('target c has no bits of fp8e4m3'),
    ]);
  });
});

describe('emit --name, --prefix, --license', () => {
  it('are in every file, and two functions are one module', () => {
    const words = ['--format', 'f32', '--tier', 'fast', '--target', 'c,wgsl,rust,numpy,js', '--out', 'named'];
    const own = ['--name', 'fast', '--prefix', 'my_', '--license', 'MIT (c) 2026 somebody'];
    expect(napier(folder, 'emit', 'tanh', 'exp', ...words, ...own).code).toBe(0);
    const sources = ['fast.c', 'fast.h', 'fast.wgsl', 'fast.rs', 'fast.py', 'fast.js'].map((file) =>
      text(`named/${file}`),
    );
    for (const source of sources) expect(source.slice(0, 200)).toContain('MIT (c) 2026 somebody');
    const [c, header, wgsl] = sources;
    for (const source of [c, header]) {
      expect(source).toMatch(/float my_tanhf\(float x\)/);
      expect(source).toMatch(/float my_expf\(float x\)/);
      expect(source).not.toContain('napier_tanh');
    }
    expect(wgsl).toMatch(/fn my_tanh\(x: f32\)/);
    const bad = napier(folder, 'emit', 'tanh', ...words, '--prefix', '1-');
    expect([bad.code, bad.err]).toEqual([2, expect.stringContaining('not a prefix for functions')]);
  });
});
