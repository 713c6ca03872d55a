import { nearestName } from '../../error/suggest.ts';
import type { Equation, Theory, TheoryOperation, TheoryTerm } from './theory.ts';
import { INFIX_BINDING } from './theory-operators.ts';
import type { Token, TokenLine } from './theory-tokens.ts';

const DEPTH = 200;

/** A term whose variables have no sort yet. */
type Raw = { readonly token: Token; readonly operation?: TheoryOperation; readonly args: readonly Raw[] };
type Signature = Pick<Theory, 'sorts' | 'operations'>;

/**
 * The equation that the rest of a line states; variables get the sorts of the places they stand at.
 * @throws NapierError `syntax`, `name`, `value`, `limit` with the place
 */
export function readEquation(theory: Signature, line: TokenLine): Equation {
  const first = line.peek() ?? line.take('an equation');
  const left = readInfix(theory, line, 0, 0);
  line.expect('=');
  const right = readInfix(theory, line, 0, 0);
  line.end();
  const only = theory.sorts.length === 1 ? theory.sorts[0].name : undefined;
  const sort = left.operation?.gives ?? right.operation?.gives ?? only;
  if (sort === undefined) return line.refuse(first, 'value', 'nothing tells the types of these variables');
  const sorts = new Map<string, string>();
  return {
    left: sorted(left, sort, sorts, line),
    right: sorted(right, sort, sorts, line),
    span: line.spanFrom(first),
  };
}

/**
 * The rest of a line as a term of this sort. Variables met before have the sorts of `sorts`, which takes in the new ones.
 * @throws NapierError `syntax`, `name`, `value`, `limit` with the place
 */
export function readTerm(
  theory: Signature,
  line: TokenLine,
  sort: string,
  sorts: Map<string, string>,
): TheoryTerm {
  const raw = readInfix(theory, line, 0, 0);
  line.end();
  return sorted(raw, sort, sorts, line);
}

function readInfix(theory: Signature, line: TokenLine, least: number, depth: number): Raw {
  let left = readAtom(theory, line, depth);
  for (;;) {
    const sign = line.peek();
    if (sign === undefined || !Object.hasOwn(INFIX_BINDING, sign.text)) return left;
    const binding = INFIX_BINDING[sign.text];
    if (binding <= least) return left;
    const operation = theory.operations.find(({ name }) => name === sign.text);
    if (operation === undefined) {
      const hint = `such as: operation N ${sign.text} N : N`;
      line.refuse(sign, 'name', `\`${sign.text}\` is not declared`, hint);
    }
    line.take();
    left = { token: sign, operation, args: [left, readInfix(theory, line, binding, depth + 1)] };
    if (depth + height(left) > DEPTH) line.refuse(sign, 'limit', `terms nested more than ${DEPTH} deep`);
  }
}

function height(raw: Raw): number {
  let [count, at] = [0, raw];
  for (; at.args.length > 0; at = at.args[0]) count++;
  return count;
}

function readAtom(theory: Signature, line: TokenLine, depth: number): Raw {
  const token = line.take('a term');
  if (depth > DEPTH) line.refuse(token, 'limit', `terms nested more than ${DEPTH} deep`);
  if (token.text === '(') {
    const inner = readInfix(theory, line, 0, depth + 1);
    line.expect(')');
    return inner;
  }
  if (!token.word) line.refuse(token, 'syntax', 'expected a term here');
  const operation = theory.operations.find(({ name }) => name === token.text);
  const args: Raw[] = [];
  if (line.skip('(')) {
    do args.push(readInfix(theory, line, 0, depth + 1));
    while (line.skip(','));
    line.expect(')');
    if (operation === undefined) {
      const near = nearestName(
        token.text,
        theory.operations.map(({ name }) => name),
      );
      const hint =
        near === undefined ? `such as: operation ${token.text}(N) : N` : `did you mean \`${near}\`?`;
      line.refuse(token, 'name', `\`${token.text}\` is not declared`, hint);
    }
  }
  if (operation === undefined) {
    if (/^\p{N}/u.test(token.text)) line.refuse(token, 'name', `the number ${token.text} is not declared`);
    return { token, args };
  }
  if (args.length !== operation.takes.length) {
    const takes = operation.takes.length;
    line.refuse(token, 'value', `\`${token.text}\` takes ${takes} ${takes === 1 ? 'argument' : 'arguments'}`);
  }
  return { token, operation, args };
}

function sorted(raw: Raw, sort: string, sorts: Map<string, string>, line: TokenLine): TheoryTerm {
  const { token, operation, args } = raw;
  if (operation === undefined) {
    const known = sorts.get(token.text) ?? sort;
    if (known !== sort)
      line.refuse(token, 'value', `${token.text} is of type ${known} elsewhere, ${sort} here`);
    sorts.set(token.text, sort);
    return { kind: 'variable', name: token.text, sort };
  }
  if (operation.gives !== sort) {
    const message = `${operation.name} gives ${operation.gives}; a term of type ${sort} belongs here`;
    line.refuse(token, 'value', message);
  }
  return {
    kind: 'application',
    operation: operation.name,
    args: args.map((arg, k) => sorted(arg, operation.takes[k], sorts, line)),
  };
}
