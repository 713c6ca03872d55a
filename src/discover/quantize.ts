import { fail } from '../error/fault.ts';
import { derivative } from '../expression/derivative.ts';
import type { Expression } from '../expression/expression.ts';
import { FORMATS } from '../number/formats.ts';
import { mpfr, ROUND } from '../number/mpfr.ts';
import { type Workspace, withWorkspace } from '../number/workspace.ts';
import { createOracle } from '../oracle/create-oracle.ts';
import type { Oracle } from '../oracle/oracle.ts';
import { stepError, stepFunctions, type StepFunction, type StepTask } from '../search/table/step-function.ts';
import type { Distribution } from './distribution.ts';

export const QUANTIZE_LIMITS = { mostBits: 6 } as const;

export type QuantizeOptions = {
  /** 2^bits levels: from and to. */
  readonly bits: readonly [number, number];
  /** Of the derivative by the variable, not of the function. */
  readonly derivative: boolean;
  /** An interval, on which every place weighs the same, or a distribution of inputs. */
  readonly inputs: readonly [number, number] | Distribution;
};

/** A step function of 2^bits levels, or of fewer where more are of no use. */
export type QuantizeRow = StepFunction & { readonly bits: number };

/** Bits of values, and how close their enclosures must be. */
const PRECISION = 128;
const CLOSE = 2 ** -60;
/** Errors this close are one. */
const SAME = 1e-4;
/** How many deviations a normal distribution is looked at. */
const DEVIATIONS = 9;

/**
 * The piecewise constant functions of 2, 4, 8, … levels nearest to a function, or to its derivative, by squares. For the
 * derivatives of activations, see Novikov et al., Few-bit backward, arXiv:2202.00441.
 * @returns one for each number of bits; `error` is ∫ (f − steps)² dx on an interval, and the expectation of the square under
 *   a distribution
 * @throws NapierError where the function has no finite value, but for isolated places
 */
export function quantize(expression: Expression, variable: string, options: QuantizeOptions): QuantizeRow[] {
  const [from, to] = options.bits;
  const all = onTask(expression, variable, options, (task) => stepFunctions(task, 2 ** to));
  return Array.from({ length: to - from + 1 }, (_, i) => {
    const bits = from + i;
    const { error } = all[Math.min(2 ** bits, all.length) - 1];
    // Where fewer levels do as well, the others would be noise.
    return { bits, ...(all.find((row) => row.error <= error * (1 + SAME)) as StepFunction) };
  });
}

/** The squared error of given steps, to compare with: see {@link quantize}. */
export function quantizationError(
  expression: Expression,
  variable: string,
  options: Pick<QuantizeOptions, 'derivative' | 'inputs'>,
  { ends, levels }: Pick<StepFunction, 'ends' | 'levels'>,
): number {
  return onTask(expression, variable, options, (task) => stepError(task, ends, levels));
}

function onTask<T>(
  expression: Expression,
  variable: string,
  options: Pick<QuantizeOptions, 'derivative' | 'inputs'>,
  work: (task: StepTask) => T,
): T {
  const oracle = createOracle(options.derivative ? derivative(expression, variable) : expression, [variable]);
  const { lo, hi, density } = lawOf(options.inputs);
  return withWorkspace(PRECISION, (workspace) => {
    const known = new Map<number, number>();
    const valueAt = (x: number): number => {
      let y = known.get(x);
      if (y === undefined) known.set(x, (y = nearly(oracle, x, workspace)));
      return y;
    };
    const f = (x: number): number => {
      const y = valueAt(x);
      // Beside a place where it has none, as the derivative of |x| at 0.
      if (Number.isFinite(y)) return y;
      const near = valueAt(x + (hi - lo) * 2 ** -44);
      if (Number.isFinite(near)) return near;
      return fail({
        kind: 'domain',
        message: `the ${options.derivative ? 'derivative' : 'function'} has no finite value at ${variable} = ${x}`,
        hint: 'choose another interval with --domain',
      });
    };
    return work({ f, lo, hi, density });
  });
}

/** The value to a double's absolute accuracy beside 1: a tail's own digits are of no use here, and dear. */
function nearly(oracle: Oracle, x: number, workspace: Workspace): number {
  const mark = workspace.mark();
  const point = workspace.number(x);
  const found = oracle.range([{ lo: point, hi: point }], workspace);
  let y = NaN;
  if (!('kind' in found)) {
    const low = mpfr.mpfr_get_d(found.lo, ROUND.NEAREST);
    const high = mpfr.mpfr_get_d(found.hi, ROUND.NEAREST);
    y = high - low <= CLOSE * Math.max(1, Math.abs(low)) ? (low + high) / 2 : NaN;
  }
  workspace.release(mark);
  return Number.isNaN(y) ? oracle.rounded([x], FORMATS.f64) : y;
}

function lawOf(inputs: QuantizeOptions['inputs']): {
  readonly lo: number;
  readonly hi: number;
  readonly density: (x: number) => number;
} {
  if (!('kind' in inputs)) return { lo: inputs[0], hi: inputs[1], density: () => 1 };
  const [a, b] = inputs.parameters;
  if (inputs.kind === 'uniform') return { lo: a, hi: b, density: () => 1 / (b - a) };
  return {
    lo: a - DEVIATIONS * b,
    hi: a + DEVIATIONS * b,
    density: (x) => Math.exp(-0.5 * ((x - a) / b) ** 2) / (b * Math.sqrt(2 * Math.PI)),
  };
}
