import { fail } from '../error/fault.ts';
import type { FormatName } from '../number/formats.ts';
import type { Domain } from './domain.ts';
import { variablesOf, type Expression } from './expression.ts';
import { foldExpression } from './fold.ts';
import { FPCORE_CONSTANTS, fpcoreConstant, fpcoreOperator } from './fpcore-operators.ts';
import { MAX_TEXT_LENGTH } from './limits.ts';
import { magnitudeText } from './number-text.ts';

export type FPCoreOptions = {
  /** Arguments in order; by default the term's variables in order of appearance. */
  readonly variables?: readonly string[];
  readonly name?: string;
  readonly format?: FormatName;
  /** Domains of variables, written as `:pre`. */
  readonly domains?: ReadonlyMap<string, Domain>;
};

const PRECISIONS: Readonly<Record<FormatName, string>> = {
  real: 'real',
  f64: 'binary64',
  f32: 'binary32',
  f16: 'binary16',
  bf16: '(float 8 16)',
};

const SYMBOL = /^[a-zA-Z~!@$%^&*_\-+=<>.?/:][a-zA-Z0-9~!@$%^&*_\-+=<>.?/:]*$/;

/**
 * A term as one FPCore 2 core, which `parseFPCore` and `expressionFromFPCore` read back to the same term.
 * Operations that the standard lacks keep Napier's name (`sigmoid`, `lambertw`), constants that it lacks its name in
 * capitals (`PHI`, `EGAMMA`, `CATALAN`).
 * @throws NapierError `unsupported` for a variable whose name FPCore cannot write or that hides a constant;
 *   `limit` when the text would pass {@link MAX_TEXT_LENGTH}.
 */
export function toFPCore(expression: Expression, options: FPCoreOptions = {}): string {
  const variables = options.variables ?? variablesOf(expression);
  for (const name of variables) checkSymbol(name);
  const properties: string[] = [];
  if (options.name !== undefined) properties.push(`:name "${options.name.replace(/["\\]/g, '\\$&')}"`);
  if (options.format !== undefined) properties.push(`:precision ${PRECISIONS[options.format]}`);
  const conditions = [...(options.domains ?? [])].flatMap(([name, domain]) => conditionsOf(name, domain));
  if (conditions.length === 1) properties.push(`:pre ${conditions[0]}`);
  if (conditions.length > 1) properties.push(`:pre (and ${conditions.join(' ')})`);
  const head = [`(FPCore (${variables.join(' ')})`, ...properties].join('\n  ');
  return `${head}\n  ${termText(expression)})`;
}

function checkSymbol(name: string): void {
  const reserved = FPCORE_CONSTANTS.has(name) || name === 'TRUE' || name === 'FALSE' || name === 'NAN';
  if (SYMBOL.test(name) && !/^[+-]?\.?\d|^:/.test(name) && !reserved) return;
  fail({
    kind: 'unsupported',
    message: `the variable \`${name}\` has no place in FPCore`,
    hint: reserved
      ? 'it is the name of a constant there; rename it'
      : 'rename it to letters, digits and underscores',
  });
}

/** A term's FPCore text. */
function termText(expression: Expression): string {
  return foldExpression<string>(expression, (term, args) => {
    const text = nodeText(term, args);
    if (text.length > MAX_TEXT_LENGTH) {
      fail({
        kind: 'limit',
        message: `the expression is longer than ${MAX_TEXT_LENGTH} characters when written out`,
      });
    }
    return text;
  });
}

function nodeText(term: Expression, args: readonly string[]): string {
  switch (term.kind) {
    case 'number':
      return (term.numerator < 0n ? '-' : '') + magnitudeText(term).text;
    case 'constant':
      return fpcoreConstant(term.name);
    case 'variable':
      return term.name;
    case 'apply':
      return `(${[fpcoreOperator(term.operation), ...args].join(' ')})`;
  }
}

function conditionsOf(name: string, domain: Domain): string[] {
  const finite = (end: Expression): boolean => !/INFINITY/.test(termText(end));
  const [lo, hi] = [termText(domain.lo), termText(domain.hi)];
  const [openLo, openHi] = domain.open;
  const [below, above] = [openLo ? '<' : '<=', openHi ? '<' : '<='];
  if (finite(domain.lo) && finite(domain.hi)) {
    if (openLo === openHi) return [`(${below} ${lo} ${name} ${hi})`];
    return [`(${below} ${lo} ${name})`, `(${above} ${name} ${hi})`];
  }
  if (finite(domain.lo)) return [`(${below} ${lo} ${name})`];
  return finite(domain.hi) ? [`(${above} ${name} ${hi})`] : [];
}
