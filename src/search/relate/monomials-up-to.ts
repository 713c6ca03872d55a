/** Exponents of all monomials in `count` terms up to a total degree: by degree, then later terms last. */
export function monomialsUpTo(count: number, degree: number): number[][] {
  const out: number[][] = [];
  const fill = (at: number, left: number, exponents: number[]): void => {
    if (at === count - 1) {
      out.push([...exponents, left]);
      return;
    }
    for (let e = left; e >= 0; e--) fill(at + 1, left - e, [...exponents, e]);
  };
  for (let d = 0; d <= degree; d++) {
    if (count === 0) {
      if (d === 0) out.push([]);
    } else fill(0, d, []);
  }
  return out;
}
