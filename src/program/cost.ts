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
