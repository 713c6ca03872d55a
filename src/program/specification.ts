import type { Domain } from '../expression/domain.ts';
import type { Expression } from '../expression/expression.ts';
import type { FormatName } from '../number/formats.ts';
import type { Measure } from '../number/measure.ts';

/**
 * What a program is meant to compute: the contract that proofs are about. In a machine format the inputs are all
 * numbers of the format in the domain; in `real`, all real numbers in it.
 */
export type Specification = {
  readonly function: Expression;
  readonly variable: string;
  readonly domain: Domain;
  readonly format: FormatName;
  readonly measure: Measure;
};
