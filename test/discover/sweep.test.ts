import { describe, expect, it } from 'vitest';
import { parseDistribution, quantiles } from '../../src/discover/distribution.ts';
import { sweepFormats } from '../../src/discover/sweep.ts';
import { parseExpression } from '../../src/expression/parse.ts';

describe('distributions', () => {
  it('have the quantiles of the normal law to double precision', () => {
    const z = quantiles(parseDistribution('normal(0,1)'), 1000);
    // Quantiles of 0.9755, 0.8415 and 0.5005 by mpmath, √2·erfinv(2p − 1).
    expect(z[975]).toBeCloseTo(1.968591669186595, 13);
    expect(z[841]).toBeCloseTo(1.0006418287624494, 13);
    expect(z[500]).toBeCloseTo(0.0012533144654324167, 15);
    expect([...z].every((x, i) => x === -z[999 - i])).toBe(true);
    expect([...z].every((x, i) => i === 0 || x > z[i - 1])).toBe(true);
    const shifted = quantiles(parseDistribution(' normal( 3 , 0.5 ) '), 4);
    expect(shifted[0] + shifted[3]).toBeCloseTo(6, 12);
    expect([...quantiles(parseDistribution('uniform(-4,4)'), 4)]).toEqual([-3, -1, 1, 3]);
  });

  it.each(['poisson(3)', 'normal(0,0)', 'uniform(2,1)', 'normal(a,b)', 'normal(0,1', ''])(
    '%s is refused',
    (text) => {
      expect(() => parseDistribution(text)).toThrow();
    },
  );
});

describe('sweepFormats', () => {
  it('tries every split, the best of each number of bits first', () => {
    const rows = sweepFormats(parseExpression('x'), 'x', {
      bits: [4, 6],
      distribution: parseDistribution('uniform(-3.5,3.5)'),
    });
    expect(rows.map(({ bits, split }) => [bits, split])).toHaveLength(2 + 3 + 4);
    for (const bits of [4, 5, 6]) {
      const decibels = rows.filter((row) => row.bits === bits).map((row) => row.decibels);
      expect(decibels).toEqual(decibels.toSorted((a, b) => b - a));
    }
    // The identity rounds once: what is lost is what the inputs lose.
    for (const row of rows) expect(row.decibels).toBe(row.inputDecibels);
    // Uniform inputs want even spacing (one exponent bit: numbers up to 4), and 6.02 dB a bit.
    const best = [4, 5, 6].map((bits) => rows.find((row) => row.bits === bits));
    expect(best.map((row) => row?.split)).toEqual(['e1m2', 'e1m3', 'e1m4']);
    expect((best[2]?.decibels ?? 0) - (best[1]?.decibels ?? 0)).toBeCloseTo(6.02, 1);
  });

  it('finds the spacing that a family has for inputs', () => {
    const sweep = (family: 'log' | 'power', inputs: string, source = 'x') =>
      sweepFormats(parseExpression(source), 'x', {
        bits: [6, 6],
        distribution: parseDistribution(inputs),
        family,
      });
    // Even inputs want even spacing; those of a normal law want it closer around zero.
    expect(sweep('power', 'uniform(-1,1)')[0].split).toBe('power 1');
    const [normal] = sweep('power', 'normal(0,1)');
    expect(Number(normal.split.slice(6))).toBeGreaterThan(1.1);
    expect(new Set(sweep('power', 'normal(0,1)').map(({ format }) => format)).size).toBe(16 + 8);
    // Lloyd's algorithm is the best any 63 numbers can do for the normal law: 6.02·6 − 4.35 dB and a bit (Panter–Dite).
    expect(normal.decibels).toBeLessThan(32.2);
    expect(normal.decibels).toBeGreaterThan(28);
    const logs = sweep('log', 'normal(0,1)');
    expect(logs.map(({ split }) => split).toSorted()).toEqual(['log 2.3', 'log 3.2', 'log 4.1', 'log 5.0']);
  });

  it('refuses inputs where the function is undefined', () => {
    expect(() =>
      sweepFormats(parseExpression('log(x)'), 'x', {
        bits: [8, 8],
        distribution: parseDistribution('normal(0,1)'),
      }),
    ).toThrow('no finite value');
  });
});
