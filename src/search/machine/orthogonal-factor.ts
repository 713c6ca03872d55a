/**
 * Q·R factorisation of the matrix with these columns by Gram–Schmidt with reorthogonalisation, and Qᵀ·right;
 * `rest2` is the squared distance of `right` from the columns' span.
 */
export function orthogonalFactor(
  columns: readonly Float64Array[],
  right: Float64Array,
): {
  readonly directions: Float64Array[];
  readonly rows: Float64Array[];
  readonly right: Float64Array;
  readonly rest2: number;
} {
  const d = columns.length;
  const rows = columns.map(() => new Float64Array(d));
  const basis: Float64Array[] = [];
  for (let j = 0; j < d; j++) {
    const v = Float64Array.from(columns[j]);
    for (let pass = 0; pass < 2; pass++) {
      for (let i = 0; i < j; i++) {
        const c = dot(basis[i], v);
        rows[i][j] += c;
        for (let k = 0; k < v.length; k++) v[k] -= c * basis[i][k];
      }
    }
    rows[j][j] = Math.sqrt(dot(v, v));
    for (let k = 0; k < v.length; k++) v[k] /= rows[j][j];
    basis.push(v);
  }
  const rest = Float64Array.from(right);
  const projected = Float64Array.from(basis, (q) => {
    const c = dot(q, rest);
    for (let k = 0; k < rest.length; k++) rest[k] -= c * q[k];
    return c;
  });
  return { directions: basis, rows, right: projected, rest2: dot(rest, rest) };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}
