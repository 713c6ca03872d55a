import { describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { shaderForm } from '../../src/certify/forward/shader-form.ts';
import { contractLines } from '../../src/emit/header.ts';
import { inShader } from '../../src/emit/in-shader.ts';
import { TARGETS } from '../../src/emit/targets.ts';
import type { EmitFunction } from '../../src/emit/target.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import { WHOLE_DOMAIN } from '../../src/expression/domain.ts';
import { createRandom } from '../../src/number/random.ts';
import { findFormat } from '../../src/number/formats.ts';
import { compileProgram } from '../../src/program/evaluate.ts';

const FINDING = JSON.parse(
  readFileSync(new URL('../../functions/tanh/f32/fast.napier.json', import.meta.url), 'utf8'),
);

const TANH: EmitFunction = {
  name: 'tanh',
  program: FINDING.front[0].program,
  specification: {
    function: parseExpression('tanh(x)'),
    variable: 'x',
    domain: WHOLE_DOMAIN,
    format: 'f32',
    measure: 'ulp',
  },
  certificate: FINDING.front[0].certificate,
  command: 'napier emit',
  version: '0',
};

describe('tanh in a shader', () => {
  const form = inShader(TANH);

  it('has a bound for every finite input, whatever the language allows', () => {
    expect(form.allowed?.bound).toBeLessThan(15);
    expect(form.allowed?.bound).toBeGreaterThan(3.36);
    const wgsl = TARGETS.wgsl.emit([TANH], 'tanh')[0].contents as string;
    expect(wgsl).toContain('at every finite input the result is finite and at most 13.47 ulp');
    expect(wgsl).not.toContain('proved for IEEE 754 arithmetic; where');
  });

  it('computes integers by round, and the same results on this machine', () => {
    expect(form.program.code.map(({ op }) => op)).toContain('round');
    const format = findFormat('f32');
    const [given, made] = [compileProgram(TANH.program), compileProgram(form.program)];
    const random = createRandom(3);
    for (let i = 0; i < 20_000; i++) {
      const x = format.round((random.next() - 0.5) * 2 ** (random.integer(12) - 6));
      expect(made(x)).toBe(given(x));
    }
  });

  it('is left as it is where nothing is rounded by a constant', () => {
    expect(shaderForm(form.program)).toBeUndefined();
  });

  const shipped = (name: string, tier: string): EmitFunction => {
    const url = new URL(`../../functions/${name}/f32/${tier}.napier.json`, import.meta.url);
    const { program, certificate } = JSON.parse(readFileSync(url, 'utf8')).front[0];
    const specification = { ...TANH.specification, function: parseExpression(`${name}(x)`) };
    return { ...TANH, name, program, certificate, specification };
  };

  it('has a bound below the largest numbers where the function grows beyond them, and says so', () => {
    const exp = inShader(shipped('exp', 'precise'));
    expect(exp.allowed?.bound).toBeLessThan(2.5);
    const header = contractLines(exp, [], ['rounding']).join('\n');
    expect(header).toContain(
      "at every finite input where the function's magnitude is below 1.701e+38 the result is finite",
    );
  });

  it('has integers by round where no bound is proved too, and says so', { timeout: 120_000 }, () => {
    // SwiftShader takes (x + c) − c for x: as it was proved exp was 1 at 1/8 there.
    const given = shipped('sin', 'fast');
    const sin = inShader(given);
    expect([sin.allowed, sin.roundsInstead]).toEqual([undefined, true]);
    expect(sin.program.code.map(({ op }) => op)).toContain('round');
    const [proved, made] = [compileProgram(given.program), compileProgram(sin.program)];
    const random = createRandom(9);
    for (let i = 0; i < 20_000; i++) {
      const x = Math.fround((random.next() - 0.5) * 210);
      expect(made(x)).toBe(proved(x));
    }
    const header = contractLines(sin, [], ['rounding']).join('\n');
    expect(header).toContain('integers are taken by round, where the proved program adds a large number');
  });

  it('has no bound where a division may be by 0', () => {
    const { constants, code } = TANH.program;
    const last = code[code.length - 1];
    const program = {
      ...TANH.program,
      constants: [...constants],
      code: [...code.slice(0, -1), { ...last, args: ['c0', 't23'] }],
    };
    expect(inShader({ ...TANH, program }).allowed).toBeUndefined();
  });
});
