/** coefficient·nⁱ·kʲ */
export type Term = readonly [i: number, j: number, coefficient: bigint];

/** Moduli by which a polynomial may be seen not to be 0. */
const MODULI = [2, 3, 4, 5];
/** Values of one letter that are tried, at most. */
const MOST_VALUES = 10_000n;

/** Terms of one monomial made one, those that are 0 left out. */
export function summed(terms: readonly Term[]): Term[] {
  const out = new Map<string, Term>();
  for (const [i, j, c] of terms) {
    const key = `${i},${j}`;
    out.set(key, [i, j, c + (out.get(key)?.[2] ?? 0n)]);
  }
  return [...out.values()].filter(([, , c]) => c !== 0n);
}

/** The coefficient of the highest power of n: a polynomial in k. */
export function leadingInN(p: readonly Term[]): Term[] {
  const most = Math.max(0, ...p.map(([i]) => i));
  return p.filter(([i]) => i === most).map(([, j, c]): Term => [0, j, c]);
}

/** The sign that a polynomial has for all n ≥ 1, k ≥ 0, seen by its coefficients in n − 1 and k; 0: not seen. */
export function signOf(p: readonly Term[]): 1 | -1 | 0 {
  const shifted: Term[] = [];
  for (const [i, j, c] of p) {
    let binomial = 1n;
    for (let e = 0; e <= i; e++) {
      shifted.push([e, j, c * binomial]);
      binomial = (binomial * BigInt(i - e)) / BigInt(e + 1);
    }
  }
  const terms = summed(shifted);
  const constant = terms.find(([i, j]) => i === 0 && j === 0);
  if (constant === undefined) return 0;
  const positive = constant[2] > 0n;
  return terms.every(([, , c]) => c > 0n === positive) ? (positive ? 1 : -1) : 0;
}

/**
 * Whether a polynomial is surely not 0 for any whole n ≥ 1, k ≥ 0: by {@link signOf}; by trying all values up to Cauchy's bound
 * where there is one letter; or by its remainders. False only says that these do not tell.
 */
export function neverZero(p: readonly Term[]): boolean {
  const terms = summed(p);
  if (terms.length === 0) return false;
  // n itself is not 0.
  const least = Math.min(...terms.map(([i]) => i));
  const rest = terms.map(([i, j, c]): Term => [i - least, j, c]);
  if (signOf(rest) !== 0) return true;
  if (rest.every(([, j]) => j === 0))
    return hasNoRoot(
      rest.map(([i, , c]) => [i, c]),
      1n,
    );
  if (rest.every(([i]) => i === 0))
    return hasNoRoot(
      rest.map(([, j, c]) => [j, c]),
      0n,
    );
  return MODULI.some((m) => {
    const modulus = BigInt(m);
    for (let n = 0n; n < modulus; n++) {
      for (let k = 0n; k < modulus; k++) {
        const value = rest.reduce((sum, [i, j, c]) => sum + c * n ** BigInt(i) * k ** BigInt(j), 0n);
        if (value % modulus === 0n) return false;
      }
    }
    return true;
  });
}

/** Of one letter, from a value on: all roots lie within 1 + the largest quotient by the leading coefficient (Cauchy). */
function hasNoRoot(terms: readonly (readonly [power: number, coefficient: bigint])[], from: bigint): boolean {
  const size = (x: bigint): bigint => (x < 0n ? -x : x);
  const [, leading] = terms.reduce((a, b) => (b[0] > a[0] ? b : a));
  const bound =
    1n + terms.reduce((most, [, c]) => (size(c) > most ? size(c) : most), 0n) / size(leading) + 1n;
  if (bound > MOST_VALUES) return false;
  for (let x = from; x <= bound; x++) {
    if (terms.reduce((sum, [power, c]) => sum + c * x ** BigInt(power), 0n) === 0n) return false;
  }
  return true;
}
