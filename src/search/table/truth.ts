import { NapierError } from '../../error/fault.ts';
import type { Format } from '../../number/format.ts';
import { findFormat, FORMATS } from '../../number/formats.ts';
import type { Oracle } from '../../oracle/oracle.ts';
import type { Problem } from '../problem.ts';

/** Inputs, true values (as doubles) and what one unit of the measure is worth there; 0 where no error is allowed. */
export type Points = {
  readonly x: readonly number[];
  readonly f: readonly number[];
  readonly unit: readonly number[];
};

/** True values of a problem, each asked for once. */
export class Truth {
  private readonly problem: Problem;
  private readonly oracle: Oracle;
  private readonly format: Format;
  private readonly known = new Map<number, number>();

  constructor(problem: Problem, oracle: Oracle) {
    this.problem = problem;
    this.oracle = oracle;
    this.format = findFormat(problem.format);
  }

  /** NaN where there is no value, or none that can be decided. */
  at(x: number): number {
    let f = this.known.get(x);
    if (f !== undefined) return f;
    try {
      f = this.oracle.rounded([x], FORMATS.f64);
    } catch (error) {
      if (!(error instanceof NapierError)) throw error;
      f = NaN;
    }
    this.known.set(x, f);
    return f;
  }

  /** Those of the inputs that have a value of the format. */
  points(inputs: readonly number[]): Points {
    const [x, f, unit] = [[], [], []] as [number[], number[], number[]];
    for (const input of inputs) {
      const value = this.at(input);
      if (!(Math.abs(value) <= this.format.maxFinite)) continue;
      x.push(input);
      f.push(value);
      unit.push(
        { absolute: 1, relative: Math.abs(value), ulp: this.format.ulp(value) }[this.problem.measure],
      );
    }
    return { x, f, unit };
  }
}
