import { FRACTION_BITS, type FixedSamples } from './fixed-samples.ts';

const EXTRA = 2n * BigInt(FRACTION_BITS);

/**
 * Coefficients (of x/2^shift, FRACTION_BITS fraction bits) of the weighted least-squares fit on the samples: normal
 * equations by L·D·Lᵀ in fixed point wide enough for the square of a condition number of 2^150.
 * `undefined` when the monomials are dependent on the samples.
 */
export function leastSquares(samples: FixedSamples): bigint[] | undefined {
  const { monomials, values, powers } = samples;
  const n = powers.length;
  const gram = powers.map((_, a) =>
    powers.map((__, b) => monomials.reduce((sum, row) => sum + row[a] * row[b], 0n)),
  );
  const right = powers.map((_, a) => monomials.reduce((sum, row, i) => sum + row[a] * values[i], 0n));
  // Gaussian elimination without pivoting (the matrix is positive definite), factors with EXTRA fraction bits.
  for (let c = 0; c < n; c++) {
    if (gram[c][c] <= 0n) return undefined;
    for (let i = c + 1; i < n; i++) {
      const factor = (gram[i][c] << EXTRA) / gram[c][c];
      for (let j = c; j < n; j++) gram[i][j] -= (factor * gram[c][j]) >> EXTRA;
      right[i] -= (factor * right[c]) >> EXTRA;
    }
  }
  const solution = Array.from({ length: n }, () => 0n);
  for (let i = n - 1; i >= 0; i--) {
    let sum = right[i] << BigInt(FRACTION_BITS);
    for (let j = i + 1; j < n; j++) sum -= gram[i][j] * solution[j];
    solution[i] = sum / gram[i][i];
  }
  return solution;
}
