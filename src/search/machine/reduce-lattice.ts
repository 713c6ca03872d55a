/** A reduced basis: `transform[i]` are the integer coordinates of its i-th vector in the basis given. */
export type ReducedLattice = { readonly gram: bigint[][]; readonly transform: bigint[][] };

// Nguyen & Stehlé's constants: 1/2 < ETA < sqrt(DELTA), so that rounding cannot make size reduction loop.
const DELTA = 0.99;
const ETA = 0.51;

/**
 * LLL reduction from the exact Gram matrix, with Gram–Schmidt in doubles (Nguyen & Stehlé, "Floating-point LLL
 * revisited", EUROCRYPT 2005, Fig. 4–6: about 1.6 bits a dimension are lost, so 53 bits serve dimensions up to 30).
 * The lattice is exactly the one given: only integer operations of determinant ±1 are applied.
 * @throws RangeError when the vectors are linearly dependent, or nearly so that doubles cannot tell.
 */
export function reduceLattice(given: readonly (readonly bigint[])[]): ReducedLattice {
  const n = given.length;
  const gram = given.map((row) => [...row]);
  const transform = given.map((_, i) => given.map((__, j) => (i === j ? 1n : 0n)));
  const r = given.map(() => new Float64Array(n));
  const mu = given.map(() => new Float64Array(n));
  const partial = new Float64Array(n + 1);
  if (n === 0) return { gram, transform };
  r[0][0] = Number(gram[0][0]);
  let k = 1;
  let steps = 0;
  while (k < n) {
    if (++steps > 20_000) throw new RangeError('reduceLattice: no end (vectors nearly dependent)');
    sizeReduce(gram, transform, r, mu, k);
    partial[0] = Number(gram[k][k]);
    for (let j = 0; j < k; j++) partial[j + 1] = partial[j] - mu[k][j] * r[k][j];
    const from = k;
    while (k > 0 && DELTA * r[k - 1][k - 1] > partial[k - 1]) k--;
    if (k !== from) moveVector(gram, transform, from, k);
    for (let j = 0; j < k; j++) {
      mu[k][j] = mu[from][j];
      r[k][j] = r[from][j];
    }
    r[k][k] = partial[k];
    if (!(r[k][k] > 0)) throw new RangeError('reduceLattice: dependent vectors');
    k++;
  }
  return { gram, transform };
}

/** Makes |mu[k][j]| ≤ ETA for all j < k, recomputing row k of the factorisation after each exact change. */
function sizeReduce(
  gram: bigint[][],
  transform: bigint[][],
  r: Float64Array[],
  mu: Float64Array[],
  k: number,
): void {
  const n = gram.length;
  for (let round = 0; round < 1000; round++) {
    for (let j = 0; j < k; j++) {
      let sum = Number(gram[k][j]);
      for (let i = 0; i < j; i++) sum -= mu[j][i] * r[k][i];
      r[k][j] = sum;
      mu[k][j] = sum / r[j][j];
    }
    let changed = false;
    const rest = mu[k].slice(0, k);
    for (let j = k - 1; j >= 0; j--) {
      if (Math.abs(rest[j]) <= ETA) continue;
      const factor = Math.round(rest[j]);
      for (let i = 0; i < j; i++) rest[i] -= factor * mu[j][i];
      subtractVector(gram, transform, n, k, j, BigInt(factor));
      changed = true;
    }
    if (!changed) return;
  }
  throw new RangeError('reduceLattice: size reduction does not end');
}

/** b[k] −= x·b[j], exactly. */
function subtractVector(
  gram: bigint[][],
  transform: bigint[][],
  n: number,
  k: number,
  j: number,
  x: bigint,
): void {
  for (let i = 0; i < n; i++) {
    transform[k][i] -= x * transform[j][i];
    if (i === k) continue;
    gram[k][i] -= x * gram[j][i];
  }
  // With the new <b[k], b[j]>: |b[k] − x·b[j]|² = |b[k]|² − x·(old + new).
  gram[k][k] -= x * (2n * gram[k][j] + x * gram[j][j]);
  for (let i = 0; i < n; i++) if (i !== k) gram[i][k] = gram[k][i];
}

function moveVector(gram: bigint[][], transform: bigint[][], from: number, to: number): void {
  transform.splice(to, 0, ...transform.splice(from, 1));
  gram.splice(to, 0, ...gram.splice(from, 1));
  for (const row of gram) row.splice(to, 0, ...row.splice(from, 1));
}
