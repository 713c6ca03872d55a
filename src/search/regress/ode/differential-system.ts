import type { Formula } from '../formula.ts';
import { freeConstants } from '../fit-constants.ts';
import { integrate } from './integrate.ts';
import { ScalarFormula } from './scalar-formula.ts';
import type { InputSource, Trajectory } from './trajectory.ts';

/** A stretch of a trajectory, rows `from` to `to` (not included), integrated from a start of its own. */
export type Segment = { readonly trajectory: Trajectory; readonly from: number; readonly to: number };

/**
 * dx/dt = f(x, …): one formula for each state. Integrates a stretch of data, and on request the derivatives of the solution in
 * the start and in the free constants (the variational equations along with the system).
 */
export class DifferentialSystem {
  readonly formulas: readonly Formula[];
  /** Free constants of all formulas, in order: which formula, which constant. */
  readonly free: readonly { readonly formula: number; readonly constant: number }[];
  private readonly machines: readonly ScalarFormula[];
  private readonly sources: readonly InputSource[];

  constructor(formulas: readonly Formula[], sources: readonly InputSource[]) {
    this.formulas = formulas;
    this.sources = sources;
    this.machines = formulas.map((formula) => new ScalarFormula(formula));
    this.free = formulas.flatMap((formula, i) =>
      freeConstants(formula).map((constant) => ({ formula: i, constant })),
    );
  }

  /** States at the segment's times: row-major, a row a time; NaN where the solution could not be followed. */
  solve(
    segment: Segment,
    start: ArrayLike<number>,
    constants: readonly (readonly number[])[],
    tolerance: number,
  ): Float64Array {
    const { machines } = this;
    const inputs = this.inputs(segment);
    const right = (time: number, state: Float64Array, out: Float64Array): void => {
      const x = inputs(time, state);
      for (let i = 0; i < machines.length; i++) out[i] = machines[i].value(x, constants[i]);
    };
    return integrate(right, start, timesOf(segment), { tolerance });
  }

  /**
   * The states, and behind the n of each row their derivatives: n·n in the start, then n·p in the free constants, all by
   * state first.
   */
  solveWithDerivatives(
    segment: Segment,
    start: ArrayLike<number>,
    constants: readonly (readonly number[])[],
    tolerance: number,
  ): Float64Array {
    const { machines, free, sources } = this;
    const n = machines.length;
    const q = n + free.length;
    const inputs = this.inputs(segment);
    const byInput = machines.map(() => new Float64Array(sources.length));
    const byConstant = this.formulas.map(({ values }) => new Float64Array(values.length));
    const byState = new Float64Array(n * n);
    const right = (time: number, state: Float64Array, out: Float64Array): void => {
      const x = inputs(time, state);
      byState.fill(0);
      for (let i = 0; i < n; i++) {
        out[i] = machines[i].gradient(x, constants[i], byInput[i], byConstant[i]);
        for (let v = 0; v < sources.length; v++) {
          const source = sources[v];
          if (source.kind === 'state') byState[i * n + source.index] += byInput[i][v];
        }
      }
      for (let i = 0; i < n; i++) {
        const base = n + i * q;
        for (let j = 0; j < q; j++) {
          let sum = 0;
          for (let k = 0; k < n; k++) sum += byState[i * n + k] * state[n + k * q + j];
          if (j >= n && free[j - n].formula === i) sum += byConstant[i][free[j - n].constant];
          out[base + j] = sum;
        }
      }
    };
    const begin = new Float64Array(n + n * q);
    for (let i = 0; i < n; i++) {
      begin[i] = start[i];
      begin[n + i * q + i] = 1;
    }
    return integrate(right, begin, timesOf(segment), { tolerance, controlled: n });
  }

  /** The inputs at a time: the state, and drivers between the two rows around it. */
  private inputs(segment: Segment): (time: number, state: Float64Array) => Float64Array {
    const { sources } = this;
    const { trajectory, from, to } = segment;
    const { times, drivers } = trajectory;
    const out = new Float64Array(sources.length);
    let row = from;
    return (time, state) => {
      if (drivers.length > 0) {
        while (row > from && time < times[row]) row -= 1;
        while (row < to - 2 && time > times[row + 1]) row += 1;
      }
      const part = drivers.length === 0 ? 0 : (time - times[row]) / (times[row + 1] - times[row]);
      for (let v = 0; v < sources.length; v++) {
        const source = sources[v];
        if (source.kind === 'time') out[v] = time;
        else if (source.kind === 'state') out[v] = state[source.index];
        else {
          const column = drivers[source.index];
          out[v] = column[row] + part * (column[row + 1] - column[row]);
        }
      }
      return out;
    };
  }
}

export function timesOf({ trajectory, from, to }: Segment): Float64Array {
  return trajectory.times.subarray(from, to);
}
