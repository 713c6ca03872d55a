import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { boundInShader } from '../../../src/certify/forward/bound-in-shader.ts';
import { shaderForm } from '../../../src/certify/forward/shader-form.ts';
import { parseDomain } from '../../../src/expression/parse-domain.ts';
import { parseExpression } from '../../../src/expression/parse.ts';
import { FORMATS } from '../../../src/number/formats.ts';
import { createRandom } from '../../../src/number/random.ts';
import type { Program } from '../../../src/program/program.ts';
import type { Specification } from '../../../src/program/specification.ts';
import { shaderRun } from './shader-run.ts';

const RUNS = process.env.NAPIER_DEEP ? 200_000 : 10_000;

const shipped = (path: string): Program => {
  const url = new URL(`../../../functions/${path}.napier.json`, import.meta.url);
  const { program } = JSON.parse(readFileSync(url, 'utf8')).front[0];
  return shaderForm(program) ?? program;
};

const asked = (text: string, domain: string): Specification => ({
  function: parseExpression(text),
  variable: 'x',
  domain: parseDomain(domain),
  format: 'f32',
  measure: 'ulp',
});

describe('a bound in a shader where the function grows beyond all numbers', () => {
  it.each([
    ['exp(x)', 'exp/f32/precise', Math.exp, [-104, 88.72]],
    ['exp2(x)', 'exp2/f32/fast', (x: number) => 2 ** x, [-150, 127.99]],
    ['cosh(x)', 'cosh/f32/fast', Math.cosh, [-89.4, 89.4]],
  ] as const)(
    '%s: up to a share of the largest, and above every error of a machine',
    (text, path, f, [lo, hi]) => {
      const program = shipped(path);
      const { bound, least, most } = boundInShader(program, asked(text, '[-inf,inf]'));
      expect(most).toBeGreaterThan(2e37);
      expect(most).toBeLessThan(FORMATS.f32.maxFinite);
      const random = createRandom(7);
      let [largest, far] = [0, 0];
      for (let i = 0; i < RUNS; i++) {
        const x = FORMATS.f32.round(lo + (hi - lo) * random.next());
        const truth = f(x);
        if (!(truth < most)) continue;
        const error =
          Math.abs(shaderRun(program, x, random) - truth) / FORMATS.f32.ulp(Math.max(truth, least));
        expect(error).toBeLessThanOrEqual(bound);
        largest = Math.max(largest, error);
        if (truth > most / 4) far++;
      }
      expect(largest).toBeGreaterThan(bound / 8);
      expect(far).toBeGreaterThan(0);
    },
  );

  it('holds at all numbers where the function has a value for all', () => {
    const { most } = boundInShader(shipped('exp/f32/precise'), asked('exp(x)', '[-80,80]'));
    expect(most).toBe(Infinity);
  });
});
