import type { Expression } from '../../expression/expression.ts';
import type { ConstantStore } from './constant-store.ts';
import type { TargetNumber } from './target-number.ts';

// prettier-ignore
export const IDENTIFY_ENGINE_NAMES = ['rational', 'constant', 'algebraic', 'linear', 'product', 'pair', 'basis', 'equation'] as const;
export type IdentifyEngineName = (typeof IDENTIFY_ENGINE_NAMES)[number];

/** What an engine of `identify` proposes. Nothing in it is believed before `checkProposal`. */
export type Proposal = {
  /** `value`: the number is this term. `root`: the number is a zero of this term in the variable x. */
  readonly form: 'value' | 'root';
  readonly expression: Expression;
  /** Bits of the formula's name in the engine's code (description-length.ts), the engine's own included. */
  readonly bits: number;
  readonly engine: IdentifyEngineName;
  /** What the constant is called, when the formula is one. */
  readonly name?: string;
};

/** Proposes formulas for a number. Deterministic; knows no other engine. */
export type IdentifyEngine = (target: TargetNumber, constants: ConstantStore) => Proposal[];
