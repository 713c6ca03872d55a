import { describe, expect, it } from 'vitest';
import { createReferenceChecker, type Checker } from '../../src/certify/exhaustive-checker.ts';
import { createChecker } from '../../src/certify/exhaustive-kernel.ts';
import { inputAt } from '../../src/certify/piece-cover.ts';
import { pieceRadius, pieceValue, type Piece } from '../../src/certify/piece.ts';
import { waveOf, wavePiece } from '../../src/certify/wave-of.ts';
import { waveValue, type Wave } from '../../src/certify/wave.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import { FORMATS } from '../../src/number/formats.ts';
import { mpfr, ROUND } from '../../src/number/mpfr.ts';
import { exponentOf } from '../../src/number/double-bits.ts';
import { createRandom, type Random } from '../../src/number/random.ts';
import { withWorkspace } from '../../src/number/workspace.ts';
import { createOracle } from '../../src/oracle/create-oracle.ts';
import { polynomial } from './brute-force.ts';

const f32 = FORMATS.f32;
const TERMS = [
  'sin(x)',
  'cos(x)',
  'tan(x)',
  'sin(2x/3 + 1)',
  'cos(pi*x)',
  'tan(-x/5)',
  'sinpi(x)',
  'cospi(x/8)',
  'sinpi(x/3)',
];
const FORMULAS = [
  'sin(x)/x',
  'x - sin(x)',
  '3*x*cos(x/7 + 2)^3',
  '(x^2 + 5*sin(x))/(abs(x) - 2)',
  'tan(x)/x^2',
  'pi/(x + sin(3*x))',
  'sinpi(x/8)/(pi*x)',
  '-(cospi(x) + x)*x',
  '(1 - cos(x))/x',
  '3*(cos(x/2) + 1)',
];
/** 10^6 in all with NAPIER_DEEP. */
const POINTS = process.env['NAPIER_DEEP'] === undefined ? 2_000 : 120_000;

function waveFor(text: string): Wave {
  const wave = waveOf(parseExpression(text), 'x', f32);
  if (wave === undefined) throw new Error(`${text} is no wave`);
  return wave;
}

