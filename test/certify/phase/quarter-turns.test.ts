import { describe, expect, it } from 'vitest';
import {
  leastExactPhase,
  leastPhase,
  quarterTurnsOf,
  type QuarterTurns,
} from '../../../src/certify/phase/quarter-turns.ts';
import { parseExpression } from '../../../src/expression/parse.ts';
import { toText } from '../../../src/expression/to-text.ts';
import { createOracle } from '../../../src/oracle/create-oracle.ts';
import { FORMATS } from '../../../src/number/formats.ts';

const turnsOf = (text: string): QuarterTurns | undefined => quarterTurnsOf(parseExpression(text), 'x');

describe('quarter turns', () => {
  it.each(['sin(x)', 'cos(x)', 'sin(3x)', 'cos(x/7)', 'sinpi(x)', 'cospi(x)', 'tan(x)', 'tan(3x)'])(
    '%s moved by quarters is itself at another argument',
    (text) => {
      const turns = turnsOf(text) as QuarterTurns;
      const unit = Number(turns.perUnit.m >> BigInt(-turns.perUnit.e - 60)) * 2 ** -60;
      const value = (name: string, x: number): number =>
        createOracle(parseExpression(name), ['x']).rounded([x], FORMATS.f64);
      for (const quarters of [-3n, -1n, 0n, 1n, 2n, 5n, -6755399441055744n + 3n]) {
        const moved = toText(turns.moved(quarters));
        const by = Number(((quarters % 4n) + 4n) % 4n) / unit;
        expect(value(moved, 0.3)).toBeCloseTo(value(text, 0.3 + by), 12);
      }
    },
  );

  it('knows no quarters of other functions', () => {
    for (const text of ['sin(x + 1)', 'sin(x^2)', 'exp(x)', 'x*sin(x)', 'sin(-x)', 'sin(1/x)'])
      expect(turnsOf(text)).toBeUndefined();
  });

  it.each([-9, -6, 0, 7, 40])('the least phase of numbers of few bits, in units of 2^%i', (exponent) => {
    const turns = turnsOf('sin(x)') as QuarterTurns;
    const unit = 1n << 200n;
    const scaled = (turns.perUnit.m << BigInt(exponent + 250)) >> BigInt(-turns.perUnit.e + 50);
    let least = unit;
    for (let m = 1n; m < 1n << 11n; m++) {
      const rest = (m * scaled) % unit;
      for (const one of [rest, unit - rest]) if (one < least) least = one;
    }
    const found = leastPhase(turns, exponent, 11);
    expect(found).toBeLessThanOrEqual(Number(least) * 2 ** -200);
    expect(found).toBeGreaterThan(Number(least) * 2 ** -200 * (1 - 1e-12));
  });

  it.each([
    ['sinpi(x)', true],
    ['cospi(3x/4)', true],
    ['sinpi(x/3)', false],
    ['sin(x)', false],
  ] as const)('in a unit of %s are known to the last bit: %s', (text, exact) => {
    expect(turnsOf(text)?.exact).toBe(exact);
  });

  it('are whole at some inputs, or at all of them, where they have few bits', () => {
    const turns = turnsOf('cospi(3x/4)') as QuarterTurns;
    // 3/2 of a multiple of 1/8.
    expect(leastExactPhase(turns, -3)).toBe(2 ** -4);
    expect(leastExactPhase(turns, 0)).toBe(1 / 2);
    expect(leastExactPhase(turns, 1)).toBe(Infinity);
    for (const text of ['sinpi(x)', 'cospi(3x/4)'])
      for (let quarters = -3n; quarters <= 4n; quarters++) {
        const moved = (turnsOf(text) as QuarterTurns).moved(quarters);
        const value = createOracle(moved, ['x']).rounded([0], FORMATS.f64);
        expect((turnsOf(text) as QuarterTurns).atZero(quarters) === value).toBe(true);
      }
  });
});
