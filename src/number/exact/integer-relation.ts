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
  let unit: bigint[][] = values.map((_, i) => values.map((__, j) => (i === j ? 1n : 0n)));
  let rows = values.map((_, i) => {
    const row = new Float64Array(n + components);
    row[i] = 1;
    return row;
  });
  const size = Math.max(...values.map((v) => Math.max(...v.map(bitLength))));
  // Bits below the error of a value are noise: a relation would have to be short in spite of them.
  const noise = Math.max(0, ...values.map((_, i) => Math.floor(Math.log2(question.errors?.[i] ?? 1))));
  const last = Math.max(bits - size + 1, bits - noise);
  let inDoubles = true;
  // The lattice at scale s: coordinates of the vector, then its residuals without their last (bits − s) bits.
  for (let scale = Math.min(last, bits - size + STEP); ; scale = Math.min(last, scale + STEP)) {
    const cut = BigInt(bits - scale);
    if (inDoubles) {
      const kept = rows.map((row) => row.slice());
      for (const [i, row] of rows.entries()) {
        const residuals = residualsOf(unit[i], values);
        for (let c = 0; c < components; c++) row[n + c] = Number(shiftRounded(residuals[c], cut));
      }
      inDoubles = reduceInDoubles(rows);
      if (inDoubles) unit = rows.map((row) => Array.from(row.subarray(0, n), BigInt));
      else unit = kept.map((row) => Array.from(row.subarray(0, n), BigInt));
    }
    if (!inDoubles) {
      const full = unit.map((row) => [...row, ...residualsOf(row, values).map((x) => shiftRounded(x, cut))]);
      unit = reduceBasis(full).map((row) => row.slice(0, n));
      rows = [];
    }
    const found = unit.filter((row) => fits(row, question));
    if (found.length > 0 && (scale >= last || isSettled(unit, found))) {
      return found.filter((row) => row.every((m) => bitLength(m) <= coefficientBits)).toSorted(byLength);
    }
    if (scale >= last) return [];
    // LLL's first vector is at most 2^((n−1)/2) times the shortest one: nothing within the limit is left to find.
    const shortest = Math.min(...unit.map((row) => bitLength(lengthSquared(row)) / 2));
    if (shortest > coefficientBits + n / 2 + Math.log2(n)) return [];
  }
}

/** A relation that fits at full accuracy was found early: no other vector comes near its length. */
function isSettled(unit: bigint[][], found: bigint[][]): boolean {
  if (found.length === unit.length) return true;
  const longest = Math.max(...found.map((row) => bitLength(lengthSquared(row)) / 2));
  const rest = Math.min(
    ...unit.filter((row) => !found.includes(row)).map((row) => bitLength(lengthSquared(row)) / 2),
  );
  return rest > longest + unit.length / 4 + 4;
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
