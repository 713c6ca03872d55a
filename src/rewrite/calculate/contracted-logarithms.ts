import { apply, integer, type Expression } from '../../expression/expression.ts';
import { powerTerm, sumTerm } from './to-expression.ts';

/**
 * A sum of whole multiples of logarithms as one: log(a) + log(b) is log(a·b), and a and b are positive where it has a
 * value. (Not the other way round.)
 */
export function contractedLogarithms(expression: Expression): Expression {
  const parts: { readonly term: Expression; readonly sign: 1 | -1 }[] = [];
  const collect = (term: Expression, sign: 1 | -1): void => {
    if (term.kind === 'apply' && (term.operation === 'add' || term.operation === 'sub')) {
      collect(term.args[0], sign);
      collect(term.args[1], term.operation === 'add' ? sign : (-sign as 1 | -1));
    } else if (term.kind === 'apply' && term.operation === 'neg') {
      collect(term.args[0], -sign as 1 | -1);
    } else parts.push({ term, sign });
  };
  collect(expression, 1);
  let above: Expression | undefined;
  let below: Expression | undefined;
  let count = 0;
  let rest: Expression = integer(0);
  for (const { term, sign } of parts) {
    const found = logarithm(term);
    if (found === undefined) {
      rest = sumTerm(rest, sign === 1 ? term : apply('neg', term));
      continue;
    }
    count += 1;
    const exponent = sign * found.times;
    const factor = powerTerm(found.of, Math.abs(exponent));
    if (exponent > 0) above = above === undefined ? factor : apply('mul', above, factor);
    else below = below === undefined ? factor : apply('mul', below, factor);
  }
  if (count < 2) return expression;
  if (above === undefined) {
    return sumTerm(rest, apply('neg', apply('log', below as Expression)));
  }
  const whole = apply('log', below === undefined ? above : apply('div', above, below));
  return rest.kind === 'number' && rest.numerator === 0n ? whole : sumTerm(rest, whole);
}

function logarithm(term: Expression): { readonly of: Expression; readonly times: number } | undefined {
  if (term.kind !== 'apply') return undefined;
  if (term.operation === 'log') return { of: term.args[0], times: 1 };
  const [a, b] = term.args;
  if (term.operation !== 'mul' || a.kind !== 'number' || a.denominator !== 1n) return undefined;
  if (b.kind !== 'apply' || b.operation !== 'log' || a.numerator > 99n || a.numerator < -99n)
    return undefined;
  return { of: b.args[0], times: Number(a.numerator) };
}
