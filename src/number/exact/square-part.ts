/** n = s²·t for n > 0, with the squares of primes below 1,000 taken out: t is squarefree but for larger ones. */
export function squarePart(n: bigint): [square: bigint, rest: bigint] {
  let [square, rest] = [1n, n];
  for (let d = 2n; d < 1_000n && d * d <= rest; d++) {
    while (rest % (d * d) === 0n) {
      rest /= d * d;
      square *= d;
    }
  }
  return [square, rest];
}
