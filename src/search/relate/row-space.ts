import type { PrimeField } from '../../number/exact/prime-field.ts';

/** A space spanned by rows modulo a prime, kept in echelon form as rows are added. */
export class RowSpace {
  private readonly field: PrimeField;
  private readonly rows = new Map<number, Float64Array>();

  constructor(field: PrimeField) {
    this.field = field;
  }

  /** Adds a row. @returns whether it was not in the space yet */
  add(row: Float64Array): boolean {
    const rest = this.reduced(row);
    const pivot = rest.findIndex((x) => x !== 0);
    if (pivot < 0) return false;
    const scale = this.field.inverse(rest[pivot]);
    for (let j = pivot; j < rest.length; j++) rest[j] = this.field.multiply(rest[j], scale);
    this.rows.set(pivot, rest);
    return true;
  }

  has(row: Float64Array): boolean {
    return this.reduced(row).every((x) => x === 0);
  }

  private reduced(row: Float64Array): Float64Array {
    const { prime, multiply } = this.field;
    const rest = row.slice();
    for (let j = 0; j < rest.length; j++) {
      if (rest[j] === 0) continue;
      const pivot = this.rows.get(j);
      if (pivot === undefined) continue;
      const factor = prime - rest[j];
      for (let k = j; k < rest.length; k++) {
        if (pivot[k] !== 0) rest[k] = (rest[k] + multiply(factor, pivot[k])) % prime;
      }
    }
    return rest;
  }
}
