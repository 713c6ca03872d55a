import { PRECEDENCE, unary, type OperationRow } from '../operation-row.ts';

export const EXPONENTIAL = {
  exp: unary({
    latex: 'e^{#1}',
    latexPrecedence: PRECEDENCE.power,
    fpcore: 'exp',
    meaning: 'exponential, e^a',
    derivative: 'exp(a)',
  }),
  exp2: unary({
    latex: '2^{#1}',
    latexPrecedence: PRECEDENCE.power,
    fpcore: 'exp2',
    meaning: '2^a',
    derivative: 'exp2(a)*ln2',
  }),
  exp10: unary({
    latex: '10^{#1}',
    latexPrecedence: PRECEDENCE.power,
    meaning: '10^a',
    derivative: 'exp10(a)*log(10)',
  }),
  expm1: unary({ latex: '\\operatorname{expm1}', fpcore: 'expm1', meaning: 'e^a - 1', derivative: 'exp(a)' }),
  log: unary({
    aliases: ['ln'],
    latex: '\\ln',
    fpcore: 'log',
    meaning: 'natural logarithm, for a > 0',
    derivative: '1/a',
  }),
  log2: unary({
    aliases: ['lb'],
    latex: '\\log_{2}',
    fpcore: 'log2',
    meaning: 'logarithm to base 2, for a > 0',
    derivative: '1/(a*ln2)',
  }),
  log10: unary({
    latex: '\\log_{10}',
    fpcore: 'log10',
    meaning: 'logarithm to base 10, for a > 0',
    derivative: '1/(a*log(10))',
  }),
  log1p: unary({
    latex: '\\operatorname{log1p}',
    fpcore: 'log1p',
    meaning: 'log(1 + a), for a > -1',
    derivative: '1/(1 + a)',
  }),
} satisfies Record<string, OperationRow>;
