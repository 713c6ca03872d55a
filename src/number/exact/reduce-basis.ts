import { roundedQuotient } from './integers.ts';

/**
 * LLL reduction of linearly independent integer vectors, δ = 3/4, in integers alone (de Weger 1989; Cohen, A Course in
 * Computational Algebraic Number Theory, Algorithm 2.6.7 without its dependent case): no rounding, so the answer is
 * reduced by construction: |μ| ≤ 1/2 and Lovász' condition hold exactly. For lattices whose entries do not fit doubles;
 * `reduceInDoubles` is some hundred times faster where they do.
 * @throws RangeError when the vectors are linearly dependent
 */
export function reduceBasis(given: readonly (readonly bigint[])[]): bigint[][] {
  const basis = given.map((row) => [...row]);
  const n = basis.length;
  /** d[i + 1] is the Gram determinant of the first i + 1 vectors; lambda[i][j] = d[j + 1]·μ[i][j]. */
  const d: bigint[] = [1n];
  const lambda: bigint[][] = basis.map(() => []);

  const dot = (a: readonly bigint[], b: readonly bigint[]): bigint => {
    let sum = 0n;
    for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
    return sum;
  };
  const orthogonalise = (k: number): void => {
    for (let j = 0; j <= k; j++) {
      let u = dot(basis[k], basis[j]);
      for (let i = 0; i < j; i++) u = (d[i + 1] * u - lambda[k][i] * lambda[j][i]) / d[i];
      if (j < k) lambda[k][j] = u;
      else if (u === 0n) throw new RangeError('reduceBasis: dependent vectors');
      else d[k + 1] = u;
    }
  };
  const sizeReduce = (k: number, l: number): void => {
    const q = roundedQuotient(lambda[k][l], d[l + 1]);
    if (q === 0n) return;
    for (let i = 0; i < basis[k].length; i++) basis[k][i] -= q * basis[l][i];
    lambda[k][l] -= q * d[l + 1];
    for (let i = 0; i < l; i++) lambda[k][i] -= q * lambda[l][i];
  };
  const swap = (k: number, top: number): void => {
    [basis[k - 1], basis[k]] = [basis[k], basis[k - 1]];
    for (let j = 0; j < k - 1; j++) [lambda[k - 1][j], lambda[k][j]] = [lambda[k][j], lambda[k - 1][j]];
    const l = lambda[k][k - 1];
    const b = (d[k - 1] * d[k + 1] + l * l) / d[k];
    for (let i = k + 1; i <= top; i++) {
      const t = lambda[i][k];
      lambda[i][k] = (d[k + 1] * lambda[i][k - 1] - l * t) / d[k];
      lambda[i][k - 1] = (b * t + l * lambda[i][k]) / d[k + 1];
    }
    d[k] = b;
  };

  if (n === 0) return basis;
  orthogonalise(0);
  let top = 0;
  for (let k = 1; k < n;) {
    if (k > top) {
      top = k;
      orthogonalise(k);
    }
    sizeReduce(k, k - 1);
    if (4n * d[k + 1] * d[k - 1] < 3n * d[k] * d[k] - 4n * lambda[k][k - 1] * lambda[k][k - 1]) {
      swap(k, top);
      k = Math.max(1, k - 1);
    } else {
      for (let l = k - 2; l >= 0; l--) sizeReduce(k, l);
      k += 1;
    }
  }
  return basis;
}
