import { fail, NapierError } from '../../error/fault.ts';
import { variablesOf, type Expression } from '../../expression/expression.ts';
import { parseExpression } from '../../expression/parse.ts';
import type { Form } from '../../search/regress/form.ts';

/** Names that may stand for the unknown part while a form is read: one letter, so that places in the text stay. */
const LETTERS = [...'qQwWzZkKvVuU'];

/**
 * A known form: `exp(-a*x) * ?(x)`. `?` is the unknown part, of all inputs or of those in its brackets; names that are
 * no inputs are parameters to be fitted.
 * @throws NapierError for text that does not parse, `?` twice, and brackets that name no input
 */
export function parseForm(source: string, inputs: readonly string[]): Form {
  const marks = [...source.matchAll(/\?\s*(?:\(([^()]*)\))?/g)];
  const letter = LETTERS.find((one) => !inputs.includes(one) && !new RegExp(`\\b${one}\\b`).test(source));
  if (marks.length > 1 || letter === undefined) {
    const { index, 0: text } = marks[1] ?? marks[0];
    const message = 'the unknown part `?` may stand once';
    const span = [index, index + text.length] as const;
    fail({
      kind: 'unsupported',
      message,
      source,
      span,
      hint: 'bring the form into one where it stands once',
    });
  }
  const text = marks.reduce(
    (all, { index, 0: mark }) =>
      all.slice(0, index) + letter.padEnd(mark.length) + all.slice(index + mark.length),
    source,
  );
  const expression = parsed(text, source);
  const used = marks.length === 0 ? undefined : holeInputs(marks[0], source, inputs);
  const parameters = variablesOf(expression).filter((name) => name !== letter && !inputs.includes(name));
  return {
    expression,
    parameters,
    ...(marks.length === 0 ? {} : { hole: letter }),
    ...(used === undefined ? {} : { holeInputs: used }),
  };
}

/** Faults show the text as it was given. */
function parsed(text: string, source: string): Expression {
  try {
    return parseExpression(text);
  } catch (error) {
    if (error instanceof NapierError) fail({ ...error.fault, source });
    throw error;
  }
}

function holeInputs(
  mark: RegExpMatchArray,
  source: string,
  inputs: readonly string[],
): readonly string[] | undefined {
  if (mark[1] === undefined) return undefined;
  const names = mark[1].split(',').map((name) => name.trim());
  for (const name of names) {
    if (inputs.includes(name)) continue;
    const start = source.indexOf(name, mark.index);
    fail({
      kind: 'name',
      message: name === '' ? 'the brackets of `?` are empty' : `\`${name}\` is no input`,
      source,
      span: [start, start + Math.max(1, name.length)],
      hint: `the inputs are ${inputs.join(', ')}`,
    });
  }
  return [...new Set(names)];
}
