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

/**
 * The longest chain of input-dependent instructions that ends in each instruction; 0 for those that depend on
 * constants alone, which a compiler does once.
 */
function chainLengths(program: Program): number[] {
  const lengths: number[] = [];
  for (const { args } of program.code) {
    let longest = -1;
    for (const arg of args) {
      const operand = resolveOperand(program, arg);
      if (operand?.kind === 'input') longest = Math.max(longest, 0);
      if (operand?.kind === 'instruction' && lengths[operand.index] > 0) {
        longest = Math.max(longest, lengths[operand.index]);
      }
    }
    lengths.push(longest + 1);
  }
  return lengths;
}

/** All cost models by name. Every instruction counts, used or not: `ProgramBuilder` leaves unused ones out. */
export const COST_MODELS: Record<CostModelName, CostModel> = {
  operations: {
    name: 'operations',
    unit: 'operations',
    description: 'instructions that depend on an input, each one',
    cost: (program) => chainLengths(program).filter((length) => length > 0).length,
  },
  depth: {
    name: 'depth',
    unit: 'operations',
    description: 'the longest chain of instructions that depend on each other and on an input',
    cost: (program) => Math.max(0, ...chainLengths(program)),
  },
};
