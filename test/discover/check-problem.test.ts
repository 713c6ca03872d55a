import { describe, expect, it } from 'vitest';
import { checkProblem, checkVariables } from '../../src/discover/check-problem.ts';
import { NapierError } from '../../src/error/fault.ts';
import { variablesOf } from '../../src/expression/expression.ts';
import { parseDomain } from '../../src/expression/parse-domain.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import type { FormatName } from '../../src/number/formats.ts';
import type { Measure } from '../../src/number/measure.ts';
import { createOracle } from '../../src/oracle/create-oracle.ts';

/** What is wrong with a problem, or `undefined`. */
function verdict(
  source: string,
  domain: string,
  format: FormatName = 'f32',
  measure: Measure = 'ulp',
): string | undefined {
  const term = parseExpression(source);
  const problem = {
    function: term,
    variable: variablesOf(term)[0],
    domain: parseDomain(domain),
    format,
    measure,
    cost: 'operations' as const,
    fma: false,
    division: true,
    seed: 1,
  };
  try {
    checkVariables(problem);
    checkProblem(problem, createOracle(term, [problem.variable]));
    return undefined;
  } catch (error) {
    if (error instanceof NapierError) return `${error.fault.kind}: ${error.fault.message}`;
    throw error;
  }
}

describe('checkProblem', () => {
  it.each([
    ['tanh(x)', '[-1,1]'],
    ['exp(x)', '[-87,88]'],
    ['sin(x)/x', '(0,1]'],
    ['log(x)', '(0,1]'],
    ['log(x)', '[1,1e30]'],
    ['sqrt(x)', '[0,1]'],
    ['1/sqrt(x)', '[1,4]'],
    ['|x - 1/3|', '[0,1]'],
    ['floor(3x)', '[0,1]'],
    ['tan(x)', '[-1.57,1.57]'],
    ['tan(x)', '[-pi/4,pi/4]'],
    ['gamma(x)', '[1,2]'],
    ['lgamma(x)', '[0.5,30]'],
    ['digamma(x)', '[1,2]'],
    ['zeta(x)', '[1.5,10]'],
    ['erf(x)', '[-4,4]'],
    ['airy_ai(-x)', '[0,10]'],
    ['bessel_j0(x)', '[0,20]'],
    ['besseli(0,x)', '[0,5]'],
    ['lambertw(x)', '[-0.36,1]'],
    ['atanh(x)', '(-1,1)'],
    ['asin(x)', '[-1,1]'],
    ['sinc(x)', '[-10,10]'],
    ['softplus(x)', '[-20,20]'],
    ['log(1+exp(x))', '[-20,20]'],
    ['x^3 - 2x', '[-2,2]'],
    ['(x^2-1)/(x^2+1)', '[-3,3]'],
    ['sin(x)', '[0,1000]'],
  ])('lets %s on %s pass', (source, domain) => {
    expect(verdict(source, domain)).toBeUndefined();
  });

  it.each([
    ['1/x', '[-1,1]', 'x = 0'],
    ['1/(x-1/3)', '[0,1]', 'near x = 0.33333333'],
    ['tan(x)', '[0,2]', 'near x = 1.57079632'],
    ['1/sin(x)', '[3,4]', 'near x = 3.14159265'],
    ['log(x)', '[0,1]', 'x = 0'],
    ['log(|x - 1/3|)', '[0,1]', 'near x = 0.3333333'],
    ['sqrt(x)', '[-1,1]', 'x = -1'],
    ['asin(x)', '[0,2]', 'x = '],
    ['gamma(x)', '[-1.5,1]', 'x = '],
    ['atanh(x)', '[0,1]', 'x = 1'],
    ['x^x', '[-1,1]', 'x = '],
    ['exp(exp(x))', '[0,10]', 'too large for f32'],
  ])('refuses %s on %s: %s', (source, domain, place) => {
    expect(verdict(source, domain)).toContain(place);
    expect(verdict(source, domain)).toMatch(/^domain: /);
  });

  it.each([
    ['sin(x)', '[-1,1]', undefined],
    ['log1p(x)', '[0,1]', undefined],
    ['sin(x)', '[1,4]', 'near x = 3.14159265'],
    ['log(x)', '[0.5,2]', 'near x = 1'],
    ['x^2 - 2', '[1,2]', 'near x = 1.41421356'],
  ])('of a relative error over the reals of %s on %s says %s', (source, domain, place) => {
    const found = verdict(source, domain, 'real', 'relative');
    if (place === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(place);
    expect(verdict(source, domain, 'real', 'absolute')).toBeUndefined();
  });
});
