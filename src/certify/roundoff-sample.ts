import type { Format } from '../number/format.ts';
import { mpfr, ROUND } from '../number/mpfr.ts';
import type { Workspace } from '../number/workspace.ts';
import {
  absInterval,
  divIntervals,
  intervalOf,
  newInterval,
  subIntervals,
  type BigInterval,
} from '../oracle/big-interval.ts';
import { createOracle } from '../oracle/create-oracle.ts';
import type { Oracle } from '../oracle/oracle.ts';
import { compileProgram } from '../program/evaluate.ts';
import type { Program } from '../program/program.ts';
import type { Specification } from '../program/specification.ts';

/** So many bits fewer than the workspace has are asked of the truth. */
const GUARD_BITS = 8;

/** The error of a program as the machine runs it, at single inputs, enclosed. */
export class MachineError {
  private readonly run: (x: number) => number;
  private readonly oracle: Oracle;
  private readonly specification: Specification;
  readonly format: Format;

  constructor(program: Program, specification: Specification, format: Format) {
    this.run = compileProgram(program);
    this.oracle = createOracle(specification.function, [specification.variable]);
    this.specification = specification;
    this.format = format;
  }

  /** Lower and upper bounds on the error at x, in the measure; `undefined` where the function has no value. */
  at(x: number, w: Workspace): { low: number; high: number } | undefined {
    const truth = this.truthAt(x, w);
    if (truth === undefined) return undefined;
    const result = this.run(x);
    if (!Number.isFinite(result)) return { low: Infinity, high: Infinity };
    const error = newInterval(w);
    subIntervals(error, intervalOf(w, result), truth);
    absInterval(error, error);
    const exact = mpfr.mpfr_zero_p(error.hi);
    if (this.specification.measure === 'absolute' || exact) return ends(error);
    const size = newInterval(w);
    absInterval(size, truth);
    if (this.specification.measure === 'ulp') {
      const least = this.format.ulp(mpfr.mpfr_get_d(size.lo, ROUND.DOWN));
      const most = this.format.ulp(mpfr.mpfr_get_d(size.hi, ROUND.UP));
      mpfr.mpfr_div_d(error.lo, error.lo, most, ROUND.DOWN);
      mpfr.mpfr_div_d(error.hi, error.hi, least, ROUND.UP);
      return ends(error);
    }
    if (!divIntervals(error, error, size)) {
      return mpfr.mpfr_zero_p(size.hi) ? { low: Infinity, high: Infinity } : undefined;
    }
    return ends(error);
  }

  /** Narrow where it can be: with the workspace's bits alone log(1 + x) is nothing at the least x. */
  private truthAt(x: number, w: Workspace): BigInterval | undefined {
    const truth = newInterval(w);
    if (this.oracle.enclose([x], w.precision - GUARD_BITS, truth).kind === 'enclosed') return truth;
    const range = this.oracle.range([intervalOf(w, x)], w);
    return 'kind' in range ? undefined : range;
  }
}

function ends(error: {
  lo: Parameters<typeof mpfr.mpfr_get_d>[0];
  hi: Parameters<typeof mpfr.mpfr_get_d>[0];
}): {
  low: number;
  high: number;
} {
  return { low: mpfr.mpfr_get_d(error.lo, ROUND.DOWN), high: mpfr.mpfr_get_d(error.hi, ROUND.UP) };
}
