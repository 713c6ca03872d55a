/** Columns of languages that know numbers but no bit patterns: FPCore, Gappa, and Sollya but for its procedures. */
import { toHexFloat } from '../../number/exact-constant.ts';
import type { HardwareOperation, MachineOperation } from '../../program/machine-operations.ts';
import type { Program } from '../../program/program.ts';
import { requireHardware } from '../../program/require-real.ts';

type Write = (args: readonly string[]) => string;

/** Text instead of a function: why the operation cannot be written. */
export type NumberColumn = Readonly<Record<HardwareOperation, Write | string>>;

const NO_BITS = 'it has numbers, no bit patterns';

/** What none of them can write. */
export const NUMBERS_ONLY = {
  bits: NO_BITS,
  float: NO_BITS,
  iadd: NO_BITS,
  isub: NO_BITS,
  imul: NO_BITS,
  lmul: NO_BITS,
  iand: NO_BITS,
  ior: NO_BITS,
  ixor: NO_BITS,
  ishl: NO_BITS,
  ishr: NO_BITS,
  isar: NO_BITS,
  toint: NO_BITS,
  fromint: NO_BITS,
  ilt: NO_BITS,
  iselect: NO_BITS,
  lookup: 'it has no tables',
} as const satisfies Partial<NumberColumn>;

/** A finite number as Gappa and Sollya read it, in parentheses where it is negative. */
export function hexNumber(value: number): string {
  const text = toHexFloat(value).replace('p+', 'p');
  return text.startsWith('-') ? `(${text})` : text;
}

/** How an operation is written. @throws RangeError when it cannot be: the program was refused. */
export function writesNumbers(column: NumberColumn, op: MachineOperation): Write {
  const write = column[requireHardware(op)];
  if (typeof write === 'string') throw new RangeError(`${op}: ${write}`);
  return write;
}

/** Why a program cannot be written with a column. */
writesNumbers.refusal = (target: string, column: NumberColumn, { code }: Program): string | undefined => {
  const found = code.find(({ op }) => typeof column[op as HardwareOperation] === 'string');
  return (
    found && `target ${target} cannot write ${found.op}: ${String(column[found.op as HardwareOperation])}`
  );
};
