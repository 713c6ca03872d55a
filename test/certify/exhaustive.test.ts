import { describe, expect, it } from 'vitest';
import { NapierError } from '../../src/error/fault.ts';
import { fromHexFloat, toHexFloat } from '../../src/number/exact-constant.ts';
import { FORMATS, type FormatName } from '../../src/number/formats.ts';
import type { Measure } from '../../src/number/measure.ts';
import type { ExhaustiveCertificate } from '../../src/certify/certificate.ts';
import { certifyExhaustive, mergeExhaustive, planExhaustive } from '../../src/certify/exhaustive.ts';
import { runExhaustiveJob } from '../../src/certify/exhaustive-job.ts';
import { PIECE_GRID } from '../../src/certify/piece-cover.ts';
import type { Program } from '../../src/program/program.ts';
import { ProgramBuilder } from '../../src/program/program-builder.ts';
import type { Specification } from '../../src/program/specification.ts';
import { bruteForce, polynomial, specification } from './brute-force.ts';

const double = (hex: string): number => fromHexFloat(hex) as number;

/** The certificate says what running and judging every input by plain means says. */
async function agrees(program: Program, s: Specification): Promise<ExhaustiveCertificate> {
  const certificate = await certifyExhaustive(program, s);
  const truth = bruteForce(program, s);
  expect(certificate.points).toBe(`${truth.points}`);
  expect(certificate.correctlyRounded).toBe(`${truth.correct}`);
  const [bound, lower] = [double(certificate.bound), double(certificate.lower)];
  expect(bound).toBeGreaterThanOrEqual(truth.error);
  expect(lower).toBeLessThanOrEqual(truth.error);
  expect(lower).toBeGreaterThanOrEqual(truth.error * (1 - 1e-5));
  expect(bound).toBeLessThanOrEqual(truth.error * (1 + 1e-5) + (s.measure === 'ulp' ? 3e-6 : 1e-12));
  return certificate;
}

const EXP = [1, 1, 0.5, 1 / 6, 1 / 24, 1 / 120];
const SIN = [0, 1, 0, -1 / 6, 0, 1 / 120];

type Case = [title: string, text: string, domain: [string, string], coefficients: number[]];

const F32_CASES: Case[] = [
  ['exp above 1', 'exp(x)', ['1', '1 + 2^-11'], EXP],
  ['exp below 1, across a power of two of f', 'exp(x)', ['ln2 - 2^-14', 'ln2 + 2^-14'], EXP],
  ['negative inputs', 'exp(x)', ['-1', '-1 + 2^-12'], EXP],
  ['subnormal inputs and results', 'sin(x)', ['0', '2^-137'], SIN],
  ['both sides of zero', 'sin(x)', ['-2^-139', '2^-139'], SIN],
  ['a tiny quotient', 'x/3', ['2^-138', '2^-136'], [0, 1 / 3]],
  ['an irrational zero', 'sin(x)', ['pi - 2^-12', 'pi + 2^-12'], [Math.PI, -1]],
  ['a zero at a number', 'log(x)', ['1 - 2^-13', '1 + 2^-12'], [-1, 1]],
  ['f just below a power of two', 'tanh(x)', ['12', '12 + 2^-9'], [1]],
  ['exact ties', 'x/2 + 1', ['1', '1 + 2^-12'], [1, 0.5]],
  ['a step', 'floor(x)', ['2 - 2^-12', '2 + 2^-12'], [2]],
  ['a kink', 'abs(x)', ['-2^-140', '2^-140'], [0, 1]],
  ['a special function', 'gamma(x)', ['3', '3 + 2^-12'], [2, 0.1]],
];

