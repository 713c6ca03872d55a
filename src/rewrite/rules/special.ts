import { rule, twoWay } from '../rule.ts';

/** Special functions (NIST DLMF 7.2, 5.5, 4.13, 10.6) and the definitions of activation functions. */
export const SPECIAL_RULES = [
  ...twoWay('erfc', 'erfc(a)', '1 - erf(a)'),
  ...twoWay('erf-neg', 'erf(-a)', '-erf(a)'),
  ...twoWay('erfc-neg', 'erfc(-a)', '2 - erfc(a)'),
  ...twoWay('gamma-next', 'gamma(a + 1)', 'a*gamma(a)').slice(1),
  rule('gamma-next', 'gamma(a + 1)', 'a*gamma(a)', 'a != 0'),
  rule('lgamma-as-log', 'lgamma(a)', 'log(gamma(a))', 'a > 0'),
  rule('log-gamma', 'log(gamma(a))', 'lgamma(a)'),
  rule('digamma-next', 'digamma(a + 1)', 'digamma(a) + 1/a', 'a != 0'),
  rule('digamma-next-back', 'digamma(a) + 1/a', 'digamma(a + 1)'),
  rule('lambertw-exp', 'lambertw(a)*exp(lambertw(a))', 'a'),
  rule('lambertw-of', 'lambertw(a*exp(a))', 'a', 'a >= -1'),
  ...twoWay('bessel_j0-neg', 'bessel_j0(-a)', 'bessel_j0(a)'),
  ...twoWay('bessel_j1-neg', 'bessel_j1(-a)', '-bessel_j1(a)'),
];

export const ACTIVATION_RULES = [
  ...twoWay('sigmoid', 'sigmoid(a)', '1/(1 + exp(-a))'),
  ...twoWay('sigmoid-exp', 'sigmoid(a)', 'exp(a)/(1 + exp(a))'),
  ...twoWay('sigmoid-tanh', 'sigmoid(a)', '(1 + tanh(a/2))/2'),
  ...twoWay('sigmoid-neg', 'sigmoid(-a)', '1 - sigmoid(a)'),
  ...twoWay('softplus', 'softplus(a)', 'log(1 + exp(a))'),
  ...twoWay('softplus-neg', 'softplus(-a)', 'softplus(a) - a'),
  ...twoWay('softplus-split', 'softplus(a)', 'max(a, 0) + log1p(exp(-abs(a)))'),
  ...twoWay('log-sigmoid', 'log(sigmoid(a))', '-softplus(-a)'),
  ...twoWay('silu', 'silu(a)', 'a*sigmoid(a)'),
  ...twoWay('gelu', 'gelu(a)', 'a*(1 + erf(a/sqrt(2)))/2'),
  ...twoWay('mish', 'mish(a)', 'a*tanh(softplus(a))'),
];
