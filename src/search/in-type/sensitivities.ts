import { findFormat } from '../../number/formats.ts';
import type { Kernel } from '../../program/kernel.ts';
import { isRealOperation } from '../../program/machine-operations.ts';
import type { Program } from '../../program/program.ts';
import { ConstantTuner } from './constant-tuner.ts';

/** What a step should change some result by, relatively: much more than its rounding, little enough to be linear. */
const WIDE_CHANGE = 2 ** -16;
const NARROW_CHANGE = 2 ** -8;
/** How often a step is made to suit. */
const TRIES = 3;

/**
 * How the result changes with each free constant, at many inputs: columns of ∂y/∂c by central differences. Programs
 * of plain arithmetic are run in binary64 for it, where rounding is no matter; those that look at bits run as they
 * are, in a narrow arithmetic with steps large against their rounding (a result depends on a constant linearly or nearly so).
 */
export function createSensitivities(
  program: Program,
  free: readonly number[],
  kernel: Kernel,
): (values: readonly number[], inputs: Float64Array) => Float64Array[] {
  // Without the rounding to a storage format, which would hide small changes.
  const { storage: _, ...bare } = program;
  const real = program.code.every(({ op }) => isRealOperation(op));
  const run: Program = real ? { ...bare, format: 'f64' } : bare;
  const wanted = run.format === 'f64' ? WIDE_CHANGE : NARROW_CHANGE;
  const { round } = findFormat(run.format);
  const tuner = new ConstantTuner(run, free, kernel);
  return (values, inputs) => {
    const above = new Float64Array(inputs.length);
    const below = new Float64Array(inputs.length);
    return values.map((value, j) => {
      const difference = (step: number): Float64Array => {
        const [up, down] = [round(value + step), round(value - step)];
        const moved = (to: number): number[] => values.map((v, k) => (k === j ? to : v));
        tuner.run(moved(up), inputs, above);
        tuner.run(moved(down), inputs, below);
        const width = up - down;
        return above.map((y, i) => (Number.isFinite(y - below[i]) ? (y - below[i]) / width : 0));
      };
      const size = Math.abs(value) || 1;
      let step = 2 ** Math.round(Math.log2(size * wanted));
      let column = difference(step);
      for (let k = 0; k < TRIES; k++) {
        const change = largestChange(column, step, above);
        if (!(change > 0) || (change > wanted / 4 && change < wanted * 4)) break;
        step *= 2 ** Math.round(Math.log2(wanted / change));
        column = difference(step);
      }
      return column;
    });
  };
}

function largestChange(column: Float64Array, step: number, results: Float64Array): number {
  return column.reduce((most, slope, i) => {
    const size = Math.abs(results[i]);
    return size > 0 ? Math.max(most, Math.abs(slope * step) / size) : most;
  }, 0);
}
