import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { fromHexFloat } from '../../../src/number/exact-constant.ts';
import type { Format } from '../../../src/number/format.ts';
import { FORMATS } from '../../../src/number/formats.ts';
import { floatFormat } from '../../../src/number/float-format.ts';
import { fitInFormat, type InFormatFit } from '../../../src/search/machine/fit-in-format.ts';
import { PolynomialError } from '../../../src/search/machine/polynomial-error.ts';
import { needs } from '../../tool.ts';
import { targetOf } from './target.ts';

const tiny = floatFormat({ name: 'tiny', bits: 10, precision: 5, emin: -14, emax: 15 });

function fitted(...args: Parameters<typeof fitInFormat>): InFormatFit {
  const fit = fitInFormat(...args);
  if (fit.kind === 'failure') throw new Error(fit.message);
  return fit;
}

/** All numbers of a format between two bounds. */
function numbersBetween(format: Format, lo: number, hi: number): number[] {
  const out: number[] = [];
  for (let o = format.ordinal(format.round(lo)); o <= format.ordinal(format.round(hi)); o++)
    out.push(format.fromOrdinal(o));
  return out;
}

describe('fitInFormat', () => {
  it.each([
    ['exp(x)', '[0,1]', 'relative'],
    ['cos(x)', '[0,1]', 'absolute'],
    ['log(x)', '[1,2]', 'absolute'],
    ['sqrt(x)', '[1,2]', 'relative'],
    ['sinh(x)', '[-1,1]', 'absolute'],
  ] as const)('equals exhaustive search with 5-bit coefficients: %s on %s', (text, domain, measure) => {
    const target = targetOf(text, domain, measure);
    const fit = fitted(target, [0, 1], tiny);
    const exact = new PolynomialError(target, 200);
    // Only what is below our own error by a rough look is measured.
    const mine = exact.of({ powers: [0, 1], coefficients: fit.best[0].coefficients }).error;
    let best = mine;
    for (const a of numbersBetween(tiny, -2.5, 2.5)) {
      if (a !== 0 && Math.abs(a) < 2 ** -8) continue;
      for (const b of numbersBetween(tiny, -2.5, 2.5)) {
        if (b !== 0 && Math.abs(b) < 2 ** -8) continue;
        const at = (x: number): number => a + b * x;
        const f = { 'exp(x)': Math.exp, 'cos(x)': Math.cos, 'log(x)': Math.log }[text as string];
        const rough = f ?? { 'sqrt(x)': Math.sqrt, 'sinh(x)': Math.sinh }[text as string];
        const [lo, hi] = domain === '[1,2]' ? [1, 2] : domain === '[0,1]' ? [0, 1] : [-1, 1];
        let worst = 0;
        for (let i = 0; i <= 8; i++) {
          const x = lo + ((hi - lo) * i) / 8;
          const y = (rough as (x: number) => number)(x);
          worst = Math.max(worst, Math.abs(at(x) - y) / (measure === 'relative' ? Math.abs(y) : 1));
        }
        if (worst > best) continue;
        best = Math.min(best, exact.of({ powers: [0, 1], coefficients: [a, b] }).error);
      }
    }
    exact.dispose();
    expect(mine).toBeLessThanOrEqual(best * (1 + 1e-5));
    expect(fit.best[0].error / mine).toBeCloseTo(1, 3);
  });

  it.each(['f64', 'f32', 'f16', 'bf16'] as const)('gives numbers of the format only: %s', (name) => {
    const format = FORMATS[name];
    const fit = fitted(targetOf('tan(x)', '[0,pi/4]', 'absolute'), [0, 1, 2, 3, 4, 5], format, { keep: 5 });
    expect(fit.best.length).toBeGreaterThan(1);
    for (const { coefficients } of fit.best)
      for (const c of coefficients) expect(format.contains(c)).toBe(true);
    for (let i = 1; i < fit.best.length; i++)
      expect(fit.best[i].error).toBeGreaterThanOrEqual(fit.best[i - 1].error);
    expect(fit.best[0].error).toBeGreaterThanOrEqual(fit.real * (1 - 1e-9));
  });

  it('takes a format for each coefficient', () => {
    const { bf16, f32, f64 } = FORMATS;
    const fit = fitted(targetOf('exp(x)', '[0,1]', 'relative'), [0, 1, 2, 3], [f64, f32, f32, bf16]);
    const [, b, c, d] = fit.best[0].coefficients;
    expect(f32.contains(b) && f32.contains(c) && bf16.contains(d)).toBe(true);
  });

  it('keeps prescribed terms, and fits odd powers where the function vanishes', () => {
    const target = {
      ...targetOf('tanh(x)', '[-1,1]', 'relative'),
      fixed: [{ power: 1, coefficient: '0x1p+0' }],
    };
    const fit = fitted(target, [3, 5, 7, 9], FORMATS.f32);
    expect(fit.best[0].coefficients[0]).toBeCloseTo(-1 / 3, 2);
    expect(fit.best[0].error).toBeLessThan(2e-5);
    expect(fit.best[0].error).toBeLessThan(1.05 * fit.real);
  });

  it('respects the subnormal range', () => {
    // Coefficients near 2^−14 and below have steps of 2^−18 in the tiny format.
    const fit = fitted(targetOf('exp(x)/65536', '[0,1]', 'absolute'), [0, 1, 2], tiny);
    for (const c of fit.best[0].coefficients) expect(tiny.contains(c)).toBe(true);
    expect(fit.best[0].error).toBeLessThan(2 ** -19);
  });

  it('gives the same coefficients every time', () => {
    const target = targetOf('sin(x)', '[0,pi/2]', 'absolute');
    const run = (): string => JSON.stringify(fitInFormat(target, [0, 1, 2, 3, 4, 5, 6], FORMATS.f32));
    expect(run()).toBe(run());
  });

  it('says when the function has no value', () => {
    const fit = fitInFormat(targetOf('log(x)', '[-1,1]', 'absolute'), [0, 1], FORMATS.f32);
    expect(fit).toMatchObject({ kind: 'failure', reason: 'undefined' });
  });
});

needs('sollya')('against Sollya fpminimax', () => {
  it.each([
    ['exp(x)', '0', '1', 8, 'f32'],
    ['exp(x)', '0', '1', 10, 'f64'],
    ['sqrt(x)', '1', '2', 9, 'f32'],
    ['1/(1+x)', '0', '1', 6, 'f32'],
  ] as const)('%s on [%s,%s], degree %i, %s', (text, lo, hi, degree, name) => {
    const sollya = { f32: 'SG', f64: 'D' }[name];
    const input = [
      'prec=200!; display=hexadecimal!; verbosity=0!;',
      `p=fpminimax(${text}, ${degree}, [|${sollya}...|], [${lo};${hi}], relative);`,
      `for k from 0 to ${degree} do print(coeff(p,k));`,
    ].join('\n');
    const run = spawnSync('sollya', [], { input, encoding: 'utf8' });
    const theirs = run.stdout.trim().split('\n').map(fromHexFloat) as number[];
    expect(theirs).toHaveLength(degree + 1);
    const target = targetOf(text, `[${lo},${hi}]`, 'relative');
    const powers = theirs.map((_, k) => k);
    const exact = new PolynomialError(target, 600);
    const mine = fitted(target, powers, FORMATS[name]).best[0].coefficients;
    const ours = exact.of({ powers, coefficients: mine }).error;
    expect(ours).toBeLessThanOrEqual(exact.of({ powers, coefficients: theirs }).error * (1 + 1e-9));
    exact.dispose();
  });
});
