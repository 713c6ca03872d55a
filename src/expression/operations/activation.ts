import { unary, type OperationRow } from '../operation-row.ts';

/** Activation functions of neural networks. `sigmoid(-a)` is 1 − sigmoid(a) without its cancellation. */
export const ACTIVATION = {
  sigmoid: unary({
    aliases: ['logistic', 'expit'],
    latex: '\\operatorname{sigmoid}',
    meaning: 'logistic function, 1/(1 + exp(-a))',
    derivative: 'sigmoid(a)*sigmoid(-a)',
  }),
  softplus: unary({
    latex: '\\operatorname{softplus}',
    meaning: 'log(1 + exp(a))',
    derivative: 'sigmoid(a)',
  }),
  gelu: unary({
    latex: '\\operatorname{gelu}',
    meaning: 'a*(1 + erf(a/sqrt(2)))/2 (Hendrycks & Gimpel 2016, the exact form)',
    derivative: '(1 + erf(a/sqrt(2)))/2 + a*exp(-a^2/2)/sqrt(2*pi)',
  }),
  silu: unary({
    aliases: ['swish'],
    latex: '\\operatorname{silu}',
    meaning: 'a*sigmoid(a)',
    derivative: 'sigmoid(a)*(1 + a*sigmoid(-a))',
  }),
  mish: unary({
    latex: '\\operatorname{mish}',
    meaning: 'a*tanh(softplus(a))',
    derivative: 'tanh(softplus(a)) + a*sigmoid(a)/cosh(softplus(a))^2',
  }),
} satisfies Record<string, OperationRow>;
