import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../src/expression/parse.ts';
import { FORMATS } from '../../../src/number/formats.ts';
import { createOracle } from '../../../src/oracle/create-oracle.ts';
import { compileProgram } from '../../../src/program/evaluate.ts';
import type { Program } from '../../../src/program/program.ts';
import type { Candidate } from '../../../src/search/engine.ts';
import { ENGINES } from '../../../src/search/engines.ts';
import type { Problem } from '../../../src/search/problem.ts';
import { wantedZeros } from '../../../src/search/reduction/special-values.ts';
import { WholeSample } from '../../../src/search/reduction/whole-sample.ts';
import { candidatesOf, eventsOf, problem } from '../engine-conformance.ts';

function whole(text: string, rest: Partial<Problem> = {}): Problem {
  const of = problem(text, '(-inf,inf)', { format: 'f16', measure: 'ulp', error: 1, ...rest });
  return { ...of, domain: { ...of.domain, open: [false, false] } };
}

async function best(of: Problem): Promise<Candidate> {
  const good = candidatesOf(await eventsOf(ENGINES.reduction, of)).filter(({ error }) => error.value <= 1);
  expect(good.length).toBeGreaterThan(0);
  return good.reduce((a, b) => (b.cost < a.cost ? b : a));
}

const atZeros = (program: Program): number[] => [-0, 0].map((x) => compileProgram(program)(x));

describe('f(−0) and f(+0)', () => {
  // Without tables: by the exponential's steps, and by the logarithm's.
  it.each(['tanh(x)', 'expm1(x)', 'log1p(x)'])('%s', { timeout: 60_000 }, async (text) => {
    for (const maxTable of [0, 4096])
      expect(atZeros((await best(whole(text, { maxTable }))).program)).toEqual([-0, 0]);
  });

  it('of a function that falls at 0', { timeout: 60_000 }, async () => {
    for (const text of ['1 - exp(x)', '-erf(x)'])
      expect(atZeros((await best(whole(text))).program)).toEqual([0, -0]);
  });

  it('of offsets other than 1', { timeout: 60_000 }, async () => {
    for (const text of ['3*expm1(x)', '-3*expm1(x)']) {
      const { program } = await best(whole(text, { maxTable: 0 }));
      expect(atZeros(program)).toEqual(text.startsWith('-') ? [0, -0] : [-0, 0]);
    }
  });

  it('the logarithm of 1 and its negative are +0', { timeout: 60_000 }, async () => {
    for (const text of ['log(x)', '-log(x)']) {
      const { program } = await best(whole(text));
      expect(compileProgram(program)(1)).toBe(0);
    }
  });
});

describe('zeros that are wanted', () => {
  const zeros = (text: string): unknown =>
    wantedZeros(createOracle(parseExpression(text), ['x']), FORMATS.f16);

  it('are those of the side where f changes its sign, and no others', () => {
    expect(zeros('sin(x)')).toEqual([
      [-0, -0],
      [0, 0],
    ]);
    expect(zeros('-x')).toEqual([
      [-0, 0],
      [0, -0],
    ]);
    expect(zeros('x*x')).toEqual([]);
    expect(zeros('cos(x)')).toEqual([]);
  });

  it('are seen where the error sees nothing', () => {
    const of = whole('x');
    const active = { lo: -FORMATS.f16.maxFinite, hi: FORMATS.f16.maxFinite };
    const sample = new WholeSample(of, createOracle(of.function, ['x']), {
      count: 16,
      hard: 16,
      active,
      places: [],
    });
    const of16 = (constant: string): Program => ({
      format: 'f16',
      inputs: ['x'],
      constants: [constant],
      code: [{ op: 'add', args: ['x', 'c0'] }],
    });
    expect(sample.measure(of16('0x0p+0')).value).toBe(0);
    expect(sample.hasWrongZero(of16('0x0p+0'))).toBe(true);
    expect(sample.hasWrongZero(of16('-0x0p+0'))).toBe(false);
  });
});
