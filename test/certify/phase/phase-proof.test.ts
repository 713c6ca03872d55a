import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { certify } from '../../../src/certify/certify.ts';
import { MachineError } from '../../../src/certify/roundoff-sample.ts';
import { parseExpression } from '../../../src/expression/parse.ts';
import { exactDouble } from '../../../src/number/exact-double.ts';
import { findFormat } from '../../../src/number/formats.ts';
import { createRandom } from '../../../src/number/random.ts';
import { withWorkspace } from '../../../src/number/workspace.ts';
import type { Program } from '../../../src/program/program.ts';
import { validateProgram } from '../../../src/program/validate-program.ts';

/** Found by `napier approximate "sin(x)" --domain "[-100,100]" --format f64 --error 0.8ulp --fma --engine reduction --max-table 0`. */
const SIN = validateProgram(
  JSON.parse(readFileSync(new URL('sin-quarter-f64.json', import.meta.url), 'utf8')),
);

/** sinpi by the steps revolution, quarter and stretch, kernels of eight terms. */
const SINPI = validateProgram(JSON.parse(readFileSync(new URL('sinpi-f64.json', import.meta.url), 'utf8')));

/** sinpi by the steps revolution and period, one kernel of nine terms: its reduced argument is 1/2 at half of all large inputs. */
const SINPI_HALF = validateProgram(
  JSON.parse(readFileSync(new URL('sinpi-half-turns-f64.json', import.meta.url), 'utf8')),
);

/** cospi by the same, about its zero at 1/2. */
const COSPI_HALF = validateProgram(
  JSON.parse(readFileSync(new URL('cospi-half-turns-f64.json', import.meta.url), 'utf8')),
);

const specification = (lo: string, hi: string, name = 'sin') =>
  ({
    function: parseExpression(`${name}(x)`),
    variable: 'x',
    domain: { lo: parseExpression(lo), hi: parseExpression(hi), open: [false, false] },
    format: 'f64',
    measure: 'ulp',
  }) as const;

const bound = async (program: Program, lo: string, hi: string, name = 'sin'): Promise<number> => {
  try {
    return exactDouble((await certify(program, specification(lo, hi, name))).bound);
  } catch (error) {
    expect((error as Error).message).toMatch(/no bound|not be bounded/);
    return Infinity;
  }
};

/** With the texts of constants replaced. */
const withConstants = (change: (text: string) => string, program = SIN): Program => ({
  ...program,
  constants: program.constants.map(change),
});

describe('a sine with its argument reduced, modulo its period', () => {
  it('is proved on all of [-100, 100], and errs by less wherever it is run', async () => {
    const proved = await bound(SIN, '-100', '100');
    expect(proved).toBeLessThan(0.8);
    const machine = new MachineError(SIN, specification('-100', '100'), findFormat('f64'));
    const random = createRandom(11);
    let worst = 0;
    withWorkspace(256, (w) => {
      for (let i = 0; i < 3000; i++) {
        const mark = w.mark();
        // Every third next to a zero.
        const near = Math.round(30 * random.next()) * Math.PI;
        const x = i % 3 === 0 ? near * (1 + (random.next() - 0.5) * 2 ** -40) : 200 * random.next() - 100;
        worst = Math.max(worst, machine.at(x, w)?.high ?? 0);
        w.release(mark);
      }
    });
    expect(worst).toBeLessThanOrEqual(proved);
    expect(worst).toBeGreaterThan(0.5);
  }, 120_000);

  it('sees a wrong word of the period', async () => {
    const wrong = withConstants((text) =>
      text === '-0x1.1a62633145c07p-54' ? '-0x1.1a62633145c02p-54' : text,
    );
    expect(wrong.constants).not.toEqual(SIN.constants);
    expect(await bound(wrong, '31', '32')).toBeGreaterThan(4);
    expect(await bound(SIN, '31', '32')).toBeLessThan(0.8);
  }, 60_000);

  it.each([
    ['an integer shifted by one', 'i:62', 'i:61'],
    ['another branch', 'i:63', 'i:62'],
  ])('sees %s', async (_, from, to) => {
    const wrong = withConstants((text) => (text === from ? to : text));
    expect(await bound(wrong, '14', '15')).toBeGreaterThan(1e10);
  });

  it('does not take it for a cosine', async () => {
    expect(await bound(SIN, '14', '15', 'cos')).toBeGreaterThan(1e10);
  });
});

describe('a sine of a multiple of π, whose reduced argument may be 0', () => {
  it('is proved where every fourth input is a whole number of quarter turns', async () => {
    const proved = await bound(SINPI, '2^49', '2^50-1', 'sinpi');
    expect(proved).toBeGreaterThan(0.5);
    expect(proved).toBeLessThan(0.54);
  }, 60_000);

  it('is right where all inputs are', async () => {
    expect(await bound(SINPI, '2^51', '2^54', 'sinpi')).toBe(0);
  }, 60_000);

  it.each([
    ['an integer shifted by one', 'i:62', 'i:61'],
    ['another branch', 'i:63', 'i:62'],
  ])(
    'sees %s',
    async (_, from, to) => {
      const wrong = withConstants((text) => (text === from ? to : text), SINPI);
      expect(wrong.constants).not.toEqual(SINPI.constants);
      expect(await bound(wrong, '2^49', '2^50-1', 'sinpi')).toBeGreaterThan(1e10);
      expect(await bound(wrong, '2^51', '2^52', 'sinpi')).toBeGreaterThan(1e10);
    },
    60_000,
  );

  it('is proved where all inputs are whole numbers of quarter turns and the program counts half turns', async () => {
    const proved = await bound(SINPI_HALF, '2^51', '2^52-1', 'sinpi');
    // At 1/2 the kernel rounds.
    expect(proved).toBeGreaterThan(0);
    expect(proved).toBeLessThan(4);
    const wrong = withConstants((text) => (text === 'i:63' ? 'i:62' : text), SINPI_HALF);
    expect(wrong.constants).not.toEqual(SINPI_HALF.constants);
    expect(await bound(wrong, '2^51', '2^52-1', 'sinpi')).toBeGreaterThan(1e10);
    expect(await bound(SINPI_HALF, '2^51', '2^52-1', 'cospi')).toBeGreaterThan(1e10);
  }, 60_000);

  it('is proved about a zero that is not 0, next to it at every double', async () => {
    for (const [lo, hi] of [
      ['-1', '-1/4'],
      ['2^19', '2^20-1'],
      ['2^51', '2^53-1'],
    ]) {
      const proved = await bound(COSPI_HALF, lo, hi, 'cospi');
      expect(proved).toBeGreaterThan(0);
      expect(proved).toBeLessThan(4);
    }
    const wrong = withConstants((text) => (text === 'i:63' ? 'i:62' : text), COSPI_HALF);
    expect(await bound(wrong, '2^19', '2^20-1', 'cospi')).toBeGreaterThan(1e10);
    expect(await bound(COSPI_HALF, '2^19', '2^20-1', 'sinpi')).toBeGreaterThan(1e10);
  }, 60_000);

  it('does not take it for a cosine', async () => {
    expect(await bound(SINPI, '2^51', '2^52', 'cospi')).toBeGreaterThan(1e10);
  }, 60_000);
});
