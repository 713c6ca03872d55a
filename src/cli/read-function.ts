import type { GivenFunction } from './given-function.ts';
import { parseExpression } from '../expression/parse.ts';
import { readFPCoreFunction } from './read-fpcore-function.ts';

/** A formula, or FPCore when the text begins like it or `fpcore` says so. @throws NapierError */
export function readFunction(source: string, fpcore: boolean): GivenFunction {
  if (fpcore || /^\s*\(\s*FPCore\b/.test(source)) return readFPCoreFunction(source);
  return { function: parseExpression(source) };
}
