import type { Operand, Program } from './program.ts';

/** An operand taken apart: which input, constant or instruction it names. */
export type ResolvedOperand = {
  readonly kind: 'input' | 'constant' | 'instruction';
  readonly index: number;
};

/**
 * What an operand of a program names, or `undefined` when it names nothing. Inputs come first: an input may be
 * called `t0`, which then hides instruction 0 (`validateProgram` refuses such names).
 */
export function resolveOperand(program: Program, operand: Operand): ResolvedOperand | undefined {
  const input = program.inputs.indexOf(operand);
  if (input >= 0) return { kind: 'input', index: input };
  const match = /^([ct])(0|[1-9]\d{0,8})$/.exec(operand);
  if (match === null) return undefined;
  const index = Number(match[2]);
  const [kind, count] =
    match[1] === 'c'
      ? (['constant', program.constants.length] as const)
      : (['instruction', program.code.length] as const);
  return index < count ? { kind, index } : undefined;
}

/**
 * The register of an operand, in the numbering that evaluators share: inputs, then constants, then instructions.
 * @throws RangeError when the operand names nothing (a validated program has none such).
 */
export function registerOf(program: Program, operand: Operand): number {
  const resolved = resolveOperand(program, operand);
  if (resolved === undefined) throw new RangeError(`no operand ${operand}`);
  if (resolved.kind === 'input') return resolved.index;
  if (resolved.kind === 'constant') return program.inputs.length + resolved.index;
  return program.inputs.length + program.constants.length + resolved.index;
}
