/**
 * Straight-line programs: what a machine runs. Single assignment; instruction `i` defines `t<i>`; the last
 * instruction's value is the result. A program with no instructions returns its first input.
 */
import type { FormatName } from '../number/formats.ts';
import type { MachineOperation } from './machine-operations.ts';

/** `x` (an input's name), `c0` (constant number 0) or `t3` (the value of instruction 3). */
export type Operand = string;

export type Instruction = { readonly op: MachineOperation; readonly args: readonly Operand[] };

export type Program = {
  /** Every value and every operation is rounded to this format; `real` means exact. */
  readonly format: FormatName;
  readonly inputs: readonly string[];
  /**
   * Exact constants, values of the format: hexadecimal floats (`0x1.8p-1`), or for `real` decimal strings with
   * as many digits as were found (each such string *is* the constant, exactly).
   */
  readonly constants: readonly string[];
  readonly code: readonly Instruction[];
};
