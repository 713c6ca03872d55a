import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { correctedModule } from '../../src/discover/corrected-module.ts';
import { readAnyFinding } from '../../src/discover/read-any-finding.ts';
import { relate } from '../../src/discover/relate.ts';
import { relateProgram } from '../../src/discover/relate-program.ts';
import { selfCorrect, selfTest } from '../../src/discover/self-test.ts';
import { writeFinding } from '../../src/discover/write-finding.ts';
import { createRandom } from '../../src/number/random.ts';
import { loadProgram } from '../../src/run/load-program.ts';

const folder = mkdtempSync(join(tmpdir(), 'napier-program-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A file of the folder, and its path. */
function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const texts = (f: (...args: number[]) => number, options = {}): string[] =>
  relateProgram(f, { name: 'f', ...options }).front.map(({ text }) => text);

describe('relations of programs', () => {
  it.each<[string, (...args: number[]) => number, string[]]>([
    ['tanh', Math.tanh, ['f(-x) = -f(x)', 'f(x + y) = (f(x) + f(y)) / (1 + f(x)*f(y))']],
    ['exp', Math.exp, ['f(x)*f(-x) = 1', 'f(x + y) = f(x)*f(y)']],
    ['log', Math.log, ['f(x*y) = f(x) + f(y)']],
    ['sin', Math.sin, ['f(x + pi) = -f(x)', 'f(y)^2 + f(x + y)*f(x - y) = f(x)^2']],
    ['a cubic', (x) => x ** 3 - 2 * x, ['f(x) = x^3 - 2*x']],
    ['floor', Math.floor, ['f(x + 1) = 1 + f(x)']],
    ['a constant', () => 5, ['f(x) = 5']],
    ['hypot', (x, y) => Math.hypot(x, y), ['f(y, x) = f(x, y)', 'f(2*x, 2*y) = 2*f(x, y)']],
  ])('of %s', (_, f, expected) => {
    const arity = Math.max(1, f.length);
    expect(texts(f, { arity: f === Math.hypot ? 2 : arity })).toEqual(expect.arrayContaining(expected));
  });

  it('finds none in what obeys none, however smooth it is', () => {
    const random = createRandom(8);
    for (let k = 0; k < 6; k++) {
      const c = Array.from({ length: 5 }, () => 2 * random.next() - 1);
      const f = (x: number): number =>
        c[0] + Math.sin(c[1] * x + c[2]) * Math.exp(c[3] * x) + c[4] * Math.atan(x);
      expect(texts(f, { maxDegree: 4 }), c.join()).toEqual([]);
    }
  });

  it('takes single precision for what it is', () => {
    const f = (x: number): number => Math.fround(Math.exp(x));
    expect(texts(f)).toEqual([]);
    expect(texts(f, { accuracy: 1e-6 })).toContain('f(x + y) = f(x)*f(y)');
  });

  it('is a finding that reads back, and that says no more than was measured', () => {
    const finding = relateProgram(Math.tanh, { name: 'lib.mjs#tanh', arity: 1 });
    const text = writeFinding(finding);
    expect(readAnyFinding(text)).toEqual(finding);
    expect(finding.front.every(({ status }) => status === 'measured')).toBe(true);
    expect(relateProgram(Math.tanh, { name: 'lib.mjs#tanh', arity: 1 })).toEqual(finding);
    expect(() => readAnyFinding(text.replace('"measured"', '"proved"'))).toThrow('nothing is proved');
    expect(() =>
      readAnyFinding(text.replace('["1", 1', '["2", 1').replace('["1", "1"', '["3", "1"')),
    ).toThrow('the terms make it');
  });

  it.each([
    ['no arguments', { arity: 0 }, 'takes 0 arguments'],
    ['an empty range', { arity: 1, range: [2, 2] }, 'empty'],
    ['a derivative', { arity: 1, with: "f(x), f'(x)" }, 'no derivatives'],
    ['an accuracy of nothing', { arity: 1, accuracy: 0 }, 'accuracy'],
  ])('refuses %s', (_, options, message) => {
    expect(() => relateProgram(Math.sin, { name: 'f', ...(options as object) })).toThrow(message);
  });
});

describe('self-tests', () => {
  const wrong = (x: number): number => (x > 1 && x < 1.1 ? 0.3 : Math.tanh(x));
  const finding = relate('tanh(x)');

  it('tell a program that is right from one that is wrong in a fortieth of its range', () => {
    expect(selfTest(Math.tanh, finding).map(({ violated }) => violated)).toEqual([0, 0]);
    const tests = selfTest(wrong, finding);
    for (const { points, violated } of tests) {
      expect(violated).toBeGreaterThan(10);
      expect(violated).toBeLessThan(points / 5);
    }
  });

  it('correct it, also in the wrong part, and keep its own values elsewhere', () => {
    const { correct } = selfCorrect(wrong, finding);
    for (let x = -3.9; x < 4; x += 0.0501) {
      expect(Math.abs(correct(x) - Math.tanh(x))).toBeLessThan(1e-9);
      if (wrong(x) === Math.tanh(x)) expect(correct(x)).toBe(Math.tanh(x));
    }
  });

  it.each([
    ['sin(t)', 'Math.sin(x)', Math.sin],
    ['exp(x)', 'Math.exp(x)', Math.exp],
    ['1/(1+exp(-z))', '1 / (1 + Math.exp(-x))', (x: number) => 1 / (1 + Math.exp(-x))],
  ])('write a module that does the same: %s', async (source, code, exact) => {
    const name = `p${source.replace(/\W/g, '')}`;
    const path = file(`${name}.mjs`, `export const ${name} = (x) => (x > 1 && x < 1.1 ? 0.3 : ${code});\n`);
    const { run } = await loadProgram(path);
    const { reduction, correct } = selfCorrect(run, relate(source));
    const about = { file: `./${name}.mjs`, name, source, range: [-4, 4], accuracy: 1e-9 } as const;
    const out = file(`${name}-corrected.mjs`, correctedModule(reduction, about));
    const module = (await import(pathToFileURL(out).href)) as Record<string, (x: number) => number>;
    for (const x of [-2.5, 0.3, 1.01, 1.05, 1.099, 3]) {
      expect(Math.abs(module[name](x) - exact(x))).toBeLessThan(1e-9 * (1 + Math.abs(exact(x))));
      expect(Math.abs(correct(x) - exact(x))).toBeLessThan(1e-9 * (1 + Math.abs(exact(x))));
    }
  });

  it('say so when no identity corrects', () => {
    expect(() => selfCorrect(Math.abs, relate('erf(x)'))).toThrow('no identity of erf(x)');
  });
});

describe('loading a program', () => {
  // (module (func (export "twice") (param f64) (result f64) local.get 0 local.get 0 f64.add))
  const WASM = Uint8Array.from([
    0, 97, 115, 109, 1, 0, 0, 0, 1, 6, 1, 96, 1, 124, 1, 124, 3, 2, 1, 0, 7, 9, 1, 5, 116, 119, 105, 99, 101,
    0, 0, 10, 9, 1, 7, 0, 32, 0, 32, 0, 160, 11,
  ]);

  it('runs WebAssembly', async () => {
    const { name, arity, run } = await loadProgram(file('twice.wasm', WASM));
    expect([name, arity, run(1.5)]).toEqual(['twice', 1, 3]);
    expect(texts(run, { arity })[0]).toBe('f(x) = 2*x');
  });

  it('gives NaN for what throws or is no number', async () => {
    const path = file(
      'odd.mjs',
      `export function a() { throw new Error('no'); }\nexport const b = () => 'text';\n`,
    );
    expect((await loadProgram(path, 'a')).run(1)).toBeNaN();
    expect((await loadProgram(path, 'b')).run(1)).toBeNaN();
    await expect(loadProgram(path)).rejects.toThrow('exports several functions');
    await expect(loadProgram(path, 'c')).rejects.toThrow('exports no function `c`');
  });

  it.each([
    ['nothing.mjs', undefined, 'no such file'],
    ['broken.mjs', 'export const = 1', 'does not load'],
    ['broken.wasm', 'abc', 'no WebAssembly module'],
    ['text.txt', 'abc', 'no program that can be run'],
    ['empty.mjs', 'export const x = 1;', 'exports no function'],
  ])('refuses %s', async (name, content, message) => {
    const path = content === undefined ? join(folder, name) : file(name, content);
    await expect(loadProgram(path)).rejects.toThrow(message);
  });
});
