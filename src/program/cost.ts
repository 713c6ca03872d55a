import type { MachineOperation } from './machine-operations.ts';
import { resolveOperand } from './operand.ts';
import type { Program } from './program.ts';

export const COST_MODEL_NAMES = ['operations', 'depth'] as const;
export type CostModelName = (typeof COST_MODEL_NAMES)[number];

/** What a program costs. `operations`: instructions that depend on an input, each one (DESIGN.md). */
export interface CostModel {
  readonly name: CostModelName;
  readonly unit: string;
  readonly description: string;
  cost(program: Program): number;
}

/** Reading a register as another type is no instruction where floats and integers share registers (vector units). */
const FREE: ReadonlySet<MachineOperation> = new Set(['bits', 'float']);

/**
 * The longest chain of counted instructions that ends in each instruction; `undefined` for those that depend on
 * constants alone, which a compiler does once.
 */
function chainLengths(program: Program): (number | undefined)[] {
  const lengths: (number | undefined)[] = [];
  for (const { op, args } of program.code) {
    let longest: number | undefined;
    for (const arg of args) {
      const operand = resolveOperand(program, arg);
      const length =
        operand?.kind === 'input' ? 0 : operand?.kind === 'instruction' ? lengths[operand.index] : undefined;
      if (length !== undefined) longest = Math.max(longest ?? 0, length);
    }
    lengths.push(longest === undefined ? undefined : longest + (FREE.has(op) ? 0 : 1));
  }
  return lengths;
}

/** All cost models by name. Every instruction counts, used or not: `ProgramBuilder` leaves unused ones out. */
export const COST_MODELS: Record<CostModelName, CostModel> = {
  operations: {
    name: 'operations',
    unit: 'operations',
    description:
      'instructions that depend on an input, each one; reinterpreting bits (`bits`, `float`) is free',
    cost: (program) => {
      const lengths = chainLengths(program);
      return program.code.filter(({ op }, i) => lengths[i] !== undefined && !FREE.has(op)).length;
    },
  },
  depth: {
    name: 'depth',
    unit: 'operations',
    description:
      'the longest chain of instructions that depend on each other and on an input; `bits` and `float` are free',
    cost: (program) => Math.max(0, ...chainLengths(program).map((length) => length ?? 0)),
  },
};
