import type { Dataset } from './dataset.ts';
import type { Formula } from './formula.ts';
import { lossPull, lossWeight } from './loss.ts';
import { applyBackward, applyForward, CONSTANT_CODE, isBinary } from './regress-operations.ts';

/** Rows that pass through a formula at once: vectors of all its parts stay in the cache. */
const CHUNK = 512;

/** The sums of one pass over all rows: the weighted squared error, and the normal equations in the constants. */
export type NormalEquations = {
  readonly loss: number;
  /** Row-major p × p, Σ w·J·Jᵀ, and Σ w·J·r with r = target − value. */
  readonly matrix: Float64Array;
  readonly vector: Float64Array;
};

/** Evaluates formulas, and their derivatives in the constants by the reverse mode, on the rows of a data set. */
export class FormulaMachine {
  readonly data: Dataset;
  readonly rows: number;
  /** Evaluations of a formula on all rows so far; a pass with derivatives counts as three. */
  evaluations = 0;
  private readonly values: Float64Array[] = [];
  private readonly adjoints: Float64Array[] = [];
  private readonly size: number;

  constructor(data: Dataset) {
    this.data = data;
    this.rows = data.target.length;
    this.size = Math.min(CHUNK, this.rows);
  }

  /** The formula's values on all rows. */
  evaluate(formula: Formula, out = new Float64Array(this.rows)): Float64Array {
    this.evaluations += 1;
    for (let start = 0; start < this.rows; start += this.size) {
      const n = Math.min(this.size, this.rows - start);
      const slots = this.forward(formula, formula.values, start, n);
      const last = slots[slots.length - 1];
      out.set(last.length === n ? last : last.subarray(0, n), start);
    }
    return out;
  }

  /** The weighted sum of squared errors, or of what errors cost by the data's own loss; NaN or Infinity where the formula is undefined on a row. */
  loss(formula: Formula, values: readonly number[] = formula.values): number {
    this.evaluations += 1;
    const { target, weights, loss: own } = this.data;
    let sum = 0;
    for (let start = 0; start < this.rows; start += this.size) {
      const n = Math.min(this.size, this.rows - start);
      const slots = this.forward(formula, values, start, n);
      const y = slots[slots.length - 1];
      for (let i = 0; i < n; i++) {
        const r = target[start + i] - y[i];
        const cost = own === undefined ? r * r : own.cost(target[start + i], y[i]);
        sum += weights === undefined ? cost : weights[start + i] * cost;
      }
    }
    return sum;
  }

  /** The normal equations in the constants whose indices are `free`; of an own loss, those of its model by squares. */
  normalEquations(formula: Formula, values: readonly number[], free: readonly number[]): NormalEquations {
    this.evaluations += 3;
    const p = free.length;
    const matrix = new Float64Array(p * p);
    const vector = new Float64Array(p);
    const { target, weights, loss: own } = this.data;
    const residual = new Float64Array(this.size);
    const curve = own === undefined ? undefined : new Float64Array(this.size);
    let loss = 0;
    for (let start = 0; start < this.rows; start += this.size) {
      const n = Math.min(this.size, this.rows - start);
      const slots = this.forward(formula, values, start, n);
      const y = slots[slots.length - 1];
      for (let i = 0; i < n; i++) {
        const value = target[start + i];
        residual[i] = own === undefined ? value - y[i] : lossPull(own, value, y[i]);
        if (own !== undefined && curve !== undefined) curve[i] = lossWeight(own, value, y[i], residual[i]);
      }
      const jacobian = this.backward(formula, free, slots, n);
      for (let i = 0; i < n; i++) {
        const w = weights === undefined ? 1 : weights[start + i];
        loss += w * (own === undefined ? residual[i] * residual[i] : own.cost(target[start + i], y[i]));
        for (let j = 0; j < p; j++) {
          const wj = w * jacobian[j][i];
          vector[j] += wj * residual[i];
          const wc = curve === undefined ? wj : wj * curve[i];
          for (let k = 0; k <= j; k++) matrix[j * p + k] += wc * jacobian[k][i];
        }
      }
    }
    for (let j = 0; j < p; j++) for (let k = 0; k < j; k++) matrix[k * p + j] = matrix[j * p + k];
    return { loss, matrix, vector };
  }

  /** The values of every part of the formula on rows `start` … `start + n − 1`. */
  private forward({ code }: Formula, values: readonly number[], start: number, n: number): Float64Array[] {
    const slots: Float64Array[] = [];
    const open: number[] = [];
    let next = 0;
    for (let s = 0; s < code.length; s++) {
      const c = code[s];
      if (c < CONSTANT_CODE) {
        const column = this.data.columns[c];
        slots.push(n === this.rows ? column : column.subarray(start, start + n));
      } else {
        const out = this.buffer(this.values, s);
        if (c === CONSTANT_CODE) {
          out.fill(values[next++]);
        } else {
          const b = isBinary(c) ? slots[open.pop() as number] : slots[0];
          applyForward(c, slots[open.pop() as number], b, out, n);
        }
        slots.push(out);
      }
      open.push(s);
    }
    return slots;
  }

  /** Derivatives of the value in the free constants, a vector each. */
  private backward(
    { code }: Formula,
    free: readonly number[],
    slots: readonly Float64Array[],
    n: number,
  ): Float64Array[] {
    const last = code.length - 1;
    const children = childrenOf(code);
    const wanted = new Map<number, number>();
    let next = 0;
    code.forEach((c, s) => {
      if (c !== CONSTANT_CODE) return;
      const at = free.indexOf(next++);
      if (at >= 0) wanted.set(s, at);
    });
    const needed = code.map((_, s) => wanted.has(s));
    for (let s = 0; s <= last; s++) if (children[s].some((child) => needed[child])) needed[s] = true;
    this.buffer(this.adjoints, last).fill(1);
    const result: Float64Array[] = [];
    for (let s = last; s >= 0; s--) {
      if (!needed[s]) continue;
      const adjoint = this.buffer(this.adjoints, s);
      const at = wanted.get(s);
      if (at !== undefined) result[at] = adjoint;
      const [a, b] = children[s];
      children[s].forEach((child, k) => {
        if (!needed[child]) return;
        const out = this.buffer(this.adjoints, child);
        applyBackward(code[s], k as 0 | 1, slots[a], slots[b ?? a], slots[s], adjoint, out, n);
      });
    }
    return result;
  }

  private buffer(pool: Float64Array[], s: number): Float64Array {
    while (pool.length <= s) pool.push(new Float64Array(this.size));
    return pool[s];
  }
}

/** The positions of each operation's arguments. */
export function childrenOf(code: readonly number[]): number[][] {
  const open: number[] = [];
  return code.map((c, s) => {
    const arity = c <= CONSTANT_CODE ? 0 : isBinary(c) ? 2 : 1;
    const args = open.splice(open.length - arity, arity);
    open.push(s);
    return args;
  });
}
