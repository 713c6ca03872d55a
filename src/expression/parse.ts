/**
 * Infix text to terms. An operator-precedence parser with explicit stacks (Pratt's binding powers, Dijkstra's
 * shunting yard), so depth is bounded by a stated limit and never by the machine's stack.
 *
 * Canonical literals, so that `toText` has an inverse: a minus directly before a number belongs to the number
 * (`-2x` is (−2)·x) unless `^` follows (`-2^x` is −(2^x)); integer `/` integer, unbracketed and first in its
 * product, is one rational number (`1/3`). Brackets prevent both: `-(2)`, `(1)/3`.
 */
import { fail, type Fault } from '../error/fault.ts';
import { apply, constant, rational, variable, type Expression } from './expression.ts';
import { MAX_DEPTH, MAX_SOURCE_LENGTH } from './limits.ts';
import { numberFromLiteral } from './number-literal.ts';
import { PRECEDENCE } from './operation-row.ts';
import type { OperationName } from './operations.ts';
import {
  callArguments,
  checkArity,
  missingOperand,
  neverClosed,
  tooDeep,
  unknownFunction,
  type OpenGroup,
} from './parse-faults.ts';
import { CONSTANT_NAMES, FUNCTION_NAMES, isVariableName } from './reserved-names.ts';
import { tokenize, type Token } from './tokens.ts';

/** A parsed part. `integer`: an unbracketed integer literal, which may become part of a rational. */
type Operand = {
  readonly term: Expression;
  readonly depth: number;
  readonly integer: 'unsigned' | 'signed' | undefined;
};

type Operator = {
  readonly kind: 'operator';
  readonly operation: OperationName;
  readonly precedence: number;
  readonly arity: 1 | 2;
  readonly token: Token;
};
type Group = OpenGroup & { readonly kind: 'group'; readonly firstOperand: number };

/** Minus after `*`, `/` or `^` takes only the power that follows: `a*-b*c` is (a·(−b))·c. */
const TIGHT_NEGATION = PRECEDENCE.product + 1;

const INFIX: Readonly<Record<string, OperationName>> = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'div',
  '^': 'pow',
};
const PRECEDENCE_OF: Readonly<Record<string, number>> = {
  '+': PRECEDENCE.sum,
  '-': PRECEDENCE.sum,
  '*': PRECEDENCE.product,
  '/': PRECEDENCE.product,
  '^': PRECEDENCE.power,
};

/** What `parseTokens` found: the term, and the token it stopped at (`end`, or an unmatched `,` `)` `]` `[`). */
export type ParsedPart = { readonly expression: Expression; readonly next: number };

/**
 * A formula as people write it: `2x`, `sin(pi*x)/x`, `exp(-x^2)`, `|x|`, `2^-x`, `(x+1)(x-1)`.
 * @throws NapierError `syntax`, `name` or `limit`, with the place in `source`.
 */
export function parseExpression(source: string): Expression {
  checkLength(source);
  const tokens = tokenize(source);
  const { expression, next } = parseTokens(source, tokens, 0);
  const token = tokens[next];
  if (token.kind !== 'end') {
    const hints: Record<string, string> = {
      ',': 'a comma only separates arguments of a function; decimals use a point, as in 0.5',
      '[': 'use round brackets; square ones are for domains',
      ']': 'use round brackets; square ones are for domains',
    };
    const message = token.text === ')' ? 'this bracket was never opened' : `unexpected \`${token.text}\``;
    fail({ kind: 'syntax', message, source, span: [token.start, token.end], hint: hints[token.text] });
  }
  return expression;
}

/** @throws NapierError `limit` when a text is longer than any parser reads. */
export function checkLength(source: string): void {
  if (source.length > MAX_SOURCE_LENGTH) {
    const message = `the text is ${source.length} characters long; at most ${MAX_SOURCE_LENGTH} are read`;
    fail({ kind: 'limit', message, source, span: [MAX_SOURCE_LENGTH, MAX_SOURCE_LENGTH + 1] });
  }
}

