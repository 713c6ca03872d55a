const INTEGER = /^i:(0x[0-9a-f]+|-?\d+)$/i;
/** Longer texts are no integers of any width there is. */
const LENGTH_LIMIT = 60;

/** Is the text of a constant meant as an integer (`i:…`), whether it is a good one or not? */
export function isIntegerText(text: string): boolean {
  return text.startsWith('i:');
}

/**
 * The integer of `width` bits, two's complement, that `i:0x5f3759df` (a bit pattern) or `i:-12` writes.
 * @returns `undefined` when the text writes none, or one that does not fit.
 */
export function readInteger(text: string, width: number): bigint | undefined {
  const match = text.length > LENGTH_LIMIT ? null : INTEGER.exec(text);
  if (match === null) return undefined;
  const value = BigInt(match[1]);
  const half = 1n << BigInt(width - 1);
  return value < -half || value >= 2n * half ? undefined : BigInt.asIntN(width, value);
}

/** How an integer is written: small ones in decimal, others as the bit pattern of `width` bits. */
export function integerText(value: number | bigint, width: number): string {
  const integer = BigInt.asIntN(width, BigInt(value));
  if (integer > -1000n && integer < 1000n) return `i:${integer}`;
  return `i:0x${BigInt.asUintN(width, integer).toString(16)}`;
}

/** {@link readInteger} of text that was validated. @throws RangeError when it was not: a defect. */
export function exactInteger(text: string, width: number): bigint {
  const value = readInteger(text, width);
  if (value === undefined) throw new RangeError(`not an integer of ${width} bits: ${text}`);
  return value;
}
