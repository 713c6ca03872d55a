import { describe, expect, it } from 'vitest';
import { certify } from '../../../src/certify/certify.ts';
import { parseDomain } from '../../../src/expression/parse-domain.ts';
import { parseExpression } from '../../../src/expression/parse.ts';
import { toHexFloat } from '../../../src/number/exact-constant.ts';
import { exactDouble } from '../../../src/number/exact-double.ts';
import { FORMATS, type FormatName } from '../../../src/number/formats.ts';
import type { Instruction, Program } from '../../../src/program/program.ts';
import type { Specification } from '../../../src/program/specification.ts';
import { refitInType } from '../../../src/search/in-type/refit-in-type.ts';

function contract(text: string, domain: string, format: FormatName): Specification {
  return {
    function: parseExpression(text),
    variable: 'x',
    domain: parseDomain(domain),
    format,
    measure: 'ulp',
  };
}

/** Horner's rule with these coefficients, lowest first, in x or x²; the odd one is x·p(x²). No constant is shared. */
function horner(
  format: 'f64' | 'f32' | 'f16' | 'bf16',
  coefficients: readonly number[],
  shape: 'full' | 'odd' = 'full',
): Program {
  const code: Instruction[] = [];
  const push = (op: Instruction['op'], ...args: string[]): string => `t${code.push({ op, args }) - 1}`;
  const u = shape === 'odd' ? push('mul', 'x', 'x') : 'x';
  let value = `c${coefficients.length - 1}`;
  for (let k = coefficients.length - 2; k >= 0; k--) value = push('add', push('mul', value, u), `c${k}`);
  if (shape === 'odd') push('mul', value, 'x');
  const constants = coefficients.map((c) => toHexFloat(FORMATS[format].round(c)));
  return { format, inputs: ['x'], constants, code };
}

const all = (program: Program): number[] => program.constants.map((_, i) => i);

const taylor = (count: number): number[] => {
  const list = [1];
  for (let k = 1; k < count; k++) list.push(list[k - 1] / k);
  return list;
};

describe('refitInType', () => {
  it('brings Taylor coefficients of exp in f16 to the least error, which the proof by every input confirms', async () => {
    const specification = contract('exp(x)', '[-0.35,0.35]', 'f16');
    const program = horner('f16', taylor(4));
    const before = await certify(program, specification);
    const found = refitInType(program, all(program), specification, { evaluations: 2e5 });
    expect(found?.complete).toBe(true);
    const after = await certify(found!.program, specification);
    expect(found!.error).toBeCloseTo(exactDouble(after.lower), 6);
    expect(exactDouble(after.bound)).toBeLessThan(0.97);
    expect(exactDouble(before.bound)).toBeGreaterThan(1.9);
  });

  it('meets an error asked for in f32 on every input, with the given order of operations', async () => {
    const specification = contract('sin(x)', '[1/2,1]', 'f32');
    const program = horner('f32', [1, -1 / 6, 1 / 120, -1 / 5040], 'odd');
    const before = await certify(program, specification);
    expect(exactDouble(before.bound)).toBeGreaterThan(40);
    const goal = { kind: 'error', value: 1.45 } as const;
    const found = refitInType(program, all(program), specification, { goal, extent: 'all' });
    expect(found).toMatchObject({ met: true, complete: true });
    const after = await certify(found!.program, specification);
    expect(exactDouble(after.bound)).toBeLessThanOrEqual(1.45);
    expect(found!.program.code).toEqual(program.code);
  });

  it('makes f64 coefficients whose result is the correctly rounded f32 one, for every input', async () => {
    const specification = contract('exp(x)', '[1/16,1/8]', 'f32');
    const program: Program = { ...horner('f64', taylor(6)), storage: 'f32' };
    const before = await certify(program, specification);
    const goal = { kind: 'correct' } as const;
    const found = refitInType(program, all(program), specification, { goal, extent: 'all' });
    expect(found).toMatchObject({ met: true, complete: true });
    const after = await certify(found!.program, specification);
    if (before.method !== 'exhaustive' || after.method !== 'exhaustive') throw new Error('by every input');
    expect(BigInt(before.correctlyRounded)).toBeLessThan(BigInt(before.points));
    expect(after.correctlyRounded).toBe(after.points);
  });

  it('says which inputs no coefficients can serve', () => {
    const specification = contract('exp(x)', '[1/16,1/8]', 'f32');
    const program: Program = { ...horner('f64', taylor(3)), storage: 'f32' };
    const found = refitInType(program, all(program), specification, { goal: { kind: 'correct' } });
    expect(found?.met).toBe(false);
    expect(found?.obstacle?.kind).toBe('linear');
    expect(found?.obstacle?.violation).toBeGreaterThan(1.01);
    // One more input than there are coefficients proves it.
    expect(found?.obstacle?.inputs).toHaveLength(4);
  });

  it('says where no number of the format is near enough', () => {
    const specification = contract('exp(x)', '[1,2]', 'f16');
    const program = horner('f16', taylor(4));
    const goal = { kind: 'error', value: 0.3 } as const;
    const found = refitInType(program, all(program), specification, { goal });
    expect(found).toMatchObject({ met: false, obstacle: { kind: 'number' } });
  });

  it('leaves constants alone that are not free, and gives nothing without free ones', () => {
    const specification = contract('exp(x)', '[-0.35,0.35]', 'f16');
    const program = horner('f16', taylor(5));
    const free = all(program).filter((i) => program.constants[i] !== '0x1p+0');
    expect(free.length).toBeLessThan(program.constants.length);
    const found = refitInType(program, free, specification, { evaluations: 1e5 });
    expect(found?.program.constants).toContain('0x1p+0');
    expect(refitInType(program, [], specification)).toBeUndefined();
  });

  it('gives the same constants every time', () => {
    const specification = contract('log(1+x)', '[0,1/4]', 'bf16');
    const program = horner('bf16', [1, -0.5, 0.3, -0.15]);
    const odd: Program = horner('bf16', [1, -0.5, 0.3, -0.15], 'odd');
    for (const one of [program, odd]) {
      const run = (): string =>
        JSON.stringify(refitInType(one, all(one), specification, { evaluations: 5e4, seed: 7 }));
      expect(run()).toBe(run());
    }
  });

  it('refuses a program in another format than the contract asks for', () => {
    const program = horner('f32', taylor(4));
    expect(() => refitInType(program, all(program), contract('exp(x)', '[0,1]', 'f16'))).toThrow(
      /the program is in f32, the specification in f16/,
    );
  });
});
