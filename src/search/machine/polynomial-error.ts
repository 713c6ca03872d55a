import { readBig } from '../../number/big-text.ts';
import { mpfr, ROUND, type Big } from '../../number/mpfr.ts';
import { Workspace } from '../../number/workspace.ts';
import type { FitTarget } from '../fit-target.ts';

const PRECISION = 256;

/** Σ coefficients[i]·x^powers[i]: exact doubles. */
export type DoublePolynomial = {
  readonly powers: readonly number[];
  readonly coefficients: readonly number[];
};

/**
 * Largest weighted error of exactly evaluated polynomials on the interval: the maximum over a dense grid in high
 * precision, every local maximum near the largest refined by parabolas. A measurement, not a bound. Function values
 * on the grid are computed once.
 */
export class PolynomialError {
  readonly target: FitTarget;
  private readonly workspace = new Workspace(PRECISION);
  private readonly points: Big[] = [];
  private readonly values: Big[] = [];
  private readonly lo: Big;
  private readonly hi: Big;

  /** @throws RangeError where the function has no value. */
  constructor(target: FitTarget, gridSize: number) {
    this.target = target;
    const w = this.workspace;
    this.lo = w.big();
    this.hi = w.big();
    readBig(this.lo, target.lo);
    readBig(this.hi, target.hi);
    const width = w.big();
    mpfr.mpfr_sub(width, this.hi, this.lo, ROUND.NEAREST);
    for (let i = 0; i <= gridSize; i++) {
      const x = w.big();
      mpfr.mpfr_mul_d(x, width, Math.sin((Math.PI / 2) * (i / gridSize)) ** 2, ROUND.NEAREST);
      mpfr.mpfr_add(x, x, this.lo, ROUND.NEAREST);
      if (i === gridSize) mpfr.mpfr_set(x, this.hi, ROUND.NEAREST);
      const f = w.big();
      if (this.target.oracle.value([{ lo: x, hi: x }], f).kind !== 'enclosed')
        throw new RangeError('no value in the interval');
      if (target.measure === 'relative' && mpfr.mpfr_zero_p(f)) continue;
      this.points.push(x);
      this.values.push(f);
    }
  }

  dispose(): void {
    this.workspace.dispose();
  }

  /** The largest error, in the target's measure, and the double nearest to where it is. */
  of(polynomial: DoublePolynomial): { readonly error: number; readonly worst: number } {
    const w = this.workspace;
    const mark = w.mark();
    const errors = this.points.map((x, i) => this.errorAt(polynomial, x, this.values[i]));
    let error = 0;
    let worst = mpfr.mpfr_get_d(this.lo, ROUND.NEAREST);
    const note = (value: number, x: Big): void => {
      if (Math.abs(value) <= error) return;
      error = Math.abs(value);
      worst = mpfr.mpfr_get_d(x, ROUND.NEAREST);
    };
    errors.forEach((value, i) => note(value, this.points[i]));
    const floor = 0.9 * error;
    for (let i = 1; i + 1 < errors.length; i++) {
      const size = Math.abs(errors[i]);
      if (size < floor || size < Math.abs(errors[i - 1]) || size < Math.abs(errors[i + 1])) continue;
      const inner = w.mark();
      this.refine(polynomial, i, errors, note);
      w.release(inner);
    }
    w.release(mark);
    return { error, worst };
  }

  /** Three parabola steps about grid point i, in x − x_i scaled to doubles. */
  private refine(
    polynomial: DoublePolynomial,
    i: number,
    errors: readonly number[],
    note: (value: number, x: Big) => void,
  ): void {
    const w = this.workspace;
    const [x, f] = w.bigs(2);
    const offset = (k: number): number => {
      mpfr.mpfr_sub(x, this.points[k], this.points[i], ROUND.NEAREST);
      return mpfr.mpfr_get_d(x, ROUND.NEAREST);
    };
    let nodes: [number, number][] = [i - 1, i, i + 1].map((k) => [offset(k), errors[k]]);
    const [low, high] = [nodes[0][0], nodes[2][0]];
    for (let round = 0; round < 3; round++) {
      const top = vertex(nodes);
      if (!(top > low && top < high) || nodes.some(([u]) => u === top)) return;
      mpfr.mpfr_set_d(x, top, ROUND.NEAREST);
      mpfr.mpfr_add(x, x, this.points[i], ROUND.NEAREST);
      if (this.target.oracle.value([{ lo: x, hi: x }], f).kind !== 'enclosed') return;
      const value = this.errorAt(polynomial, x, f);
      note(value, x);
      nodes = [...nodes, [top, value] as [number, number]].sort((a, b) => a[0] - b[0]);
      const best = nodes.reduce((b, n, k) => (Math.abs(n[1]) > Math.abs(nodes[b][1]) ? k : b), 0);
      const from = Math.min(Math.max(best - 1, 0), nodes.length - 3);
      nodes = nodes.slice(from, from + 3);
    }
  }

  private errorAt(polynomial: DoublePolynomial, x: Big, f: Big): number {
    const w = this.workspace;
    const mark = w.mark();
    const [sum, term, fixed] = w.bigs(3);
    mpfr.mpfr_neg(sum, f, ROUND.NEAREST);
    polynomial.powers.forEach((power, k) => {
      mpfr.mpfr_pow_ui(term, x, power, ROUND.NEAREST);
      mpfr.mpfr_mul_d(term, term, polynomial.coefficients[k], ROUND.NEAREST);
      mpfr.mpfr_add(sum, sum, term, ROUND.NEAREST);
    });
    for (const { power, coefficient } of this.target.fixed ?? []) {
      readBig(fixed, coefficient);
      mpfr.mpfr_pow_ui(term, x, power, ROUND.NEAREST);
      mpfr.mpfr_mul(term, term, fixed, ROUND.NEAREST);
      mpfr.mpfr_add(sum, sum, term, ROUND.NEAREST);
    }
    const { measure, format } = this.target;
    if (measure === 'relative') mpfr.mpfr_div(sum, sum, f, ROUND.NEAREST);
    let error = mpfr.mpfr_get_d(sum, ROUND.NEAREST);
    if (measure === 'ulp') error /= format?.ulp(mpfr.mpfr_get_d(f, ROUND.ZERO)) ?? NaN;
    w.release(mark);
    return error;
  }
}

function vertex(nodes: readonly [number, number][]): number {
  const [[a, fa], [b, fb], [c, fc]] = nodes;
  const p = (b - a) * (fb - fc);
  const q = (b - c) * (fb - fa);
  return b - ((b - a) * p - (b - c) * q) / (2 * (p - q));
}
