import { fromHexFloat } from './exact-constant.ts';

/**
 * The double that a hexadecimal float writes, for text that was validated where it came in (programs, certificates).
 * @throws RangeError when it was not: a defect, not a user's mistake.
 */
export function exactDouble(text: string): number {
  const value = fromHexFloat(text);
  if (value === undefined) throw new RangeError(`not a hexadecimal double: ${text}`);
  return value;
}
