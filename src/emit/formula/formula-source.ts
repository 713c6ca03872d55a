import { fail } from '../../error/fault.ts';
import { variablesOf, type Expression } from '../../expression/expression.ts';
import { foldExpression } from '../../expression/fold.ts';
import type { OperationName } from '../../expression/operations.ts';
import { findFormat } from '../../number/formats.ts';
import { createOracle } from '../../oracle/create-oracle.ts';
import { INFIX } from '../expression/library-functions.ts';
import type { FormulaLanguage } from './formula-language.ts';

/** A formula to write. */
export type EmittedFormula = {
  readonly name: string;
  readonly variables: readonly string[];
  readonly expression: Expression;
  readonly contract: readonly string[];
};

/** Products are written for whole powers up to this one; others by the language's power. */
const PRODUCTS = 3;

/**
 * A formula as a function in a language, by the functions of the language's library; parts that are used twice, and bases of
 * whole powers, are computed once. Constant parts are written as the nearest number.
 * @throws NapierError `unsupported` for a function that the language has not
 */
export function formulaSource(f: EmittedFormula, language: FormulaLanguage): string {
  const names = parameterNames(f.variables, language);
  const format = findFormat(language.format);
  const uses = new Map<Expression, number>();
  foldExpression<undefined>(f.expression, (term) => {
    if (term.kind === 'apply') for (const arg of term.args) uses.set(arg, (uses.get(arg) ?? 0) + 1);
    return undefined;
  });
  const body: string[] = [];
  const local = (value: string): string => {
    const name = `t${body.length + 1}`;
    body.push(language.local(name, value));
    return name;
  };
  const atom = (text: string): string => (/^[\w.]+$/.test(text) ? text : local(text));
  const written = new Map<Expression, string>();
  const result = foldExpression<string>(f.expression, (term, args) => {
    const known = written.get(term);
    if (known !== undefined) return known;
    let text: string;
    if (term.kind === 'variable') text = names.get(term.name) as string;
    else if (variablesOf(term).length === 0)
      text = language.number(createOracle(term, []).rounded([], format));
    else text = applied(term as Extract<Expression, { kind: 'apply' }>, args);
    if (term.kind === 'apply' && (uses.get(term) ?? 0) > 1) text = atom(text);
    written.set(term, text);
    return text;
  });

  function applied(
    { operation, args: terms }: Extract<Expression, { kind: 'apply' }>,
    args: readonly string[],
  ): string {
    if (operation === 'pow') return power(terms[1], args);
    const infix = INFIX[operation];
    if (infix !== undefined)
      return infix(
        args.map((text, i) => (stands(text) || fits(terms[i], operation, i) ? text : `(${text})`)),
      );
    const write = language.functions[operation];
    if (write === undefined)
      return fail({
        kind: 'unsupported',
        message: `${language.name} has no \`${operation}\``,
        hint: 'another --target, or regress again with other --operations',
      });
    return typeof write === 'string' ? `${write}(${args.join(', ')})` : write(atom(args[0]));
  }

  function power(exponent: Expression, [base, text]: readonly string[]): string {
    const whole =
      exponent.kind === 'number' && exponent.denominator === 1n ? Number(exponent.numerator) : undefined;
    const size = Math.abs(whole ?? 0);
    const library =
      whole !== undefined && size <= PRODUCTS ? undefined : language.power(base, text, whole !== undefined);
    if (library !== undefined) return library;
    const product = times(atom(base), size);
    if ((whole as number) > 0) return product;
    return `${language.number(1)} / ${stands(product) ? product : `(${product})`}`;
  }

  /** By squaring, a square a statement. */
  function times(base: string, size: number): string {
    if (size <= PRODUCTS) return Array.from({ length: size }, () => base).join(' * ');
    const half = local(times(base, size >> 1));
    return size % 2 === 0 ? `${half} * ${half}` : `${half} * ${half} * ${base}`;
  }

  const parameters = f.variables.map((variable) => names.get(variable) as string);
  return language.define({ name: f.name, parameters, body, result, contract: f.contract });
}

/** Names, numbers and calls stand beside every operator. */
function stands(text: string): boolean {
  return /^[\w.]+$/.test(text) || /^\([^()]*\)$/.test(text) || isCall(text);
}

/** Sums and products of which languages know without brackets what belongs together, from the left. */
const BINDING: Partial<Record<OperationName, number>> = { add: 1, sub: 1, mul: 2, div: 2, pow: 2 };

/** Does argument `i` of an operator bind as closely as it must there? */
function fits(term: Expression, operator: OperationName, i: number): boolean {
  if (term.kind !== 'apply') return false;
  const [inner, outer] = [BINDING[term.operation] ?? 0, BINDING[operator] ?? 3];
  return i === 0 ? inner >= outer : inner > outer;
}

function isCall(text: string): boolean {
  const open = /^[\w.:]+\(/.exec(text);
  if (open === null) return false;
  let depth = 0;
  for (let i = open[0].length - 1; i < text.length; i++) {
    depth += text[i] === '(' ? 1 : text[i] === ')' ? -1 : 0;
    if (depth === 0) return i === text.length - 1;
  }
  return false;
}

function parameterNames(
  variables: readonly string[],
  { reserved }: FormulaLanguage,
): ReadonlyMap<string, string> {
  const plain = (name: string): boolean => /^(?!t\d)[A-Za-z]\w*$/.test(name) && !reserved.includes(name);
  const names = new Map<string, string>();
  const taken = new Set(variables.filter(plain));
  for (const name of variables) {
    let own = plain(name) ? name : `v_${name.replace(/\W/g, '_')}`;
    while (!plain(name) && taken.has(own)) own += '_';
    taken.add(own);
    names.set(name, own);
  }
  return names;
}
