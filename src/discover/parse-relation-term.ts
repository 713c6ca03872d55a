import { fail, NapierError } from '../error/fault.ts';
import { parseExpression } from '../expression/parse.ts';
import {
  callTerm,
  helperTerm,
  type FunctionTerm,
  type GivenFunction,
} from '../search/relate/function-term.ts';

/**
 * Reads one term of a relation: `f(x + y)`, `f'(x)`, `f(y, x)`, or an expression without f.
 * @param source the whole text, of which `span` is the term
 * @throws NapierError `syntax`, `name`, `value`
 */
export function parseRelationTerm(
  f: GivenFunction,
  source: string,
  span: readonly [number, number] = [0, source.length],
): FunctionTerm {
  const text = source.slice(...span);
  const match = /^\s*f('*)\s*\(/.exec(text);
  const pieces = match === null ? undefined : insideOf(text, match[0].length);
  if (match === null) return helperTerm(parseAt(source, span));
  if (pieces === undefined) {
    const hint = 'give the values of f one by one: relations among them are what is looked for';
    fail({ kind: 'syntax', message: 'a term is f(…) alone, or has no f in it', source, span, hint });
  }
  const args = pieces.map(([start, end]) => parseAt(source, [span[0] + start, span[0] + end]));
  const order = match[1].length;
  if (args.length !== f.variables.length) {
    const message = `f takes ${f.variables.length} ${f.variables.length === 1 ? 'argument' : 'arguments'}, here are ${args.length}`;
    fail({
      kind: 'value',
      message,
      source,
      span,
      hint: `f(${f.variables.join(', ')}) is the function given`,
    });
  }
  if (order > 0 && f.variables.length > 1) {
    fail({ kind: 'unsupported', message: 'derivatives are of functions of one variable', source, span });
  }
  const term = callTerm(f, args, order);
  if (term === undefined) fail({ kind: 'unsupported', message: 'there is no derivative here', source, span });
  return term;
}

/** Spans between the commas of the outermost bracket, when that ends the text. */
export function insideOf(text: string, start: number): [number, number][] | undefined {
  const spans: [number, number][] = [];
  let [depth, from] = [0, start];
  for (let i = start; i < text.length; i++) {
    const c = text[i];
    if (c === '(') depth += 1;
    else if (c === ')' && depth > 0) depth -= 1;
    else if (c === ')' || (c === ',' && depth === 0)) {
      spans.push([from, i]);
      from = i + 1;
      if (c === ')') return text.slice(i + 1).trim() === '' ? spans : undefined;
    }
  }
  return undefined;
}

function parseAt(source: string, span: readonly [number, number]): ReturnType<typeof parseExpression> {
  try {
    return parseExpression(source.slice(...span));
  } catch (error) {
    if (!(error instanceof NapierError)) throw error;
    const { fault } = error;
    const inner = fault.span ?? [0, span[1] - span[0]];
    return fail({ ...fault, source, span: [inner[0] + span[0], inner[1] + span[0]] });
  }
}
