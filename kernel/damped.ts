/** Damped least squares of a few unknowns: a step of Levenberg's and Marquardt's method by orthogonal factors. */
import { at, dot, scaleBy, subtract } from './lanes';

/**
 * The damping of a constant counts its length of the column and, so much, the length of the residual for a change of the
 * constant by its own size: one that hardly matters yet (d in c/(v + d) with c near 0) would otherwise be sent to
 * infinity at the first step, where it never matters again. Smaller constants count as `SMALL`.
 */
const CAUTION: f64 = 3;
const SMALL: f64 = 1e-3;

/**
 * The k columns, scaled to length 1 or less (see `CAUTION`), as Q·R by modified Gram–Schmidt with the residual as one more column (so as
 * stable as Householder's: Björck, 1967); normal equations would lose the weak directions of ill-conditioned fits.
 * Columns become Q, `residual` is spent. Writes R (k × k, upper), Qᵀ·residual and the scale of each column.
 */
export function factorize(
  columns: usize,
  k: i32,
  residual: usize,
  sum: f64,
  constants: usize,
  held: u32,
  r: usize,
  right: usize,
  scale: usize,
  bytes: usize,
): void {
  for (let i = 0; i < k; i++) {
    const column = columns + <usize>i * bytes;
    const least = max(abs(load<f64>(at(constants, i))), SMALL);
    const size = Math.sqrt(dot(column, column, bytes) + (CAUTION * sum) / (least * least));
    const usable = size > 0 && size < Infinity && ((held >> i) & 1) == 0;
    store<f64>(at(scale, i), usable ? 1 / size : 0);
    if (usable) scaleBy(column, 1 / size, bytes);
    else memory.fill(column, 0, bytes);
  }
  for (let i = 0; i < k; i++) {
    const q = columns + <usize>i * bytes;
    const size = Math.sqrt(dot(q, q, bytes));
    store<f64>(at(r, i * k + i), size);
    if (size > 0) scaleBy(q, 1 / size, bytes);
    for (let j = i + 1; j < k; j++) {
      const other = columns + <usize>j * bytes;
      const c = dot(q, other, bytes);
      store<f64>(at(r, i * k + j), c);
      subtract(other, q, c, bytes);
    }
    const c = dot(q, residual, bytes);
    store<f64>(at(right, i), c);
    subtract(residual, q, c, bytes);
  }
}

/**
 * The step that makes |R·step + right|² + damping·|step|² least, by rotating the damping's rows into R (as MINPACK's
 * qrsolv). `work` takes k² + 2k numbers. `false` when a pivot is 0.
 */
export function solve(r: usize, right: usize, step: usize, k: i32, damping: f64, work: usize): bool {
  const t = work;
  const b = at(work, k * k);
  const row = at(b, k);
  memory.copy(t, r, (<usize>(k * k)) << 3);
  memory.copy(b, right, (<usize>k) << 3);
  const root = Math.sqrt(damping);
  for (let j = 0; j < k; j++) {
    for (let m = j; m < k; m++) store<f64>(at(row, m), 0);
    store<f64>(at(row, j), root);
    let rest: f64 = 0;
    for (let i = j; i < k; i++) {
      const v = load<f64>(at(row, i));
      if (v == 0) continue;
      const d = load<f64>(at(t, i * k + i));
      const size = Math.sqrt(d * d + v * v);
      const cosine = d / size;
      const sine = v / size;
      store<f64>(at(t, i * k + i), size);
      for (let m = i + 1; m < k; m++) {
        const x = load<f64>(at(t, i * k + m));
        const y = load<f64>(at(row, m));
        store<f64>(at(t, i * k + m), cosine * x + sine * y);
        store<f64>(at(row, m), cosine * y - sine * x);
      }
      const x = load<f64>(at(b, i));
      store<f64>(at(b, i), cosine * x + sine * rest);
      rest = cosine * rest - sine * x;
    }
  }
  for (let i = k - 1; i >= 0; i--) {
    const d = load<f64>(at(t, i * k + i));
    if (!(d > 0)) return false;
    let sum = -load<f64>(at(b, i));
    for (let m = i + 1; m < k; m++) sum -= load<f64>(at(t, i * k + m)) * load<f64>(at(step, m));
    store<f64>(at(step, i), sum / d);
  }
  return true;
}
