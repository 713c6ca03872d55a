/** Short pieces of memory, in steps of 16 bytes: for these, bulk memory operations are slower than a loop. */

/** Clears at least `bytes` bytes (up to the next multiple of 16). */
// @ts-ignore: decorator
@inline
export function clear(at: usize, bytes: usize): void {
  const end = at + bytes;
  for (let to = at; to < end; to += 16) v128.store(to, i64x2.splat(0));
}

/** Copies at least `bytes` bytes (up to the next multiple of 16). */
// @ts-ignore: decorator
@inline
export function copy(to: usize, from: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) v128.store(to + i, v128.load(from + i));
}
