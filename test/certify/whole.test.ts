import { describe, expect, it } from 'vitest';
import type { ExhaustiveCertificate } from '../../src/certify/certificate.ts';
import { checkCertificate } from '../../src/certify/certify.ts';
import { certifyExhaustive, mergeExhaustive, planExhaustive } from '../../src/certify/exhaustive.ts';
import { runExhaustiveJob } from '../../src/certify/exhaustive-job.ts';
import { createReferenceChecker, histogramBin } from '../../src/certify/exhaustive-checker.ts';
import { createChecker } from '../../src/certify/exhaustive-kernel.ts';
import type { Piece } from '../../src/certify/piece.ts';
import { waveOf, wavePiece } from '../../src/certify/wave-of.ts';
import type { Wave } from '../../src/certify/wave.ts';
import { parseDomain } from '../../src/expression/parse-domain.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import { fromHexFloat, toHexFloat } from '../../src/number/exact-constant.ts';
import { FORMATS, type FormatName } from '../../src/number/formats.ts';
import { mpfr, ROUND, type Big } from '../../src/number/mpfr.ts';
import { withWorkspace, type Workspace } from '../../src/number/workspace.ts';
import { compileProgram } from '../../src/program/evaluate.ts';
import type { Program } from '../../src/program/program.ts';
import { ProgramBuilder } from '../../src/program/program-builder.ts';
import type { Specification } from '../../src/program/specification.ts';
import { polynomial } from './brute-force.ts';

const double = (hex: string): number => fromHexFloat(hex) as number;

/** A C function of MPFR, which has the limits and special values of C's Annex F. */
type Peer = (r: Big, x: Big, round: number) => unknown;
const PEERS: Record<string, Peer> = {
  'exp(x)': mpfr.mpfr_exp,
  'exp2(x)': mpfr.mpfr_exp2,
  'expm1(x)': mpfr.mpfr_expm1,
  'log(x)': mpfr.mpfr_log,
  'log2(x)': mpfr.mpfr_log2,
  'log1p(x)': mpfr.mpfr_log1p,
  'sqrt(x)': mpfr.mpfr_sqrt,
  'cbrt(x)': mpfr.mpfr_cbrt,
  '1/x': (r, x, round) => mpfr.mpfr_ui_div(r, 1, x, round),
  'sin(x)': mpfr.mpfr_sin,
  'cos(x)': mpfr.mpfr_cos,
  'tan(x)': mpfr.mpfr_tan,
  'asin(x)': mpfr.mpfr_asin,
  'acos(x)': mpfr.mpfr_acos,
  'atan(x)': mpfr.mpfr_atan,
  'sinh(x)': mpfr.mpfr_sinh,
  'cosh(x)': mpfr.mpfr_cosh,
  'tanh(x)': mpfr.mpfr_tanh,
  'asinh(x)': mpfr.mpfr_asinh,
  'acosh(x)': mpfr.mpfr_acosh,
  'atanh(x)': mpfr.mpfr_atanh,
  'erf(x)': mpfr.mpfr_erf,
};
const HEAVY: Record<string, Peer> = { 'erfc(x)': mpfr.mpfr_erfc, 'gamma(x)': mpfr.mpfr_gamma };

function whole(text: string, format: FormatName, domain = '[-inf,inf]'): Specification {
  return {
    function: parseExpression(text),
    variable: 'x',
    domain: parseDomain(domain),
    format,
    measure: 'ulp',
  };
}

/** Every number of a 16-bit format: ordinals of both infinities included. */
function* numbers(name: 'f16' | 'bf16'): Generator<number> {
  const format = FORMATS[name];
  const limit = format.ordinal(Infinity);
  for (let o = -1n - limit; o <= limit; o++) yield format.fromOrdinal(o);
}

type Truth = { right: number; error: number; wrongInfinitely: boolean };

