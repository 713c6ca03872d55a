import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../src/expression/parse.ts';
import { createRandom } from '../../../src/number/random.ts';
import type { Dataset } from '../../../src/search/regress/dataset.ts';
import { formulaOf, type Formula } from '../../../src/search/regress/formula.ts';
import { formulaSize } from '../../../src/search/regress/formula-bits.ts';
import { FormulaFront } from '../../../src/search/regress/formula-front.ts';
import { FormulaMachine } from '../../../src/search/regress/formula-machine.ts';
import {
  addPolynomials,
  multiplyPolynomials,
  polynomialBits,
  polynomialOfConstant,
  polynomialOfVariable,
  powerOfPolynomial,
  type PolynomialPart,
} from '../../../src/search/regress/polynomial-code.ts';
import { rationalBits } from '../../../src/search/regress/rational-bits.ts';
import { DEFAULT_OPERATIONS, withPowers } from '../../../src/search/regress/regress-operations.ts';
import type { RegressEngine } from '../../../src/search/regress/regress-search.ts';
import { searchFormulas } from '../../../src/search/regress/search-formulas.ts';
import { subsetEngine } from '../../../src/search/regress/subset-engine.ts';
import { wholeEngine } from '../../../src/search/regress/whole-engine.ts';

const NAMES = ['x', 'y'];

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

function bits(text: string, names = NAMES): number {
  const formula = formulaOf(parseExpression(text), names) as Formula;
  return formulaSize(formula, names.length, () => 1, new Float64Array(formula.values.length)).bits;
}

describe('the code of formulas', () => {
  it('says a polynomial in the same bits however it is written', () => {
    const sum = bits('x + x^2 + x^3 + x^4');
    expect(bits('x^4 + x^3 + x^2 + x')).toBeCloseTo(sum, 9);
    expect(bits('(x + 1)*(x + x^3)')).toBeCloseTo(sum, 9);
    expect(bits('x*(1 + x*(1 + x*(1 + x)))')).toBeCloseTo(sum, 9);
    expect(bits('x + x^2 + x^3 + x^5')).toBeGreaterThan(sum);
  });

  it('says a sum of polynomials and others in the same bits in whatever order it stands', () => {
    const sum = bits('x^4 - x^3 + (y^2 - y)');
    expect(bits('x^4 + y^2 - x^3 - y')).toBeCloseTo(sum, 9);
    expect(bits('x^4 - y + sin(x) - x^3 + y^2')).toBeCloseTo(bits('x^4 - x^3 + (y^2 - y) + sin(x)'), 9);
    expect(bits('sin(x) + x*y')).toBeCloseTo(bits('x*y + sin(x)'), 9);
  });

  it('counts fractions by how often they stand in laws, their shares at most 1 together', () => {
    expect(rationalBits(1, 2)).toBeLessThan(rationalBits(2) + 1e-9);
    expect(rationalBits(1, 2)).toBeLessThan(rationalBits(1, 3) - 2);
    expect(rationalBits(-3, 4)).toBe(rationalBits(3, 4));
    expect(rationalBits(7)).toBeGreaterThan(rationalBits(5));
    let shares = 0;
    for (let p = 1; p <= 300; p++) {
      for (let q = 1; q <= 300; q++) if (gcd(p, q) === 1) shares += 2 * 2 ** -rationalBits(p, q);
    }
    expect(shares).toBeGreaterThan(0.98);
    expect(shares).toBeLessThan(1.001);
  });

  it('takes few bits for one more of the same, more for something else', () => {
    const longer = bits('x + x^2 + x^3 + x^4 + x^5') - bits('x + x^2 + x^3 + x^4');
    expect(longer).toBeGreaterThan(0);
    expect(longer).toBeLessThan(4);
    expect(bits('log(x + 2) + log(y + 2)')).toBeLessThan(bits('log(x + 2) + sin(y + 2)') - 1);
    expect(bits('sin(x)')).toBeGreaterThan(bits('x*y'));
  });

  it('adds, multiplies and raises polynomials', () => {
    const x = polynomialOfVariable(0);
    const one = polynomialOfConstant(1, 0);
    const sum = addPolynomials(x, one, 1) as PolynomialPart;
    const square = powerOfPolynomial(sum, 2) as PolynomialPart;
    expect(square.coefficients.map(({ value }) => value)).toEqual([1, 2, 1]);
    expect(polynomialBits(square)).toBeGreaterThan(polynomialBits(sum));
    const rest = addPolynomials(square, multiplyPolynomials(x, x) as PolynomialPart, -1) as PolynomialPart;
    expect(rest.coefficients.map(({ value }) => value)).toEqual([1, 2]);
    expect(addPolynomials(x, polynomialOfVariable(1), 1)).toBeUndefined();
    // Of two constants that are not known nothing is said.
    const open = polynomialOfConstant(NaN, 9);
    expect(multiplyPolynomials(open, open)).toBeUndefined();
    expect(powerOfPolynomial(x, 0.5)).toBeUndefined();
  });
});

