import type { MoebiusRelation } from './polynomial-fraction.ts';

/** Numbers in a relation: 1, c, v, v·c. */
const SIZE = 4;
/** Columns of the lattice: the coefficients and the weighted residual. */
const WIDTH = SIZE + 1;
/** Bits by which the residual's weight grows from one reduction to the next: a double holds the rest. */
const STAGE_BITS = 14;
const STAGES = 6;
/** After this many stages a random value's shortest relation has coefficients about 2¹⁴. */
const SIEVE_STAGE = 4;
/** Relations are looked for to this length (of the vector of coefficients). */
export const MOST_LENGTH = 4096;
/** The shortest vector of the lattice is at most 2^(3/2) times shorter than the first reduced one. */
const SIEVE_LENGTH = MOST_LENGTH * 2 ** 1.5;

/**
 * Finds p + q·c = v·(r + s·c) in whole numbers for many values v and one constant c, all in double-double: lattice
 * reduction (Lenstra, Lenstra, Lovász 1982) of the relations of 1, c, −v, −v·c with the residual's weight rising, in
 * doubles. A relation that exists is in the lattice at every weight, so the search ends where the first vector of the
 * reduced basis is longer than 2^(3/2) times the longest relation wanted. This is the Ramanujan Machine's meeting of
 * values and Möbius images (Raayoni et al., Nature 590, 2021) without its table: no pair of coefficients is listed.
 */
export class MoebiusSearch {
  private readonly c: readonly [number, number];
  private readonly rows = new Float64Array(SIZE * WIDTH);
  private readonly high = new Float64Array(SIZE);
  private readonly low = new Float64Array(SIZE);
  private readonly norms = new Float64Array(SIZE);
  private readonly mu = new Float64Array(SIZE * SIZE);
  private readonly star = new Float64Array(SIZE * WIDTH);

  /** @param high,low the constant as a sum of two doubles */
  constructor(high: number, low: number) {
    this.c = [high, low];
  }

  /** @param error the value's relative error @returns the relation, or undefined when there is none, or v is rational */
  find(vh: number, vl: number, error: number): MoebiusRelation | undefined {
    const [ch, cl] = this.c;
    const { rows, high, low } = this;
    rows.fill(0);
    for (let i = 0; i < SIZE; i++) rows[i * WIDTH + i] = 1;
    const vc = multiply(vh, vl, ch, cl);
    const values: readonly (readonly [number, number])[] = [
      [1, 0],
      [ch, cl],
      [-vh, -vl],
      [-vc[0], -vc[1]],
    ];
    // One power of two for all: residuals start below 1.
    const shift = 2 ** -Math.ceil(Math.log2(Math.max(1, Math.abs(vh)) * Math.max(1, Math.abs(ch))));
    for (let i = 0; i < SIZE; i++) {
      high[i] = values[i][0] * shift;
      low[i] = values[i][1] * shift;
    }
    for (let stage = 1; stage <= STAGES; stage++) {
      this.reduce(2 ** (stage * STAGE_BITS));
      if (stage >= SIEVE_STAGE && Math.sqrt(this.length(0)) > SIEVE_LENGTH) return undefined;
    }
    const [p, q, r, s] = rows;
    if (Math.hypot(p, q, r, s) > MOST_LENGTH) return undefined;
    // Residuals are at most the coefficients times the errors of v and v·c.
    const tolerance = (Math.abs(r) + Math.abs(s) + 1) * (error + 2 ** -98) * 4;
    if (Math.abs(high[0]) > tolerance || p * s === q * r) return undefined;
    const sign = r < 0 || (r === 0 && s < 0) ? -1 : 1;
    return { p: sign * p + 0, q: sign * q + 0, r: sign * r + 0, s: sign * s + 0 };
  }

  /** The squared length of a row of coefficients. */
  private length(i: number): number {
    let sum = 0;
    for (let j = 0; j < SIZE; j++) sum += this.rows[i * WIDTH + j] ** 2;
    return sum;
  }

