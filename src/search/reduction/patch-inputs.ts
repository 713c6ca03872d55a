import { toHexFloat } from '../../number/exact-constant.ts';
import type { Instruction, Program } from '../../program/program.ts';

/** A program that gives certain results at certain inputs, and what it gave before at all others. */
export function patchInputs(
  program: Program,
  patches: readonly { readonly input: number; readonly result: number }[],
): Program {
  const constants = [...program.constants];
  const constant = (value: number): string => {
    const text = toHexFloat(value);
    const known = constants.indexOf(text);
    return `c${known >= 0 ? known : constants.push(text) - 1}`;
  };
  const code: Instruction[] = [...program.code];
  let result = code.length === 0 ? program.inputs[0] : `t${code.length - 1}`;
  for (const { input, result: wanted } of patches) {
    const there = `t${code.push({ op: 'eq', args: [program.inputs[0], constant(input)] }) - 1}`;
    result = `t${code.push({ op: 'select', args: [there, constant(wanted), result] }) - 1}`;
  }
  return { ...program, constants, code };
}
