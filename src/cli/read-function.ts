import type { Domain } from '../expression/domain.ts';
import type { Expression } from '../expression/expression.ts';
import { parseExpression } from '../expression/parse.ts';
import type { FormatName } from '../number/formats.ts';
import { readFPCoreFunction } from './read-fpcore-function.ts';

/** A function as given on the command line, and what else its text said. */
export type GivenFunction = {
  readonly function: Expression;
  readonly name?: string;
  readonly domain?: Domain;
  readonly format?: FormatName;
};

/** A formula, or FPCore when the text begins like it or `fpcore` says so. @throws NapierError */
export function readFunction(source: string, fpcore: boolean): GivenFunction {
  if (fpcore || /^\s*\(\s*FPCore\b/.test(source)) return readFPCoreFunction(source);
  return { function: parseExpression(source) };
}
