import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NapierError } from '../../src/error/fault.ts';
import { domainText } from '../../src/expression/domain-text.ts';
import { parseDomain } from '../../src/expression/parse-domain.ts';
import { terms } from './arbitrary.ts';

describe('parseDomain', () => {
  it.each([
    ['[0,1]', '[0, 1]'],
    ['(0,1]', '(0, 1]'],
    ['[0,1)', '[0, 1)'],
    [']0,1[', '(0, 1)'],
    ['[-pi/4, pi/4]', '[-pi/4, pi/4]'],
    ['[1,1e300]', '[1, 1e300]'],
    ['(-inf, 3)', '(-inf, 3)'],
    ['[-∞,inf]', '[-inf, inf]'],
    ['(-inf,∞)', '(-inf, inf)'],
    ['[0,inf]', '[0, inf]'],
    ['[min(0, 1), (2+1)*|3|]', '[min(0, 1), (2 + 1)*abs(3)]'],
    [' [ 1/3 , 0x1p-3 ] ', '[1/3, 0.125]'],
  ])('%s', (source, text) => {
    expect(domainText(parseDomain(source))).toBe(text);
    expect(parseDomain(text)).toEqual(parseDomain(source));
  });

  it('reads back what domainText writes (law)', () => {
    fc.assert(
      fc.property(terms, terms, fc.boolean(), fc.boolean(), (lo, hi, openLo, openHi) => {
        const domain = parseDomain(domainText({ lo, hi, open: [openLo, openHi] }));
        expect(domain.lo).toBe(lo);
        expect(domain.hi).toBe(hi);
        expect(domain.open).toEqual([openLo, openHi]);
      }),
      { numRuns: 500, seed: 2 },
    );
  });

  it.each<[string, [number, number], RegExp]>([
    ['', [0, 0], /domain is empty/],
    ['0,1', [0, 1], /begins with \[ or \(/],
    ['[0,1', [0, 1], /never closed/],
    ['[0', [2, 2], /two ends/],
    ['[0]', [2, 3], /expected a comma/],
    ['[0,1,2]', [4, 5], /not more/],
    ['[0,1] x', [6, 7], /nothing may follow/],
    ['[,1]', [1, 2], /cannot begin with `,`/],
    ['[0,]', [3, 4], /cannot begin with `\]`/],
    ['[0;1]', [2, 3], /unexpected character `;`/],
    ['[(0,1]', [3, 4], /comma outside a function/],
    ['[0,tahn(1)]', [3, 7], /unknown function/],
  ])('refuses %s', (source, span, message) => {
    const attempt = (): unknown => parseDomain(source);
    expect(attempt).toThrow(message);
    try {
      attempt();
    } catch (error) {
      expect((error as NapierError).fault).toMatchObject({ source, span });
    }
  });
});
