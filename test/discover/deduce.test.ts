import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { deduce, unprovedGoals } from '../../src/discover/deduce.ts';
import type { DeductionFinding } from '../../src/discover/deduction.ts';
import { readAnyFinding } from '../../src/discover/read-any-finding.ts';
import { writeFinding } from '../../src/discover/write-finding.ts';
import { renderDeduction } from '../../src/report/deduction-page.ts';

function theoryText(name: string): string {
  return readFileSync(new URL(`../../docs/theories/${name}.theory`, import.meta.url), 'utf8');
}

function identities({ front }: DeductionFinding, ...roles: string[]): string[] {
  return front.filter(({ role }) => roles.includes(role)).map(({ identity }) => identity);
}

describe('deduction', () => {
  it.each(['peano', 'lists', 'groups', 'boolean'])('proves the goals of %s', (name) => {
    const finding = deduce(theoryText(name));
    expect(unprovedGoals(finding)).toEqual([]);
    expect(identities(finding, 'goal').length).toBeGreaterThanOrEqual(2);
  });

  it('proves idempotence, null laws and absorption from Huntington’s axioms', () => {
    expect(unprovedGoals(deduce(theoryText('huntington'), { maxSize: 4 }))).toEqual([]);
  });

  it('finds the laws of arithmetic without being told of them', () => {
    const source = theoryText('peano').replace(/^goal.*$/gm, '');
    const finding = deduce(source);
    const found = identities(finding, 'theorem');
    for (const law of [
      'x + y = y + x',
      'x + y + z = x + (y + z)',
      'x * y = y * x',
      'x * y * z = x * (y * z)',
      'x * (y + z) = x * y + x * z',
      'sum(x) + sum(x) = s(x) * x',
    ])
      expect(found, law).toContain(law);
    expect(finding.front.filter(({ essential }) => essential).length).toBeLessThan(found.length);
  });

  it('claims nothing that a model refutes, and proves nothing that does not follow', () => {
    const finding = deduce(theoryText('groups').replace(/^goal.*$/gm, ''), { maxSize: 4 });
    // Not all groups are commutative: the one of 6 elements shows it.
    expect(finding.front.map(({ identity }) => identity)).not.toContain('x * y = y * x');
    const asked = deduce(`${theoryText('groups').replace(/^goal.*$/gm, '')}\ngoal x * y = y * x`, {
      maxSize: 3,
    });
    expect(unprovedGoals(asked)).toEqual(['x * y = y * x']);
  });

  it('says which axiom contradicts those before it', () => {
    const source = 'type N = 0 | s(N)\noperation N + N : N\naxiom x + 0 = x\naxiom x + s(y) = s(x + y)\n';
    expect(() => deduce(`${source}axiom x + y = x`)).toThrow(/contradict each other: they make x = s\(x\)/);
    expect(() => deduce(`${source}axiom s(0) + s(0) = 0`)).toThrow(/contradict/);
    expect(() => deduce('type G\noperation G * G : G\naxiom x * y = x\naxiom x * y = y')).toThrow(/x = y/);
  });

  it('is written and read back; the same seed gives the same bytes', () => {
    const source = theoryText('lists');
    const text = writeFinding(deduce(source));
    expect(writeFinding(deduce(source))).toBe(text);
    expect(writeFinding(readAnyFinding(text))).toBe(text);
  });

  it('is replayed when it is read: an edited file is refused', () => {
    const text = writeFinding(deduce(theoryText('lists')));
    const edits: [string | RegExp, string][] = [
      ['"identity": "rev(rev(x)) = x"', '"identity": "rev(x) = x"'],
      [/"hypothesis": 0/, '"hypothesis": 1'],
      [/"constructor": "nil"/, '"constructor": "cons"'],
      ['axiom rev(nil) = nil', 'axiom rev(nil) = rev(nil)'],
      [/"status": "proved"/, '"status": "measured"'],
    ];
    for (const [from, to] of edits) {
      expect(text.replace(from, to), String(from)).not.toBe(text);
      expect(() => readAnyFinding(text.replace(from, to)), String(from)).toThrow();
    }
  });

  it('has a page on which every link leads to a fact', () => {
    const page = renderDeduction(deduce(theoryText('lists')), 'lists.json');
    const targets = new Set([...page.matchAll(/ id="([^"]+)"/g)].map((m) => m[1]));
    const links = [...page.matchAll(/href="#([^"]+)"/g)].map((m) => m[1]);
    expect(links.length).toBeGreaterThan(20);
    for (const link of links) expect(targets).toContain(link);
    expect(page).not.toMatch(/<script|https?:/);
  });
});
