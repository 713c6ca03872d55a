import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NapierError } from '../../src/error/fault.ts';
import { identifyComplex, isComplexNumber } from '../../src/discover/identify-complex.ts';
import { readAnyFinding } from '../../src/discover/read-any-finding.ts';
import { writeFinding } from '../../src/discover/write-finding.ts';
import { createRandom } from '../../src/number/random.ts';

function told(source: string): string[] {
  return identifyComplex(source).front.map((entry) => ('expression' in entry ? entry.expression : ''));
}

describe('identifyComplex', () => {
  it.each([
    ['0.5+0.8660254037844386467637i', 'exp(i*pi/3)', 'x^2 - x + 1'],
    ['-0.5-0.8660254037844386467i', 'exp(-2*i*pi/3)', 'x^2 + x + 1'],
    ['(1.4142135623730951+1.7320508075688772j)', 'sqrt(2) + sqrt(3)*i', 'x^4 + 2*x^2 + 25'],
    ['(1+i*sqrt(7))/2', '0.5 + sqrt(7)/2*i', 'x^2 - x + 2'],
    ['3.14159265358979i', 'pi*i'],
    ['2+0.6931471805599453094172i', '2 + ln2*i'],
    ['1/(pi+i)', '1/(i + pi)'],
  ])('%s', (source, ...wanted) => {
    expect(told(source)).toEqual(expect.arrayContaining(wanted));
  });

  it('reads back what it writes', () => {
    const finding = identifyComplex('exp(2*pi*i/7)');
    expect(readAnyFinding(writeFinding(finding))).toEqual(finding);
    expect(finding.front[0]).toMatchObject({ expression: 'exp(2*i*pi/7)', engine: 'polar' });
  });

  it('finds the minimal polynomial of a zero of a random polynomial, from 40 digits of each part', () => {
    // z = (a + √−d)/b has b²z² − 2abz + a² + d = 0.
    fc.assert(
      fc.property(
        fc.integer({ min: -9, max: 9 }),
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 9 }),
        (a, d, b) => {
          const { front } = identifyComplex(`(${a} + i*sqrt(${d}))/${b}`);
          expect(front.some(({ form }) => form === 'complex-root')).toBe(true);
          expect(front.some(({ form }) => form === 'complex-value')).toBe(true);
        },
      ),
      { numRuns: 5 },
    );
  });

  it('claims nothing of random digits', () => {
    const random = createRandom(5);
    const digits = (): string => Array.from({ length: 20 }, () => random.integer(10)).join('');
    for (let k = 0; k < 3; k++) expect(told(`1.${digits()}+2.${digits()}i`)).toEqual([]);
  });

  it('knows which texts are complex numbers', () => {
    expect(['1+2i', 'i', '2.5*i', '1e3 - 0.1j', 'sqrt(2)*i'].map(isComplexNumber)).toEqual(
      Array(5).fill(true),
    );
    expect(['1.5', '(1+2i', 'x + i', 'pi', '1+', ''].map(isComplexNumber)).toEqual(Array(6).fill(false));
  });

  it.each([
    ['1.2+0.5i', 'so few digits cannot tell a formula from chance'],
    ['sin(i)', 'sin(i) is not worked out'],
    ['i^2*pi', 'this number is real'],
    ['1e300+1.23456789i', 'too large or too small'],
  ])('refuses %s', (source, message) => {
    expect(() => identifyComplex(source)).toThrow(NapierError);
    expect(() => identifyComplex(source)).toThrow(message);
  });
});
