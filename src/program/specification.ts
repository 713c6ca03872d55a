import type { Domain } from '../expression/domain.ts';
import type { Expression } from '../expression/expression.ts';
import type { FormatName } from '../number/formats.ts';
import type { Measure } from '../number/measure.ts';

/**
 * What a program is meant to compute: the contract that proofs are about. In a machine format the inputs are all
 * numbers of the format in the domain; in `real`, all real numbers in it.
 *
 * Where a domain takes an infinite end in (`[-inf, inf]`, `[0, inf]`), the program is a whole function, and its inputs
 * are those infinities too; on `[-inf, inf]` every bit pattern. What is right is then, with f the function:
 * - NaN gives NaN, and so does an input where f is undefined;
 * - but where f is undefined and has a limit, the result is the limit, rounded: at a zero from the side of its sign
 *   (1/−0 = −∞), from the side where f is defined if that is one alone (log −0 = −∞), elsewhere from both sides if
 *   they agree (lgamma −1 = +∞, but gamma −1 = NaN); at an infinity the limit towards it (sin ∞ = NaN: none);
 * - a value that rounds to an infinity (|f| ≥ the largest number + ulp/2) gives the infinity. Where only one of value
 *   and result is infinite, the infinity counts as 2^(emax+1) in the error; NaN for a value errs infinitely;
 * - the sign of a zero matters at ±0 where f changes its sign there (sin −0 = −0), and at ±∞ and poles where f goes to 0
 *   from one side (exp −∞ = +0, gelu −∞ = −0); it is no part of the error.
 * Where the oracle does not know a limit (x·exp(−x) at ∞), the input is left open, and the certificate says so.
 */
export type Specification = {
  readonly function: Expression;
  readonly variable: string;
  readonly domain: Domain;
  readonly format: FormatName;
  readonly measure: Measure;
};
