/** What the infix parser says when a text is wrong: message, place and hint of each mistake. */
import { fail, type Fault } from '../error/fault.ts';
import { nearestName } from '../error/suggest.ts';
import { MAX_DEPTH } from './limits.ts';
import { OPERATIONS, type OperationName } from './operations.ts';
import { FUNCTION_NAMES } from './reserved-names.ts';
import type { Token } from './tokens.ts';

/** An open bracket, bar or call, as the parser keeps it. */
export type OpenGroup = {
  readonly opening: Token;
  readonly call: OperationName | undefined;
  readonly callToken: Token | undefined;
};

/** Nesting beyond the limit. */
export function tooDeep(): Omit<Fault, 'source' | 'span'> {
  return { kind: 'limit', message: `the expression is nested more than ${MAX_DEPTH} deep` };
}

/** A bracket or bar without its partner. */
export function neverClosed(what: 'bar' | 'bracket'): Omit<Fault, 'source' | 'span'> {
  return {
    kind: 'syntax',
    message: `this ${what} is never closed`,
    hint: what === 'bar' ? 'add a |' : 'add a )',
  };
}

/** `x`, `a, b`, `a, b, c`: what to put between a function's brackets. */
export function callArguments(operation: OperationName): string {
  return ['x', 'a, b', 'a, b, c'][OPERATIONS[operation].arity - 1];
}

/** Refuses a call with the wrong number of arguments. */
export function checkArity(
  operation: OperationName,
  given: number,
  source: string,
  name: Token,
  close: Token,
): void {
  const { arity } = OPERATIONS[operation];
  if (given === arity) return;
  const count = arity === 1 ? '1 argument' : `${arity} arguments`;
  fail({
    kind: 'syntax',
    message: `\`${name.text}\` takes ${count}, not ${given}`,
    source,
    span: [name.start, close.end],
    hint: `write ${name.text}(${callArguments(operation)})`,
  });
}

/** A name as a message quotes it. */
function clip(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 40)}…`;
}

/** A name before a bracket that no function has. */
export function unknownFunction(name: string): Omit<Fault, 'source' | 'span'> {
  const message = `unknown function \`${clip(name)}\``;
  // Swapped letters are the likeliest slip, so among equally near names one of the same length comes first.
  const known = [...FUNCTION_NAMES.keys()].toSorted(
    (a, b) => Math.abs(a.length - name.length) - Math.abs(b.length - name.length),
  );
  const near = nearestName(name, known);
  if (name.length <= 2) return { kind: 'name', message, hint: `for a product write ${clip(name)}*(…)` };
  const guess = near === undefined ? '' : `did you mean \`${near}\`? `;
  return { kind: 'name', message, hint: `${guess}\`napier functions\` lists all of them` };
}

/** An operand was expected at `tokens[at]`: say why there is none. */
export function missingOperand(
  source: string,
  tokens: readonly Token[],
  at: number,
  start: number,
  innermost: OpenGroup | undefined,
): never {
  const token = tokens[at];
  const place = (where: Token): Pick<Fault, 'source' | 'span'> => ({
    source,
    span: [where.start, where.end],
  });
  if (at === start) {
    if (token.kind === 'end') {
      fail({
        kind: 'syntax',
        message: 'the expression is empty',
        source,
        span: [token.start, token.end],
        hint: 'write a formula, such as exp(x) or sin(pi*x)/x',
      });
    }
    fail({ kind: 'syntax', message: `an expression cannot begin with \`${token.text}\``, ...place(token) });
  }
  const before = tokens[at - 1];
  if (before.text === '(' && token.text === ')') {
    if (innermost?.call !== undefined) {
      checkArity(innermost.call, 0, source, innermost.callToken as Token, token);
    }
    fail({
      kind: 'syntax',
      message: 'nothing between these brackets',
      source,
      span: [before.start, token.end],
    });
  }
  if (before.kind === 'symbol' && before.text !== '(' && before.text !== '|' && before.text !== ',') {
    const message = `nothing to the right of \`${source.slice(before.start, before.end)}\``;
    fail({ kind: 'syntax', message, ...place(before) });
  }
  if (token.kind === 'end' && innermost !== undefined) {
    fail({ ...neverClosed(innermost.opening.text === '|' ? 'bar' : 'bracket'), ...place(innermost.opening) });
  }
  const found = token.kind === 'end' ? 'the end' : `\`${clip(source.slice(token.start, token.end))}\``;
  fail({
    kind: 'syntax',
    message: `expected a number, a name or a bracket, found ${found}`,
    ...place(token),
  });
}
