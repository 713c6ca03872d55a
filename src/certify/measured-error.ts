import { fail } from '../error/fault.ts';
import { toHexFloat } from '../number/exact-constant.ts';
import type { Format } from '../number/format.ts';
import { findFormat } from '../number/formats.ts';
import { mpfr, ROUND, type Big } from '../number/mpfr.ts';
import type { Measure } from '../number/measure.ts';
import { Workspace, withWorkspace } from '../number/workspace.ts';
import type { Oracle } from '../oracle/oracle.ts';
import { compileProgram } from '../program/evaluate.ts';
import { compileProgramBig } from '../program/evaluate-big.ts';
import type { Program } from '../program/program.ts';
import type { Specification } from '../program/specification.ts';
import { samplePoints } from './sample-points.ts';

/** A largest error over a sample: never a bound. `worst` is the input (hexadecimal float) where it was found. */
export type MeasuredError = { readonly value: number; readonly worst: string; readonly points: number };

/** Measures programs for one specification on one fixed sample. */
export type ErrorMeter = (program: Program) => MeasuredError;

/** Bits of the true values: enough to see relative errors of `real` programs down to 1e-80. */
const REAL_PRECISION = 320;
/** Bits of the true values for machine formats, kept as two doubles. */
const MACHINE_PRECISION = 160;
/** Truths below `SMALL` are kept times `MAGNIFY`, so that the second double has room under binary64's subnormals. */
const SMALL = 2 ** -900;
const MAGNIFY = 2 ** 600;

/**
 * Computes the true values at `count` points once, and measures any number of programs there: about `count` program
 * runs each. The sample depends on the specification and `count` alone (see {@link samplePoints}).
 * @throws NapierError kind `domain` where the function is undefined
 */
export function createErrorMeter(specification: Specification, oracle: Oracle, count = 4096): ErrorMeter {
  const points = samplePoints(specification, count);
  if (specification.format === 'real') return realMeter(specification.measure, oracle, points);
  return machineMeter(specification.measure, findFormat(specification.format), oracle, points);
}

/** {@link createErrorMeter} for a single program. */
export function measureError(
  program: Program,
  specification: Specification,
  oracle: Oracle,
  count = 4096,
): MeasuredError {
  return createErrorMeter(specification, oracle, count)(program);
}

function machineMeter(
  measure: Measure,
  format: Format,
  oracle: Oracle,
  points: readonly number[],
): ErrorMeter {
  const inputs: number[] = [];
  // Truth as hi + lo, times `scale`; `unit` is what one unit of the measure is worth, times `scale`.
  const [his, los, scales, units] = [[], [], [], []] as [number[], number[], number[], number[]];
  withWorkspace(MACHINE_PRECISION, (w) => {
    const [truth, rest] = w.bigs(2);
    for (const x of points) {
      if (!trueValue(oracle, x, truth)) continue;
      const towardsZero = mpfr.mpfr_get_d(truth, ROUND.ZERO);
      if (Math.abs(format.round(towardsZero)) > format.maxFinite) continue;
      const scale = Math.abs(towardsZero) < SMALL ? MAGNIFY : 1;
      mpfr.mpfr_mul_d(truth, truth, scale, ROUND.NEAREST);
      const hi = mpfr.mpfr_get_d(truth, ROUND.NEAREST);
      mpfr.mpfr_sub_d(rest, truth, hi, ROUND.NEAREST);
      inputs.push(x);
      his.push(hi);
      los.push(mpfr.mpfr_get_d(rest, ROUND.NEAREST));
      scales.push(scale);
      units.push(
        measure === 'ulp' ? format.ulp(towardsZero) * scale : measure === 'relative' ? Math.abs(hi) : scale,
      );
    }
  });
  requirePoints(inputs);
  return (program) => {
    const run = compileProgram(program);
    return largest(inputs, (i) => {
      const y = run(inputs[i]);
      // Where y is near the truth, y − hi is exact (Sterbenz).
      const error = Math.abs(y * scales[i] - his[i] - los[i]);
      return error === 0 ? 0 : error / units[i];
    });
  };
}

function realMeter(measure: Measure, oracle: Oracle, points: readonly number[]): ErrorMeter {
  // The truths live as long as the meter does.
  const keep = new Workspace(REAL_PRECISION);
  const inputs: number[] = [];
  const truths: Big[] = [];
  for (const x of points) {
    const truth = keep.big();
    if (!trueValue(oracle, x, truth)) continue;
    inputs.push(x);
    truths.push(truth);
  }
  requirePoints(inputs);
  return (program) =>
    withWorkspace(REAL_PRECISION, (w) => {
      const [x, error] = w.bigs(2);
      const run = compileProgramBig(program, w);
      return largest(inputs, (i) => {
        mpfr.mpfr_set_d(x, inputs[i], ROUND.NEAREST);
        mpfr.mpfr_sub(error, run([x]), truths[i], ROUND.NEAREST);
        if (mpfr.mpfr_zero_p(error)) return 0;
        if (measure !== 'absolute') mpfr.mpfr_div(error, error, truths[i], ROUND.NEAREST);
        return Math.abs(mpfr.mpfr_get_d(error, ROUND.NEAREST));
      });
    });
}

/** Writes f(x); false where no value could be found in reasonable precision. */
function trueValue(oracle: Oracle, x: number, out: Big): boolean {
  const found = oracle.value([x], out);
  if (found.kind === 'undefined') {
    fail({ kind: 'domain', message: `the function is undefined at x = ${x}: ${found.reason}` });
  }
  return found.kind === 'enclosed';
}

function requirePoints(inputs: readonly number[]): void {
  if (inputs.length === 0)
    fail({ kind: 'domain', message: 'the function has no finite value in the domain' });
}

/** The largest error, first point in order on ties; not-a-number counts as infinite. */
function largest(inputs: readonly number[], errorAt: (index: number) => number): MeasuredError {
  let [value, at] = [-1, 0];
  for (let i = 0; i < inputs.length; i++) {
    const error = errorAt(i);
    if (error <= value) continue;
    at = i;
    value = error >= 0 ? error : Infinity;
    if (value === Infinity) break;
  }
  return { value, worst: toHexFloat(inputs[at]), points: inputs.length };
}
