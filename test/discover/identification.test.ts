import { describe, expect, it } from 'vitest';
import { NapierError } from '../../src/error/fault.ts';
import { identifyInterval, identifyNumber } from '../../src/discover/identify-number.ts';
import { identifyReaction } from '../../src/discover/identify-reaction.ts';
import { identifySequence } from '../../src/discover/identify-sequence.ts';
import { readAnyFinding } from '../../src/discover/read-any-finding.ts';
import { writeFinding } from '../../src/discover/write-finding.ts';

const FINDINGS = {
  number: () => identifyNumber('0.9159655941772190150546'),
  root: () => identifyNumber('1.559610469462369349970388768765'),
  interval: () => identifyInterval('3.14159265', 'pi + 1/10^8'),
  sequence: () => identifySequence('1,1,2,5,14,42,132,429'),
  reaction: () => identifyReaction('MnO4^- + Fe^2+ + H+ -> Mn^2+ + Fe^3+ + H2O'),
  nothing: () => identifySequence('3,1,4,1,5,9,2,6'),
};

describe('identifications as files', () => {
  it.each(Object.entries(FINDINGS))('%s: reads back to an equal finding, and the same bytes', (_, make) => {
    const finding = make();
    const text = writeFinding(finding);
    expect(readAnyFinding(text)).toEqual(finding);
    expect(writeFinding(readAnyFinding(text))).toBe(text);
  });

  it.each([
    [
      'chance',
      (text: string) => text.replace(/"chance": "1e-\d+"/, '"chance": "1e-99"'),
      'the digits make it',
    ],
    [
      'expression',
      (text: string) => text.replace('"expression": "catalan"', '"expression": "catalan +"'),
      'expression',
    ],
    [
      'engine',
      (text: string) => text.replace('"engine": "constant"', '"engine": "oracle"'),
      'expected one of',
    ],
    [
      'form',
      (text: string) => text.replace('"form": "value"', '"form": "recurrence"'),
      'does not answer a number',
    ],
    ['member', (text: string) => text.replace('"spent"', '"spend"'), 'unknown member'],
  ])('refuses an edited %s', (_, edit, message) => {
    const text = writeFinding(FINDINGS.number());
    const edited = edit(text);
    expect(edited).not.toBe(text);
    expect(() => readAnyFinding(edited)).toThrow(NapierError);
    expect(() => readAnyFinding(edited)).toThrow(message);
  });
});

describe('what identify refuses', () => {
  it.each([
    ['3.14', '3 digits cannot tell a formula from chance'],
    ['0.000', '0 digits'],
    ['x + 1', '`x` has no value'],
    ['log(-1)', 'not positive'],
    ['1.234567890e400', 'too large or too small'],
    ['pi +', 'nothing to the right of'],
    ['0*pi', 'exactly 0'],
  ])('%s: %s', (source, message) => {
    expect(() => identifyNumber(source)).toThrow(NapierError);
    expect(() => identifyNumber(source)).toThrow(message);
  });

  it.each([
    ['3.2', '3.1', 'the interval is empty'],
    ['-1', '1', 'contains 0'],
    ['1', '2', 'too wide'],
  ])('the interval from %s to %s: %s', (lo, hi, message) => {
    expect(() => identifyInterval(lo, hi)).toThrow(message);
  });

  it.each([
    ['1,2,3', '3 terms cannot tell a rule from chance'],
    ['1,2,3.5,4', 'is not an exact number'],
    ['1,2,1/0,4', 'a term over 0'],
  ])('the sequence %s: %s', (source, message) => {
    expect(() => identifySequence(source)).toThrow(message);
  });
});
