import { describe, expect, it } from 'vitest';
import { identifyNumber } from '../../../src/discover/identify-number.ts';
import type { ValueEntry } from '../../../src/discover/identification.ts';
import { parseExpression } from '../../../src/expression/parse.ts';
import { bigToDecimal } from '../../../src/number/big-text.ts';
import { ROUND } from '../../../src/number/mpfr.ts';
import { createRandom } from '../../../src/number/random.ts';
import { withWorkspace } from '../../../src/number/workspace.ts';
import { newInterval } from '../../../src/oracle/big-interval.ts';
import { createOracle } from '../../../src/oracle/create-oracle.ts';

/** A term's value cut to so many digits. */
function digitsOf(text: string, digits: number): string {
  return withWorkspace(digits * 4 + 64, (w) => {
    const out = newInterval(w);
    createOracle(parseExpression(text), []).enclose([], digits * 4, out);
    return bigToDecimal(out.lo, digits, ROUND.ZERO);
  });
}

const told = (number: string): ValueEntry[] => identifyNumber(number).front as ValueEntry[];

/** Every shape that an engine is for: what it was made from, and the formula told first. */
const CASES: readonly (readonly [made: string, digits: number, first: string])[] = [
  ['catalan', 22, 'catalan'],
  ['-pi', 12, '-pi'],
  ['355/1131', 20, '355/1131'],
  ['sqrt(17)', 20, 'sqrt(17)'],
  ['(5 - sqrt(21))/6', 25, '(5 - sqrt(21))/6'],
  ['(3 + 5*egamma)/(7 - 2*egamma)', 30, '(3 + 5*egamma)/(7 - 2*egamma)'],
  ['log(17/3)', 25, 'log(17/3)'],
  ['exp(7/11)', 25, 'exp(7/11)'],
  ['13*gamma(1/4)/(7*pi^2)', 30, '13*gamma(1/4)/(7*pi^2)'],
  ['17*glaisher - 12*pi', 30, '17*glaisher - 12*pi'],
  ['pi/3 + 2*ln2 - 5/7', 30, '(7*pi + 42*ln2 - 15)/21'],
];

describe('identify', () => {
  it.each(CASES.map(([made, digits, first]) => ({ made, digits, first })))(
    '$made',
    ({ made, digits, first }) => {
      const [best] = told(digitsOf(made, digits));
      expect(best?.form).toBe('value');
      expect(digitsOf(best.expression, 60)).toBe(digitsOf(first, 60));
      expect(best.digits - best.spent).toBeGreaterThanOrEqual(4);
    },
  );

  it('finds the minimal polynomial of what has no closed form', () => {
    expect(told('1.1673039782614186842560458998548')[0]).toMatchObject({
      form: 'root',
      expression: 'x^5 - x - 1',
      engine: 'algebraic',
    });
  });

  it('solves equations: x^x = 3, tan x = x', () => {
    expect(told('1.825455022924830040041469').map(({ expression }) => expression)).toContain('x^x - 3');
    expect(told('4.49340945790906417530788').map(({ expression }) => expression)).toContain('tan(x) - x');
  });

  it('claims nothing of random digits', () => {
    const random = createRandom(11);
    for (let i = 0; i < 12; i++) {
      const text = `${1 + random.integer(9)}.${Array.from({ length: 29 }, () => random.integer(10)).join('')}`;
      expect(told(text), text).toEqual([]);
    }
  });

  it('says how many digits a formula needs that fits too few', () => {
    const { front, provenance } = identifyNumber('1.41421');
    expect(front).toEqual([]);
    expect(provenance.history.find(({ phase }) => phase === 'note')).toMatchObject({
      simplest: 'sqrt(2)',
      needed: 8,
    });
    expect(told('1.414213562').map(({ expression }) => expression)).toContain('sqrt(2)');
  });

  it('takes an expression, and checks formulas far beyond the digits it searched', () => {
    const [best] = told('atan(1/2) + atan(1/3)');
    expect(best).toMatchObject({ digits: 1000, status: 'measured' });
    expect(digitsOf(best.expression, 50)).toBe(digitsOf('pi/4', 50));
  });

  it('is deterministic', () => {
    expect(identifyNumber('2.6220575542921198104648')).toEqual(identifyNumber('2.6220575542921198104648'));
  });
});
