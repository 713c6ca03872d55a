/** Errors and spreads are told with four digits: more would only be noise that differs between machines. */
export function fourDigits(value: number): number {
  return Number(value.toPrecision(4));
}