describe('certifyExhaustive against brute force', () => {
  for (const measure of ['ulp', 'absolute'] as const) {
    for (const [title, text, domain, coefficients] of F32_CASES) {
      it(`f32, ${measure}: ${title}`, async () => {
        await agrees(polynomial('f32', coefficients), specification(text, domain, 'f32', measure));
      });
    }
  }
  for (const [text, domain, coefficients] of [
    ['exp(x)', ['1', '1 + 2^-11'], EXP],
    ['sin(x)', ['2^-149', '2^-138'], [0, 1.25]],
    ['cos(x)', ['-2^-13', '-2^-13 + 2^-26'], [1]],
  ] as const) {
    it(`f32, relative: ${text} on [${domain}]`, async () => {
      await agrees(polynomial('f32', coefficients), specification(text, domain, 'f32', 'relative'));
    });
  }
  const HALF: [FormatName, string, [string, string], number[], Measure, [boolean, boolean]][] = [
    ['f16', 'exp(x)', ['-1', '1'], EXP, 'ulp', [false, false]],
    ['f16', 'sin(x)', ['-pi/2', 'pi/2'], SIN, 'ulp', [false, false]],
    ['f16', 'exp(x)', ['-17', '11'], EXP, 'absolute', [false, false]],
    ['f16', '1/x', ['0', 'inf'], [2, -1], 'ulp', [true, false]],
    ['bf16', 'tanh(x)', ['-1', '1'], [0, 1, 0, -0.3], 'ulp', [true, true]],
    ['bf16', 'sqrt(x)', ['0', '4'], [0, 1], 'ulp', [false, false]],
    ['bf16', 'exp(x)', ['-80', '80'], EXP, 'relative', [false, false]],
  ];
  for (const [format, text, domain, coefficients, measure, open] of HALF) {
    const s = specification(text, domain, format, measure, open);
    // 1/x overflows float16 at its smallest inputs: start above them.
    const safe = text === '1/x' ? specification(text, ['2^-15', '65504'], format, measure, open) : s;
    it(`${format}, ${measure}: ${text} on ${open[0] ? '(' : '['}${domain}${open[1] ? ')' : ']'}`, async () => {
      await agrees(polynomial(format, coefficients), safe);
    });
  }
});

describe('certifyExhaustive finds one wrong input', () => {
  const x0 = FORMATS.f32.round(1.0003);
  const s = specification('exp(x)', ['1', '1 + 2^-10'], 'f32');

  it('with a result that is too large', async () => {
    const b = new ProgramBuilder('f32', ['x']);
    const zero = b.constant('0x0p0');
    // 2^-24 − |x − x0| is positive at x0 alone.
    const distance = b.abs(b.sub(b.input(0), b.constant(toHexFloat(x0))));
    const spike = b.mul(b.max(zero, b.sub(b.constant('0x1p-24'), distance)), b.constant('0x1p10'));
    const program = b.build(b.add(b.constant(toHexFloat(FORMATS.f32.round(Math.E))), spike));
    const narrow = specification('exp(1)', ['1', '1 + 2^-10'], 'f32');
    const certificate = await agrees(program, narrow);
    expect(double(certificate.worst)).toBe(x0);
    expect(double(certificate.lower)).toBeGreaterThan(100);
  });

  it('with a result that is not a number', async () => {
    const b = new ProgramBuilder('f32', ['x']);
    const distance = b.sub(b.input(0), b.constant(toHexFloat(x0)));
    const program = b.build(b.div(distance, distance));
    const certificate = await certifyExhaustive(program, s);
    expect(certificate).toMatchObject({ bound: 'inf', lower: 'inf', worst: toHexFloat(x0) });
  });

  it('with the wrong zero only where it matters: −0 and +0 both run', async () => {
    // 1/x tells the zeros apart: min(1/x, 0) is −inf at −0, 0 at +0.
    const b = new ProgramBuilder('f32', ['x']);
    const program = b.build(b.min(b.div(b.constant('0x1p0'), b.input(0)), b.constant('0x0p0')));
    const at = (lo: string): Specification => specification('0*x', [lo, '2^-149'], 'f32', 'absolute');
    const certificate = await certifyExhaustive(program, at('0'));
    expect(certificate).toMatchObject({ points: '3', worst: '-0x0p+0', bound: 'inf' });
  });
});

