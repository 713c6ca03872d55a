import { samplePoints } from '../../certify/sample-points.ts';
import type { Format } from '../../number/format.ts';
import { findFormat } from '../../number/formats.ts';
import { doubled } from '../../number/doubled.ts';
import { mpfr, ROUND } from '../../number/mpfr.ts';
import { withWorkspace } from '../../number/workspace.ts';
import type { Oracle } from '../../oracle/oracle.ts';
import { nearestNumber } from '../nearest-number.ts';
import type { Specification } from '../../program/specification.ts';

const PRECISION = 160;

/**
 * Inputs of one contract with their true values: what counterexamples are kept in. Shared by all refits of the
 * same contract, since true values are the expensive part; grows, never shrinks.
 */
export class InputStore {
  readonly specification: Specification;
  readonly format: Format;
  size = 0;
  /** Truth as hi + lo, what one unit of the measure is worth, and the correctly rounded value. */
  inputs = new Float64Array(1024);
  high = new Float64Array(1024);
  low = new Float64Array(1024);
  unit = new Float64Array(1024);
  nearest = new Float64Array(1024);
  private readonly oracle: Oracle;
  private readonly known = new Map<number, number>();

  constructor(specification: Specification, oracle: Oracle) {
    this.specification = specification;
    this.format = findFormat(specification.format);
    this.oracle = oracle;
  }

  /** Adds an even sample of about `count` inputs; numbers of the inputs that have a finite value. */
  addSample(count: number): number[] {
    return this.add(samplePoints(this.specification, count));
  }

  /** Numbers of the inputs given, new ones added; those without a finite value in the format are left out. */
  add(points: readonly number[]): number[] {
    const numbers: number[] = [];
    withWorkspace(PRECISION, (w) => {
      const [truth, rest] = w.bigs(2);
      for (const x of points) {
        let index = this.known.get(x);
        if (index === undefined) {
          index = -1;
          if (this.oracle.value([x], truth).kind === 'enclosed') {
            const nearest = nearestNumber(this.oracle, x, truth, this.format);
            if (Number.isFinite(nearest)) index = this.append(x, nearest, truth, rest);
          }
          // Map takes −0 for 0: one point here, two for a proof.
          this.known.set(x, index);
        }
        if (index >= 0) numbers.push(index);
      }
    });
    return numbers;
  }

  private append(
    x: number,
    nearest: number,
    truth: Parameters<Format['roundBig']>[0],
    rest: typeof truth,
  ): number {
    if (this.size === this.inputs.length) this.grow();
    const i = this.size++;
    const high = mpfr.mpfr_get_d(truth, ROUND.NEAREST);
    const towardsZero = mpfr.mpfr_get_d(truth, ROUND.ZERO);
    mpfr.mpfr_sub_d(rest, truth, high, ROUND.NEAREST);
    this.inputs[i] = x;
    this.high[i] = high;
    this.low[i] = mpfr.mpfr_get_d(rest, ROUND.NEAREST);
    this.nearest[i] = nearest;
    const { measure } = this.specification;
    const unit = measure === 'ulp' ? this.format.ulp(towardsZero) : Math.abs(high);
    // Where the true value is 0, any other result is infinitely wrong relatively.
    this.unit[i] = measure === 'absolute' ? 1 : unit || Number.MIN_VALUE;
    return i;
  }

  private grow(): void {
    [this.inputs, this.high, this.low, this.unit, this.nearest] = [
      this.inputs,
      this.high,
      this.low,
      this.unit,
      this.nearest,
    ].map((array) => doubled(array));
  }
}
