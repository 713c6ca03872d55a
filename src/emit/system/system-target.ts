import type { SystemProgram } from '../../program/system/system.ts';
import type { EmittedFile } from '../target.ts';

/** A system to write, with what stands in its header. */
export type EmitSystem = {
  /** A valid identifier in every target. */
  readonly name: string;
  readonly program: SystemProgram;
  /** Lines of the header: what it computes, what was measured, the command that makes it again. */
  readonly contract: readonly string[];
  /** Inputs, and what the reference evaluator gives for them: the self-test. */
  readonly vectors: readonly { readonly inputs: readonly number[]; readonly outputs: readonly number[] }[];
};

export const SYSTEM_TARGET_NAMES = ['js', 'wasm', 'c'] as const;
export type SystemTargetName = (typeof SYSTEM_TARGET_NAMES)[number];

/** Writes systems in one language. */
export type SystemTarget = {
  readonly name: SystemTargetName;
  readonly description: string;
  emit(system: EmitSystem): EmittedFile[];
};
