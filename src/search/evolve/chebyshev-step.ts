import { discreteMinimax } from '../machine/discrete-minimax.ts';
import { orthogonalFactor } from '../machine/orthogonal-factor.ts';

export type ChebyshevStep = {
  /** Change of each parameter. */
  readonly step: Float64Array;
  /** Largest |residual| that the linear model leaves (in the residuals' unit). */
  readonly predicted: number;
  /** The damping has no hand in the step. */
  readonly free: boolean;
};

// Directions of the column-scaled Jacobian weaker than this are rounding: they are left alone.
const RANK = 1e-14;

/**
 * The damped Gauss–Newton step in the maximum norm: the d that makes max(|rᵢ + Σ Jᵢⱼ·dⱼ|, damping·|sⱼ·dⱼ|) least,
 * sⱼ the largest |Jᵢⱼ| (Osborne and Watson, 1969, with the damping of Levenberg as rows of the same problem, so that
 * it has a solution for every Jacobian). Solved in an orthonormal basis of the columns.
 * @param columns the Jacobian by columns, one number a point
 * @returns `undefined` when nothing depends on the parameters, or the exchange fails.
 */
export function chebyshevStep(
  residual: Float64Array,
  columns: readonly Float64Array[],
  damping: number,
): ChebyshevStep | undefined {
  const scale = columns.map((column) => column.reduce((most, v) => Math.max(most, Math.abs(v)), 0));
  const used = independent(
    columns.map((column, j) => column.map((v) => v / scale[j])),
    scale,
  );
  const n = used.columns.length;
  if (n === 0) return undefined;
  const m = residual.length;
  const { directions, rows } = orthogonalFactor(used.columns, residual);
  // y = R·d; row j of R⁻¹ gives sⱼ·dⱼ.
  const inverse = invertUpper(rows);
  const size = Math.sqrt(m);
  const basis = directions.map((direction, c) => {
    const extended = new Float64Array(m + n);
    for (let i = 0; i < m; i++) extended[i] = direction[i] * size;
    for (let j = 0; j < n; j++) extended[m + j] = damping * inverse[j][c] * size;
    return extended;
  });
  const right = new Float64Array(m + n);
  right.set(residual);
  let worst = 0;
  for (let i = 1; i < m; i++) if (Math.abs(residual[i]) > Math.abs(residual[worst])) worst = i;
  const start = [...used.columns.map((_, j) => m + j), worst];
  const solved = discreteMinimax(right, basis, start, 60 + 12 * n);
  if (solved === undefined) return undefined;
  const step = new Float64Array(columns.length);
  for (let j = 0; j < n; j++) {
    let sum = 0;
    for (let c = j; c < n; c++) sum += inverse[j][c] * solved.coordinates[c];
    step[used.index[j]] = (sum * size) / scale[used.index[j]];
  }
  if (!step.every(Number.isFinite)) return undefined;
  return { step, predicted: solved.error, free: !solved.reference.some((i) => i >= m) };
}

/** The columns that are not (nearly) combinations of those before them. */
function independent(
  columns: readonly Float64Array[],
  scale: readonly number[],
): { columns: Float64Array[]; index: number[] } {
  const kept: Float64Array[] = [];
  const index: number[] = [];
  const basis: Float64Array[] = [];
  for (const [j, column] of columns.entries()) {
    if (!(scale[j] > 0 && scale[j] < Infinity)) continue;
    const rest = Float64Array.from(column);
    const before = norm(rest);
    for (let pass = 0; pass < 2; pass++) {
      for (const q of basis) {
        let c = 0;
        for (let i = 0; i < rest.length; i++) c += q[i] * rest[i];
        for (let i = 0; i < rest.length; i++) rest[i] -= c * q[i];
      }
    }
    const after = norm(rest);
    if (!(after > RANK * before)) continue;
    basis.push(rest.map((v) => v / after));
    kept.push(column);
    index.push(j);
  }
  return { columns: kept, index };
}

const norm = (v: Float64Array): number => Math.sqrt(v.reduce((sum, a) => sum + a * a, 0));

/** The inverse of an upper triangular matrix, by rows. */
function invertUpper(rows: readonly Float64Array[]): Float64Array[] {
  const n = rows.length;
  const inverse = rows.map(() => new Float64Array(n));
  for (let c = 0; c < n; c++) {
    inverse[c][c] = 1 / rows[c][c];
    for (let i = c - 1; i >= 0; i--) {
      let sum = 0;
      for (let j = i + 1; j <= c; j++) sum += rows[i][j] * inverse[j][c];
      inverse[i][c] = -sum / rows[i][i];
    }
  }
  return inverse;
}
