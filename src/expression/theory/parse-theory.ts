import { fail } from '../../error/fault.ts';
import { nearestName } from '../../error/suggest.ts';
import { readEquation, readTerm } from './read-equation.ts';
import type { Equation, Sort, Theory, TheoryOperation, TheoryTerm } from './theory.ts';
import { INFIX_BINDING } from './theory-operators.ts';
import { tokenizeTheory, TokenLine, type Token } from './theory-tokens.ts';

const KEYWORDS = ['type', 'operation', 'axiom', 'goal'] as const;
export const THEORY_LIMITS = { length: 100_000, operations: 50, equations: 500, arguments: 6 } as const;

type Draft = {
  readonly sorts: Sort[];
  readonly operations: TheoryOperation[];
  readonly axioms: Equation[];
  readonly goals: Equation[];
};

/**
 * Reads a theory, one declaration a line, `#` before a remark:
 * ```
 * type N = 0 | s(N)
 * operation N + N : N
 * axiom x + 0 = x
 * axiom x + s(y) = s(x + y)
 * goal x + y = y + x
 * ```
 * Names that are not declared are variables.
 * @throws NapierError `syntax`, `name`, `value`, `limit` with the place
 */
export function parseTheory(source: string): Theory {
  if (source.length > THEORY_LIMITS.length)
    fail({ kind: 'limit', message: `a theory may have ${THEORY_LIMITS.length} characters` });
  const draft: Draft = { sorts: [], operations: [], axioms: [], goals: [] };
  const lines = tokenizeTheory(source);
  // Sorts may be used by the constructors of those before them.
  for (const line of lines) if (line[0].text === 'type') declareSort(new TokenLine(source, line), draft);
  for (const line of lines)
    if (line[0].text === 'type') declareConstructors(new TokenLine(source, line), draft);
  for (const tokens of lines) {
    const line = new TokenLine(source, tokens);
    const keyword = line.take();
    if (keyword.text === 'type') continue;
    if (keyword.text === 'operation') declareOperation(line, draft);
    else if (keyword.text === 'axiom') draft.axioms.push(readEquation(draft, line));
    else if (keyword.text === 'goal') draft.goals.push(readEquation(draft, line));
    else {
      const near = nearestName(keyword.text, KEYWORDS);
      const hint =
        near === undefined ? `a line begins with ${KEYWORDS.join(', ')}` : `did you mean \`${near}\`?`;
      line.refuse(keyword, 'syntax', `\`${keyword.text}\` begins no line`, hint);
    }
    if (draft.operations.length > THEORY_LIMITS.operations)
      line.refuse(keyword, 'limit', `more than ${THEORY_LIMITS.operations} operations`);
    if (draft.axioms.length + draft.goals.length > THEORY_LIMITS.equations)
      line.refuse(keyword, 'limit', `more than ${THEORY_LIMITS.equations} equations`);
  }
  const span = [0, source.length] as const;
  const hint = 'such as: type N = 0 | s(N)';
  if (draft.sorts.length === 0)
    fail({ kind: 'value', message: 'the theory has no type', source, span, hint });
  if (draft.axioms.length === 0) {
    const need = 'such as: axiom x + 0 = x';
    fail({ kind: 'value', message: 'the theory has no axiom', source, span, hint: need });
  }
  return draft;
}

/** One equation in the words of a theory. @throws NapierError with the place in `source` */
export function parseTheoryEquation(theory: Theory, source: string): Equation {
  return readEquation(theory, onlyLine(source, 'equation'));
}

/**
 * One term of a given sort. Variables met before have the sorts of `sorts`, which takes in the new ones.
 * @throws NapierError with the place in `source`
 */
export function parseTheoryTerm(
  theory: Theory,
  source: string,
  sort: string,
  sorts: Map<string, string>,
): TheoryTerm {
  return readTerm(theory, onlyLine(source, 'term'), sort, sorts);
}

function onlyLine(source: string, expected: string): TokenLine {
  const lines = tokenizeTheory(source);
  if (lines.length === 1) return new TokenLine(source, lines[0]);
  return fail({ kind: 'syntax', message: `expected one ${expected}`, source, span: [0, source.length] });
}

function declareSort(line: TokenLine, draft: Draft): void {
  line.take();
  const name = line.name('a name for the type');
  if (draft.sorts.some((sort) => sort.name === name.text))
    line.refuse(name, 'name', `the type ${name.text} is there twice`);
  draft.sorts.push({ name: name.text, constructors: [] });
}

function declareConstructors(line: TokenLine, draft: Draft): void {
  line.take();
  const name = line.take();
  if (line.ended) return;
  line.expect('=');
  const constructors: string[] = [];
  do {
    const constructor = line.name('a constructor');
    const takes = line.at('(') ? sortList(line, draft) : [];
    declare(line, constructor, { name: constructor.text, infix: false, takes, gives: name.text }, draft);
    constructors.push(constructor.text);
  } while (line.skip('|'));
  line.end();
  const at = draft.sorts.findIndex((sort) => sort.name === name.text);
  draft.sorts[at] = { name: name.text, constructors };
  const flat = draft.operations.filter((one) => constructors.includes(one.name));
  if (flat.every((one) => one.takes.includes(name.text)))
    line.refuse(name, 'value', `no value of ${name.text} can be made: each constructor takes one already`);
}

function declareOperation(line: TokenLine, draft: Draft): void {
  const first = line.take('an operation, such as N + N : N or f(N) : N');
  const sign = line.peek();
  if (sign !== undefined && Object.hasOwn(INFIX_BINDING, sign.text)) {
    const left = sortOf(line, first, draft);
    line.take();
    const right = sortOf(line, line.name('a type'), draft);
    declare(
      line,
      sign,
      { name: sign.text, infix: true, takes: [left, right], gives: result(line, draft) },
      draft,
    );
    return;
  }
  if (!first.word) line.refuse(first, 'syntax', 'expected the name of an operation');
  const takes = line.at('(') ? sortList(line, draft) : [];
  declare(line, first, { name: first.text, infix: false, takes, gives: result(line, draft) }, draft);
}

function result(line: TokenLine, draft: Draft): string {
  line.expect(':');
  const gives = sortOf(line, line.name('a type'), draft);
  line.end();
  return gives;
}

function sortList(line: TokenLine, draft: Draft): string[] {
  const open = line.expect('(');
  const takes = [sortOf(line, line.name('a type'), draft)];
  while (line.skip(',')) takes.push(sortOf(line, line.name('a type'), draft));
  line.expect(')');
  if (takes.length > THEORY_LIMITS.arguments)
    line.refuse(open, 'limit', `more than ${THEORY_LIMITS.arguments} arguments`);
  return takes;
}

function sortOf(line: TokenLine, token: Token, draft: Draft): string {
  if (draft.sorts.some(({ name }) => name === token.text)) return token.text;
  const names = draft.sorts.map(({ name }) => name);
  const near = nearestName(token.text, names);
  const hint = near === undefined ? `types here: ${names.join(', ') || 'none'}` : `did you mean \`${near}\`?`;
  return line.refuse(token, 'name', `there is no type \`${token.text}\``, hint);
}

function declare(line: TokenLine, token: Token, operation: TheoryOperation, draft: Draft): void {
  if (draft.operations.some(({ name }) => name === operation.name))
    line.refuse(token, 'name', `the operation ${operation.name} is there twice`);
  draft.operations.push(operation);
}
