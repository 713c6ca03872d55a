import { describe, expect, it } from 'vitest';
import type { Certificate } from '../../src/certify/certificate.ts';
import { certify, checkCertificate } from '../../src/certify/certify.ts';
import { NapierError } from '../../src/error/fault.ts';
import { toHexFloat } from '../../src/number/exact-constant.ts';
import type { Program } from '../../src/program/program.ts';
import type { Specification } from '../../src/program/specification.ts';
import { exponentialSeries, horner, oddHorner, specification, value } from './real-cases.ts';

const CASES: { name: string; method: Certificate['method']; program: Program; spec: Specification }[] = [
  {
    name: 'real',
    method: 'supremum',
    program: horner(exponentialSeries(6)),
    spec: specification('exp(x)', '[-1,1]', 'relative'),
  },
  {
    name: 'f64',
    method: 'supremum+roundoff',
    program: horner(exponentialSeries(14), 'f64'),
    spec: specification('exp(x)', '[-0.35,0.35]', 'ulp', 'f64'),
  },
  {
    name: 'f16',
    method: 'exhaustive',
    program: oddHorner([1, -0.25], 'f16'),
    spec: specification('tanh(x)', '[-1,1]', 'absolute', 'f16'),
  },
];

async function refusal(program: Program, spec: Specification, certificate: Certificate): Promise<string> {
  try {
    await checkCertificate(program, spec, certificate);
  } catch (error) {
    if (!(error instanceof NapierError)) throw error;
    expect(error.fault.kind).toBe('not-proved');
    return error.message;
  }
  throw new Error('accepted');
}

for (const { name, method, program, spec } of CASES) {
  describe(`a certificate in ${name}`, () => {
    it('is made by the method that fits the format, and is accepted as it is', async () => {
      const certificate = await certify(program, spec);
      expect(certificate.method).toBe(method);
      expect(certificate.measure).toBe(spec.measure);
      expect(await checkCertificate(program, spec, certificate)).toEqual(certificate);
    });

    it('is the same every time', async () => {
      expect(JSON.stringify(await certify(program, spec))).toBe(JSON.stringify(await certify(program, spec)));
    });

    it('is refused when a number in it is falsified, by that number', async () => {
      const certificate = await certify(program, spec);
      const lower = value(certificate.lower);
      expect(await refusal(program, spec, { ...certificate, bound: toHexFloat(lower * 0.99) })).toMatch(
        /bound is wrong/,
      );
      expect(await refusal(program, spec, { ...certificate, lower: toHexFloat(lower * 1.001) })).toMatch(
        /lower is wrong/,
      );
      expect(await refusal(program, spec, { ...certificate, worst: '0x1.8p+40' })).toMatch(/worst is wrong/);
      expect(await refusal(program, spec, { ...certificate, worst: 'here' })).toMatch(/worst is wrong/);
      expect(await refusal(program, spec, { ...certificate, bound: 'small' })).toMatch(/bound is wrong/);
      const other = spec.measure === 'relative' ? 'absolute' : 'relative';
      expect(await refusal(program, spec, { ...certificate, measure: other })).toMatch(/measure is wrong/);
    });

    it('is refused for another program', async () => {
      const certificate = await certify(program, spec);
      const constants = [...program.constants];
      constants[0] = toHexFloat(program.format === 'f16' ? 0.9 : Number(constants[0]) ? 0.9 : 0.999);
      const changed = {
        ...program,
        constants: [toHexFloat(name === 'f16' ? 0.875 : 0.999), ...constants.slice(1)],
      };
      expect(await refusal(changed, spec, certificate)).toMatch(/is wrong/);
    });
  });
}

describe('certify', () => {
  it('accepts a true claim that is tighter than its first proof', async () => {
    const { program, spec } = CASES[0];
    const tight = await certify(program, spec, { tightness: 1e-4 });
    const loose = await certify(program, spec, { tightness: 0.05 });
    expect(value(tight.bound)).toBeLessThan(value(loose.bound));
    await expect(checkCertificate(program, spec, tight)).resolves.toBeDefined();
  });

  it('refuses a program of another format than is asked', async () => {
    await expect(
      certify(horner([1, 1], 'f32'), specification('exp(x)', '[0,1]', 'absolute', 'f64')),
    ).rejects.toThrow(/written for f32/);
  });
});
