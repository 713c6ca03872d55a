import { describe, expect, it } from 'vitest';
import { relate } from '../../src/discover/relate.ts';
import { renderRelation } from '../../src/report/relation-page.ts';
import { typesetRelation } from '../../src/report/typeset-relation.ts';
import { checkPage } from './check-page.ts';

const finding = relate('tanh(x)');
const page = renderRelation(finding, 't <1>.json');
const [first] = finding.front;

describe('the page of relations', () => {
  it('is well-formed, the same each time, the file’s name escaped', () => {
    checkPage(page);
    expect(renderRelation(relate('tanh(x)'), 't <1>.json')).toBe(page);
    expect(page).toContain('napier show &quot;t &lt;1&gt;.json&quot;');
  });

  it('typesets every identity, and links it to the same written out', () => {
    expect(finding.front.length).toBeGreaterThan(2);
    for (const { text, terms, identity } of finding.front) {
      expect(typesetRelation(text, terms)).toMatch(/^<span class="piece"><span class="katex"><math/);
      expect(typesetRelation(text, terms)).not.toContain('termof');
      expect(page).toContain(`<code class="wrap">${identity}</code>`);
    }
    expect(page.match(/href="#identity-/g)).toHaveLength(finding.front.length);
  });

  it('puts apart what is proved, under which conditions, and what is only measured', () => {
    expect(page).toContain(`${finding.front.length} identities, ${finding.front.length} proved.`);
    expect(page).not.toContain('Conjectures');
    const conditional = {
      ...first,
      proof: { method: 'normal-form', generators: 2, conditions: ['x < 1'] },
    } as const;
    const { proof, ...rest } = first;
    expect(proof).toBeDefined();
    const open = { ...rest, status: 'measured', digits: 31.7 } as const;
    const mixed = renderRelation({ ...finding, front: [conditional, open] }, 'f.json');
    expect(mixed).toContain('2 identities, 1 proved.');
    expect(mixed).toContain('proved for <code>x &lt; 1</code>');
    expect(mixed).toContain(`measured: ${first.points} points, 31 digits`);
    expect(mixed).toContain('<h2>Conjectures</h2>');
    checkPage(mixed);
  });

  it('shows what it cannot typeset as text', () => {
    expect(typesetRelation('f(x) = <b> (', ['f(x)'])).toBe('<code class="wrap">f(x) = &lt;b&gt; (</code>');
  });
});

describe('typesetting a relation', () => {
  const annotation = (text: string, terms: string[]): string[] =>
    [
      ...typesetRelation(text, terms)
        .replaceAll('&#x27;', "'")
        .matchAll(/<annotation[^>]*>([^<]*)</g),
    ].map(([, latex]) => latex);
  it('keeps f, its primes and its arguments', () => {
    expect(annotation("f'(x) = 1 - f(x)^2", ['f(x)', "f'(x)"]).join(' ')).toMatch(
      /f'\\left\(x\\right\).*=.*1.*-.*f\\left\(x\\right\)\^\{2\}/,
    );
    expect(annotation('f(x, y) = f(y, x)', ['f(x, y)', 'f(y, x)']).join(' ')).toContain(
      String.raw`f\left(y, x\right)`,
    );
  });
});
