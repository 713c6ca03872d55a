import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../src/expression/parse.ts';
import { exactDouble } from '../../../src/number/exact-double.ts';
import { toHexFloat } from '../../../src/number/exact-constant.ts';
import { FORMATS } from '../../../src/number/formats.ts';
import { createRandom } from '../../../src/number/random.ts';
import { createOracle } from '../../../src/oracle/create-oracle.ts';
import { compileProgram } from '../../../src/program/evaluate.ts';
import type { Program } from '../../../src/program/program.ts';
import { validateProgram } from '../../../src/program/validate-program.ts';
import { estimateElsewhere } from '../../../src/search/reduction/elsewhere-estimate.ts';

const { f64 } = FORMATS;
const read = (path: string): Program =>
  validateProgram(JSON.parse(readFileSync(new URL(`../../certify/${path}`, import.meta.url), 'utf8')));

function estimate(program: Program, text: string, inputs: readonly number[]): number {
  const problem = { function: parseExpression(text), variable: 'x', measure: 'ulp' as const };
  return estimateElsewhere(program, problem, f64, inputs);
}

/** How many doubles away from the nearest one results are, at most: they err by less than half an ulp more, and less. */
function farthest(program: Program, text: string, inputs: readonly number[]): number {
  const [run, oracle] = [compileProgram(program), createOracle(parseExpression(text), ['x'])];
  return Math.max(
    ...inputs.map((x) => Math.abs(Number(f64.ordinal(run(x)) - f64.ordinal(oracle.rounded([x], f64))))),
  );
}

/** The program with a coefficient changed by this part of it. */
function coarser(program: Program, coefficient: string, part: number): Program {
  expect(program.constants).toContain(coefficient);
  const moved = toHexFloat(exactDouble(coefficient) * (1 + part));
  return { ...program, constants: program.constants.map((text) => (text === coefficient ? moved : text)) };
}

describe('what a proof finds where it does not go piece by piece', () => {
  const random = createRandom(3);
  const huge = Array.from({ length: 300 }, () => (1 + random.next()) * 2 ** 600);
  const cases = [
    {
      name: 'tan(x)',
      program: read('phase/tan-f64.json'),
      inputs: huge,
      coefficient: '0x1.1111111110651p-3',
    },
    {
      name: 'cbrt(x)',
      program: read('first-value/cbrt-f64.json'),
      inputs: huge.map((x, i) => x * 2 ** ((i % 61) - 630)),
      coefficient: '0x1.5555555555541p-2',
    },
  ];
  it.each(cases)(
    '$name: more than a run shows, and more of a program that is worse',
    ({ name, program, inputs, coefficient }) => {
      const found = estimate(program, name, inputs);
      expect(found).toBeGreaterThan(0.5);
      expect(found).toBeLessThan(1.5);
      expect(farthest(program, name, inputs)).toBeLessThan(2);
      const worse = coarser(program, coefficient, 2 ** -45);
      const errs = farthest(worse, name, inputs);
      expect(errs).toBeGreaterThan(4);
      expect(estimate(worse, name, inputs)).toBeGreaterThan(errs - 1.5);
    },
    60_000,
  );

  it('says nothing of inputs that a proof takes in pieces', () => {
    expect(estimate(cases[0].program, 'tan(x)', [0.1, 0.2])).toBe(0);
    expect(estimate(cases[1].program, 'cbrt(x)', [-2, -1])).toBe(0);
    expect(estimate(cases[1].program, 'sqrt(x)', [1, 2])).toBe(0);
  });
});
