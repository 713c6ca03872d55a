import { toHexFloat } from '../../number/exact-constant.ts';
import { findFormat, type FormatName } from '../../number/formats.ts';
import { integerText } from '../../program/integer-constant.ts';
import {
  isFunctionOperation,
  MACHINE_OPERATION_TABLE,
  MACHINE_OPERATIONS,
  type MachineOperation,
} from '../../program/machine-operations.ts';
import { numberCode } from '../../program/number-code.ts';
import { ProgramBuilder } from '../../program/program-builder.ts';
import type { Operand, Program } from '../../program/program.ts';

/** What a constant is used as: a shift's count is a small integer. */
export type SlotType = 'float' | 'int' | 'count';

/**
 * A program without its constants, on words: every register is a bit pattern, a float to one operation and an integer
 * to the next, because reading it as another type costs nothing. So whatever is wired is of the right type, but for
 * booleans, which comparisons give and choices take.
 */
export type WordStructure = {
  readonly nodes: readonly WordNode[];
  readonly slots: readonly SlotType[];
};

/** An operation on 0 (the input), k > 0 (node k, counted from 1) or −k (constant k). Each constant is used once. */
export type WordNode = { readonly op: MachineOperation; readonly args: readonly number[] };

/** Operations of which programs on words can be made: all but the reinterpretations, and tables. */
export const WORD_OPERATIONS: readonly MachineOperation[] = MACHINE_OPERATIONS.filter(
  (op) => op !== 'bits' && op !== 'float' && op !== 'lookup' && !isFunctionOperation(op),
);

const SHIFTS: ReadonlySet<MachineOperation> = new Set(['ishl', 'ishr', 'isar']);
export const COMMUTATIVE: ReadonlySet<MachineOperation> = new Set([
  'add',
  'mul',
  'iadd',
  'imul',
  'lmul',
  'iand',
  'ior',
  'ixor',
]);

/** What a constant is that stands as operand k of an operation; `undefined` where none can (a boolean). */
export function slotType(op: MachineOperation, k: number): SlotType | undefined {
  const type = MACHINE_OPERATION_TABLE[op].operands[k];
  if (type === 'int') return SHIFTS.has(op) && k === 1 ? 'count' : 'int';
  return type === 'float' ? 'float' : undefined;
}

/**
 * The program of a structure with these constants (signed words of the format's width), reinterpretations put in.
 * @param computed what is to stand in the place of a constant, if not that constant
 */
export function wordProgram(
  { nodes, slots }: WordStructure,
  words: ArrayLike<number>,
  format: FormatName,
  variable: string,
  computed: (b: ProgramBuilder, slot: number) => Operand | undefined = () => undefined,
): Program {
  const record = findFormat(format);
  const b = new ProgramBuilder(format, [variable]);
  const made: { operand: Operand; type: string }[] = [{ operand: b.input(0), type: 'float' }];
  const constant = (slot: number): Operand =>
    computed(b, slot) ??
    b.constant(
      slots[slot] === 'float'
        ? toHexFloat(numberCode(record).decode(words[slot]))
        : integerText(words[slot], record.bits),
    );
  for (const { op, args } of nodes) {
    const { operands, result } = MACHINE_OPERATION_TABLE[op];
    const taken = args.map((arg, k) => {
      if (arg < 0) return constant(-arg - 1);
      const { operand, type } = made[arg];
      if (type === operands[k]) return operand;
      return b.operation(operands[k] === 'int' ? 'bits' : 'float', operand);
    });
    made.push({ operand: b.operation(op, ...taken), type: result });
  }
  const { operand, type } = made[made.length - 1];
  return b.build(type === 'int' ? b.operation('float', operand) : operand);
}
