import { fail } from '../error/fault.ts';
import { checkedDepth } from './depth.ts';
import { integer, type ApplyTerm, type Expression } from './expression.ts';
import { foldExpression } from './fold.ts';
import { OPERATIONS, type OperationName } from './operations.ts';
import { parseExpression } from './parse.ts';
import { tidyApply } from './tidy.ts';

const ZERO = integer(0);
const ONE = integer(1);
const ARGUMENT_NAMES = ['a', 'b', 'c'];

const rules = new Map<OperationName, readonly (Expression | undefined)[]>();

/** The partial derivatives of an operation, in variables `a`, `b`, `c`; `undefined` where the table has none. */
function rulesOf(operation: OperationName): readonly (Expression | undefined)[] {
  let known = rules.get(operation);
  if (known === undefined) {
    known = OPERATIONS[operation].derivative.map((text) =>
      text === undefined ? undefined : parseExpression(text),
    );
    rules.set(operation, known);
  }
  return known;
}

/** A rule with its arguments put in, tidied as it is built. */
function instantiate(rule: Expression, args: readonly Expression[]): Expression {
  return foldExpression<Expression>(rule, (term, parts) => {
    if (term.kind === 'variable') return args[ARGUMENT_NAMES.indexOf(term.name)];
    return term.kind === 'apply' ? tidyApply(term.operation, ...parts) : term;
  });
}

/**
 * The derivative in one variable, exact, lightly tidied (`tidyApply`), shared where the term is shared. It equals the
 * derivative wherever it is defined; it may be undefined at isolated points where the derivative exists (sinc at 0,
 * |x|·x at 0).
 * @throws NapierError `unsupported` where the table has no rule (`airy_ai`, `zeta`, `digamma`, `floor`, the order of
 *   a Bessel function); `limit` where the result is nested deeper than any part of Napier is built for.
 */
export function derivative(expression: Expression, variable: string): Expression {
  const result = foldExpression<Expression>(expression, (term, inner) => {
    if (term.kind === 'variable') return term.name === variable ? ONE : ZERO;
    return term.kind === 'apply' ? chainRule(term, inner, variable) : ZERO;
  });
  return checkedDepth(result);
}

function chainRule(term: ApplyTerm, inner: readonly Expression[], variable: string): Expression {
  const partials = rulesOf(term.operation);
  let sum: Expression = ZERO;
  inner.forEach((factor, i) => {
    if (factor === ZERO) return;
    const rule = partials[i];
    if (rule === undefined) {
      const which = term.args.length === 1 ? '' : ` in argument ${i + 1}`;
      fail({
        kind: 'unsupported',
        message: `the derivative of \`${term.operation}\`${which} is not known to Napier`,
        hint: `it is needed for the derivative by \`${variable}\`; \`napier functions\` shows which are known`,
      });
    }
    sum = tidyApply('add', sum, chained(instantiate(rule, term.args), factor));
  });
  return sum;
}

/** outer · inner′, with a quotient 1/d as outer written inner′/d. */
function chained(outer: Expression, factor: Expression): Expression {
  if (outer.kind === 'apply' && outer.operation === 'div') {
    return tidyApply('div', tidyApply('mul', outer.args[0], factor), outer.args[1]);
  }
  return tidyApply('mul', outer, factor);
}
