import type { Expression } from '../../expression/expression.ts';
import { mpfr, ROUND, type Big } from '../../number/mpfr.ts';
import { withWorkspace, type Workspace } from '../../number/workspace.ts';
import type { ReducedFunction } from './reduced-function.ts';
import { FORMATS } from '../../number/formats.ts';
import { roundedValue } from './rounded-value.ts';

const PRECISION = 160;
/** Points between nodes at which a piece is judged. */
const PROBES = 7;
/** Where the quotient f(x)/x stands for its limit at 0, in lengths of a piece. */
const SMALL = 2 ** -30;

/** A polynomial in t for f(x) at x = (n + t)/scale, t from −½ to ½, and its largest relative error seen in [low, high]. */
export type TablePiece = {
  readonly coefficients: readonly number[];
  /** What the first of them leaves by its rounding. */
  readonly lost: number;
  readonly error: number;
};

/** What was computed of a function: many plans leave the same one, and a zero that no precision decides takes long. */
const known = new WeakMap<Expression, Map<number, readonly [high: number, low: number]>>();

/** Pieces of a table for one function: interpolated in multiple precision, so that coefficients err by their rounding alone. */
export class TablePieces {
  private readonly f: ReducedFunction;
  /** Values as sums of two doubles, 106 bits. */
  private readonly values: Map<number, readonly [high: number, low: number]>;

  constructor(f: ReducedFunction) {
    this.f = f;
    this.values = known.get(f.expression) ?? new Map();
    known.set(f.expression, this.values);
  }

  /** f(x) as a double. */
  at(x: number): number {
    return this.valueOf(x)[0];
  }

  /** f(x) − f(y), each to 106 bits. */
  difference(x: number, y: number): number {
    const [a, b] = [x, y].map((at) => this.valueOf(at));
    return a[0] - b[0] + (a[1] - b[1]);
  }

  /**
   * Interpolation at Chebyshev's nodes: within a small factor of the best (Trefethen, ATAP, ch. 16). One that vanishes
   * has a zero constant term, and f(x)/x is interpolated.
   */
  piece(n: number, scale: number, degree: number, vanishes: boolean): TablePiece {
    const { lo, hi } = this.f;
    return withWorkspace(PRECISION, (w) => {
      const row = this.interpolated(w, n, scale, degree, vanishes);
      const [low, high] = [Math.max(-0.5, lo * scale - n), Math.min(0.5, hi * scale - n)];
      const [value, truth, difference] = w.bigs(3);
      let error = 0;
      for (let i = 0; i <= PROBES; i++) {
        const x = (n + low + ((high - low) * (i + 0.35)) / (PROBES + 0.7)) / scale;
        const t = x * scale - n;
        mpfr.mpfr_set_zero(value, 1);
        for (let k = row.length - 1; k >= 0; k--) {
          mpfr.mpfr_mul_d(value, value, t, ROUND.NEAREST);
          mpfr.mpfr_add(value, value, row[k], ROUND.NEAREST);
        }
        this.read(truth, x);
        mpfr.mpfr_sub(difference, value, truth, ROUND.NEAREST);
        mpfr.mpfr_div(difference, difference, truth, ROUND.NEAREST);
        const seen = Math.abs(mpfr.mpfr_get_d(difference, ROUND.NEAREST));
        error = seen <= error ? error : seen === seen ? seen : Infinity;
      }
      const coefficients = row.map((c) => mpfr.mpfr_get_d(c, ROUND.NEAREST));
      mpfr.mpfr_sub_d(difference, row[0], coefficients[0], ROUND.NEAREST);
      return { coefficients, lost: mpfr.mpfr_get_d(difference, ROUND.NEAREST), error };
    });
  }

  private interpolated(w: Workspace, n: number, scale: number, degree: number, vanishes: boolean): Big[] {
    const count = vanishes ? degree : degree + 1;
    const nodes: number[] = [];
    const values = w.bigs(count);
    for (let k = 0; k < count; k++) {
      // x·scale and its difference from n are exact: t is that of the x whose value is taken.
      let x = (n + 0.5 * Math.cos((Math.PI * (k + 0.5)) / count)) / scale;
      if (vanishes && Math.abs(x * scale) < SMALL) x = SMALL / scale;
      nodes.push(x * scale - n);
      this.read(values[k], x);
      if (vanishes) mpfr.mpfr_div_d(values[k], values[k], nodes[k], ROUND.NEAREST);
    }
    // Newton's divided differences, expanded to powers of t.
    const step = w.big();
    for (let level = 1; level < count; level++)
      for (let k = count - 1; k >= level; k--) {
        mpfr.mpfr_sub(values[k], values[k], values[k - 1], ROUND.NEAREST);
        mpfr.mpfr_set_d(step, nodes[k], ROUND.NEAREST);
        mpfr.mpfr_sub_d(step, step, nodes[k - level], ROUND.NEAREST);
        mpfr.mpfr_div(values[k], values[k], step, ROUND.NEAREST);
      }
    const row = w.bigs(count);
    row.forEach((c) => mpfr.mpfr_set_zero(c, 1));
    for (let k = count - 1; k >= 0; k--) {
      // row ← row·(t − node) + value
      for (let i = count - 1; i >= 0; i--) {
        mpfr.mpfr_mul_d(step, row[i], -nodes[k], ROUND.NEAREST);
        if (i > 0) mpfr.mpfr_add(row[i], step, row[i - 1], ROUND.NEAREST);
        else mpfr.mpfr_add(row[i], step, values[k], ROUND.NEAREST);
      }
    }
    if (!vanishes) return row;
    const zero = w.big();
    mpfr.mpfr_set_zero(zero, 1);
    return [zero, ...row];
  }

  private read(out: Big, x: number): void {
    const [high, low] = this.valueOf(x);
    mpfr.mpfr_set_d(out, high, ROUND.NEAREST);
    mpfr.mpfr_add_d(out, out, low, ROUND.NEAREST);
  }

  private valueOf(x: number): readonly [high: number, low: number] {
    let value = this.values.get(x);
    if (value === undefined) this.values.set(x, (value = this.compute(x)));
    return value;
  }

  private compute(x: number): readonly [high: number, low: number] {
    return withWorkspace(PRECISION, (w) => {
      const value = w.big();
      if (this.f.oracle.value([x], value).kind !== 'enclosed')
        return [roundedValue(this.f.oracle, x, FORMATS.f64), 0];
      const high = mpfr.mpfr_get_d(value, ROUND.NEAREST);
      mpfr.mpfr_sub_d(value, value, high, ROUND.NEAREST);
      return [high, mpfr.mpfr_get_d(value, ROUND.NEAREST)];
    });
  }
}
