import type { MachineOperation } from './machine-operations.ts';
import type { Program } from './program.ts';

/** What a program must do beside erring little. Members are absent where nothing is asked. */
export type Constraints = {
  /** f(−x) = −f(x), bit for bit. */
  readonly odd?: true;
  /** Never falls where the function does not, or never rises: from each input to the next larger one. */
  readonly monotone?: true;
  /** Results at certain inputs, both exact numbers of the format (hexadecimal floats). */
  readonly exact?: readonly { readonly input: string; readonly result: string }[];
  /** No comparison and no selection: `min` and `max` are instructions of their own everywhere. */
  readonly branchFree?: true;
};

const CHOICES: ReadonlySet<MachineOperation> = new Set(['lt', 'le', 'eq', 'ilt', 'select', 'iselect']);

/** The first operation of a program that compares or chooses. */
export function choiceIn({ code }: Program): MachineOperation | undefined {
  return code.find(({ op }) => CHOICES.has(op))?.op;
}
