import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBig } from '../../../src/number/big-text.ts';
import { toHexFloat } from '../../../src/number/exact-constant.ts';
import { mpfr, ROUND } from '../../../src/number/mpfr.ts';
import { withWorkspace } from '../../../src/number/workspace.ts';
import { COST_MODELS } from '../../../src/program/cost.ts';
import { evaluateProgramBig } from '../../../src/program/evaluate-big.ts';
import type { Program } from '../../../src/program/program.ts';
import { ProgramBuilder } from '../../../src/program/program-builder.ts';
import { continuedFraction } from '../../../src/search/forms/continued-fraction.ts';
import { evaluatePolynomial, POLYNOMIAL_FORMS } from '../../../src/search/forms/evaluate-polynomial.ts';

function run(program: Program, at: number): number {
  return withWorkspace(400, (w) =>
    mpfr.mpfr_get_d(evaluateProgramBig(program, [w.number(at)], w), ROUND.NEAREST),
  );
}

const terms = fc
  .uniqueArray(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 7 })
  .chain((powers) =>
    fc.tuple(
      fc.constant([...powers].sort((a, b) => a - b)),
      fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 7, maxLength: 7 }),
    ),
  )
  .map(([powers, values]) => powers.map((power, k) => ({ power, value: values[k] })));

describe('evaluatePolynomial', () => {
  it.each(POLYNOMIAL_FORMS)('%s means the sum of its terms, with and without fma', (form) => {
    fc.assert(
      fc.property(terms, fc.boolean(), fc.integer({ min: -5, max: 5 }), (list, fma, x) => {
        const b = new ProgramBuilder('real', ['x']);
        const coefficients = list.map(({ power, value }) => ({ power, coefficient: toHexFloat(value) }));
        const program = b.build(evaluatePolynomial(b, b.input(0), coefficients, form, fma));
        const sum = list.reduce(
          (total, { power, value }) => total + BigInt(value) * BigInt(x) ** BigInt(power),
          0n,
        );
        expect(run(program, x) + 0).toBe(Number(sum));
        if (!fma)
          expect(program.code.every(({ op }) => op === 'mul' || op === 'add' || op === 'max')).toBe(true);
      }),
    );
  });

  it('spends as many operations as the form is known for', () => {
    const cost = (powers: number[], form: 'horner' | 'estrin', fma: boolean, depth = false): number => {
      const b = new ProgramBuilder('real', ['x']);
      const list = powers.map((power) => ({ power, coefficient: `0x1.${power + 1}p+0` }));
      const program = b.build(evaluatePolynomial(b, b.input(0), list, form, fma));
      return COST_MODELS[depth ? 'depth' : 'operations'].cost(program);
    };
    expect(cost([0, 1, 2, 3, 4, 5], 'horner', false)).toBe(10);
    expect(cost([0, 1, 2, 3, 4, 5], 'horner', true)).toBe(5);
    expect(cost([1, 3, 5, 7], 'horner', false)).toBe(8);
    expect(cost([0, 1, 2, 3, 4, 5, 6, 7], 'estrin', true)).toBe(9);
    expect(cost([0, 1, 2, 3, 4, 5, 6, 7], 'estrin', true, true)).toBe(3);
  });
});

describe('continuedFraction', () => {
  it('has the value of the quotient', () => {
    const numerator = ['0x1p+0', '0x1.8p+1', '-0x1.4p+0', '0x1.9p+0'];
    const denominator = ['0x1p+0', '-0x1p-2', '0x1.8p-3'];
    const parts = continuedFraction(numerator, denominator, 200);
    if (parts === undefined) throw new Error('no fraction');
    expect(parts.levels.map(({ part }) => part.length)).toEqual([2, 2]);
    const number = (text: string): number =>
      withWorkspace(300, (w) => {
        const c = w.big();
        readBig(c, text);
        return mpfr.mpfr_get_d(c, ROUND.NEAREST);
      });
    const polynomial = (texts: readonly string[], x: number): number =>
      texts.reduceRight((sum, text) => sum * x + number(text), 0);
    for (const x of [-1, 0.5, 2, 3.25]) {
      const tail = parts.levels.reduceRight(
        (rest, { scale, part }) => number(scale) / (polynomial(part, x) + rest),
        0,
      );
      expect(polynomial(parts.head, x) + tail).toBeCloseTo(
        polynomial(numerator, x) / polynomial(denominator, x),
        10,
      );
    }
  });
});
