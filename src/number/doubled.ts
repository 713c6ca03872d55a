/** A copy with room for twice as many numbers, and for `least`. */
export function doubled(array: Float64Array, least = 0): Float64Array<ArrayBuffer> {
  const copy = new Float64Array(Math.max(least, 2 * array.length));
  copy.set(array);
  return copy;
}
