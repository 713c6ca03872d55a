/** The number with the fewest binary digits between two of one sign. */
export function shortBetween(lo: number, hi: number): number {
  if (lo < 0) return -shortBetween(-hi, -lo);
  for (let step = 2 ** Math.floor(Math.log2(hi)); ; step /= 2) {
    const multiple = Math.ceil(lo / step) * step;
    if (multiple <= hi) return multiple;
  }
}
