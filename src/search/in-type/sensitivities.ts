import { findFormat } from '../../number/formats.ts';
import type { Kernel } from '../../program/kernel.ts';
import { MACHINE_OPERATION_TABLE } from '../../program/machine-operations.ts';
import type { Program } from '../../program/program.ts';
import { ConstantTuner } from './constant-tuner.ts';

/** Operations whose real meaning binary64 follows closely. */
const SMOOTH = new Set([
  'add',
  'sub',
  'mul',
  'div',
  'neg',
  'abs',
  'min',
  'max',
  'fma',
  'sqrt',
  'floor',
  'ceil',
  'round',
  'trunc',
]);

/** Size of a step against the constant: its square is lost in binary64's rounding. */
const WIDE_STEP = 2 ** -20;
/** In a narrow arithmetic: what a step should change the results by, relatively, and how far it may go for it. */
const NARROW_CHANGE = 2 ** -8;
const NARROW_DOUBLINGS = 12;

/**
 * How the result changes with each free constant, at many inputs: columns of ∂y/∂c by central differences. Programs
 * of plain arithmetic are run in binary64 for it, where rounding is no matter; those that look at bits run as they
 * are, with steps large against their rounding (a result depends on a constant linearly or nearly so).
 */
export function createSensitivities(
  program: Program,
  free: readonly number[],
  kernel: Kernel,
): (values: readonly number[], inputs: Float64Array) => Float64Array[] {
  const smooth = program.code.every(({ op }) => op in MACHINE_OPERATION_TABLE && SMOOTH.has(op));
  const run = smooth ? inBinary64(program) : program;
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
      if (smooth) return difference(size * WIDE_STEP);
      let step = 2 ** Math.round(Math.log2(size) - 9);
      let column = difference(step);
      for (let k = 0; k < NARROW_DOUBLINGS && largestChange(column, step, above) < NARROW_CHANGE; k++) {
        step *= 2;
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

/** The same program in binary64; its constants and inputs are numbers of that too. */
function inBinary64(program: Program): Program {
  const { storage: _, ...rest } = program as Program & { storage?: string };
  return { ...rest, format: 'f64' };
}