describe('a wave', () => {
  it.each(TERMS)('is as near to %s as claimed, at random inputs of any size', (text) => {
    const wave = waveFor(text);
    const random = createRandom(3);
    const oracle = createOracle(parseExpression(text), ['x']);
    const [first, last] = [Number(f32.ordinal(wave.from)), Number(f32.ordinal(f32.maxFinite))];
    let known = 0;
    withWorkspace(160, (w) => {
      const truth = { lo: w.big(), hi: w.big() };
      const gap = w.big();
      for (let i = 0; i < POINTS; i++) {
        const x = inputAt(f32, i % 2 === 1, first + random.integer(last - first + 1));
        const p = waveValue(wave, wave.start(x).value);
        if (p !== p) continue;
        known++;
        // cos(π(n + 1/2)) is exactly 0, which the oracle cannot tell.
        if (p === 0 && wave.exact) continue;
        expect(oracle.enclose([x], 120, truth).kind).toBe('enclosed');
        for (const end of [truth.lo, truth.hi]) {
          mpfr.mpfr_sub_d(gap, end, p, ROUND.AWAY);
          const distance = Math.abs(mpfr.mpfr_get_d(gap, ROUND.AWAY));
          if (!(distance <= 2 ** -48 * Math.abs(p)))
            expect.fail(`${text} at ${x}: ${p} is off by ${distance}`);
        }
      }
    });
    // Where K is no dyadic fraction, zeros of sinpi(x/3) look like any near-zero.
    expect(known).toBeGreaterThan((text === 'sinpi(x/3)' ? 0.6 : 0.99) * POINTS);
  });

  it.each(FORMULAS)('in %s encloses it, at random inputs of any size', (text) => {
    const wave = waveFor(text);
    const random = createRandom(6);
    const oracle = createOracle(parseExpression(text), ['x']);
    let known = 0;
    withWorkspace(160, (w) => {
      const [truth, gap] = w.bigs(2);
      for (let i = 0; i < POINTS / 4; i++) {
        const x = inputAt(f32, i % 2 === 1, magnitudeFrom(wave, random));
        const piece = binadePiece(wave, x);
        const p = pieceValue(piece, x);
        if (p !== p || oracle.value([x], truth).kind !== 'enclosed') continue;
        known++;
        mpfr.mpfr_sub_d(gap, truth, p, ROUND.AWAY);
        const distance = Math.abs(mpfr.mpfr_get_d(gap, ROUND.AWAY));
        const size = Math.abs(mpfr.mpfr_get_d(truth, ROUND.NEAREST));
        expect(piece.rho).toBeLessThan(2 ** -43);
        if (!(distance <= pieceRadius(piece, p))) expect.fail(`${text} at ${x}: ${p} is off by ${distance}`);
        if (!(size >= piece.lower && size <= piece.upper)) expect.fail(`${text} at ${x} has size ${size}`);
      }
    });
    expect(known).toBeGreaterThan(0.2 * POINTS);
  });

  it('is of no use where its formula may cancel or divide by 0', () => {
    for (const text of ['1 - sin(x)', '1/(2 + sin(x) - 1)']) {
      const wave = waveFor(text);
      expect(wavePiece(wave, 2 ** 20, 2 ** 21)).toBeUndefined();
    }
  });

  it('knows the input that is nearest to a multiple of pi/2 (Muller et al., Handbook, table 10.1: 2^-29.2 in float32)', () => {
    const wave = waveFor('cos(x)');
    const x = 16367173 * 2 ** 72;
    const oracle = createOracle(parseExpression('cos(x)'), ['x']);
    expect(
      Math.abs(waveValue(wave, wave.start(x).value) / oracle.rounded([x], FORMATS.f64) - 1),
    ).toBeLessThan(2 ** -48);
  });

  it('does not claim to know what is next to a zero', () => {
    const wave = waveFor('sin(x)');
    expect(waveValue(wave, 1n << 85n)).toBeNaN();
    expect(waveValue(wave, 1n << 87n)).toBeGreaterThan(0);
    expect(waveValue(waveFor('sinpi(x)'), 0n)).toBe(0);
  });

  it('steps by its step', () => {
    for (const text of TERMS) {
      const wave = waveFor(text);
      const random = createRandom(4);
      const first = Number(f32.ordinal(wave.from));
      for (let i = 0; i < 200; i++) {
        const at = first + random.integer(2 ** 29);
        if (at % 2 ** 23 === 2 ** 23 - 1) continue;
        const [x, next] = [inputAt(f32, i % 2 === 1, at), inputAt(f32, i % 2 === 1, at + 1)];
        const { value, step } = wave.start(x);
        expect((value + step) % (1n << 128n)).toBe(wave.start(next).value);
      }
    }
  });

  it.each(['sin(x^2)', 'exp(x)', 'sin(x)*exp(-x)', 'sin(x)+cos(x)', 'sin(sin(x))', 'x*sin(1)'])(
    'is not %s',
    (text) => {
      expect(waveOf(parseExpression(text), 'x', f32)).toBeUndefined();
    },
  );
});

function magnitudeFrom(wave: Wave, random: Random): number {
  const [first, last] = [wave.from, f32.maxFinite].map((x) => Number(f32.ordinal(x)));
  return first + random.integer(last - first + 1);
}

/** The model of the binade that an input lies in. */
function binadePiece(wave: Wave, x: number): Piece {
  const near = 2 ** exponentOf(x);
  const piece = wavePiece(wave, near, near * (2 - 2 ** -23));
  if (piece === undefined) throw new Error(`no model about ${x}`);
  return piece;
}

describe('the kernel and the reference checker agree on waves', () => {
  const programs = [polynomial('f32', [0.25, 1e-30]), polynomial('f32', [-0.5])];
  for (const text of [...TERMS, ...FORMULAS]) {
    it(text, () => {
      const random = createRandom(5);
      const wave = waveFor(text);
      const [first, last] = [Number(f32.ordinal(wave.from)), Number(f32.ordinal(f32.maxFinite))];
      for (const program of programs) {
        for (let i = 0; i < 12; i++) {
          const points = 1 + random.integer(1024);
          const at = first + 1024 * random.integer(Math.floor((last - first) / 1024));
          const piece = binadePiece(wave, inputAt(f32, false, at));
          const findings = [createChecker, createReferenceChecker].map((make) => {
            const checker: Checker = make(program, f32, 'ulp');
            checker.run(i % 2 === 1, at, points);
            return checker.check(i % 3 === 0 ? { ...piece, rho: 2 ** -26 } : piece, -1);
          });
          expect(findings[0]).toEqual(findings[1]);
        }
      }
    });
  }
});
