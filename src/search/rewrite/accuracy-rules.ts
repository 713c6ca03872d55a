import type { Expression } from '../../expression/expression.ts';
import type { OperationName } from '../../expression/operations.ts';
import { operationsOf, relevantRules } from '../../rewrite/relevant-rules.ts';
import { rule, type Rule } from '../../rewrite/rule.ts';
import { ALL_RULES } from '../../rewrite/rules.ts';

/**
 * Rules that bring in what loses fewer digits: differences of equal functions, and functions that are accurate where
 * a sum cancels. Each holds wherever its left side has a value and its conditions hold (the tests try every one).
 */
export const ACCURACY_RULES = [
  // (1 + ia)(1 − ib) has the argument atan a − atan b, which lies in (−π, π) and needs no turn.
  rule('atan-difference', 'atan(a) - atan(b)', 'atan2(a - b, 1 + a*b)'),
  rule('atan-sum', 'atan(a) + atan(b)', 'atan2(a + b, 1 - a*b)'),
  rule('tan-minus-tan', 'tan(a) - tan(b)', 'sin(a - b)/(cos(a)*cos(b))'),
  rule('tan-plus-tan', 'tan(a) + tan(b)', 'sin(a + b)/(cos(a)*cos(b))'),
  rule(
    'cbrt-difference',
    'cbrt(a) - cbrt(b)',
    '(a - b)/((cbrt(a)*cbrt(a) + cbrt(a)*cbrt(b)) + cbrt(b)*cbrt(b))',
    'a != 0',
  ),
  rule(
    'cbrt-difference-right',
    'cbrt(a) - cbrt(b)',
    '(a - b)/((cbrt(a)*cbrt(a) + cbrt(a)*cbrt(b)) + cbrt(b)*cbrt(b))',
    'b != 0',
  ),
  rule('exp-difference', 'exp(a) - exp(b)', 'exp(b)*expm1(a - b)'),
  rule('pow-difference', 'a^c - b^c', 'b^c*expm1(c*log(a/b))', 'a > 0', 'b > 0'),
  rule('pow-difference-parts', 'a^c - b^c', 'exp(c*log(a)) - exp(c*log(b))', 'a > 0', 'b > 0'),
  rule('log-quotient-as-log1p', 'log(a/b)', 'log1p((a - b)/b)'),
  rule('log-difference-as-log1p', 'log(a) - log(b)', 'log1p((a - b)/b)'),
  rule('log-of-product-difference', 'a*log(b) - c*log(d)', '(a - c)*log(b) + c*log(b/d)', 'b > 0', 'd > 0'),
  rule('cosh-minus-one-half', 'exp(a) + exp(-a)', '2*cosh(a)'),
  rule('two-sinh', 'exp(a) - exp(-a)', '2*sinh(a)'),
  rule('two-cosh-minus-two', '2*cosh(a) - 2', '4*(sinh(a/2)*sinh(a/2))'),
  rule('two-cosh-plus-minus-two', '2*cosh(a) + (-2)', '4*(sinh(a/2)*sinh(a/2))'),
  rule('exp-minus-reciprocal', 'exp(a) - 1/exp(a)', '2*sinh(a)'),
  rule('cancel-left', '(a + b) - a', 'b'),
  rule('cancel-right', '(a + b) - b', 'a'),
  rule('square-of-sum', '(a + b)*(a + b) - a*a', 'b*(2*a + b)'),
  rule('sqrt-of-difference-of-squares', 'sqrt(a*a - b*b)', 'sqrt(abs(a - b))*sqrt(abs(a + b))'),
  // Large squares overflow where their roots do not.
  rule('sqrt-scaled', 'sqrt(a*a - b)', 'abs(a)*sqrt(1 - (b/a)/a)', 'a != 0'),
  rule('sqrt-scaled-sum', 'sqrt(a*a + b)', 'abs(a)*sqrt(1 + (b/a)/a)', 'a != 0'),
  rule('sqrt-scaled-product', 'sqrt(a*a - b*c)', 'abs(a)*sqrt(1 - (b/a)*(c/a))', 'a != 0'),
  rule('sqrt-scaled-product-sum', 'sqrt(a*a + b*c)', 'abs(a)*sqrt(1 + (b/a)*(c/a))', 'a != 0'),
  // Roots of squares do not overflow, nor come to 0, where squares do.
  rule('sqrt-of-product', 'sqrt(a*b)', 'sqrt(abs(a))*sqrt(abs(b))'),
  rule('sqrt-of-minus-product', 'sqrt(-(a*b))', 'sqrt(abs(a))*sqrt(abs(b))'),
  rule('sqrt-of-square-and-less', 'sqrt(a*a - b)', 'sqrt(abs(a) - sqrt(b))*sqrt(abs(a) + sqrt(b))', 'b >= 0'),
  rule('sqrt-of-square-and-more', 'sqrt(a*a - b)', 'hypot(a, sqrt(-b))', 'b <= 0'),
  rule('sqrt-of-square-and-sum', 'sqrt(a*a + b)', 'hypot(a, sqrt(b))', 'b >= 0'),
  rule('sqrt-of-square-and-product', 'sqrt(a*a - b*c)', 'hypot(a, sqrt(abs(b))*sqrt(abs(c)))', 'b*c <= 0'),
  rule(
    'sqrt-of-square-less-product',
    'sqrt(a*a - b*c)',
    'sqrt(abs(a) - sqrt(abs(b))*sqrt(abs(c)))*sqrt(abs(a) + sqrt(abs(b))*sqrt(abs(c)))',
    'b*c >= 0',
  ),
  rule('reciprocal-of-product', '1/(a*b)', '(1/a)/b'),
  rule('product-over-product', '(a*b)/(c*d)', '(a/c)*(b/d)'),
  rule('sqrt-of-square-times', 'sqrt((a*a)*b)', 'abs(a)*sqrt(b)', 'b >= 0'),
  rule('conjugate-with-root', 'sqrt(a) - b', '(a - b*b)/(sqrt(a) + b)', 'sqrt(a) + b != 0'),
  rule('conjugate-with-root-negative', 'b - sqrt(a)', '(b*b - a)/(b + sqrt(a))', 'b + sqrt(a) != 0'),
];

