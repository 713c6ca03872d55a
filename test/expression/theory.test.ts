import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NapierError } from '../../src/error/fault.ts';
import { parseTheory, parseTheoryEquation } from '../../src/expression/theory/parse-theory.ts';
import { printEquation } from '../../src/expression/theory/print-theory.ts';
import type { TheoryTerm } from '../../src/expression/theory/theory.ts';

const SOURCE = `
type E
type L = nil | cons(E, L)   # lists
operation L ++ L : L
operation L * L : L
operation rev(L) : L
operation head(L) : E
axiom nil ++ x = x
goal x ++ y = y ++ x
`;
const theory = parseTheory(SOURCE);

function call(operation: string, ...args: readonly TheoryTerm[]): TheoryTerm {
  return { kind: 'application', operation, args };
}

const { term: list } = fc.letrec<{ term: TheoryTerm; atom: TheoryTerm }>((tie) => ({
  atom: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<TheoryTerm>(
      { kind: 'variable', name: 'a', sort: 'E' },
      { kind: 'variable', name: "b'", sort: 'E' },
    ),
    tie('term').map((one) => call('head', one)),
  ),
  term: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom<TheoryTerm>(
      { kind: 'variable', name: 'x', sort: 'L' },
      { kind: 'application', operation: 'nil', args: [] },
    ),
    fc
      .tuple(fc.constantFrom('++', '*'), tie('term'), tie('term'))
      .map(([operation, one, other]) => call(operation, one, other)),
    fc.tuple(tie('atom'), tie('term')).map(([one, other]) => call('cons', one, other)),
    tie('term').map((one) => call('rev', one)),
  ),
}));

describe('theories', () => {
  it('are read with sorts, constructors, operations and equations', () => {
    expect(theory.sorts).toEqual([
      { name: 'E', constructors: [] },
      { name: 'L', constructors: ['nil', 'cons'] },
    ]);
    expect(theory.operations.map(({ name }) => name)).toEqual(['nil', 'cons', '++', '*', 'rev', 'head']);
    expect(theory.axioms.map((axiom) => printEquation(theory, axiom))).toEqual(['nil ++ x = x']);
    expect(theory.goals).toHaveLength(1);
  });

  it('write equations that read back equal', () => {
    fc.assert(
      fc.property(list, list, (left, right) => {
        // Of two variables alone nothing tells the type.
        fc.pre(left.kind === 'application' || right.kind === 'application');
        const text = printEquation(theory, { left, right });
        const back = parseTheoryEquation(theory, text);
        expect({ left: back.left, right: back.right }).toEqual({ left, right });
      }),
    );
  });

  it.each([
    ['typ N', 'typ', 'begins no line'],
    ['type N = 0 | s(M)\naxiom 0 = 0', 'M', 'no type'],
    ['type N = s(N)\naxiom x = x', 'N', 'no value of N'],
    ['type N\ntype N', 'N', 'twice'],
    ['type N\noperation f(N) : N\noperation f(N) : N', 'f', 'twice'],
    ['type N\noperation f(N) : N\naxiom f(x, y) = x', 'f', 'takes 1 argument'],
    ['type N\naxiom g(x) = x', 'g', 'not declared'],
    ['type N\naxiom x + y = x', '+', 'not declared'],
    ['type N\naxiom x = 7', '7', 'number 7'],
    ['type N\noperation f(N) : N\naxiom f(x = x', '=', 'expected `)`'],
    ['type N\noperation f(N) : N\naxiom f(x) =', '', 'the line ends here'],
    ['type N\ntype M\noperation f(N) : M\naxiom f(f(x)) = x', 'f', 'belongs here'],
    ['type N\ntype M\naxiom x = y', 'x', 'types of these variables'],
    ['type N\ntype M\noperation f(N, M) : M\naxiom f(x, x) = f(x, x)', 'x', 'of type N elsewhere'],
    ['type N\noperation f(N) : N', undefined, 'no axiom'],
    ['# nothing', undefined, 'no type'],
    ['type N $', '$', 'no meaning'],
  ])('refuse %j', (source, at, message) => {
    let fault: NapierError['fault'] | undefined;
    try {
      parseTheory(source);
    } catch (error) {
      if (!(error instanceof NapierError)) throw error;
      fault = error.fault;
    }
    expect(fault?.message).toContain(message);
    if (at !== undefined) expect(fault?.source?.slice(...(fault.span as [number, number])).trim()).toBe(at);
  });

  it('of any text: a theory or a fault with a place', () => {
    const words = [
      'type',
      'N',
      '=',
      '0',
      '|',
      's',
      '(',
      ')',
      'operation',
      '+',
      ':',
      'axiom',
      'goal',
      'x',
      '\n',
      ',',
      '^',
    ];
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.array(fc.constantFrom(...words), { maxLength: 40 }).map((list) => list.join(' ')),
    );
    fc.assert(
      fc.property(text, (source) => {
        try {
          parseTheory(source);
        } catch (error) {
          expect(error).toBeInstanceOf(NapierError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('nested too deep are refused, not overflowed', () => {
    const deep = `type N\noperation f(N) : N\naxiom ${'f('.repeat(5000)}x${')'.repeat(5000)} = x`;
    expect(() => parseTheory(deep)).toThrow(/nested more than/);
    const wide = `type N\noperation N + N : N\naxiom ${'x + '.repeat(5000)}x = x`;
    expect(() => parseTheory(wide)).toThrow(/nested more than/);
  });
});
