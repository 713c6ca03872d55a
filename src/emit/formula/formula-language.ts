import type { OperationName } from '../../expression/operations.ts';
import type { TargetName } from '../target.ts';

/** How a language with a mathematical library of its own writes formulas over the reals, in its usual type of number. */
export type FormulaLanguage = {
  readonly name: TargetName;
  /** What follows the function's name in its file's: `.c`. */
  readonly ending: string;
  readonly format: 'f64' | 'f32';
  number(x: number): string;
  /** Names of functions, or how a call is written; what is missing the language has not. */
  readonly functions: Readonly<Partial<Record<OperationName, string | ((a: string) => string)>>>;
  /** A power; `undefined` for a whole one: its library's is undefined for negative numbers, so that products are written. */
  power(base: string, exponent: string, whole: boolean): string | undefined;
  /** Names that no parameter can have. */
  readonly reserved: readonly string[];
  local(name: string, value: string): string;
  /** The file: a function with its contract above it. */
  define(f: FormulaText): string;
};

export type FormulaText = {
  readonly name: string;
  readonly parameters: readonly string[];
  /** Statements before the result. */
  readonly body: readonly string[];
  readonly result: string;
  readonly contract: readonly string[];
};
