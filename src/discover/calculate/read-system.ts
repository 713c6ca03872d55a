import { fail, NapierError } from '../../error/fault.ts';
import { variablesOf } from '../../expression/expression.ts';
import { parseExpression } from '../../expression/parse.ts';
import { isVariableName } from '../../expression/reserved-names.ts';
import type { NamedExpression } from '../../program/system/expression-to-system.ts';

/** Equations of one system. */
const MOST_EQUATIONS = 100_000;

/**
 * A system as text: one `name = expression` a line (`#` begins a comment), or JSON, `{"name": "expression", …}`. A name
 * that a later line uses stands for its expression.
 * @throws NapierError with the line as its source
 */
export function readSystem(text: string): NamedExpression[] {
  const equations = /^\s*\{/.test(text) ? fromJson(text) : fromLines(text);
  if (equations.length === 0)
    fail({
      kind: 'value',
      message: 'the system has no equation',
      hint: 'write name = expression, one a line',
    });
  if (equations.length > MOST_EQUATIONS) {
    fail({ kind: 'limit', message: `the system has more than ${MOST_EQUATIONS} equations` });
  }
  const seen = new Set<string>();
  return equations.map(({ name, source, start }) => {
    const at = [0, name.length] as const;
    if (!/^[A-Za-z_][A-Za-z_0-9]{0,99}$/.test(name)) {
      fail({
        kind: 'name',
        message: 'not a name for an equation',
        source: name,
        span: at,
        hint: 'letters, digits and _',
      });
    }
    if (seen.has(name))
      fail({ kind: 'name', message: `\`${name}\` is defined twice`, source: name, span: at });
    seen.add(name);
    return { name, expression: parsed(source.slice(start), name) };
  });
}

function parsed(source: string, name: string) {
  try {
    return parseExpression(source);
  } catch (error) {
    if (!(error instanceof NapierError)) throw error;
    throw new NapierError({ ...error.fault, message: `${name}: ${error.fault.message}` });
  }
}

type Equation = { readonly name: string; readonly source: string; readonly start: number };

function fromLines(text: string): Equation[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const source = line.replace(/#.*$/, '');
    if (source.trim() === '') return [];
    const equals = source.indexOf('=');
    if (equals < 0) {
      fail({
        kind: 'syntax',
        message: 'no `=` in this line',
        source,
        span: [0, source.length],
        hint: 'write name = expression',
      });
    }
    return [{ name: source.slice(0, equals).trim(), source: source.slice(equals + 1).trim(), start: 0 }];
  });
}

function fromJson(text: string): Equation[] {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    return fail({
      kind: 'syntax',
      message: `not JSON: ${error instanceof Error ? error.message : ''}`,
      hint: 'write {"name": "expression", …}',
    });
  }
  return Object.entries(data as Record<string, unknown>).map(([name, source]) => {
    if (typeof source !== 'string')
      fail({ kind: 'value', message: `\`${name}\` is not a text`, hint: 'write {"name": "expression", …}' });
    return { name, source: source as string, start: 0 };
  });
}

/** The variables of a system in order of appearance. */
export function inputsOf(system: readonly NamedExpression[]): string[] {
  const names = new Set<string>();
  for (const { expression } of system) for (const name of variablesOf(expression)) names.add(name);
  return [...names].filter(isVariableName);
}
