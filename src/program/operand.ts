import type { Operand, Program } from './program.ts';

/** An operand taken apart: which input, constant, instruction or table it names. */
export type ResolvedOperand = {
  readonly kind: 'input' | 'constant' | 'instruction' | 'table';
  readonly index: number;
};

/**
 * What an operand of a program names, or `undefined` when it names nothing. Inputs come first: an input may be
 * called `t0`, which then hides instruction 0 (`validateProgram` refuses such names).
 */
export function resolveOperand(program: Program, operand: Operand): ResolvedOperand | undefined {
  const input = program.inputs.indexOf(operand);
  if (input >= 0) return { kind: 'input', index: input };
  const match = /^([ctk])(0|[1-9]\d{0,8})$/.exec(operand);
  if (match === null) return undefined;
  const index = Number(match[2]);
  const [kind, count] = {
    c: ['constant', program.constants.length] as const,
    t: ['instruction', program.code.length] as const,
    k: ['table', program.tables?.length ?? 0] as const,
  }[match[1] as 'c' | 't' | 'k'];
  return index < count ? { kind, index } : undefined;
}

/**
 * The register of an operand, in the numbering that evaluators share: inputs, then constants, then instructions. A
 * table has none of these, and is given by its own number.
 * @throws RangeError when the operand names nothing (a validated program has none such).
 */
export function registerOf(program: Program, operand: Operand): number {
  const resolved = resolveOperand(program, operand);
  if (resolved === undefined) throw new RangeError(`no operand ${operand}`);
  if (resolved.kind === 'input' || resolved.kind === 'table') return resolved.index;
  if (resolved.kind === 'constant') return program.inputs.length + resolved.index;
  return program.inputs.length + program.constants.length + resolved.index;
}
