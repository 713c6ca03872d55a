/** GLSL of mediump floats: its text, its bound on Chromium's WebGL 2 (whose mediump is binary32), and what it refuses. */
import { describe, expect, it } from 'vitest';
import type { EmitFunction } from '../../src/emit/target.ts';
import { glslMediumpTarget } from '../../src/emit/languages/glsl-mediump.ts';
import { parseDomain } from '../../src/expression/parse-domain.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import { ProgramBuilder } from '../../src/program/program-builder.ts';
import type { Program } from '../../src/program/program.ts';
import { hasTool } from '../tool.ts';
import { openPage, webgl } from './in-chromium.ts';

function cubic(): Program {
  const b = new ProgramBuilder('f32', ['x']);
  const x = b.input(0);
  return b.build(b.add(x, b.mul(b.mul(x, b.mul(x, x)), b.constant('-0x1.4p-3'))));
}

const SINE: EmitFunction = {
  name: 'sine',
  program: cubic(),
  specification: {
    function: parseExpression('sin(x)'),
    variable: 'x',
    domain: parseDomain('[-1.5,1.5]'),
    format: 'f32',
    measure: 'absolute',
  },
  command: 'napier emit',
  version: '0',
};
const [SOURCE, TEST] = glslMediumpTarget.emit([SINE], 'sine').map(({ contents }) => contents as string);

describe('GLSL of mediump floats', () => {
  it('has no float of another precision', () => {
    expect(SOURCE.slice(SOURCE.indexOf('mediump float napier_sine'))).toBe(`mediump float napier_sine(mediump float x) {
  mediump float t0 = x * x;
  mediump float t1 = x * t0;
  mediump float t2 = t1 * (-0.15625);
  mediump float t3 = x + t2;
  return t3;
}
`);
    expect(SOURCE).toMatch(/largest error: at most 0\.0\d+ absolute in mediump, proved on \d+ pieces/);
  });

  it('refuses bits, integers and numbers that mediump lacks', () => {
    const b = new ProgramBuilder('f32', ['x']);
    const bits = b.build(b.operation('float', b.operation('bits', b.input(0))));
    expect(glslMediumpTarget.refuses(bits)).toMatch(/cannot write bits: a mediump float has no pattern of bits/);
    const infinite: Program = { ...cubic(), constants: ['inf'] };
    expect(glslMediumpTarget.refuses(infinite)).toMatch(/no infinite or NaN constants/);
    const large: Program = { ...cubic(), constants: ['0x1p+15'] };
    expect(() => glslMediumpTarget.emit([{ ...SINE, program: large }], 'sine')).toThrow(/beyond 2\^14/);
  });

  (hasTool('chromium') ? it : it.skip)('keeps its bound in WebGL 2, and its self-test says so', { timeout: 120_000 }, async () => {
    const { page, close } = await openPage();
    try {
      const bound = Number(/at most (\S+) absolute in mediump/.exec(SOURCE)?.[1]);
      const inputs = Float32Array.from({ length: 1024 }, (_, i) => Math.fround(-1.5 + (3 * i) / 1023));
      const words = [...new Uint32Array(inputs.buffer)];
      const run = async (test: string): Promise<number[][]> =>
        page.evaluate(webgl as (given: [string, string, string[], number[]]) => number[][], [SOURCE, test, ['napier_sine'], words] as [string, string, string[], number[]]);
      const [found, counts] = await run(TEST);
      const outputs = new Float32Array(new Uint32Array(found).buffer);
      const largest = Math.max(...inputs.map((x, i) => Math.abs(outputs[i] - Math.sin(x))));
      expect(largest).toBeGreaterThan(0.005);
      expect(largest).toBeLessThanOrEqual(bound);
      expect(counts[0]).toBe(0);
      // Of another function the self-test finds results beyond the bound.
      const [, wrong] = await run(TEST.replace('x + t2', 'x - t2'));
      expect(wrong[0]).toBeGreaterThan(10);
    } finally {
      await close();
    }
  });
}); // prettier-ignore
