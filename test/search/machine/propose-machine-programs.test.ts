import { describe, expect, it } from 'vitest';
import { measureError } from '../../../src/certify/measured-error.ts';
import { parseDomain } from '../../../src/expression/parse-domain.ts';
import { parseExpression } from '../../../src/expression/parse.ts';
import { createOracle } from '../../../src/oracle/create-oracle.ts';
import { COST_MODELS } from '../../../src/program/cost.ts';
import { validateProgram } from '../../../src/program/validate-program.ts';
import type { Candidate } from '../../../src/search/engine.ts';
import { fitPolynomial } from '../../../src/search/fit-polynomial.ts';
import { fitRational } from '../../../src/search/fit-rational.ts';
import { proposeMachinePrograms } from '../../../src/search/machine/propose-machine-programs.ts';
import type { Problem } from '../../../src/search/problem.ts';
import { problemTarget } from '../../../src/search/problem-target.ts';

function problemOf(text: string, domain: string, options: Partial<Problem>): Problem {
  return {
    function: parseExpression(text),
    variable: 'x',
    domain: parseDomain(domain),
    format: 'f32',
    measure: 'ulp',
    cost: 'operations',
    fma: false,
    division: true,
    seed: 1,
    ...options,
  };
}

function proposed(problem: Problem, first: number, stride: 1 | 2, count: number, below = 0): Candidate[] {
  const oracle = createOracle(problem.function, ['x']);
  const target = problemTarget(problem, oracle, { name: 'full', first, stride });
  const powers = Array.from({ length: count }, (_, k) => first + k * stride);
  const fit =
    below === 0
      ? fitPolynomial(target, powers)
      : fitRational(
          target,
          powers,
          Array.from({ length: below }, (_, k) => k * stride),
        );
  if (fit.kind === 'failure') throw new Error(fit.message);
  return [...proposeMachinePrograms(fit, problem, oracle, 'minimax', { degree: count })];
}

describe('proposeMachinePrograms', () => {
  it('finds tanh on [−1, 1] in f32 within 1.1 ulp without fma (degree 15)', () => {
    const problem = problemOf('tanh(x)', '[-1,1]', {});
    const candidates = proposed(problem, 1, 2, 8);
    const best = candidates.reduce((a, b) => (b.error.value < a.error.value ? b : a));
    expect(best.error.value).toBeLessThan(1.1);
    // An independent measurement agrees.
    const oracle = createOracle(problem.function, ['x']);
    expect(measureError(best.program, problem, oracle, 20_000).value).toBeLessThanOrEqual(
      best.error.value * 1.03,
    );
  });

  it.each([
    ['f16', 'exp(x)', '[-0.35,0.35]', 0, 1, 5],
    ['bf16', 'exp(x)', '[-0.35,0.35]', 0, 1, 4],
    ['f64', 'sin(x)', '[-pi/4,pi/4]', 1, 2, 8],
  ] as const)('%s: %s on %s within 1 ulp', (format, text, domain, first, stride, count) => {
    const candidates = proposed(problemOf(text, domain, { format, fma: true }), first, stride, count);
    expect(Math.min(...candidates.map((c) => c.error.value))).toBeLessThan(1);
  });

  it('gives valid programs with the cost the model says, without fma where the problem has none', () => {
    const problem = problemOf('cos(x)', '[-1,1]', {});
    for (const { program, cost } of proposed(problem, 0, 2, 4)) {
      validateProgram(program);
      expect(cost).toBe(COST_MODELS.operations.cost(program));
      expect(program.code.some(({ op }) => op === 'fma' || op === 'div')).toBe(false);
    }
  });

  it('makes quotients of rational fits', () => {
    const candidates = proposed(problemOf('tanh(x)', '[-1,1]', {}), 1, 2, 3, 4);
    expect(candidates.some(({ program }) => program.code.some(({ op }) => op === 'div'))).toBe(true);
    expect(Math.min(...candidates.map((c) => c.error.value))).toBeLessThan(2);
  });

  it('makes no quotients where the problem excludes division', () => {
    expect(proposed(problemOf('tanh(x)', '[-1,1]', { division: false }), 1, 2, 3, 3)).toEqual([]);
  });

  it('gives the same programs every time', () => {
    const run = (): string => JSON.stringify(proposed(problemOf('atan(x)', '[0,1/2]', {}), 1, 2, 5));
    expect(run()).toBe(run());
  });
});
