import type { OperationName } from './operations.ts';

/**
 * What is known of a function f of one argument beside its value: the column of the operation table that range
 * reduction reads. All texts are constants in Napier's notation. Every row is checked against the oracle by the tests,
 * and again, for the whole formula it is used in, where it is used.
 */
export type OperationIdentity =
  /** f(a + by) = times · f(a) */
  | { readonly kind: 'shift'; readonly by: string; readonly times: string }
  /** f(by · a) = f(a) + plus, for a > 0 */
  | { readonly kind: 'scale'; readonly by: string; readonly plus: string }
  /** f(by · a) = times · f(a), for a > 0 */
  | { readonly kind: 'power'; readonly by: string; readonly times: string }
  /** f(about − a) = times · f(a) + slope · a + plus */
  | {
      readonly kind: 'reflection';
      readonly about: string;
      readonly times: string;
      readonly slope: string;
      readonly plus: string;
    }
  /** f(a + by) = times / f(a) */
  | { readonly kind: 'inversion'; readonly by: string; readonly times: string }
  /** f(1/a) = times · f(a) + plus, for a > 0 */
  | { readonly kind: 'reciprocal'; readonly times: string; readonly plus: string };

const shift = (by: string, times: string): OperationIdentity => ({ kind: 'shift', by, times });
const scale = (by: string, plus: string): OperationIdentity => ({ kind: 'scale', by, plus });
const power = (by: string, times: string): OperationIdentity => ({ kind: 'power', by, times });
const reflection = (about: string, times: string, slope = '0', plus = '0'): OperationIdentity => ({
  kind: 'reflection',
  about,
  times,
  slope,
  plus,
});

/** Parity is in the table itself (`OperationRow.parity`). */
export const IDENTITIES: Partial<Record<OperationName, readonly OperationIdentity[]>> = {
  exp: [shift('ln2', '2')],
  exp2: [shift('1', '2')],
  exp10: [shift('ln2/log(10)', '2')],
  log: [scale('2', 'ln2')],
  log2: [scale('2', '1')],
  log10: [scale('2', 'ln2/log(10)')],
  sqrt: [power('4', '2')],
  cbrt: [power('8', '2')],
  rsqrt: [power('4', '1/2')],
  sin: [shift('pi', '-1'), reflection('pi', '1')],
  cos: [shift('pi', '-1'), reflection('pi', '-1')],
  tan: [shift('pi', '1'), { kind: 'inversion', by: 'pi/2', times: '-1' }, reflection('pi', '-1')],
  sinpi: [shift('1', '-1'), reflection('1', '1')],
  cospi: [shift('1', '-1'), reflection('1', '-1')],
  acos: [reflection('0', '-1', '0', 'pi')],
  atan: [{ kind: 'reciprocal', times: '-1', plus: 'pi/2' }],
  erfc: [reflection('0', '-1', '0', '2')],
  sigmoid: [reflection('0', '-1', '0', '1')],
  softplus: [reflection('0', '1', '-1')],
  gelu: [reflection('0', '1', '-1')],
  silu: [reflection('0', '1', '-1')],
};

/**
 * Functions of the table through simpler ones, in the argument `a`: other ways to compute them. Equal wherever both
 * sides are defined.
 */
export const DEFINITIONS: Partial<Record<OperationName, readonly string[]>> = {
  exp2: ['exp(a*ln2)'],
  exp10: ['exp2(a*log2(10))'],
  expm1: ['exp(a) - 1'],
  log1p: ['log(1 + a)', '(a - ((1 + a) - 1)) - (-log(1 + a))', '(a - ((1 + a) - 1))/(1 + a) - (-log(1 + a))'],
  tan: ['sin(a)/cos(a)'],
  sinh: [
    '(exp(a) - exp(-a))/2',
    '(expm1(a) + expm1(a)/(expm1(a) + 1))/2',
    'expm1(a)/2*(1 + 1/(2*(expm1(a)/2) + 1))',
  ],
  cosh: ['(exp(a) + exp(-a))/2', '(exp(a) + 1/exp(a))/2', 'exp(a)/2 + 1/(4*(exp(a)/2))'],
  tanh: ['expm1(2*a)/(expm1(2*a) + 2)', '1 - 2/(exp(2*a) + 1)'],
  asinh: ['log(a + sqrt(a*a + 1))', 'log1p(a + a*a/(1 + sqrt(a*a + 1)))'],
  acosh: ['log(a + sqrt(a*a - 1))', 'log1p((a - 1) + sqrt((a - 1)*(a + 1)))'],
  atanh: ['log((1 + a)/(1 - a))/2', 'log1p(2*a/(1 - a))/2'],
  sigmoid: ['1/(1 + exp(-a))', 'exp(a)/(1 + exp(a))'],
  softplus: ['log(1 + exp(a))', 'max(a, 0) + log1p(exp(-abs(a)))'],
  silu: ['a/(1 + exp(-a))'],
  mish: ['a/(1 + 2/(exp(a)*(exp(a) + 2)))'],
  rsqrt: ['1/sqrt(a)'],
  erfc: ['1 - erf(a)'],
  gelu: ['a*erfc(-a/sqrt(2))/2'],
  asin: ['atan(a/sqrt((1 - a)*(1 + a)))'],
  acos: ['2*atan(sqrt((1 - a)/(1 + a)))', '2*asin(sqrt((1 - a)/2))'],
};

/**
 * Definitions of which nothing overflows, in binary64, where the function itself is a number that is neither 0 nor 1, nor a half of a
 * factor (`program/product-error.ts`, up to 2^995): for programs that have no wider format to compute in. Where there are some, those of {@link DEFINITIONS} overflow. (That of asinh
 * differs from it beyond 2^500, by less than 2^-1000 of it. The second of acosh: squares of its roots do not overflow.)
 */
export const HELD_DEFINITIONS: Partial<Record<OperationName, readonly string[]>> = {
  sinh: ['expm1(a)/exp2(32)*(1 + exp2(-32)/(expm1(a)/exp2(32) + exp2(-32)))*exp2(31)'],
  cosh: ['(exp(a)/exp2(32) + exp2(-64)/(exp(a)/exp2(32)))*exp2(31)'],
  sigmoid: ['exp2(96)/(exp2(-96) + exp(-a)/exp2(96))/exp2(192)'],
  silu: ['a*exp2(96)/(exp2(-96) + exp(-a)/exp2(96))/exp2(192)'],
  softplus: ['max(a, 0) + log1p(exp(-abs(a)))'],
  asinh: ['log(2*(a + (1/2)/(min(a, exp2(500)) + sqrt(min(a, exp2(500))*min(a, exp2(500)) + 1))))'],
  acosh: ['log(2*(a/2 + sqrt(a - 1)*sqrt(a + 1)/2))', 'log(2*(a/2 + sqrt((a - 1)/4)*sqrt((a + 1)/4)*2))'],
  mish: [
    'a*exp2(64)/(exp2(-64) + exp(-a)/exp2(64)*(2*(exp(-a)/exp2(64))/(exp2(-64) + 2*(exp(-a)/exp2(64)))))/exp2(128)',
  ],
};
