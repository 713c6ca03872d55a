/**
 * Straight-line programs with many inputs and outputs, in f64: what a system of expressions is compiled to. Registers
 * are numbered: inputs, then constants, then instructions; an instruction reads registers before its own.
 */
import type { RealOperation } from '../machine-operations.ts';

/** Functions that a machine has no instruction for; each target calls its own library's. */
export const CALLS = [
  'exp', 'expm1', 'log', 'log2', 'log10', 'log1p', 'pow', 'cbrt', 'hypot', 'sin', 'cos', 'tan', 'asin', 'acos', 'atan',
  'atan2', 'sinh', 'cosh', 'tanh', 'asinh', 'acosh', 'atanh',
] as const; // prettier-ignore
export type Call = (typeof CALLS)[number];
export type SystemOperation = Exclude<RealOperation, 'fma'> | Call;

export function isCall(op: SystemOperation): op is Call {
  return (CALLS as readonly string[]).includes(op);
}

export type SystemInstruction = { readonly op: SystemOperation; readonly args: readonly number[] };
export type SystemOutput = { readonly name: string; readonly register: number };

export type SystemProgram = {
  readonly inputs: readonly string[];
  readonly constants: readonly number[];
  readonly code: readonly SystemInstruction[];
  readonly outputs: readonly SystemOutput[];
};

/** What each instruction costs, in cycles of a present processor that runs few of them at once. */
const CYCLES: Readonly<Partial<Record<SystemOperation, number>>> = { div: 4, sqrt: 5 };
const CALL_CYCLES = 20;

/** The cycles of one instruction. */
export function operationCycles(op: SystemOperation): number {
  return isCall(op) ? CALL_CYCLES : (CYCLES[op] ?? 1);
}

/** The cycles of all instructions, one after the other. */
export function systemCost({ code }: SystemProgram): number {
  return code.reduce((sum, { op }) => sum + operationCycles(op), 0);
}
