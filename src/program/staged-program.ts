import type { FormatName } from '../number/formats.ts';
import type { Program } from './program.ts';

/** A program, and which values it takes: 0 is the input, k the result of stage k. */
export type Stage = { readonly program: Program; readonly inputs: readonly number[] };

/**
 * A function of one variable as programs one after the other: a formula whose functions are programs of their own. The
 * storage format of all of them is `format`; the last stage's value is the result.
 */
export type StagedProgram = {
  readonly format: FormatName;
  readonly inputs: readonly [string];
  readonly stages: readonly Stage[];
};

export function isStaged(program: Program | StagedProgram): program is StagedProgram {
  return 'stages' in program;
}
