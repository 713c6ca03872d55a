import {
  FUNCTION_OPERATIONS,
  inTableOrder,
  MACHINE_OPERATIONS,
  type MachineOperation,
} from '../../program/machine-operations.ts';
import type { Problem } from '../problem.ts';
import { WORDS, type Structure } from './structure.ts';

/**
 * Which structures a search may look at: data alone, in the manner of PyGlove (Peng et al., 2020). It knows nothing
 * of what structures are good for (`Fitness`) nor of how they are searched (`Island`, `enumerateStructures`).
 */
export type SearchSpace = {
  /** Without repetition; their order is part of the seed. */
  readonly operations: readonly MachineOperation[];
  /** Instructions that depend on x: from 1 to this. */
  readonly maxOperations: number;
  readonly maxConstants: number;
};

/** Operations whose value is a smooth function of their operands, wherever it is defined. */
const SMOOTH: ReadonlySet<MachineOperation> = new Set([
  ...(['add', 'sub', 'mul', 'div', 'neg', 'fma', 'sqrt'] as const),
  ...FUNCTION_OPERATIONS,
]);
export const SMOOTH_OPCODES = Uint8Array.from(MACHINE_OPERATIONS.map((op) => (SMOOTH.has(op) ? 1 : 0)));

const DEFAULT_OPERATIONS = 12;
const MAX_CONSTANTS = 12;

/** The space of a problem: the operations that it names, else `+ - *`, and `/` and `fma` where it allows them. */
export function problemSpace({ maxOperations, division, fma, operations: given }: Problem): SearchSpace {
  const usual: MachineOperation[] = ['add', 'sub', 'mul'];
  if (division) usual.push('div');
  if (fma) usual.push('fma');
  const operations = inTableOrder(given ?? usual);
  return { operations, maxOperations: maxOperations ?? DEFAULT_OPERATIONS, maxConstants: MAX_CONSTANTS };
}

export function isInSpace({ code, constants }: Structure, space: SearchSpace): boolean {
  const operations = code.length / WORDS;
  if (operations < 1 || operations > space.maxOperations || constants > space.maxConstants) return false;
  for (let at = 0; at < code.length; at += WORDS) {
    if (!space.operations.includes(MACHINE_OPERATIONS[code[at]])) return false;
  }
  return true;
}
