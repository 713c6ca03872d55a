import type { Program } from '../../program/program.ts';
import { extendProgram } from './extend-program.ts';

/** A program that gives certain results at certain inputs, and what it gave before at all others. */
export function patchInputs(
  program: Program,
  patches: readonly { readonly input: number; readonly result: number }[],
): Program {
  return extendProgram(program, ({ x, op, constant }, before) =>
    patches.reduce(
      (result, { input, result: wanted }) =>
        op('select', op('eq', x, constant(input)), constant(wanted), result),
      before,
    ),
  );
}
