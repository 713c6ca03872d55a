import { describe, expect, it } from 'vitest';
import { attainedError } from '../../src/certify/attained-error.ts';
import { certifySupremum } from '../../src/certify/supremum.ts';
import { NapierError } from '../../src/error/fault.ts';
import { parseDomain } from '../../src/expression/parse-domain.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import { fromHexFloat } from '../../src/number/exact-constant.ts';
import type { Program } from '../../src/program/program.ts';
import { ProgramBuilder } from '../../src/program/program-builder.ts';
import type { Specification } from '../../src/program/specification.ts';

function specification(text: string, domain: string, measure: 'relative' | 'absolute'): Specification {
  return {
    function: parseExpression(text),
    variable: 'x',
    domain: parseDomain(domain),
    format: 'real',
    measure,
  };
}

/** √(side·x)·(c0 + c1·x²) */
function rootTimes(c0: string, c1: string, side: 1 | -1 = 1): Program {
  const builder = new ProgramBuilder('real', ['x']);
  const x = builder.input(0);
  const square = builder.operation('mul', x, x);
  const scaled = builder.operation('mul', square, builder.constant(c1));
  const sum = builder.operation('add', scaled, builder.constant(c0));
  const root = builder.operation('sqrt', side > 0 ? x : builder.operation('neg', x));
  return builder.build(builder.operation('mul', root, sum));
}

/** The largest error at 400 points that crowd at 0, the error at each enclosed on its own. */
function sampled(program: Program, spec: Specification, side: number): number {
  let most = 0;
  for (let i = 1; i <= 400; i++) {
    most = Math.max(most, attainedError(program, spec, side * (i / 400) ** 4) ?? 0);
  }
  return most;
}

describe('a proof up to a root at an end of the domain', () => {
  // √(2/π)·(1 + x²/6 + …): the two terms with constants a little off.
  const cases: readonly (readonly [string, string, 1 | -1])[] = [
    ['besseli(1/2,x)', '(0,1]', 1],
    ['sqrt(x)*(4/5 + x^2/7)', '[0,1]', 1],
    ['x^(5/2)/7 + 0.8*x^0.5', '(0,1]', 1],
    ['4/5*sqrt(-x) + (-x)^(5/2)/7.1', '[-1,0)', -1],
  ];
  for (const measure of ['relative', 'absolute'] as const) {
    it.each(cases)(`%s on %s, ${measure}: sound and tight`, (text, domain, side) => {
      const program = rootTimes('0.798', '0.138', side);
      const spec = specification(text, domain, measure);
      const proof = certifySupremum(program, spec);
      const [bound, lower] = [proof.bound, proof.lower].map((hex) => fromHexFloat(hex) as number);
      expect(bound).toBeGreaterThanOrEqual(sampled(program, spec, side));
      expect(bound).toBeLessThanOrEqual(lower * 1.0101);
      const worst = fromHexFloat(proof.worst) as number;
      expect(attainedError(program, spec, worst)).toBeGreaterThanOrEqual(lower * (1 - 1e-9));
    });
  }

  it('does not claim a bound where a constant is left at the root', () => {
    const builder = new ProgramBuilder('real', ['x']);
    const root = builder.operation('sqrt', builder.input(0));
    const program = builder.build(builder.operation('add', root, builder.constant('1e-30')));
    const claim = (): unknown => certifySupremum(program, specification('sqrt(x)', '(0,1]', 'relative'));
    expect(claim).toThrow(NapierError);
    // 1e-30/√x has no bound, but 1e-30 is one in the absolute measure.
    const proof = certifySupremum(program, specification('sqrt(x)', '(0,1]', 'absolute'));
    expect(fromHexFloat(proof.bound)).toBeLessThan(1.02e-30);
  });

  it('takes powers that stay on one side apart from those that do not', () => {
    const program = rootTimes('1', '0');
    const spec = specification('sqrt(x^2 + x)', '(0,1]', 'relative');
    // |1/√(1 + x) − 1| is largest at 1.
    const bound = fromHexFloat(certifySupremum(program, spec).bound) as number;
    expect(bound).toBeGreaterThanOrEqual(1 - Math.SQRT1_2);
    expect(bound).toBeLessThan((1 - Math.SQRT1_2) * 1.011);
  });
});
