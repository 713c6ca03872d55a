import { CUSTOM_CODE, expandCustom, type CustomOperation } from './custom-operation.ts';
import { CONSTANT_CODE } from './regress-operations.ts';
import type { Formula } from './formula.ts';

/**
 * Formulas without constants to fit, each with its values on the rows, every vector of values once: a formula that
 * computes what a simpler one computes is not kept. Parts are shared, so a formula takes three numbers and its vector.
 */
export class FeatureStore {
  readonly rows: number;
  readonly capacity: number;
  count = 0;
  /** `rows` values a feature. */
  readonly values: Float64Array;
  readonly complexity: Float64Array;
  /** Bits of each formula's symbols. */
  readonly bits: Float64Array;
  private readonly code: Int32Array;
  private readonly left: Int32Array;
  private readonly right: Int32Array;
  private readonly known = new Set<number>();
  private readonly weights: Float64Array;

  private readonly custom: readonly CustomOperation[];

  constructor(
    rows: number,
    capacity: number,
    weights: Float64Array,
    custom: readonly CustomOperation[] = [],
  ) {
    this.custom = custom;
    this.rows = rows;
    this.capacity = capacity;
    this.weights = weights;
    this.values = new Float64Array(rows * capacity);
    this.complexity = new Float64Array(capacity);
    this.bits = new Float64Array(capacity);
    this.code = new Int32Array(capacity);
    this.left = new Int32Array(capacity);
    this.right = new Int32Array(capacity);
  }

  column(index: number): Float64Array {
    return this.values.subarray(index * this.rows, (index + 1) * this.rows);
  }

  /**
   * Adds a feature whose values are given, unless they are known, not finite, or out of all proportion.
   * @param bits of its own symbol
   */
  add(
    code: number,
    left: number,
    right: number,
    complexity: number,
    column: Float64Array,
    bits: number,
  ): boolean {
    if (this.count >= this.capacity) return false;
    let [sum, size] = [0, 0];
    for (let i = 0; i < this.rows; i++) {
      const value = column[i];
      sum += this.weights[i] * value;
      const magnitude = Math.abs(value);
      if (magnitude > size) size = magnitude;
    }
    // NaN and infinities end up in the sum.
    if (!Number.isFinite(sum) || size > 1e8 || size < 1e-8) return false;
    const key = rounded(sum);
    if (this.known.has(key)) return false;
    this.known.add(key);
    const at = this.count++;
    this.values.set(column, at * this.rows);
    this.code[at] = code;
    this.left[at] = left;
    this.right[at] = right;
    this.complexity[at] = complexity;
    this.bits[at] = bits + (left < 0 ? 0 : this.bits[left]) + (right < 0 ? 0 : this.bits[right]);
    return true;
  }

  /** The formula of a feature; `1` is a constant that a fit may change. */
  formula(index: number): Formula {
    const code = this.code[index];
    if (code === CONSTANT_CODE) return { code: [CONSTANT_CODE], values: [1] };
    if (code < CONSTANT_CODE) return { code: [code], values: [] };
    const a = this.formula(this.left[index]);
    if (code >= CUSTOM_CODE) {
      const right = this.right[index];
      return expandCustom(this.custom[code - CUSTOM_CODE], right < 0 ? [a] : [a, this.formula(right)]);
    }
    const b: Formula = this.right[index] < 0 ? { code: [], values: [] } : this.formula(this.right[index]);
    const parts = { code: [...a.code, ...b.code, code], values: [...a.values, ...b.values] };
    if (a.exact === undefined && b.exact === undefined) return parts;
    const exact = [a, b].flatMap((part) => part.exact ?? part.values.map(() => undefined));
    return { ...parts, exact };
  }
}

/** A double cut to 42 bits (Veltkamp's split), so that equal sums that were rounded differently have one key. */
export function rounded(value: number): number {
  const c = value * 2049;
  return c - (c - value);
}
