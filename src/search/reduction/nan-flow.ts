import { findFormat } from '../../number/formats.ts';
import { resolveOperand } from '../../program/operand.ts';
import type { Instruction, Program } from '../../program/program.ts';

/** What is sure of a value when the input is NaN: it is NaN; it is a NaN's bits, sign apart; it is false; nothing. */
type Known = 'nan' | 'nan bits' | 'false' | undefined;

/**
 * Does a NaN in a program of one input surely come out as NaN, whatever bits it has? (The reference evaluator answers
 * NaN wherever the bits of one are looked at; compiled code does not.)
 */
export function passesNaN(program: Program): boolean {
  const values: Known[] = [];
  const known = (operand: string): Known => {
    const resolved = resolveOperand(program, operand);
    if (resolved?.kind === 'input') return 'nan';
    if (resolved?.kind === 'constant') return program.constants[resolved.index] === 'nan' ? 'nan' : undefined;
    return resolved?.kind === 'instruction' ? values[resolved.index] : undefined;
  };
  for (const instruction of program.code) values.push(resultOf(instruction, known, program));
  return (values.length === 0 ? 'nan' : values[values.length - 1]) === 'nan';
}

function resultOf({ op, args }: Instruction, known: (operand: string) => Known, program: Program): Known {
  const [a, b, c] = args.map(known);
  switch (op) {
    case 'bits':
      return a === 'nan' ? 'nan bits' : undefined;
    case 'float':
      return a === 'nan bits' ? 'nan' : undefined;
    case 'iand':
    case 'ior':
    case 'ixor':
      return keepsExponent(op, args, known, program) ? 'nan bits' : undefined;
    case 'lt':
    case 'le':
    case 'eq':
      return a === 'nan' || b === 'nan' ? 'false' : undefined;
    case 'select':
      if (a === 'false') return c;
      return b === 'nan' && c === 'nan' ? 'nan' : undefined;
    case 'min':
    case 'max':
      return a === 'nan' ? 'nan' : undefined;
    case 'toint':
    case 'fromint':
    case 'lookup':
    case 'iadd':
    case 'isub':
    case 'imul':
    case 'ishl':
    case 'ishr':
    case 'isar':
    case 'ilt':
    case 'iselect':
      return undefined;
    default:
      return [a, b, c].includes('nan') ? 'nan' : undefined;
  }
}

/** Does a bitwise operation of a NaN's bits with something touch the sign alone, or only set bits? */
function keepsExponent(
  op: 'iand' | 'ior' | 'ixor',
  args: readonly string[],
  known: (operand: string) => Known,
  program: Program,
): boolean {
  const other = args.find((_, i) => known(args[1 - i]) === 'nan bits');
  if (other === undefined) return false;
  if (op === 'ior') return true;
  const resolved = resolveOperand(program, other);
  // A sign made by shifting a bit to the top, or cut out by a mask.
  if (op === 'ixor' && resolved?.kind === 'instruction') {
    const made = program.code[resolved.index];
    return (made.op === 'ishl' || made.op === 'iand') && isSign(made, program);
  }
  return false;
}

function isSign({ op, args }: Instruction, program: Program): boolean {
  const resolved = resolveOperand(program, args[1]);
  if (resolved?.kind !== 'constant') return false;
  const value = BigInt(program.constants[resolved.index].slice(2));
  const width = findFormat(program.format).bits;
  return op === 'ishl'
    ? value === BigInt(width - 1)
    : BigInt.asUintN(width, value) === 1n << BigInt(width - 1);
}