  private reduce(weight: number): void {
    const { rows, high } = this;
    for (let i = 0; i < SIZE; i++) rows[i * WIDTH + SIZE] = high[i] * weight;
    this.orthogonalise(0);
    let k = 1;
    // Each swap lowers a product of lengths by a quarter: the count only guards against rounding.
    for (let guard = 0; k < SIZE && guard < 1000; guard++) {
      this.orthogonalise(k);
      for (let j = k - 1; j >= 0; j--) {
        const factor = Math.round(this.mu[k * SIZE + j]);
        if (factor !== 0) {
          this.subtract(k, j, factor, weight);
          for (let i = 0; i < j; i++) this.mu[k * SIZE + i] -= factor * this.mu[j * SIZE + i];
          this.mu[k * SIZE + j] -= factor;
        }
      }
      const m = this.mu[k * SIZE + k - 1];
      if (this.norms[k] >= (0.99 - m * m) * this.norms[k - 1]) {
        k += 1;
      } else {
        this.swap(k);
        if (k === 1) this.orthogonalise(0);
        else this.orthogonalise(k - 1);
        k = Math.max(1, k - 1);
      }
    }
  }

  /** Row k of the Gram–Schmidt basis, from the rows before it. */
  private orthogonalise(k: number): void {
    const { rows, star, mu, norms } = this;
    for (let i = 0; i < WIDTH; i++) star[k * WIDTH + i] = rows[k * WIDTH + i];
    for (let j = 0; j < k; j++) {
      let dot = 0;
      for (let i = 0; i < WIDTH; i++) dot += star[k * WIDTH + i] * star[j * WIDTH + i];
      // The modified process: what is left is projected, which rounding harms less.
      const factor = dot / norms[j];
      mu[k * SIZE + j] = factor;
      for (let i = 0; i < WIDTH; i++) star[k * WIDTH + i] -= factor * star[j * WIDTH + i];
    }
    let norm = 0;
    for (let i = 0; i < WIDTH; i++) norm += star[k * WIDTH + i] ** 2;
    norms[k] = norm;
  }

  private subtract(k: number, j: number, factor: number, weight: number): void {
    const { rows, high, low } = this;
    for (let i = 0; i < SIZE; i++) rows[k * WIDTH + i] -= factor * rows[j * WIDTH + i];
    const [ph, pl] = multiply(high[j], low[j], factor, 0);
    const sum = high[k] - ph;
    const virtual = sum - high[k];
    const rest = high[k] - (sum - virtual) + (-ph - virtual) + (low[k] - pl);
    high[k] = sum + rest;
    low[k] = rest - (high[k] - sum);
    rows[k * WIDTH + SIZE] = high[k] * weight;
  }

  private swap(k: number): void {
    const { rows, high, low } = this;
    for (let i = 0; i < WIDTH; i++) {
      const kept = rows[k * WIDTH + i];
      rows[k * WIDTH + i] = rows[(k - 1) * WIDTH + i];
      rows[(k - 1) * WIDTH + i] = kept;
    }
    [high[k], high[k - 1]] = [high[k - 1], high[k]];
    [low[k], low[k - 1]] = [low[k - 1], low[k]];
  }
}

function multiply(ah: number, al: number, bh: number, bl: number): [number, number] {
  const p = ah * bh;
  let scaled = ah * 0x8000001;
  const aHigh = scaled - (scaled - ah);
  const aLow = ah - aHigh;
  scaled = bh * 0x8000001;
  const bHigh = scaled - (scaled - bh);
  const bLow = bh - bHigh;
  const rest = aLow * bLow - (p - aHigh * bHigh - aLow * bHigh - aHigh * bLow) + (ah * bl + al * bh);
  const sum = p + rest;
  return [sum, rest - (sum - p)];
}
