import { describe, expect, it } from 'vitest';
import { certify } from '../../src/certify/certify.ts';
import { certifyExhaustive } from '../../src/certify/exhaustive.ts';
import { fromHexFloat } from '../../src/number/exact-constant.ts';
import { FORMATS } from '../../src/number/formats.ts';
import { compileProgram } from '../../src/program/evaluate.ts';
import { ProgramBuilder } from '../../src/program/program-builder.ts';
import type { Program } from '../../src/program/program.ts';
import type { Specification } from '../../src/program/specification.ts';
import { powerOfTwo, reciprocalRoot } from '../program/typed-programs.ts';
import { bruteForce, specification } from './brute-force.ts';

const double = (hex: string): number => fromHexFloat(hex) as number;

async function agrees(program: Program, s: Specification): Promise<void> {
  const certificate = await certifyExhaustive(program, s);
  const truth = bruteForce(program, s);
  expect(certificate.points).toBe(`${truth.points}`);
  expect(certificate.correctlyRounded).toBe(`${truth.correct}`);
  expect(double(certificate.bound)).toBeGreaterThanOrEqual(truth.error);
  expect(double(certificate.bound)).toBeLessThanOrEqual(truth.error * (1 + 1e-5) + 3e-6);
  expect(double(certificate.lower)).toBeLessThanOrEqual(truth.error);
}

describe('every input of programs with integer operations', () => {
  it('in f32', () =>
    agrees(reciprocalRoot(), specification('1/sqrt(x)', ['1', '1 + 2^-11'], 'f32', 'relative')));
  it('in f16', () => agrees(powerOfTwo('f16'), specification('2^x', ['-3', '-2'], 'f16', 'ulp')));
  it('stored in f32, computed in f64', () =>
    agrees(powerOfTwo('f64', 'f32'), specification('2^x', ['-1', '-1 + 2^-12'], 'f32', 'ulp')));
  it('stored in bf16, computed in f32', () =>
    agrees(powerOfTwo('f32', 'bf16'), specification('2^x', ['1', '5'], 'bf16', 'ulp')));

  it('the famous constants err by 1.752e-3 between 1 and 4', async () => {
    const s = specification('1/sqrt(x)', ['1', '4'], 'f32', 'relative');
    const { bound, points } = await certifyExhaustive(reciprocalRoot(), s);
    expect(points).toBe('16777217');
    expect(double(bound)).toBeCloseTo(1.7523e-3, 6);
  });

  it("a result made of a NaN's bits is no result", async () => {
    const b = new ProgramBuilder('f32', ['x']);
    const zero = b.operation(
      'iand',
      b.operation('bits', b.sqrt(b.sub('x', b.constant('0x1p+0')))),
      b.integer(0),
    );
    const program = b.build(b.operation('fromint', zero));
    const s = specification('0*x', ['1 - 2^-20', '1'], 'f32', 'absolute');
    expect((await certify(program, s)).bound).toBe('inf');
    expect(
      double((await certify(program, specification('0*x', ['1', '2'], 'f32', 'absolute'))).bound),
    ).toBeLessThan(1e-30);
  });

  it('proves them in f64 on pieces of the inputs, above what any input shows', async () => {
    const s = specification('2^x', ['0', '1'], 'f64', 'ulp');
    const program = powerOfTwo('f64');
    const certificate = await certify(program, s);
    const [bound, lower] = [double(certificate.bound), double(certificate.lower)];
    expect(bound).toBeGreaterThanOrEqual(lower);
    expect(bound).toBeLessThan(1.01 * lower);
    const run = compileProgram(program);
    for (let i = 0; i <= 1000; i++) {
      // Math.pow errs by a few ulp, the program's polynomial by some 10¹³.
      const [x, f] = [i / 1000, 2 ** (i / 1000)];
      expect(Math.abs(run(x) - f) / FORMATS.f64.ulp(f)).toBeLessThan(bound + 10);
    }
  });
});
