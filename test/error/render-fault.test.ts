import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NapierError, type Fault } from '../../src/error/fault.ts';
import { renderFault } from '../../src/error/render-fault.ts';
import { parseExpression } from '../../src/expression/parse.ts';

function faultOf(source: string): Fault {
  try {
    parseExpression(source);
  } catch (error) {
    if (error instanceof NapierError) return error.fault;
    throw error;
  }
  throw new Error('no fault');
}
const plain = { color: false };

describe('renderFault', () => {
  it('reads as STYLE.md shows it', () => {
    expect(renderFault(faultOf('tahn(x)'), { command: 'approximate', color: false })).toBe(
      [
        'napier: unknown function `tahn`',
        '  approximate "tahn(x)"',
        '               ^^^^',
        '  hint: did you mean `tanh`? `napier functions` lists all of them',
      ].join('\n'),
    );
  });

  it('shows the text alone without a verb, and only the message without a place', () => {
    expect(renderFault(faultOf('(x+1'), plain)).toBe(
      'napier: this bracket is never closed\n  (x+1\n  ^\n  hint: add a )',
    );
    expect(renderFault({ kind: 'file', message: 'no such file' }, plain)).toBe('napier: no such file');
  });

  it('colours the label, the caret and nothing else', () => {
    const coloured = renderFault(faultOf('(x'), { color: true });
    expect(coloured).toContain('\u001b[1;31mnapier:\u001b[0m this');
    expect(coloured).toContain('\u001b[1;31m^\u001b[0m');
    expect(coloured.replace(new RegExp(String.raw`\u001b\[[\d;]*m`, 'g'), '')).toBe(
      renderFault(faultOf('(x'), plain),
    );
  });

  it('shows one line of several, and which', () => {
    expect(renderFault(faultOf('x\n+y\n*(z'), plain).split('\n').slice(1, 3)).toEqual([
      '  line 3: *(z',
      '           ^',
    ]);
  });

  it.each([
    ['x \u0000 1', '  x ␀ 1', '    ^'],
    ['x\t+ $', '  x␉+ $', '      ^'],
    ['\u202ex', '  \\u{202e}x', '  ^^^^^^^^'],
    ['x + \ud800', '  x + \\u{d800}', '      ^^^^^^^^'],
    ['\u001b[31m', '  ␛[31m', '  ^'],
    ['数+数学(1)', '  数+数学(1)', '     ^^^^'],
    ['e\u0301 $', '  e\u0301 $', '   ^'],
  ])('makes %j visible', (source, text, caret) => {
    expect(renderFault(faultOf(source), plain).split('\n').slice(1, 3)).toEqual([text, caret]);
  });

  it('shows the part around the fault of a long text', () => {
    const source = `${'x+'.repeat(300)}tahn(x)${'+1'.repeat(300)}`;
    const [, text, caret] = renderFault(faultOf(source), { command: 'approximate', color: false }).split(
      '\n',
    );
    expect(text.length).toBeLessThanOrEqual(100);
    expect(text).toMatch(/^ {2}approximate "….*…"$/);
    expect(text.slice(caret.indexOf('^'), caret.length)).toBe('tahn');
    const [, huge] = renderFault(faultOf('('.repeat(1_000_000)), plain).split('\n');
    expect(huge.length).toBeLessThanOrEqual(102);
  });

  it('never breaks: any text, any span (law)', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.integer({ min: -5, max: 320 }),
        fc.integer({ min: 0, max: 320 }),
        fc.option(fc.constantFrom('approximate', 'certify'), { nil: undefined }),
        (source, start, length, command) => {
          const fault: Fault = { kind: 'syntax', message: source, source, span: [start, start + length] };
          const lines = renderFault(fault, { command, color: false }).split('\n');
          expect(lines.length).toBe(3);
          expect(lines[2]).toMatch(/^ *\^+$/);
          expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
        },
      ),
      { numRuns: 2_000, seed: 5 },
    );
  });
});
