/** A vector less its mean, of length 1 (of length 0 where it is constant but for rounding). */
export function normalised(column: Float64Array): {
  readonly unit: Float64Array;
  readonly mean: number;
  readonly norm: number;
} {
  let sum = 0;
  for (let i = 0; i < column.length; i++) sum += column[i];
  const mean = sum / column.length;
  const unit = new Float64Array(column.length);
  let [square, size] = [0, 0];
  for (let i = 0; i < column.length; i++) {
    unit[i] = column[i] - mean;
    square += unit[i] * unit[i];
    size += column[i] * column[i];
  }
  const norm = square > 1e-24 * size ? Math.sqrt(square) : 0;
  for (let i = 0; i < column.length; i++) unit[i] = norm === 0 ? 0 : unit[i] / norm;
  return { unit, mean, norm };
}

/** The inner product. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
