import { mpfr, ROUND, type Big } from '../../number/mpfr.ts';
import type { Workspace } from '../../number/workspace.ts';

/** A Jacobian J = Q·R on m points, of the columns that are independent. */
export type FactoredJacobian = {
  /** Columns of J in all. */
  readonly count: number;
  /** Which of them are kept. */
  readonly kept: readonly number[];
  /** The largest magnitude in each column of J, kept or not. */
  readonly scale: readonly number[];
  /** Q·√m by columns: entries of about 1. */
  readonly directions: readonly Float64Array[];
  /** (R/√m)⁻¹ by rows, row j times scale[kept[j]]: what a unit of each direction does to each scaled parameter. */
  readonly inverse: readonly Float64Array[];
};

// Columns that lie this close (relatively, bits) to the span of those before are left out.
const RANK_SHARE = 0.4;
const N = ROUND.NEAREST;

/**
 * Gram and Schmidt in the workspace's precision: where constants nearly make up for each other the columns agree to
 * more digits than doubles have. Columns are overwritten.
 */
export function factorJacobian(columns: readonly (readonly Big[])[], w: Workspace): FactoredJacobian {
  const scale = columns.map((column) => column.reduce((most, v) => Math.max(most, Math.abs(toDouble(v))), 0));
  const m = columns[0]?.length ?? 0;
  const mark = w.mark();
  const rank = 2 ** (-RANK_SHARE * w.precision);
  const [c, product] = w.bigs(2);
  const kept: number[] = [];
  const rows: Big[][] = [];
  for (const [j, column] of columns.entries()) {
    if (!(scale[j] > 0 && scale[j] < Infinity)) continue;
    const before = norm(column, w);
    const row: Big[] = [];
    for (const i of kept) {
      const q = columns[i];
      mpfr.mpfr_set_zero(c, 1);
      for (let p = 0; p < m; p++) mpfr.mpfr_fma(c, q[p], column[p], c, N);
      row.push(w.copy(c));
      for (let p = 0; p < m; p++) {
        mpfr.mpfr_mul(product, q[p], c, N);
        mpfr.mpfr_sub(column[p], column[p], product, N);
      }
    }
    const after = norm(column, w);
    mpfr.mpfr_div(c, after, before, N);
    if (!(toDouble(c) > rank)) continue;
    for (const v of column) mpfr.mpfr_div(v, v, after, N);
    row.push(after);
    kept.push(j);
    rows.push(row);
  }
  const root = Math.sqrt(m);
  const directions = kept.map((j) => Float64Array.from(columns[j], (v) => toDouble(v) * root));
  const inverse = invert(rows, w).map((row, j) =>
    Float64Array.from(row, (v) => toDouble(v) * root * scale[kept[j]]),
  );
  w.release(mark);
  return { count: columns.length, kept, scale, directions, inverse };
}

function norm(column: readonly Big[], w: Workspace): Big {
  const sum = w.number(0);
  for (const v of column) mpfr.mpfr_fma(sum, v, v, sum, N);
  mpfr.mpfr_sqrt(sum, sum, N);
  return sum;
}

/** R⁻¹ by rows (with its zeros), where rows[j] is the j-th *column* of R. */
function invert(columns: readonly (readonly Big[])[], w: Workspace): Big[][] {
  const n = columns.length;
  const inverse = columns.map(() => Array.from({ length: n }, () => w.number(0)));
  const t = w.big();
  for (let c = 0; c < n; c++) {
    mpfr.mpfr_ui_div(inverse[c][c], 1, columns[c][c], N);
    for (let i = c - 1; i >= 0; i--) {
      for (let j = i + 1; j <= c; j++) {
        mpfr.mpfr_mul(t, columns[j][i], inverse[j][c], N);
        mpfr.mpfr_sub(inverse[i][c], inverse[i][c], t, N);
      }
      mpfr.mpfr_div(inverse[i][c], inverse[i][c], columns[i][i], N);
    }
  }
  return inverse;
}

const toDouble = (x: Big): number => mpfr.mpfr_get_d(x, N);
