/** A sum or a difference of operands, as an instruction of the program that is being written. */
type WriteSum<T> = (op: 'add' | 'sub', a: T, b: T) => T;

/** a + b − sum exactly, for the rounded sum and whichever of the two is the larger (Knuth 1969, Møller 1965: TwoSum). */
export function writeSumError<T>(write: WriteSum<T>, a: T, b: T, sum: T): T {
  const second = write('sub', sum, a);
  const first = write('sub', sum, second);
  return write('add', write('sub', a, first), write('sub', b, second));
}