/** A product and a sum in one rounding, for machines that have it. */
export const FMA_RULES = [
  rule('fma-of-sum', 'a*b + c', 'fma(a, b, c)'),
  rule('fma-of-sum-right', 'c + a*b', 'fma(a, b, c)'),
  rule('fma-of-difference', 'a*b - c', 'fma(a, b, -c)'),
  rule('fma-of-difference-right', 'c - a*b', 'fma(-a, b, c)'),
];

/** All that a derivation of an improvement may use. */
export const CHECKED_RULES: readonly Rule[] = [...ALL_RULES, ...ACCURACY_RULES, ...FMA_RULES];

/** Rules that only make terms larger, and are never the way to fewer lost digits by themselves. */
const IDLE =
  /^(to-mul-one|to-pow-one|to-log-exp|to-exp-log|sqrt-squared-back|cbrt-cubed-back|cbrt-of-cube-back|(add|sub)-by-cubes-.*|(sum|difference)-of-cubes|pow-half-square|exp-third|exp-half|exp-as-pow|e-as-exp|fma(-back)?|add-commute-.*|neg-as-mul|conjugate-add|sin-shift-back|cos-shift-back|sin-turn-back|cos-turn-back|sigmoid-.*-back|tanh-exp|div-flip|tan-half-back|sinpi-back|cospi-back|(sin|cos|sinh|cosh)-(add|sub)-back|square-plus-minus-one|exp-mul|log-pow-back|log-sqrt-back|pow-split.*|product-of-pows|quotient-of-pows)$/;

/**
 * The rules to improve an expression with: those of its themes, without the idle ones and without powers where it has
 * none (products and roots lose less), {@link ACCURACY_RULES}, and {@link FMA_RULES} where they can be computed.
 * @param operations what can be computed, where that is limited
 */
export function improvingRules(
  expression: Expression,
  operations?: ReadonlySet<OperationName>,
): readonly Rule[] {
  const hasPowers = operationsOf(expression).has('pow');
  const bringsPowers = ({ left, right }: Rule): boolean =>
    !hasPowers && operationsOf(right.term).has('pow') && !operationsOf(left.term).has('pow');
  const rules = relevantRules(expression).filter((rule) => !IDLE.test(rule.name) && !bringsPowers(rule));
  return [...rules, ...ACCURACY_RULES, ...(operations?.has('fma') ? FMA_RULES : [])];
}

/**
 * Of these, {@link ACCURACY_RULES} and what makes no term larger: e-graphs of them stay small, and reach what takes many
 * steps of tidying after one that helps.
 */
export function directRules(
  expression: Expression,
  operations?: ReadonlySet<OperationName>,
): readonly Rule[] {
  const chosen = new Set<Rule>(ACCURACY_RULES);
  return improvingRules(expression, operations).filter(
    (rule) => chosen.has(rule) || rule.right.nodes.length <= rule.left.nodes.length,
  );
}
