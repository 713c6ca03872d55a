import { describe, expect, it } from 'vitest';
import { createErrorMeter, measureError } from '../../src/certify/measured-error.ts';
import { samplePoints } from '../../src/certify/sample-points.ts';
import { fromHexFloat } from '../../src/number/exact-constant.ts';
import { FORMATS } from '../../src/number/formats.ts';
import { createOracle } from '../../src/oracle/create-oracle.ts';
import type { Specification } from '../../src/program/specification.ts';
import { bruteForce, polynomial, specification } from './brute-force.ts';

const EXP = [1, 1, 0.5, 1 / 6, 1 / 24, 1 / 120];
const oracleOf = (s: Specification) => createOracle(s.function, [s.variable]);

describe('createErrorMeter', () => {
  it('is the exact maximum when every input is in the sample', () => {
    for (const measure of ['ulp', 'relative', 'absolute'] as const) {
      const s = specification('exp(x)', ['1', '1 + 2^-12'], 'f32', measure);
      const program = polynomial('f32', EXP);
      const measured = measureError(program, s, oracleOf(s), 4096);
      const truth = bruteForce(program, s);
      expect(measured.points).toBe(truth.points);
      expect(measured.value).toBeCloseTo(truth.error, 12);
      expect(Math.abs(measured.value / truth.error - 1)).toBeLessThan(1e-12);
      expect(truth.worst).toContain(fromHexFloat(measured.worst));
    }
  });

  it('sees errors of f64 programs below their own precision', () => {
    // The constant 1/3 is off by 1/3 of a unit in the last place: 2^-54/3 absolute.
    const s = specification('1/3 + 0*x', ['0', '1'], 'f64');
    const measured = measureError(polynomial('f64', [1 / 3]), s, oracleOf(s), 10);
    expect(measured.value).toBeCloseTo(1 / 3, 12);
  });

  it('knows fractions of an ulp among the subnormals', () => {
    const s = specification('x/3', ['2^-1073', '2^-1073'], 'f64');
    const { value } = measureError(polynomial('f64', [0, 1 / 3]), s, oracleOf(s), 4);
    // 2 · 2^-1074 / 3 is 2/3 of the smallest number, and rounds to 1.
    expect(value).toBeCloseTo(1 / 3, 12);
  });

  it('counts a result that is not finite as an infinite error', () => {
    const s = specification('exp(x)', ['1', '2'], 'f32');
    const measured = measureError(polynomial('f32', [0, Infinity]), s, oracleOf(s), 16);
    expect(measured.value).toBe(Infinity);
    expect(measured.worst).toBe('0x1p+0');
  });

  it('measures real programs far beyond double precision', () => {
    const s = specification('exp(x)', ['0', '2^-10'], 'real', 'relative');
    const constants = ['1', '1', '0.5'];
    const program = {
      format: 'real' as const,
      inputs: ['x'],
      constants,
      code: [
        { op: 'mul' as const, args: ['c2', 'x'] },
        { op: 'add' as const, args: ['t0', 'c1'] },
        { op: 'mul' as const, args: ['t1', 'x'] },
        { op: 'add' as const, args: ['t2', 'c0'] },
      ],
    };
    const { value, worst } = measureError(program, s, oracleOf(s), 500);
    expect(fromHexFloat(worst)).toBe(2 ** -10);
    const x = 2 ** -10;
    expect(Math.abs(value / ((x ** 3 / 6) * (1 + x / 4) * (1 - x)) - 1)).toBeLessThan(1e-6);
  });

  it('measures many programs on one sample, in any order', () => {
    const s = specification('exp(x)', ['-1', '1'], 'f32');
    const meter = createErrorMeter(s, oracleOf(s), 1000);
    const [a, b] = [polynomial('f32', EXP), polynomial('f32', EXP.slice(0, 4))];
    const first = meter(a);
    expect(meter(b).value).toBeGreaterThan(first.value);
    expect(meter(a)).toEqual(first);
  });

  it('says where the function is undefined', () => {
    const s = specification('log(x)', ['0', '1'], 'f32');
    expect(() => createErrorMeter(s, oracleOf(s), 100)).toThrow('undefined at x = ');
  });
});

describe('samplePoints', () => {
  it('stays inside the domain, ends included unless open, ascending, each point once', () => {
    for (const format of ['real', 'f64', 'f32', 'f16', 'bf16'] as const) {
      const closed = samplePoints(specification('x', ['-1', '2'], format), 300);
      expect(closed[0]).toBe(-1);
      expect(closed.at(-1)).toBe(2);
      expect(closed.length).toBeGreaterThan(200);
      expect(closed.length).toBeLessThanOrEqual(300);
      for (let i = 1; i < closed.length; i++) {
        expect(closed[i] > closed[i - 1] || Object.is(closed[i - 1], -0)).toBe(true);
      }
      const open = samplePoints(specification('x', ['0', 'pi/4'], format, 'ulp', [true, true]), 300);
      expect(open[0]).toBeGreaterThan(0);
      // The double below π/4 is the nearest one.
      expect(open.at(-1)).toBeLessThanOrEqual(Math.PI / 4);
    }
    expect(samplePoints(specification('x', ['0', '1'], 'f32'), 50)[0]).toBe(-0);
  });

  it('is every input when they are few', () => {
    const points = samplePoints(specification('x', ['0', '2^-147'], 'f32'), 100);
    const unit = FORMATS.f32.minPositive;
    expect(points).toEqual([-0, 0, unit, 2 * unit, 3 * unit, 4 * unit]);
  });
});