/** What MPFR says of one result; errors as the contract of `Specification` counts them. */
function judged(peer: Peer, name: 'f16' | 'bf16', x: number, y: number, w: Workspace, t: Big, d: Big): Truth {
  const format = FORMATS[name];
  mpfr.mpfr_set_d(d, x, ROUND.NEAREST);
  peer(t, d, ROUND.NEAREST);
  if (mpfr.mpfr_nan_p(t)) return { right: y !== y ? 1 : 0, error: 0, wrongInfinitely: y === y };
  const nearest = format.roundBig(t);
  if (y !== y) return { right: 0, error: Infinity, wrongInfinitely: true };
  if (y === nearest && !Number.isFinite(y)) return { right: 1, error: 0, wrongInfinitely: false };
  const top = 2 ** (format.emax + 1);
  const counted = Number.isFinite(y) ? y : Math.sign(y) * top;
  if (!Number.isFinite(nearest)) mpfr.mpfr_set_d(t, Math.sign(nearest) * top, ROUND.NEAREST);
  // Towards zero: the unit is that of the true value, also just below a power of two.
  const size = w.big();
  peer(size, d, ROUND.ZERO);
  const unit = format.ulp(Math.min(format.maxFinite, Math.abs(mpfr.mpfr_get_d(size, ROUND.ZERO))));
  w.release(w.mark() - 1);
  mpfr.mpfr_sub_d(t, t, counted, ROUND.NEAREST);
  mpfr.mpfr_div_d(t, t, unit, ROUND.NEAREST);
  const error = Math.abs(mpfr.mpfr_get_d(t, ROUND.NEAREST));
  return { right: y === nearest ? 1 : 0, error, wrongInfinitely: false };
}

function bruteForce(program: Program, peer: Peer, name: 'f16' | 'bf16'): { correct: number; error: number } {
  const run = compileProgram(program);
  return withWorkspace(250, (w) => {
    const [t, d] = w.bigs(2);
    let [correct, error] = [0, 0];
    for (const x of numbers(name)) {
      const truth = judged(peer, name, x, run(x), w, t, d);
      correct += truth.right;
      error = Math.max(error, truth.wrongInfinitely ? Infinity : truth.error);
    }
    return { correct, error };
  });
}

/** The correctly rounded values of MPFR's function, looked up by bit pattern. */
function lookup(peer: Peer, name: 'f16' | 'bf16'): Program {
  const format = FORMATS[name];
  const b = new ProgramBuilder(name, ['x']);
  const infinity = Number(format.ordinal(Infinity));
  const [positive, negative] = [1, -1].map((sign) =>
    withWorkspace(250, (w) => {
      const [t, d] = w.bigs(2);
      const values = Array.from({ length: infinity + 1 }, (_, i) => {
        mpfr.mpfr_set_d(d, sign * format.fromOrdinal(BigInt(i)), ROUND.NEAREST);
        peer(t, d, ROUND.NEAREST);
        // A program's constants are finite: numbers here, the rest by arithmetic below.
        const nearest = mpfr.mpfr_nan_p(t) ? NaN : format.roundBig(t);
        return nearest;
      });
      return values;
    }),
  );
  const bits = b.operation('bits', b.input(0));
  const place = b.operation('iand', bits, b.integer(0x7fff));
  const part = (values: readonly number[]): string => {
    const finite = b.table(
      'float',
      values.map((v) => toHexFloat(Number.isFinite(v) ? v : 0)),
    );
    const zero = b.constant('0x0p+0');
    // 0/0, 1/0 or −1/0 beside the finite values.
    const kind = b.table(
      'float',
      values.map((v) => (v === Infinity ? '0x1p+0' : v === -Infinity ? '-0x1p+0' : '0x0p+0')),
    );
    const isFinite = b.table(
      'float',
      values.map((v) => (Number.isFinite(v) ? '0x1p+0' : '0x0p+0')),
    );
    const special = b.div(b.operation('lookup', kind, place), zero);
    return b.operation(
      'select',
      b.operation('eq', b.operation('lookup', isFinite, place), zero),
      special,
      b.operation('lookup', finite, place),
    );
  };
  return b.build(
    b.operation('select', b.operation('ilt', bits, b.integer(0)), part(negative), part(positive)),
  );
}

function agrees(
  certificate: ExhaustiveCertificate,
  truth: { correct: number; error: number },
  nans: number,
): void {
  expect(Number(certificate.correctlyRounded)).toBe(truth.correct + nans);
  expect(certificate.points).toBe('65536');
  if (truth.error === Infinity) return expect(certificate.bound).toBe('inf');
  expect(double(certificate.bound)).toBeGreaterThanOrEqual(truth.error);
  expect(double(certificate.bound)).toBeLessThanOrEqual(truth.error * (1 + 1e-5) + 3e-6);
  expect(double(certificate.lower)).toBeLessThanOrEqual(truth.error);
}

const NANS = { f16: 2 * 1023, bf16: 2 * 127 };
const deep = process.env['NAPIER_DEEP'] !== undefined;

