import { describe, expect, it } from 'vitest';
import { identifySequence } from '../../../src/discover/identify-sequence.ts';
import type { RuleEntry } from '../../../src/discover/identification.ts';
import { parseExpression } from '../../../src/expression/parse.ts';
import { toText } from '../../../src/expression/to-text.ts';
import { withWorkspace } from '../../../src/number/workspace.ts';
import { mpfr } from '../../../src/number/mpfr.ts';
import { newInterval } from '../../../src/oracle/big-interval.ts';
import { createOracle } from '../../../src/oracle/create-oracle.ts';
import { createRandom } from '../../../src/number/random.ts';
import { sequenceRules } from '../../../src/search/identify/sequence.ts';

const rules = (terms: string): Record<string, string> =>
  Object.fromEntries(
    (identifySequence(terms).front as RuleEntry[]).map(({ form, expression }) => [form, expression]),
  );

describe('sequenceRules', () => {
  it('finds the Catalan numbers from six terms', () => {
    expect(rules('1,1,2,5,14,42').recurrence).toBe('(n + 2)*a1 + (-4*n - 2)*a0');
  });

  it('finds the algebraic equation of their generating function', () => {
    expect(rules('1,1,2,5,14,42,132,429,1430')['algebraic-equation']).toBe('x*y^2 - y + 1');
  });

  it('finds linear recurrences, and their rational generating functions', () => {
    expect(rules('0 1 1 2 3 5 8 13')).toEqual({
      recurrence: 'a2 - a1 - a0',
      'generating-function': 'x/(1 - x - x^2)',
    });
  });

  it('finds the recurrence of the Apéry numbers', () => {
    const found = rules(
      '1,5,73,1445,33001,819005,21460825,584307365,16367912425,468690849005,13657436403073,403676083788125,12073365010564729,364713572395983725,11111571997143198073',
    );
    expect(found.recurrence).toBe(
      '(n^3 + 6*n^2 + 12*n + 8)*a2 + (-34*n^3 - 153*n^2 - 231*n - 117)*a1 + (n^3 + 3*n^2 + 3*n + 1)*a0',
    );
  });

  it('takes fractions', () => {
    expect(rules('0,1,3/2,11/6,25/12,137/60,49/20,363/140,761/280,7129/2520').recurrence).toBe(
      '(n + 2)*a2 + (-2*n - 3)*a1 + (n + 1)*a0',
    );
  });

  it.each([
    '1,1,2,5,14,42,132',
    '1,2,6,20,70,252,924',
    '1,1,2,6,24,120,720',
    '1,1/2,1/3,1/4,1/5,1/6',
    '0,1,4,9,16,25',
    '3,-6,12,-24,48,-96',
    '5,5,5,5,5',
    '2,3/2,4/3,5/4,6/5,7/6,8/7,9/8',
    '1,3,15,105,945,10395',
  ])('%s: the closed form has the values of the terms', (terms) => {
    const closed = rules(terms)['closed-form'];
    expect(closed).toBeDefined();
    const oracle = createOracle(parseExpression(closed), ['n']);
    withWorkspace(80, (w) => {
      const out = newInterval(w);
      for (const [n, term] of terms.split(',').entries()) {
        const [p, q = '1'] = term.split('/');
        if (p === '0') continue;
        expect(oracle.enclose([n], 60, out).kind).toBe('enclosed');
        expect(mpfr.mpfr_get_d(out.lo, 0)).toBeCloseTo(Number(p) / Number(q), 10);
      }
    });
  });

  it('claims nothing of random digits, nor of the primes', () => {
    const random = createRandom(3);
    for (let i = 0; i < 30; i++) {
      const terms = Array.from({ length: 24 }, () => ({
        numerator: BigInt(random.integer(10)),
        denominator: 1n,
      }));
      expect(sequenceRules(terms).map(({ expression }) => toText(expression))).toEqual([]);
    }
    expect(rules('2,3,5,7,11,13,17,19,23,29,31,37,41,43,47,53,59,61,67,71,73,79')).toEqual({});
  });

  it('says how many terms fixed a rule and how many checked it', () => {
    const found = identifySequence('1,1,2,5,14,42,132').front as RuleEntry[];
    expect(found.find(({ form }) => form === 'recurrence')?.terms).toEqual({ spent: 4, checked: 3 });
  });
});
