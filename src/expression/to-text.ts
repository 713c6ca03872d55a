import { fail } from '../error/fault.ts';
import type { ApplyTerm, Expression, NumberTerm } from './expression.ts';
import { foldExpression } from './fold.ts';
import { MAX_TEXT_LENGTH } from './limits.ts';
import { magnitudeText } from './number-text.ts';
import { PRECEDENCE } from './operation-row.ts';
import { OPERATIONS } from './operations.ts';
import { IDENTIFIER, isVariableName } from './reserved-names.ts';

/** A printed part with what decides about brackets around it. */
type Part = {
  readonly text: string;
  readonly precedence: number;
  /** Begins with a minus sign. */
  readonly minus: boolean;
  /** Begins with a number that a minus before it would be read into (`2*x`, not `2^x`). */
  readonly number: boolean;
  /** An unsigned or signed integer literal, which `/` would make a rational of. */
  readonly integer: boolean;
  /** A minus before a power, a call or a number: may stand as an exponent without brackets. */
  readonly tight: boolean;
};

/**
 * A term in Napier's infix notation with as few brackets as reading allows: `parseExpression(toText(e)) === e`
 * wherever the text is short enough and shallow enough to be parsed (limits.ts) and `e` has at least the arity of
 * its operations.
 * @throws NapierError `limit` when the text would pass {@link MAX_TEXT_LENGTH} (a shared term can be huge as a tree).
 */
export function toText(expression: Expression): string {
  return foldExpression<Part>(expression, (term, args) => {
    const part = print(term, args);
    if (part.text.length > MAX_TEXT_LENGTH) {
      fail({
        kind: 'limit',
        message: `the expression is longer than ${MAX_TEXT_LENGTH} characters when written out`,
      });
    }
    return part;
  }).text;
}

function print(term: Expression, args: readonly Part[]): Part {
  switch (term.kind) {
    case 'number':
      return printNumber(term);
    case 'constant':
      return atom(term.name);
    case 'variable':
      return atom(variableText(term.name));
    case 'apply':
      return printApply(term, args);
  }
}

/** A variable as the parser reads it: quoted unless it is an identifier that means nothing else. */
export function variableText(name: string): string {
  IDENTIFIER.lastIndex = 0;
  const plain = IDENTIFIER.exec(name)?.[0] === name && isVariableName(name);
  return plain ? name : `\`${name}\``;
}

function atom(text: string): Part {
  return { text, precedence: PRECEDENCE.atom, minus: false, number: false, integer: false, tight: false };
}

function printNumber(term: NumberTerm): Part {
  const { text, form } = magnitudeText(term);
  const minus = term.numerator < 0n;
  const tokenPrecedence = minus ? PRECEDENCE.product : PRECEDENCE.atom;
  return {
    text: minus ? `-${text}` : text,
    precedence: form === 'fraction' ? PRECEDENCE.product : tokenPrecedence,
    minus,
    number: !minus,
    integer: form === 'integer',
    tight: minus && form !== 'fraction',
  };
}

const bracketed = (part: Part): Part => atom(`(${part.text})`);

function printApply(term: ApplyTerm, args: readonly Part[]): Part {
  const { notation } = OPERATIONS[term.operation];
  if (notation === undefined) return atom(`${term.operation}(${args.map((arg) => arg.text).join(', ')})`);
  if (notation.kind === 'prefix') return printNegation(args[0]);
  if (term.operation === 'pow') return printPower(args[0], args[1]);
  const { precedence } = notation;
  let left = args[0].precedence < precedence ? bracketed(args[0]) : args[0];
  const right = args[1].precedence <= precedence || args[1].minus ? bracketed(args[1]) : args[1];
  // `1/3` is one number; the quotient of two is `(1)/3`. `1/0` is no number.
  if (term.operation === 'div' && left.integer && right.integer && right.text !== '0') left = bracketed(left);
  const symbol = notation.spaced ? ` ${notation.symbol} ` : notation.symbol;
  return {
    text: left.text + symbol + right.text,
    precedence,
    minus: left.minus,
    number: left.number,
    integer: false,
    tight: false,
  };
}

function printNegation(arg: Part): Part {
  const open = arg.precedence < PRECEDENCE.product || arg.minus || arg.number;
  const inner = open ? bracketed(arg) : arg;
  return {
    text: `-${inner.text}`,
    precedence: PRECEDENCE.negation,
    minus: true,
    number: false,
    integer: false,
    tight: inner.precedence >= PRECEDENCE.power,
  };
}

function printPower(base: Part, exponent: Part): Part {
  const left = base.precedence <= PRECEDENCE.power ? bracketed(base) : base;
  const right = exponent.precedence >= PRECEDENCE.power || exponent.tight ? exponent : bracketed(exponent);
  return {
    text: `${left.text}^${right.text}`,
    precedence: PRECEDENCE.power,
    minus: false,
    number: false,
    integer: false,
    tight: false,
  };
}
