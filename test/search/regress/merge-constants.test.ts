import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { integer } from '../../../src/expression/expression.ts';
import { parseExpression } from '../../../src/expression/parse.ts';
import { toText } from '../../../src/expression/to-text.ts';
import { createRandom } from '../../../src/number/random.ts';
import { formulaOf, formulaToExpression, type Formula } from '../../../src/search/regress/formula.ts';
import { FormulaMachine } from '../../../src/search/regress/formula-machine.ts';
import { mergeConstants } from '../../../src/search/regress/merge-constants.ts';
import { searchFormulas } from '../../../src/search/regress/search-formulas.ts';
import { withoutZeros } from '../../../src/search/regress/without-zeros.ts';

const INPUTS = ['x', 'y'];

/** The formula of a text, its constants to be fitted. */
function opened(text: string): Formula {
  const { code, values } = formulaOf(parseExpression(text), INPUTS) as Formula;
  return { code, values };
}

function valuesOf(formula: Formula, scale = 1): Float64Array {
  const columns = [
    [0.3, 0.9, 1.7, 2.2],
    [1.1, 0.2, 2.6, 0.7],
  ].map((column) => Float64Array.from(column, (v) => scale * v));
  return new FormulaMachine({ inputs: INPUTS, columns, target: new Float64Array(4) }).evaluate(formula);
}

describe('mergeConstants', () => {
  it.each([
    ['2*(3*x + 1) + 4', '6*x + 6'],
    ['0.5*(4*x*sin(3*y) - 2) + 1', '2*x*sin(3*y)', 1],
    ['2*sqrt(8*x*2*y) + 1', '8*sqrt(x*y) + 1'],
    ['3*(x - 1)^2*2', '6*(x - 1)^2'],
    ['4*3^(2*x + 1)', '12*9^x'],
    ['5*(3/(2*x + 4))', '7.5/(x + 2)'],
    ['5 - (2 - x)', 'x + 3'],
    ['(2*x + 4)*(4*y + 6)', '8*(x + 2)*(y + 1.5)'],
  ])('%s is %s', (text, expected, idle = 0) => {
    const merged = mergeConstants(opened(text));
    expect(merged.values).toHaveLength(opened(expected).values.length + idle);
    expect(toText(formulaToExpression(merged, INPUTS))).toBe(expected);
  });

  it.each(['log(3*x)', '2*(x + 3)', 'x*(y + 2)', '1 - 2*x', '3*(1 - x)', 'sin(2*x + 1)', '2*(x + 2*sin(y))'])(
    'leaves %s as it is',
    (text) => {
      expect(mergeConstants(opened(text))).toEqual(opened(text));
    },
  );

  it('changes no value, adds no constant, and has nothing to do twice', () => {
    const leaf = fc.oneof(
      fc.constantFrom('x', 'y'),
      fc.integer({ min: 1, max: 40 }).map((n) => String(n / 8)),
      fc.integer({ min: 1, max: 40 }).map((n) => `(-${n / 8})`),
    );
    const { term } = fc.letrec<{ term: string }>((tie) => ({
      term: fc.oneof(
        { maxDepth: 5 },
        leaf,
        fc
          .tuple(tie('term'), fc.constantFrom('+', '-', '*', '/', '^'), tie('term'))
          .map((t) => `(${t.join('')})`),
        fc
          .tuple(fc.constantFrom('exp', 'log', 'sqrt', 'sin', 'abs', '-'), tie('term'))
          .map(([f, t]) => `${f}(${t})`),
      ),
    }));
    fc.assert(
      fc.property(term, (text) => {
        const formula = opened(text);
        const merged = mergeConstants(formula);
        expect(merged.values.length).toBeLessThanOrEqual(formula.values.length);
        expect(mergeConstants(merged).values.length).toBeLessThanOrEqual(merged.values.length);
        const [before, after] = [valuesOf(formula), valuesOf(merged)];
        const near = valuesOf({ ...formula, values: formula.values.map((v) => v * (1 + 1e-12)) }, 1 - 1e-12);
        before.forEach((value, i) => {
          // Where rounding cannot make a difference, and on the merged constants' side of overflow.
          if (!(Math.abs(near[i] - value) < 1e-7 * Math.abs(value)) || !Number.isFinite(after[i])) return;
          expect(Math.abs(after[i] - value)).toBeLessThan(1e-4 * Math.abs(value));
        });
      }),
    );
  });
});

describe('withoutZeros', () => {
  it('takes out what zeros multiply, so that it is defined where the rest is', () => {
    const formula: Formula = {
      ...opened('0*log(x - 5) + y'),
      exact: [integer(0), undefined],
    };
    expect(withoutZeros(formula)).toEqual({ code: [1], values: [] });
    expect(withoutZeros(opened('0*x + y'))).toEqual(opened('0*x + y'));
  });
});

describe('constants of what was found', () => {
  const random = createRandom(5);
  const x = Float64Array.from({ length: 20 }, () => 2 * random.next() - 1);
  const found = (target: Float64Array, guess: string): string => {
    const { front, chosen } = searchFormulas(
      { inputs: ['x'], columns: [x], target },
      { engines: [], guesses: [opened(guess)] },
    );
    return toText(front[chosen].expression);
  };

  it('a term that explains the rounding of the data is left out', () => {
    const target = x.map((v) => v + v * v + 1e-15 * Math.exp(v) * (1 + Math.sin(1e3 * v)));
    expect(found(target, 'x + x^2 + 0.1*exp(x)')).toBe('x + x^2');
  });

  it('so are terms that take back from each other what they give', () => {
    const target = x.map((v) => v + v * v);
    expect(found(target, '1.1*x + x^2 + 1e-12*exp(x) - 1.0001e-12*exp(x - 1e-4*x^2) + 1e-13')).toBe(
      'x + x^2',
    );
  });

  it('merged ones become roots and logarithms', () => {
    expect(
      found(
        x.map((v) => 3 * Math.sqrt(7.23 * (v + 2))),
        '2*sqrt(3*x + 5)',
      ),
    ).toBe('sqrt(65.07)*sqrt(x + 2)');
  });
});
