import { fail } from '../../error/fault.ts';
import { jacobian } from '../../expression/jacobian.ts';
import { createRandom } from '../../number/random.ts';
import { findFormat } from '../../number/formats.ts';
import type { Double } from '../../number/mpfr.ts';
import { createOracle } from '../../oracle/create-oracle.ts';
import { compileSystem } from '../../program/system/evaluate-system.ts';
import { expressionsToSystem, type NamedExpression } from '../../program/system/expression-to-system.ts';
import { scheduleSystem } from '../../program/system/schedule-system.ts';
import { systemCost, type SystemProgram } from '../../program/system/system.ts';
import { optimiseSystem } from '../../rewrite/compile/optimise-system.ts';
import { rewriteSystem } from '../../rewrite/compile/rewrite-system.ts';
import { inputsOf } from './read-system.ts';

export type CompileOptions = {
  /** The order of the inputs. @defaultValue as they appear */
  readonly inputs?: readonly string[];
  /** Also the partial derivatives by these inputs that are not 0, as `d_name_input`. */
  readonly jacobian?: readonly string[];
  /** Points that the error is measured at. @defaultValue 20; 0: not measured */
  readonly points?: number;
  /** Where the inputs of these points lie. @defaultValue [0.5, 2] */
  readonly range?: readonly [lo: number, hi: number];
  /** @defaultValue 1 */
  readonly seed?: number;
};

export type MeasuredError = {
  /** Largest relative error of an output against its true value. */
  readonly worst: number;
  readonly output: string;
  readonly points: number;
  /** Values that were compared; at others the truth has no value. */
  readonly compared: number;
};

export type CompiledSystem = {
  readonly program: SystemProgram;
  readonly operations: { readonly written: number; readonly shared: number; readonly compiled: number };
  readonly error?: MeasuredError;
  readonly vectors: readonly { readonly inputs: readonly number[]; readonly outputs: readonly number[] }[];
};

/** Outputs whose truth is asked for at each point, at most. */
const MOST_COMPARED = 2_000;

/**
 * One program for a system of expressions, with common work shared: the cheapest, by counted cycles, of the system as
 * written, as the e-graph rewrites it, and the optimised forms of both. The error is measured against the oracle at random points, so it includes both
 * roundings and whatever the other order of operations costs.
 * @throws NapierError `name` for an input that is not there, `unsupported` for a function that no machine's library has
 */
export function compileExpressions(
  system: readonly NamedExpression[],
  options: CompileOptions = {},
): CompiledSystem {
  const inputs = [...(options.inputs ?? inputsOf(system))];
  const whole = [...system, ...partials(system, options.jacobian ?? [], inputs)];
  const written = expressionsToSystem(whole, inputs, false);
  const shared = expressionsToSystem(whole, inputs, true);
  const rewritten = rewriteSystem(whole, options.range);
  const candidates = [
    shared,
    optimiseSystem(whole, inputs),
    ...(rewritten === whole
      ? []
      : [expressionsToSystem(rewritten, inputs, true), optimiseSystem(rewritten, inputs)]),
  ];
  const program = scheduleSystem(candidates.reduce((a, b) => (systemCost(b) < systemCost(a) ? b : a)));
  const operations = {
    written: written.code.length,
    shared: shared.code.length,
    compiled: program.code.length,
  };
  const points = samplePoints(inputs.length, options);
  const run = compileSystem(program);
  const vectors = points.map((point) => {
    const outputs = new Float64Array(whole.length);
    run(point, outputs);
    return { inputs: point, outputs: [...outputs] };
  });
  const error = points.length === 0 ? undefined : measured(whole, inputs, vectors);
  return { program, operations, ...(error === undefined ? {} : { error }), vectors: vectors.slice(0, 3) };
}

function partials(
  system: readonly NamedExpression[],
  by: readonly string[],
  inputs: readonly string[],
): NamedExpression[] {
  const stranger = by.find((name) => !inputs.includes(name));
  if (stranger !== undefined) {
    fail({
      kind: 'name',
      message: `the system has no input \`${stranger}\``,
      hint: `it has ${inputs.slice(0, 20).join(', ')}`,
    });
  }
  const { entries } = jacobian(
    system.map(({ expression }) => expression),
    by,
  );
  return entries.map(({ row, column, value }) => ({
    name: `d_${system[row].name}_${by[column]}`,
    expression: value,
  }));
}

function samplePoints(
  count: number,
  { points = 20, range = [0.5, 2], seed = 1 }: CompileOptions,
): number[][] {
  const random = createRandom(seed);
  const [lo, hi] = range;
  return Array.from({ length: points }, () =>
    Array.from({ length: count }, () => lo + (hi - lo) * random.next()),
  );
}

function measured(
  system: readonly NamedExpression[],
  inputs: readonly string[],
  vectors: CompiledSystem['vectors'],
): MeasuredError {
  const f64 = findFormat('f64');
  let [worst, output, compared] = [0, system[0].name, 0];
  const step = Math.max(1, Math.ceil(system.length / MOST_COMPARED));
  for (let i = 0; i < system.length; i += step) {
    const { name, expression } = system[i];
    const oracle = createOracle(expression, inputs);
    for (const vector of vectors) {
      let truth: number;
      try {
        truth = oracle.rounded(vector.inputs as readonly Double[], f64);
      } catch {
        continue;
      }
      if (!Number.isFinite(truth)) continue;
      compared += 1;
      const error = Math.abs(vector.outputs[i] - truth) / Math.max(Math.abs(truth), 2 ** -1022);
      // NaN where there is a value is the worst there is.
      if (!(error <= worst)) [worst, output] = [Number.isNaN(error) ? Infinity : error, name];
    }
  }
  return { worst, output, points: vectors.length, compared };
}
