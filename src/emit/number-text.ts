/** A number as JavaScript source that keeps −0, NaN and the infinities. */
export function numberText(x: number): string {
  return Object.is(x, -0) ? '-0' : String(x);
}
