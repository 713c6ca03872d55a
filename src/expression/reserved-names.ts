import { CONSTANTS, type ConstantName } from './constants.ts';
import { OPERATION_NAMES, OPERATIONS, type OperationName } from './operations.ts';

/** Every name the parser reads as a function before a bracket: the table's names and aliases. */
export const FUNCTION_NAMES: ReadonlyMap<string, OperationName> = new Map(
  OPERATION_NAMES.flatMap((name) => [name, ...OPERATIONS[name].aliases].map((text) => [text, name] as const)),
);

/**
 * Every name the parser reads as a constant. `gamma` before a bracket is the function; alone it is Euler's
 * constant, whose name in terms (and in print) is `egamma`.
 */
export const CONSTANT_NAMES: ReadonlyMap<string, ConstantName> = new Map<string, ConstantName>([
  ...(Object.keys(CONSTANTS) as ConstantName[]).map((name) => [name, name] as const),
  ['π', 'pi'],
  ['φ', 'phi'],
  ['γ', 'egamma'],
  ['gamma', 'egamma'],
  ['euler', 'egamma'],
  ['∞', 'inf'],
  ['infinity', 'inf'],
]);

/** Aliases of functions that people also use for variables: functions only before a bracket. */
const ALSO_VARIABLES = new Set(['W', 'Ai', 'Gamma', 'psi', 'lb', 'j0', 'j1', 'jn', 'y0', 'y1', 'yn']);

/** Can a bare `name` (no bracket after it) be a variable? */
export function isVariableName(name: string): boolean {
  if (CONSTANT_NAMES.has(name)) return false;
  return ALSO_VARIABLES.has(name) || !FUNCTION_NAMES.has(name);
}

/**
 * What an unquoted identifier looks like: a letter or underscore, then letters, digits and underscores. `π` stands
 * for itself, so that `2πx` is a product.
 */
export const IDENTIFIER = /(?:(?!π)[\p{L}_])(?:(?!π)[\p{L}\p{Nd}_])*/uy;
