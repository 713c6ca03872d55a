import { apply, integer, type ApplyTerm, type Expression } from '../expression/expression.ts';
import { toText } from '../expression/to-text.ts';
import { parseCondition, type Condition } from './condition.ts';

/** Operations that have a value wherever their arguments have. */
const TOTAL = new Set(
  (
    'add sub mul neg abs min max floor ceil round trunc exp exp2 exp10 expm1 sin cos sinpi cospi sinh cosh tanh ' +
    'asinh atan cbrt erf erfc sinc sigmoid softplus silu gelu mish'
  ).split(' '),
);

/**
 * Conditions under which a term has a value, given that some parts have one. Sufficient, not always necessary: a power
 * with an exponent that is no whole number is taken to need a positive base.
 * @param given terms that have a value, with all their parts
 * @returns `undefined` where they cannot be told
 */
export function conditionsForValue(
  term: Expression,
  given: readonly Expression[],
): readonly Condition[] | undefined {
  const known = new Set<Expression>();
  visit(given, known);
  const parts = new Set<Expression>(known);
  visit([term], parts);
  const texts = new Set<string>();
  for (const part of parts) {
    if (known.has(part) || part.kind !== 'apply' || TOTAL.has(part.operation)) continue;
    const needed = needs(part);
    if (needed === undefined) return undefined;
    for (const text of needed) texts.add(text);
  }
  return [...texts].map(parseCondition);
}

/** Adds terms and all their parts; what is there already is not entered again. */
function visit(terms: readonly Expression[], seen: Set<Expression>): void {
  const stack = [...terms];
  for (let term = stack.pop(); term !== undefined; term = stack.pop()) {
    if (seen.has(term)) continue;
    seen.add(term);
    if (term.kind === 'apply') stack.push(...term.args);
  }
}

function needs({ operation, args }: ApplyTerm): readonly string[] | undefined {
  const a = toText(args[0]);
  switch (operation) {
    case 'div':
      return nonZero(args[1]);
    case 'sqrt':
      return [`${a} >= 0`];
    case 'rsqrt':
    case 'log':
    case 'log2':
    case 'log10':
      return [`${a} > 0`];
    case 'log1p':
      return [`${a} > -1`];
    case 'asin':
    case 'acos':
      return [`${a} >= -1`, `${a} <= 1`];
    case 'atanh':
      return [`${a} > -1`, `${a} < 1`];
    case 'acosh':
      return [`${a} >= 1`];
    case 'tan':
      return [`${toText(apply('cos', args[0]))} != 0`];
    case 'pow': {
      const [base, exponent] = args;
      const whole = exponent.kind === 'number' && exponent.denominator === 1n;
      if (whole) return exponent.numerator >= 0n ? [] : nonZero(base);
      return [`${a} > 0`];
    }
    default:
      return undefined;
  }
}

function nonZero(term: Expression): readonly string[] {
  return term.kind === 'number' && term !== integer(0) ? [] : [`${toText(term)} != 0`];
}