/** Parses one expression from `tokens[start]` on, as far as it goes. */
export function parseTokens(source: string, tokens: readonly Token[], start: number): ParsedPart {
  const operands: Operand[] = [];
  const stack: (Operator | Group)[] = [];
  let at = start;
  let expectOperand = true;
  /** How many brackets, bars and calls are open. */
  let groups = 0;

  const refuse = (fault: Omit<Fault, 'source' | 'span'>, token: Token): never =>
    fail({ ...fault, source, span: [token.start, token.end] });

  const pushOperand = (term: Expression, depth: number, integer: Operand['integer'], token: Token): void => {
    if (depth > MAX_DEPTH) refuse(tooDeep(), token);
    operands.push({ term, depth, integer });
    expectOperand = false;
  };
  const pushStack = (entry: Operator | Group, token: Token): void => {
    if (stack.length >= 4 * MAX_DEPTH) refuse(tooDeep(), token);
    stack.push(entry);
    expectOperand = true;
  };

  /** Applies the operators on top of the stack that bind tighter than `precedence` (or as tight, if `equal`). */
  const reduce = (precedence: number, equal: boolean): void => {
    for (;;) {
      const top = stack[stack.length - 1];
      if (top?.kind !== 'operator') return;
      if (top.precedence < precedence || (top.precedence === precedence && !equal)) return;
      stack.pop();
      const right = operands.pop() as Operand;
      if (top.arity === 1) {
        pushOperand(apply(top.operation, right.term), right.depth + 1, undefined, top.token);
        continue;
      }
      const left = operands.pop() as Operand;
      if (top.operation === 'div' && left.integer !== undefined && right.integer === 'unsigned') {
        const [a, b] = [left.term, right.term];
        if (a.kind === 'number' && b.kind === 'number' && b.numerator !== 0n) {
          pushOperand(rational(a.numerator, b.numerator), 1, undefined, top.token);
          continue;
        }
      }
      const depth = Math.max(left.depth, right.depth) + 1;
      pushOperand(apply(top.operation, left.term, right.term), depth, undefined, top.token);
    }
  };

  const infix = (symbol: string, token: Token): void => {
    const precedence = PRECEDENCE_OF[symbol];
    reduce(precedence, symbol !== '^');
    pushStack({ kind: 'operator', operation: INFIX[symbol], precedence, arity: 2, token }, token);
  };

  /** A product without a sign, before `token`. After a division it would be read two ways, so it is refused. */
  const juxtapose = (token: Token): void => {
    reduce(PRECEDENCE.product, false);
    const top = stack[stack.length - 1];
    if (top?.kind === 'operator' && top.operation === 'div') {
      const message = 'a product without a sign after a division can be read two ways';
      refuse({ kind: 'syntax', message, hint: 'write (a/2)*x or a/(2*x)' }, token);
    }
    if (token.kind === 'number') {
      const hint = 'write * for a product, or a function with its bracket';
      refuse({ kind: 'syntax', message: 'expected an operator before this number', hint }, token);
    }
    infix('*', token);
  };

  const openGroup = (opening: Token, call?: OperationName, callToken?: Token): void => {
    groups += 1;
    if (groups > MAX_DEPTH) refuse(tooDeep(), opening);
    pushStack({ kind: 'group', opening, call, callToken, firstOperand: operands.length }, opening);
  };
  /** The innermost open bracket, bar or call, with the operators inside it already applied. */
  const innermost = (): Group | undefined => {
    reduce(0, true);
    return stack[stack.length - 1] as Group | undefined;
  };

  const closeGroup = (token: Token): void => {
    const group = stack.pop() as Group;
    groups -= 1;
    if (group.call === undefined) {
      const inner = operands.pop() as Operand;
      if (token.text === '|') pushOperand(apply('abs', inner.term), inner.depth + 1, undefined, token);
      else pushOperand(inner.term, inner.depth, undefined, token);
      return;
    }
    const args = operands.splice(group.firstOperand);
    checkArity(group.call, args.length, source, group.callToken as Token, token);
    const depth = Math.max(...args.map((arg) => arg.depth)) + 1;
    pushOperand(apply(group.call, ...args.map((arg) => arg.term)), depth, undefined, token);
  };

  const readName = (token: Token): void => {
    const next = tokens[at + 1];
    const bracket = next.kind === 'symbol' && next.text === '(';
    const operation = FUNCTION_NAMES.get(token.text);
    if (bracket && operation !== undefined) {
      at += 1;
      openGroup(next, operation, token);
      return;
    }
    const named = CONSTANT_NAMES.get(token.text);
    if (named !== undefined) return pushOperand(constant(named), 1, undefined, token);
    if (bracket) refuse(unknownFunction(token.text), token);
    if (!isVariableName(token.text)) {
      const hint =
        next.text === '^' || next.kind === 'superscript'
          ? `write ${token.text}(x)^2 for a power of its value`
          : `write ${token.text}(${callArguments(operation as OperationName)})`;
      refuse({ kind: 'syntax', message: `\`${token.text}\` is a function and needs a bracket`, hint }, token);
    }
    pushOperand(variable(token.text), 1, undefined, token);
  };

  const readMinus = (token: Token): void => {
    const number = tokens[at + 1];
    const after = tokens[at + 2];
    if (number.kind === 'number' && after.text !== '^' && after.kind !== 'superscript') {
      at += 1;
      const integer = /^\d+$/.test(number.text) ? 'signed' : undefined;
      pushOperand(numberFromLiteral(number.text, true, source, number.start), 1, integer, number);
      return;
    }
    const top = stack[stack.length - 1];
    const loose = top?.kind !== 'operator' || top.precedence <= PRECEDENCE.negation;
    const precedence = loose ? PRECEDENCE.negation : TIGHT_NEGATION;
    pushStack({ kind: 'operator', operation: 'neg', precedence, arity: 1, token }, token);
  };

  const readOperand = (token: Token): void => {
    if (token.kind === 'number') {
      const integer = /^\d+$/.test(token.text) ? 'unsigned' : undefined;
      pushOperand(numberFromLiteral(token.text, false, source, token.start), 1, integer, token);
    } else if (token.kind === 'name') {
      readName(token);
    } else if (token.kind === 'quoted') {
      pushOperand(variable(token.text), 1, undefined, token);
    } else if (token.text === '(' || token.text === '|') {
      openGroup(token);
    } else if (token.text === '-') {
      readMinus(token);
    } else if (token.text === 'sqrt') {
      pushStack({ kind: 'operator', operation: 'sqrt', precedence: PRECEDENCE.atom, arity: 1, token }, token);
    } else if (token.text !== '+' || token.kind !== 'symbol') {
      const top = stack[stack.length - 1];
      missingOperand(source, tokens, at, start, top?.kind === 'group' ? top : undefined);
    }
  };

  /** @returns whether the token belongs to this expression. */
  const readOperator = (token: Token): boolean => {
    if (token.kind === 'symbol' && token.text in INFIX) {
      infix(token.text, token);
    } else if (token.kind === 'superscript') {
      infix('^', token);
      pushOperand(numberFromLiteral(token.text, false, source, token.start), 1, undefined, token);
    } else if (token.text === '|' && token.kind === 'symbol') {
      const open = stack.findLast((entry) => entry.kind === 'group');
      if (open?.opening.text === '|') {
        innermost();
        closeGroup(token);
      } else {
        juxtapose(token);
        openGroup(token);
      }
    } else if (token.kind === 'symbol' && token.text !== '(' && token.text !== 'sqrt') {
      const group = innermost();
      if (group === undefined) return false;
      if (group.opening.text === '|') refuse(neverClosed('bar'), group.opening);
      if (token.text === ')') closeGroup(token);
      else if (token.text === ',' && group.call !== undefined) expectOperand = true;
      else if (token.text === ',') {
        const hint = 'decimals use a point, as in 0.5';
        refuse({ kind: 'syntax', message: 'a comma outside a function', hint }, token);
      } else refuse(neverClosed('bracket'), group.opening);
    } else {
      juxtapose(token);
      readOperand(token);
    }
    return true;
  };

  for (; ; at++) {
    const token = tokens[at];
    if (expectOperand) {
      readOperand(token);
      continue;
    }
    if (token.kind === 'end' || !readOperator(token)) break;
  }
  const group = innermost();
  if (group !== undefined) refuse(neverClosed(group.opening.text === '|' ? 'bar' : 'bracket'), group.opening);
  return { expression: operands[0].term, next: at };
}
