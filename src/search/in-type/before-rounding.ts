import { fromHexFloat } from '../../number/exact-constant.ts';
import type { Kernel } from '../../program/kernel.ts';
import { resolveOperand } from '../../program/operand.ts';
import type { Program } from '../../program/program.ts';
import { ConstantTuner } from './constant-tuner.ts';

/** Values of a program's result before its last rounding, at many inputs. */
export type BeforeRounding = (values: readonly number[], inputs: Float64Array, out: Float64Array) => void;

type Operation = 'add' | 'sub' | 'mul' | 'div' | 'fma' | 'sqrt';

/** Nearly exact in binary64 for operands of 24 bits or fewer. */
const MEANING: Record<Operation, (a: number, b: number, c: number) => number> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  fma: (a, b, c) => a * b + c,
  sqrt: (a) => Math.sqrt(a),
};

/**
 * How to compute the result before the last rounding: the arithmetic's own result where the program rounds it to a
 * storage format, else the last operation in binary64 on operands that are rounded as ever. `undefined` where
 * neither is to be had (the last operation does not round, or binary64 is the arithmetic): the rounded result must serve.
 */
export function beforeRounding(
  program: Program,
  free: readonly number[],
  kernel: Kernel,
): BeforeRounding | undefined {
  const { storage, ...wide } = program;
  if (storage !== undefined && storage !== program.format) {
    const tuner = new ConstantTuner(wide, free, kernel);
    return (values, inputs, out) => tuner.run(values, inputs, out);
  }
  const last = program.code[program.code.length - 1];
  if (last === undefined || program.format === 'f64' || !Object.hasOwn(MEANING, last.op)) return undefined;
  const meaning = MEANING[last.op as Operation];
  const operands = last.args.map((arg) => {
    const found = resolveOperand(program, arg);
    const prefix =
      found?.kind === 'instruction'
        ? { ...program, code: program.code.slice(0, found.index + 1) }
        : undefined;
    return { found, tuner: prefix && new ConstantTuner(prefix, free, kernel) };
  });
  const constantAt = (index: number, values: readonly number[]): number =>
    free.includes(index) ? values[free.indexOf(index)] : (fromHexFloat(program.constants[index]) as number);
  return (values, inputs, out) => {
    const columns = operands.map(({ found, tuner }) => {
      const column = new Float64Array(inputs.length);
      if (tuner !== undefined) tuner.run(values, inputs, column);
      else if (found?.kind === 'constant') column.fill(constantAt(found.index, values));
      else column.set(inputs);
      return column;
    });
    const [a, b = a, c = a] = columns;
    for (let i = 0; i < inputs.length; i++) out[i] = meaning(a[i], b[i], c[i]);
  };
}
