import type { PrimeField } from './prime-field.ts';

/** A reduced row echelon form: `rows[i]` has its first nonzero entry, a 1, in column `pivots[i]`. */
export type Echelon = { readonly rows: Float64Array[]; readonly pivots: number[] };

/** Gauss–Jordan elimination over a prime field. The rows given are used up. */
export function reduceToEchelon(rows: Float64Array[], columns: number, field: PrimeField): Echelon {
  const { prime, multiply, inverse } = field;
  const reciprocal = 1 / prime;
  const pivots: number[] = [];
  let rank = 0;
  for (let column = 0; column < columns && rank < rows.length; column++) {
    const found = rows.findIndex((row, i) => i >= rank && row[column] !== 0);
    if (found < 0) continue;
    [rows[rank], rows[found]] = [rows[found], rows[rank]];
    const pivot = rows[rank];
    const scale = inverse(pivot[column]);
    if (scale !== 1) for (let j = column; j < columns; j++) pivot[j] = multiply(pivot[j], scale);
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i];
      const factor = row[column];
      if (i === rank || factor === 0) continue;
      const minus = prime - factor;
      for (let j = column; j < columns; j++) {
        // `multiply`, written out: this is the one hot loop.
        const value = row[j] + minus * pivot[j];
        let rest = value - Math.floor(value * reciprocal) * prime;
        if (rest < 0) rest += prime;
        else if (rest >= prime) rest -= prime;
        row[j] = rest;
      }
    }
    pivots.push(column);
    rank += 1;
  }
  return { rows: rows.slice(0, rank), pivots };
}