describe('whole functions, every bit pattern against MPFR', () => {
  for (const [i, [text, peer]] of Object.entries({ ...PEERS, ...(deep ? HEAVY : {}) }).entries()) {
    // Both formats and programs of every function take their time: one each, in turn.
    for (const name of deep ? (['f16', 'bf16'] as const) : ([i % 2 === 0 ? 'f16' : 'bf16'] as const)) {
      if (deep || i % 4 < 2)
        it(`${text} in ${name}: a wrong program`, async () => {
          const program = polynomial(name, [0.5, 0.75]);
          agrees(
            await certifyExhaustive(program, whole(text, name)),
            bruteForce(program, peer, name),
            NANS[name],
          );
        });
      if (deep || i % 4 >= 2)
        it(`${text} in ${name}: correctly rounded`, async () => {
          const certificate = await certifyExhaustive(lookup(peer, name), whole(text, name));
          expect(certificate).toMatchObject({ points: '65536', correctlyRounded: '65536' });
          expect(double(certificate.bound)).toBeLessThanOrEqual(0.5);
          for (const { status } of certificate.whole?.special ?? []) expect(status).toBe('right');
        });
    }
  }
});

describe('a certificate of a whole function', () => {
  const b = new ProgramBuilder('f16', ['x']);
  const reciprocal = b.build(b.div(b.constant('0x1p+0'), b.input(0)));
  const s = whole('1/x', 'f16');

  it('lists its special values', async () => {
    const { whole: found, bound } = await certifyExhaustive(reciprocal, s);
    expect(double(bound)).toBeLessThanOrEqual(0.5);
    expect(found).toEqual({
      nan: '2046',
      // 1/x overflows at ±(1 … 256)·2^-24, and has poles at ±0.
      infinite: '514',
      special: [
        { input: '-inf', wanted: '-0x0p+0', got: '-0x0p+0', status: 'right' },
        { input: 'inf', wanted: '0x0p+0', got: '0x0p+0', status: 'right' },
        { input: 'nan', wanted: 'nan', got: 'nan', status: 'right' },
        { input: '-0x0p+0', wanted: '-inf', got: '-inf', status: 'right' },
        { input: '0x0p+0', wanted: 'inf', got: 'inf', status: 'right' },
      ],
    });
  });

  it('is checked again, its special values too', async () => {
    const certificate = await certifyExhaustive(reciprocal, s);
    await expect(checkCertificate(reciprocal, s, certificate)).resolves.toEqual(certificate);
    const told = certificate.whole;
    if (told === undefined) throw new Error('a whole function');
    const forged = { ...certificate, whole: { ...told, nan: '2047' } };
    await expect(checkCertificate(reciprocal, s, forged)).rejects.toThrow('whole is wrong');
    const worst = { ...certificate, worst: 'inf', lower: '0x1p-2' };
    await expect(checkCertificate(reciprocal, s, worst)).rejects.toThrow('lower is wrong');
  });

  it('tells a zero of the wrong sign, an infinity that is none, and an open limit', async () => {
    const c = new ProgramBuilder('f16', ['x']);
    const absolute = c.build(c.abs(c.div(c.constant('0x1p+0'), c.input(0))));
    const special = (await certifyExhaustive(absolute, s)).whole?.special ?? [];
    expect(special.map(({ status }) => status)).toEqual(['zero-sign', 'right', 'right', 'inexact', 'right']);
    const open = await certifyExhaustive(
      reciprocal,
      whole('x*exp(x) - x*exp(x)*(1 + 1/x)', 'f16', '[1,inf]'),
    );
    expect(open.whole?.special[0]).toMatchObject({ input: 'inf', status: 'open' });
    expect(open.whole?.special[0]).not.toHaveProperty('wanted');
  });

  it('of half a line leaves the other half and NaN out', async () => {
    const certificate = await certifyExhaustive(reciprocal, whole('1/x', 'f16', '[0,inf]'));
    // 31,744 positive numbers with both zeros, and one infinity.
    expect(certificate.points).toBe(`${31743 + 2 + 1}`);
    expect(certificate.whole?.special.map(({ input }) => input)).toEqual(['inf', '-0x0p+0', '0x0p+0']);
  });

  it('needs a format that has infinities', async () => {
    const program = polynomial('fp8e4m3', [0.5]);
    const promise = certifyExhaustive(program, whole('x', 'fp8e4m3'));
    await expect(promise).rejects.toThrow('has no infinities');
  });

  it('takes an infinity for a large number as 2^(emax+1)', async () => {
    const c = new ProgramBuilder('f16', ['x']);
    const early = c.build(c.mul(c.mul(c.input(0), c.constant('0x1p+1')), c.constant('0x1p-1')));
    const certificate = await certifyExhaustive(early, whole('x', 'f16'));
    // 2x overflows from 32,768 on: (65,536 − 32,768)/32.
    expect(double(certificate.bound)).toBeCloseTo(1024, 3);
    expect(double(certificate.worst)).toBe(-32768);
  });
});

