import { mpfr, ROUND, type Big } from '../number/mpfr.ts';
import type { Workspace } from '../number/workspace.ts';

/**
 * Solves the square system whose rows are `[a₁ … aₙ, b]`, in place, by Gaussian elimination with partial
 * pivoting (rows of like size, columns scaled to like size by the caller). The numbers of `rows` are overwritten.
 *
 * @returns the solution (numbers of `w`), or `undefined` when a pivot is 0.
 */
export function solveLinear(rows: Big[][], w: Workspace): Big[] | undefined {
  const n = rows.length;
  const product = w.big();
  const factor = w.big();
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let i = column + 1; i < n; i++) {
      if (mpfr.mpfr_cmpabs(rows[i][column], rows[pivot][column]) > 0) pivot = i;
    }
    if (!mpfr.mpfr_number_p(rows[pivot][column]) || mpfr.mpfr_zero_p(rows[pivot][column])) return undefined;
    [rows[column], rows[pivot]] = [rows[pivot], rows[column]];
    const top = rows[column];
    for (let i = column + 1; i < n; i++) {
      const row = rows[i];
      if (mpfr.mpfr_zero_p(row[column])) continue;
      mpfr.mpfr_div(factor, row[column], top[column], ROUND.NEAREST);
      for (let j = column + 1; j <= n; j++) {
        mpfr.mpfr_mul(product, factor, top[j], ROUND.NEAREST);
        mpfr.mpfr_sub(row[j], row[j], product, ROUND.NEAREST);
      }
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    const row = rows[i];
    for (let j = i + 1; j < n; j++) {
      mpfr.mpfr_mul(product, row[j], rows[j][n], ROUND.NEAREST);
      mpfr.mpfr_sub(row[n], row[n], product, ROUND.NEAREST);
    }
    mpfr.mpfr_div(row[n], row[n], row[i], ROUND.NEAREST);
  }
  return rows.map((row) => row[n]);
}
