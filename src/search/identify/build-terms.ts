import { apply, constant, integer, rational, type Expression } from '../../expression/expression.ts';
import { tidyApply } from '../../expression/tidy.ts';
import { gcd } from '../../number/exact/integers.ts';

export { apply, constant, integer, rational };

/** Σ mᵢ·termᵢ, tidied: zero coefficients left out, the first positive term in front. */
export function combination(m: readonly bigint[], terms: readonly Expression[]): Expression {
  const used = m.map((entry, i) => [entry, terms[i]] as const).filter(([entry]) => entry !== 0n);
  const first = used.findIndex(([entry]) => entry > 0n);
  if (first > 0) used.unshift(...used.splice(first, 1));
  return used.reduce<Expression>(
    (sum, [entry, term]) => tidyApply('add', sum, tidyApply('mul', rational(entry), term)),
    integer(0),
  );
}

/** numerator/denominator with the common content of the coefficients and the sign taken out. */
export function quotient(
  numerator: readonly bigint[],
  denominator: readonly bigint[],
  terms: readonly Expression[],
): Expression {
  const content = [...numerator, ...denominator].reduce(gcd, 0n);
  const lead = denominator.find((entry) => entry !== 0n) ?? 1n;
  const divisor = lead < 0n ? -content : content;
  const [n, d] = [numerator, denominator].map((m) => m.map((entry) => entry / divisor));
  const below = combination(d, terms);
  if (below.kind === 'number' && below.denominator === 1n) {
    // 3*pi/4, not (3/4)*pi: `tidyApply` would fold the fraction.
    const whole = n.every((entry) => entry % below.numerator === 0n);
    if (whole)
      return combination(
        n.map((entry) => entry / below.numerator),
        terms,
      );
    const above = combination(n, terms);
    return above.kind === 'number' ? tidyApply('div', above, below) : apply('div', above, below);
  }
  return tidyApply('div', combination(n, terms), below);
}