describe('a histogram of errors', () => {
  it('holds every input once, and is checked', async () => {
    const s = whole('exp(x)', 'f16');
    const program = polynomial('f16', [1, 1, 0.5, 0.1666]);
    const certificate = await certifyExhaustive(program, s, { histogram: true });
    const bins = (certificate.histogram ?? []).map(Number);
    expect(bins).toHaveLength(20);
    expect(bins.reduce((a, b) => a + b, 0)).toBe(65536);
    const run = compileProgram(program);
    const counted = bins.map(() => 0);
    withWorkspace(250, (w) => {
      const [t, d] = w.bigs(2);
      for (const x of numbers('f16')) {
        const { error, wrongInfinitely } = judged(mpfr.mpfr_exp, 'f16', x, run(x), w, t, d);
        counted[wrongInfinitely ? 19 : histogramBin(error)]++;
      }
    });
    counted[0] += NANS.f16;
    // Errors at the edge of a bin, such as an exact half, may fall to either side.
    expect(bins.reduce((sum, n, i) => sum + Math.abs(n - counted[i]), 0)).toBeLessThan(40);
    await expect(checkCertificate(program, s, certificate)).resolves.toEqual(certificate);
  });

  it('is the same from the kernel and the reference checker', () => {
    const program = polynomial('f32', [0, 1, 0, -1 / 6]);
    const wave = waveOf(parseExpression('sin(x)'), 'x', FORMATS.f32) as Wave;
    const piece = wavePiece(wave, 512, 1023) as Piece;
    const taylor = {
      centre: 1,
      scale: 1,
      coefficients: [0.84, 0.54, -0.42, -0.09, 0.03, 0, 0, 0],
      rho: 0,
      alpha: 1e-9,
      lower: 0.1,
      upper: 1,
    };
    for (const model of [piece, taylor]) {
      const [kernel, reference] = [createChecker, createReferenceChecker].map((make) => {
        const bins = new Float64Array(20);
        const checker = make(program, FORMATS.f32, 'ulp');
        for (const at of model === piece ? [0x44000000, 0x60000400] : [0x3f7ff000, 0x3f800000]) {
          checker.run(false, at, 1000);
          checker.addHistogram(model, bins);
        }
        return [...bins];
      });
      expect(kernel).toEqual(reference);
    }
  });
});

describe('whole functions of float32', () => {
  it('settle poles, overflow and undefined ranges in shares', () => {
    const b = new ProgramBuilder('f32', ['x']);
    const program = b.build(b.sqrt(b.input(0)));
    const jobs = planExhaustive(program, whole('sqrt(x)', 'f32'));
    expect(jobs.reduce((n, { inputs: [lo, hi] }) => n + BigInt(hi) - BigInt(lo) + 1n, 0n)).toBe(
      2n ** 32n - 2n,
    );
    const holding = (ordinal: number) =>
      jobs.find(({ inputs: [lo, hi] }) => Number(lo) <= ordinal && ordinal <= Number(hi)) as (typeof jobs)[0];
    // Patterns of NaN, negative numbers, among them the negative zero (−1), and the ends of the positive side.
    const shares = [jobs[0], holding(-(2 ** 30)), holding(-1), holding(0), jobs[jobs.length - 1]];
    const found = mergeExhaustive(
      'f32',
      'ulp',
      shares.map((job) => runExhaustiveJob(structuredClone(job))),
      [],
    );
    expect(found).toMatchObject({ bound: '0x1p-1', correctlyRounded: found.points });
    const negative = shares.filter(({ inputs }) => Number(inputs[1]) < 0);
    const sizes = negative.map(({ inputs: [lo, hi] }) => Number(hi) - Number(lo) + 1);
    expect(sizes).toHaveLength(3);
    expect(Number(found.whole?.nan)).toBe(sizes.reduce((a, b) => a + b) - 1);
  }, 60_000);
});
