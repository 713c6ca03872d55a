/**
 * Straight-line programs: what a machine runs. Single assignment; instruction `i` defines `t<i>`; the last
 * instruction's value is the result. A program with no instructions returns its first input.
 */
import type { FormatName } from '../number/formats.ts';
import type { MachineOperation } from './machine-operations.ts';

/** `x` (an input's name), `c0` (constant number 0), `k0` (table number 0) or `t3` (the value of instruction 3). */
export type Operand = string;

export type Instruction = { readonly op: MachineOperation; readonly args: readonly Operand[] };

/** Values that `lookup` reads, all of one type, written as constants are. */
export type Table = { readonly type: 'float' | 'int'; readonly values: readonly string[] };

export type Program = {
  /** Every float value and every operation on them is rounded to this format; `real` means exact. */
  readonly format: FormatName;
  /**
   * The format of the inputs and of the result, which is rounded to it: a function of f32 computed in f64. All its
   * numbers must be numbers of `format`. @defaultValue `format` ({@link storageOf})
   */
  readonly storage?: FormatName;
  readonly inputs: readonly string[];
  /**
   * Exact constants, values of the format: hexadecimal floats (`0x1.8p-1`), or for `real` decimal strings with
   * as many digits as were found (each such string *is* the constant, exactly). Integers as wide as the format are
   * `i:0x5f3759df` (a bit pattern) or `i:-12`.
   */
  readonly constants: readonly string[];
  readonly tables?: readonly Table[];
  readonly code: readonly Instruction[];
};

/** The format of a program's inputs and result: what its specification must ask for. */
export function storageOf(program: Program): FormatName {
  return program.storage ?? program.format;
}
