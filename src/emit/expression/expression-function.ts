import { fail } from '../../error/fault.ts';
import type { Expression } from '../../expression/expression.ts';
import { foldExpression } from '../../expression/fold.ts';
import type { OperationName } from '../../expression/operations.ts';
import type { Format } from '../../number/format.ts';
import { toHexFloat } from '../../number/exact-constant.ts';
import { roundedLeaf } from '../../oracle/rounded-leaf.ts';
import { blockComment, docComment } from '../languages/comment.ts';
import { numberText } from '../number-text.ts';
import { C_FUNCTIONS, EXTREMES, INFIX, JS_FUNCTIONS, type ExpressionLanguage } from './library-functions.ts';

/** What is computed where: above < variable ≤ upTo for all guards, else the next piece; the last one has none. */
export type CodePiece = {
  readonly where: readonly { readonly variable: string; readonly above?: number; readonly upTo?: number }[];
  readonly expression: Expression;
};

export type ExpressionFunction = {
  readonly name: string;
  readonly variables: readonly string[];
  readonly format: Format;
  readonly pieces: readonly CodePiece[];
  /** What is known of it, for the comment above it. */
  readonly contract: readonly string[];
};

type Notation = {
  readonly number: (x: number) => string;
  readonly apply: (operation: OperationName, args: readonly string[]) => string | undefined;
};

function notationOf(language: ExpressionLanguage, format: Format): Notation {
  const suffix = format.name === 'f32' ? 'f' : '';
  if (language === 'c') {
    return {
      number: (x) =>
        Number.isFinite(x)
          ? bracketed(`${Number.isSafeInteger(x) ? `${x}.0` : toHexFloat(x)}${suffix}`)
          : x > 0
            ? 'INFINITY'
            : '(-INFINITY)',
      apply: (operation, args) =>
        INFIX[operation]?.(args) ??
        EXTREMES[operation]?.(args) ??
        (C_FUNCTIONS[operation] && `${C_FUNCTIONS[operation]}${suffix}(${args.join(', ')})`),
    };
  }
  const rounded = (text: string): string => (suffix === 'f' ? `Math.fround(${text})` : text);
  return {
    number: (x) => bracketed(numberText(x)),
    apply: (operation, args) => {
      const name = JS_FUNCTIONS[operation];
      const text = INFIX[operation]?.(args) ?? (name && `Math.${name}(${args.join(', ')})`);
      return text === undefined ? EXTREMES[operation]?.(args) : rounded(text);
    },
  };
}

const bracketed = (text: string): string => (text.startsWith('-') ? `(${text})` : text);

/**
 * A function of an expression, or of several by the values of its variables, in a language with a mathematical library:
 * each operation is rounded to the format in the order written, and what is used more than once is computed once.
 * @throws NapierError `unsupported` for a format or an operation that the language has not
 */
export function expressionFunction(f: ExpressionFunction, language: ExpressionLanguage): string {
  const { name, format, pieces, contract } = f;
  if (format.name !== 'f64' && format.name !== 'f32') {
    fail({
      kind: 'unsupported',
      message: `expressions are written for f64 and f32, not ${format.name}`,
    });
  }
  const notation = notationOf(language, format);
  const names = variableNames(f.variables);
  const type = language === 'c' ? (format.name === 'f32' ? 'float' : 'double') : 'const';
  const body = pieces.flatMap(({ where, expression }, i) => {
    const tests = where.flatMap(({ variable, above, upTo }) => [
      ...(above === undefined ? [] : [`${names.get(variable)} > ${notation.number(above)}`]),
      ...(upTo === undefined ? [] : [`${names.get(variable)} <= ${notation.number(upTo)}`]),
    ]);
    const indent = tests.length === 0 ? '  ' : '    ';
    const lines = statements(expression, format, names, notation, type, i).map((line) => indent + line);
    return tests.length === 0 ? lines : [`  if (${tests.join(' && ')}) {`, ...lines, '  }'];
  });
  const list = f.variables.map((variable) => names.get(variable) as string);
  if (language === 'js') {
    return `${docComment(contract)}\nexport function ${name}(${list.join(', ')}) {\n${body.join('\n')}\n}\n`;
  }
  return `#include <math.h>\n\n${blockComment(contract)}\n${type} ${name}(${list.map((one) => `${type} ${one}`).join(', ')}) {\n${body.join('\n')}\n}\n`;
}

/** Names that can stand for variables in both languages and do not hide a function or a keyword. */
function variableNames(variables: readonly string[]): ReadonlyMap<string, string> {
  const plain = /^(?!t\d)[A-Za-z][A-Za-z0-9]{0,2}$/;
  return new Map(
    variables.map((name) => [name, plain.test(name) && !SHORT_WORDS.has(name) ? name : `v_${name}`]),
  );
}

/** Keywords of C or JavaScript, and functions of `math.h`, of at most three letters. */
const SHORT_WORDS: ReadonlySet<string> = new Set(
  'do if in of for int let new try var asm exp log sin cos tan pow abs erf fma j0 j1 jn y0 y1 yn'.split(' '),
);

/** Single assignments of what is used twice or is long, and the return of the last. */
function statements(
  expression: Expression,
  format: Format,
  names: ReadonlyMap<string, string>,
  notation: Notation,
  type: string,
  piece: number,
): string[] {
  const uses = new Map<Expression, number>();
  const order: Expression[] = [];
  foldExpression<undefined>(expression, (term) => {
    order.push(term);
    if (term.kind === 'apply') for (const arg of term.args) uses.set(arg, (uses.get(arg) ?? 0) + 1);
    return undefined;
  });
  const twice = new Set(
    order.flatMap((term) => (term.kind === 'apply' && term.operation in EXTREMES ? term.args : [])),
  );
  const lines: string[] = [];
  const text = new Map<Expression, string>();
  /** Texts that need brackets beside an operator: all but calls and names. */
  const open = new Set<Expression>();
  const written = (term: Expression): string => {
    if (term.kind === 'variable') return names.get(term.name) as string;
    if (term.kind !== 'apply') return notation.number(roundedLeaf(term, format));
    return text.get(term) as string;
  };
  for (const term of order) {
    if (term.kind !== 'apply') continue;
    const infix = term.operation in INFIX || term.operation in EXTREMES;
    const made = notation.apply(
      term.operation,
      term.args.map((arg) => (infix && open.has(arg) ? `(${written(arg)})` : written(arg))),
    );
    if (made === undefined) {
      fail({
        kind: 'unsupported',
        message: `the language's library has no \`${term.operation}\``,
        hint: '--target finds forms with what a language has',
      });
    }
    // Extremes write their arguments twice, so these are names.
    const once = uses.get(term) === 1 && made.length < 40 && !twice.has(term);
    if (term === expression) lines.push(`return ${made};`);
    else if (once) {
      text.set(term, made);
      if (!/^[\w.]+\(/.test(made)) open.add(term);
    } else {
      const own = `t${piece}_${lines.length}`;
      lines.push(`${type === 'const' ? 'const' : `const ${type}`} ${own} = ${made};`);
      text.set(term, own);
    }
  }
  if (expression.kind !== 'apply') lines.push(`return ${written(expression)};`);
  return lines;
}