function noisy(text: string, names: readonly string[], rows: number, noise: number, seed: number): Dataset {
  const random = createRandom(seed);
  const columns = names.map(() => Float64Array.from({ length: rows }, () => 2 * random.next() - 1));
  const law = formulaOf(parseExpression(text), names) as Formula;
  const clean = new FormulaMachine({ inputs: names, columns, target: new Float64Array(rows) }).evaluate(law);
  const spread = Math.sqrt(12) * noise;
  return { inputs: names, columns, target: clean.map((y) => y + spread * (random.next() - 0.5)) };
}

/** What an engine proposes, evaluated at (0.3, −0.7). */
function proposals(engine: RegressEngine, data: Dataset): number[] {
  const machine = new FormulaMachine(data);
  const point: Dataset = {
    inputs: data.inputs,
    columns: [0.3, -0.7].slice(0, data.inputs.length).map((v) => Float64Array.of(v)),
    target: new Float64Array(1),
  };
  const ruler = { names: data.inputs, weight: () => 1, rows: data.target.length, floor: 1e-30 };
  const search = {
    data,
    machine,
    front: new FormulaFront(machine, ruler, 40),
    operations: withPowers(DEFAULT_OPERATIONS),
    custom: [],
    guesses: [],
    weight: () => 1,
    maxComplexity: 40,
    evaluations: 0,
    features: 1_000,
    random: createRandom(1),
  };
  const found = [...engine(search)].filter((formula) => formula !== undefined);
  return found.map((formula) => new FormulaMachine(point).evaluate(formula)[0]);
}

describe('engines for noise', () => {
  it('`whole` proposes the law among small whole coefficients, though the noise leaves a fit wide open', () => {
    const data = noisy('x + x^2 + x^3 + x^4 + x^5', ['x'], 20, 0.15, 3);
    const x = 0.3;
    const law = x + x ** 2 + x ** 3 + x ** 4 + x ** 5;
    expect(proposals(wholeEngine, data).some((y) => Math.abs(y - law) < 1e-12)).toBe(true);
    const two = noisy('2*x*y - y^2 + x', NAMES, 20, 0.1, 4);
    expect(proposals(wholeEngine, two).some((y) => Math.abs(y - (2 * x * -0.7 - 0.49 + x)) < 1e-12)).toBe(
      true,
    );
  });

  it('`subset` proposes the best subset of monomials', () => {
    const data = noisy('3*x^2*y - 0.7*y + 1.3*x^4', NAMES, 40, 0, 5);
    const law = 3 * 0.09 * -0.7 + 0.49 + 1.3 * 0.3 ** 4;
    expect(proposals(subsetEngine, data).some((y) => Math.abs(y - law) < 1e-9)).toBe(true);
  });

  it('the law is chosen of five terms whose coefficients the noise hides one by one', () => {
    const data = noisy('x + x^2 + x^3 + x^4', ['x'], 20, 0.1, 6);
    const { front, chosen } = searchFormulas(data, { engines: ['linear', 'whole', 'subset'] });
    const found = front[chosen].formula;
    const at: Dataset = { inputs: ['x'], columns: [Float64Array.of(2)], target: new Float64Array(1) };
    expect(new FormulaMachine(at).evaluate(found)[0]).toBeCloseTo(30, 9);
  });
});
