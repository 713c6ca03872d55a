import { absolute, bitLength } from './integers.ts';
import { reduceBasis } from './reduce-basis.ts';
import { reduceInDoubles } from './reduce-in-doubles.ts';

/** Real numbers: one component each. Complex ones: real and imaginary part. All times 2^bits, rounded. */
export type ScaledVector = readonly bigint[];

export type RelationQuestion = {
  /** The numbers x, each with the same count of components, times 2^bits and rounded to integers. */
  readonly values: readonly ScaledVector[];
  /** Binary places of `values`. */
  readonly bits: number;
  /**
   * How far a value may be from the truth, in units of 2^−bits (one per value; at least 1 for a rounded number that is
   * not exact). A relation m is one whose residuals |Σ mᵢxᵢ| are at most Σ |mᵢ|·errorᵢ in every component.
   * @defaultValue 1 each
   */
  readonly errors?: readonly number[];
  /** Relations with a coefficient of more bits are not looked for. @defaultValue 40 */
  readonly coefficientBits?: number;
};

/** Bits of the values that one round of reduction takes in. */
const STEP = 18;

/**
 * Integer relations among real or complex numbers: short vectors m ≠ 0 with Σ mᵢxᵢ = 0 to the accuracy of the values.
 * LLL on the knapsack lattice (Lenstra, Lenstra & Lovász 1982), fed with the values' bits from the top down, so that
 * vectors stay short and the whole reduction runs in doubles on exact integers (van Hoeij & Novocin's gradual feeding,
 * 2010); where a coefficient outgrows them, it goes on in bigints.
 *
 * @returns independent relations, shortest first: none when no vector within `coefficientBits` fits the values. Each
 * fits by exact arithmetic; whether it *means* something is for the caller to judge, by comparing the digits its
 * coefficients spend with the digits of the values.
 */
export function integerRelations(question: RelationQuestion): bigint[][] {
  const { values, bits, coefficientBits = 40 } = question;
  const n = values.length;
  if (n < 2) return [];
  const components = values[0].length;
  const rows = values.map((_, i) => {
    const row = new Float64Array(n + components);
    row[i] = 1;
    return row;
  });
  /** The vectors once they have outgrown doubles. */
  let unit: bigint[][] | undefined;
  const size = Math.max(...values.map((v) => Math.max(...v.map(bitLength))));
  // Bits below the error of a value are noise: a relation would have to be short in spite of them.
  const noise = Math.max(0, ...values.map((_, i) => Math.floor(Math.log2(question.errors?.[i] ?? 1))));
  const last = Math.max(bits - size + 1, bits - noise);
  // The lattice at scale s: coordinates of the vector, then its residuals without their last (bits − s) bits.
  for (let scale = Math.min(last, bits - size + STEP); ; scale = Math.min(last, scale + STEP)) {
    const cut = BigInt(bits - scale);
    if (unit === undefined) {
      const kept = rows.map((row) => row.slice(0, n));
      for (const row of rows) {
        for (let c = 0; c < components; c++) {
          let residual = 0n;
          for (let j = 0; j < n; j++) if (row[j] !== 0) residual += BigInt(row[j]) * values[j][c];
          row[n + c] = Number(shiftRounded(residual, cut));
        }
      }
      if (!reduceInDoubles(rows)) unit = kept.map((row) => Array.from(row, BigInt));
    }
    if (unit !== undefined) {
      const full = unit.map((row) => [...row, ...residualsOf(row, values).map((x) => shiftRounded(x, cut))]);
      unit = reduceBasis(full).map((row) => row.slice(0, n));
    }
    const found =
      unit === undefined
        ? rows.filter((row) => isNear(row, n)).map((row) => Array.from(row.subarray(0, n), BigInt))
        : [...unit];
    const fitting = found.filter((row) => fits(row, question));
    const lengths =
      unit?.map((row) => bitLength(lengthSquared(row)) / 2) ?? rows.map((row) => logLength(row, n));
    if (fitting.length > 0 && (scale >= last || isSettled(fitting, lengths))) {
      return fitting.filter((row) => row.every((m) => bitLength(m) <= coefficientBits)).toSorted(byLength);
    }
    if (scale >= last) return [];
    // LLL's first vector is at most 2^((n−1)/2) times the shortest one: nothing within the limit is left to find.
    if (Math.min(...lengths) > coefficientBits + n / 2 + Math.log2(n)) return [];
  }
}

/** Could the vector's residual be 0? In the lattice's units a value is off by one at most, and by its error's noise. */
function isNear(row: Float64Array, n: number): boolean {
  let allowed = 2;
  for (let j = 0; j < n; j++) allowed += 3 * Math.abs(row[j]);
  for (let c = n; c < row.length; c++) if (Math.abs(row[c]) > allowed) return false;
  return true;
}

function logLength(row: Float64Array, n: number): number {
  let sum = 0;
  for (let j = 0; j < n; j++) sum += row[j] * row[j];
  return Math.log2(sum) / 2;
}

/** A relation that fits at full accuracy was found early: no other vector comes near its length. */
function isSettled(found: readonly bigint[][], lengths: readonly number[]): boolean {
  if (found.length === lengths.length) return true;
  const longest = Math.max(...found.map((row) => bitLength(lengthSquared(row)) / 2));
  const longer = lengths.filter((length) => length > longest + lengths.length / 4 + 4);
  return longer.length === lengths.length - found.length;
}

function residualsOf(row: readonly bigint[], values: readonly ScaledVector[]): bigint[] {
  return values[0].map((_, c) => {
    let sum = 0n;
    for (let j = 0; j < row.length; j++) if (row[j] !== 0n) sum += row[j] * values[j][c];
    return sum;
  });
}

function fits(row: readonly bigint[], { values, errors }: RelationQuestion): boolean {
  let allowed = 0n;
  for (const [i, m] of row.entries()) allowed += absolute(m) * BigInt(Math.ceil(errors?.[i] ?? 1));
  return residualsOf(row, values).every((residual) => absolute(residual) <= allowed);
}

function shiftRounded(x: bigint, cut: bigint): bigint {
  return cut <= 0n ? x << -cut : (x + ((1n << cut) >> 1n)) >> cut;
}

function lengthSquared(row: readonly bigint[]): bigint {
  return row.reduce((sum, m) => sum + m * m, 0n);
}

function byLength(a: readonly bigint[], b: readonly bigint[]): number {
  const difference = lengthSquared(a) - lengthSquared(b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