describe('jobs', () => {
  it('of any size that the grid divides give the same certificate', async () => {
    const s = specification('exp(x)', ['-0.75', '-0.125'], 'f32');
    const program = polynomial('f32', EXP);
    const certificates = [PIECE_GRID, 3 * PIECE_GRID, 16 * PIECE_GRID].map((size) => {
      const jobs = planExhaustive(program, s, BigInt(size));
      const parts = jobs.map((job) => runExhaustiveJob(structuredClone(job))).reverse();
      return mergeExhaustive('f32', 'ulp', parts);
    });
    expect(certificates[1]).toEqual(certificates[0]);
    expect(certificates[2]).toEqual(certificates[0]);
    expect(certificates[0].points).toBe(`${0x3f400000 - 0x3e000000 + 1}`);
  });

  it.each([
    ['about zero, ties at tiny inputs', 'sin(x)', ['-2^-126', '2^-125'], SIN],
    ['next to a power of two', 'exp(x)', ['2^-40', '2^-37'], [1, 1]],
    ['where it errs most in one place', 'exp(x)', ['0.5', '4'], EXP],
  ] as [string, string, [string, string], number[]][])(
    'beginning at any input prove the same: %s',
    async (_, text, domain, coefficients) => {
      const program = polynomial('f32', coefficients);
      const s = specification(text, domain, 'f32');
      const first = await certifyExhaustive(program, s, { histogram: true });
      for (const suspect of [first.worst, '0x1p-100', '0x1p+1', '-0x0p+0', 'inf', 'nan', 'no number']) {
        expect(await certifyExhaustive(program, s, { histogram: true, suspect })).toEqual(first);
      }
    },
    120_000,
  );

  it('cover the domain without gap or overlap, and do not cross zero', () => {
    const s = specification('x', ['-1', '1'], 'f32');
    const jobs = planExhaustive(polynomial('f32', [0, 1]), s);
    let next = -BigInt(0x3f800000) - 1n;
    for (const { inputs } of jobs) {
      const [first, last] = inputs.map(BigInt);
      expect(first).toBe(next);
      expect(first < 0n).toBe(last < 0n);
      next = last + 1n;
    }
    expect(next).toBe(BigInt(0x3f800000) + 1n);
  });

  it('stop when asked, and say how far they came', async () => {
    const s = specification('exp(x)', ['1', '1.5'], 'f32');
    const promise = certifyExhaustive(polynomial('f32', EXP), s, { stopped: () => true });
    await expect(promise).rejects.toThrow('stopped after 0 of');
  });
});

describe('inputs that do not belong in the domain', () => {
  const cases: [string, [string, string], RegExp][] = [
    ['log(x)', ['0', '2^-140'], /undefined at x = /],
    ['1/x', ['-2^-140', '2^-140'], /undefined at x = -?0 /],
    ['exp(x)', ['88.72', '88.73'], /beyond the largest number of f32/],
    ['sqrt(x)', ['-2^-148', '1'], /undefined/],
  ];
  for (const [text, domain, message] of cases) {
    it(`${text} on [${domain}]`, async () => {
      const fault = certifyExhaustive(polynomial('f32', [1]), specification(text, domain, 'f32'));
      await expect(fault).rejects.toThrow(message);
      await expect(fault).rejects.toBeInstanceOf(NapierError);
    });
  }
});

describe('formats without a negative zero, or without subnormal numbers', () => {
  it.each([
    ['q(1.10)', 'sin(x)', ['-1.5', '1.5'], 'absolute'],
    ['q(1.10)', 'sin(x)', ['-2', '2'], 'ulp'],
    ['uq(0.12)', 'x^2', ['0', '1'], 'absolute'],
    ['fp8e4m3fnuz', 'exp(x)', ['-3', '3'], 'ulp'],
    ['float(exponent=5,significand=7,subnormals=no)', 'x/3', ['-1', '1'], 'absolute'],
    ['i16', '2*x+1', ['-100', '100'], 'absolute'],
  ] as const)('%s: %s, as one by one', async (name, text, ends, measure) => {
    const b = new ProgramBuilder(name, ['x']);
    const x = b.input(0);
    // Any program will do: the certificate must know its worst input.
    await agrees(b.build(b.add(b.mul(x, x), x)), specification(text, ends, name, measure));
  });
});
