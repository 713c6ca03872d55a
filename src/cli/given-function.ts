import type { Domain } from '../expression/domain.ts';
import type { Expression } from '../expression/expression.ts';
import type { FormatName } from '../number/formats.ts';

/** A function as given on the command line, and what else its text said. */
export type GivenFunction = {
  readonly function: Expression;
  readonly domain?: Domain;
  readonly format?: FormatName;
};
