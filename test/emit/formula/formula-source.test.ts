import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { FORMULA_LANGUAGES } from '../../../src/emit/formula/formula-languages.ts';
import { formulaSource } from '../../../src/emit/formula/formula-source.ts';
import { parseExpression } from '../../../src/expression/parse.ts';
import { findFormat } from '../../../src/number/formats.ts';
import { createOracle } from '../../../src/oracle/create-oracle.ts';
import type { TargetName } from '../../../src/emit/target.ts';
import { hasTool, needs, pythonWith } from '../../tool.ts';

const VARIABLES = ['x', 'y'];
const FORMULAS = [
  '2*sqrt(x) + 0.5',
  '-x^7/(y - 3)^2 - (x - (y - 1)) - 2',
  'sqrt(874.83)*exp(0.25*log(x^2) + y) - pi',
  'x - (y + 1)/(x*(y/(x + 1)))',
  'sin((x + y)^5) + (x + y)^(-3) + 1.5^x',
  'cbrt(x - 5) + abs(y - 2)^1.7 + atan(x)*tanh(y)/cosh(x)',
  '-2*x^3 + (-3)*-y',
  'log(2)',
];
const POINTS = [
  [0.7, 1.3],
  [2.25, 0.4],
  [1.1, 2.9],
];
const folder = mkdtempSync(join(tmpdir(), 'napier-formula-'));
afterAll(() => rmSync(folder, { recursive: true }));

const source = (target: TargetName, text: string, name: string): string =>
  formulaSource(
    { name, variables: VARIABLES, expression: parseExpression(text), contract: [text, 'ends */ here'] },
    FORMULA_LANGUAGES[target]!,
  );

/** True values, formula by formula. */
const truth = FORMULAS.flatMap((text) => {
  const oracle = createOracle(parseExpression(text), VARIABLES);
  return POINTS.map((point) => oracle.rounded(point as never, findFormat('f64')));
});

function agrees(values: readonly number[]): void {
  expect(values).toHaveLength(truth.length);
  values.forEach((value, i) => {
    const where = `${FORMULAS[Math.floor(i / POINTS.length)]} at ${POINTS[i % POINTS.length].join()}`;
    expect(Math.abs(value - truth[i]), where).toBeLessThan(1e-12 * (1 + Math.abs(truth[i])));
  });
}

function written(file: string, contents: string): string {
  const path = join(folder, file);
  writeFileSync(path, contents);
  return path;
}

const numbers = (text: string): number[] => text.trim().split(/\s+/).map(Number);
const calls = (write: (f: string, x: number, y: number) => string): string =>
  FORMULAS.map((_, i) => POINTS.map(([x, y]) => write(`f${i}`, x, y)).join('\n')).join('\n');
const all = (target: TargetName): string =>
  FORMULAS.map((text, i) => source(target, text, `f${i}`)).join('\n');

describe('formulaSource', () => {
  it.each(['js', 'ts'] as const)('%s gives the values of the formula', async (target) => {
    // Types are taken out by hand: the rest is JavaScript.
    const code = all(target).replaceAll(/\): number|: number/g, (type) => (type.startsWith(')') ? ')' : ''));
    const path = written(`formulas-${target}.mjs`, code);
    const module = (await import(pathToFileURL(path).href)) as Record<
      string,
      (x: number, y: number) => number
    >;
    agrees(FORMULAS.flatMap((_, i) => POINTS.map(([x, y]) => module[`f${i}`](x, y))));
  });

  needs('gcc')('C', () => {
    it('gives the values of the formula, without a warning', () => {
      const main = `#include <stdio.h>\n${all('c')}\nint main(void) {\n${calls((f, x, y) => `printf("%.17g\\n", ${f}(${x}, ${y}));`)}\nreturn 0;\n}\n`;
      const binary = join(folder, 'formulas');
      const path = written('formulas.c', main);
      execFileSync('gcc', [
        '-std=c99',
        '-Wall',
        '-Wextra',
        '-Werror',
        '-Wno-unused-parameter',
        '-O1',
        '-o',
        binary,
        path,
        '-lm',
      ]);
      agrees(numbers(execFileSync(binary, { encoding: 'utf8' })));
    });
  });

  const numpy = pythonWith('numpy');
  it.runIf(numpy !== undefined)('NumPy gives the values of the formula, of arrays too', () => {
    const print = calls((f, x, y) => `print(repr(float(${f}(${x}, ${y}))))`);
    const path = written(
      'formulas.py',
      `${all('numpy')}\n${print}\nassert f0(np.array([1.0, 4.0]), 0).tolist() == [2.5, 4.5]\n`,
    );
    agrees(numbers(execFileSync(numpy!, [path], { encoding: 'utf8' })));
  });

  describe.runIf(hasTool('rustc'))('Rust', () => {
    it('gives the values of the formula', () => {
      const main = `#![allow(unused)]\n${all('rust')}\nfn main() {\n${calls((f, x, y) => `println!("{:e}", ${f}(${x}_f64, ${y}_f64));`)}\n}\n`;
      const binary = join(folder, 'formulas-rust');
      execFileSync('rustc', ['-o', binary, written('formulas.rs', main)], { stdio: 'pipe' });
      agrees(numbers(execFileSync(binary, { encoding: 'utf8' })));
    }, 60_000);
  });

  it('writes whole powers in shading languages as products, whose pow is of positive numbers alone', () => {
    expect(source('wgsl', '(x - 1)^5 + y^2', 'f')).toBe(
      '// (x - 1)^5 + y^2\n// ends */ here\nfn f(x: f32, y: f32) -> f32 {\n  let t1 = x - 1.0;\n  let t2 = t1 * t1;\n  return t2 * t2 * t1 + y * y;\n}\n',
    );
    expect(source('glsl', 'x^0.5*y^-1', 'f')).toContain('return pow(x, 0.5) * (1.0 / y);');
  });

  it('computes what stands twice once, and brackets no more than it must', () => {
    expect(source('js', 'sin(x*y)/(1 + sin(x*y)^2)', 'f')).toContain(
      '  const t1 = Math.sin(x * y);\n  return t1 / (1 + t1 * t1);\n',
    );
    expect(source('julia', 'x - (y - 2*x) + 3', 'f')).toContain('return x - (y - 2.0 * x) + 3.0\n');
  });

  it('renames inputs that are words of the language', () => {
    const text = formulaSource(
      {
        name: 'f',
        variables: ['lambda', 'a b', 'a_b', 'a-b'],
        expression: parseExpression('lambda + `a b`*a_b*`a-b`'),
        contract: [],
      },
      FORMULA_LANGUAGES.numpy!,
    );
    expect(text).toContain(
      'def f(v_lambda, v_a_b, a_b, v_a_b_):\n    return v_lambda + v_a_b * a_b * v_a_b_\n',
    );
  });

  it('says what a language has not', () => {
    expect(() => source('c', 'zeta(x)', 'f')).toThrow('c has no `zeta`');
  });
});
