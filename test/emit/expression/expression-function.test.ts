import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { expressionFunction, type CodePiece } from '../../../src/emit/expression/expression-function.ts';
import { missingIn } from '../../../src/emit/expression/library-functions.ts';
import { parseExpression } from '../../../src/expression/parse.ts';
import { findFormat } from '../../../src/number/formats.ts';
import { MachineValues } from '../../../src/search/rewrite/machine-values.ts';
import { needs } from '../../tool.ts';

const folder = mkdtempSync(join(tmpdir(), 'napier-expression-'));
afterAll(() => rmSync(folder, { recursive: true }));

const VARIABLES = ['x', 'in'];
const POINTS = [0.1, 0.75, 1.5, -2.25, 3.0000001, -1e-3, 12345.678, 0];
/** Exact in every library: arithmetic, roots, extremes, and parts that are used twice. */
const EXACT: readonly CodePiece[] = [
  { where: [{ variable: 'x', upTo: -2 }], expression: parseExpression('abs(x) - min(x*in, in/3)') },
  { where: [{ variable: 'x', above: -2, upTo: 0.5 }, { variable: 'in', above: 0 }], expression: parseExpression('sqrt(x*x + in*in)*(x*x + in*in) - 0.1') },
  { where: [], expression: parseExpression('max(x + 1, floor(in)) + (x + 1)*ceil(x) - (-x)/(in + 7)') },
]; // prettier-ignore

/** What the machine of a format gets for the pieces, in order of x and then in. */
function wanted(format: 'f64' | 'f32'): number[] {
  const { round } = findFormat(format);
  const points = POINTS.flatMap((x) => POINTS.map((y) => [round(x), round(y)]));
  const columns = [0, 1].map((i) => Float64Array.from(points, (point) => point[i]));
  const machine = new MachineValues(findFormat(format), VARIABLES, columns);
  return points.map((point, k) => {
    const piece = EXACT.find(({ where }) =>
      where.every(({ variable, above = -Infinity, upTo = Infinity }) => {
        const value = point[VARIABLES.indexOf(variable)];
        return value > above && value <= upTo;
      }),
    ) as CodePiece;
    return machine.of(piece.expression)[k];
  });
}

const source = (format: 'f64' | 'f32', language: 'c' | 'js'): string =>
  expressionFunction(
    { name: 'f', variables: VARIABLES, format: findFormat(format), pieces: EXACT, contract: ['*/ a test'] },
    language,
  );

describe.each(['f64', 'f32'] as const)('a function of %s', (format) => {
  const { round } = findFormat(format);

  it('in JavaScript has the bits that errors are measured with', async () => {
    const path = join(folder, `${format}.mjs`);
    writeFileSync(path, source(format, 'js'));
    const { f } = (await import(path)) as { f: (x: number, y: number) => number };
    const got = POINTS.flatMap((x) => POINTS.map((y) => f(round(x), round(y))));
    expect(got).toEqual(wanted(format));
  });

  needs('gcc')('with gcc', () => {
    it('in C has them too', () => {
      const type = format === 'f64' ? 'double' : 'float';
      writeFileSync(
        join(folder, `${format}.c`),
        `${source(format, 'c')}#include <stdio.h>
int main(void) {
  const ${type} p[] = {${POINTS.map((x) => round(x)).join(', ')}};
  for (int i = 0; i < ${POINTS.length}; i++) for (int j = 0; j < ${POINTS.length}; j++) printf("%.17g\\n", (double)f(p[i], p[j]));
}`,
      );
      const out = join(folder, format);
      execFileSync('gcc', ['-std=c99', '-Wall', '-Werror', '-O2', '-ffp-contract=off', '-o', out, `${out}.c`, '-lm']); // prettier-ignore
      const got = execFileSync(out, { encoding: 'utf8' }).trim().split('\n').map(Number);
      expect(got).toEqual(wanted(format));
    });
  });
});

describe('what a language lacks', () => {
  it('is told', () => {
    expect(missingIn('js', parseExpression('erf(x) + fma(x, x, exp2(x))'))).toEqual(['fma', 'exp2', 'erf']);
    expect(missingIn('c', parseExpression('erf(x) + gamma(x)'))).toEqual(['gamma']);
    const f = { name: 'f', variables: ['x'], format: findFormat('f64'), pieces: [{ where: [], expression: parseExpression('erf(x)') }], contract: [] }; // prettier-ignore
    expect(() => expressionFunction(f, 'js')).toThrow(/no `erf`/);
    expect(() => expressionFunction({ ...f, format: findFormat('bf16') }, 'c')).toThrow(/not bf16/);
  });
});
