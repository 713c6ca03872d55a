/** A program as WebAssembly instructions: what emitted modules and compiled proofs have in common. */
import { exactDouble } from '../number/exact-double.ts';
import { exactInteger } from './integer-constant.ts';
import type { Instruction, Operand, Program } from './program.ts';
import { requireHardware } from './require-real.ts';
import { resultType } from './value-types.ts';
import { unsigned, type ValueType } from './wasm-encoder.ts';
import { BYTES, type Lane } from './wasm-opcodes.ts';
import {
  floatBytes,
  SET,
  stackType,
  type PlacedTable,
  type Pushed,
  type scalarOperation,
} from './wasm-operations.ts';

/** A program with its tables placed in memory. */
export type PlacedProgram = {
  readonly program: Program;
  readonly lane: Lane;
  readonly tables: readonly PlacedTable[];
};

/** Tables of all functions one after another, each value as wide as the format, from a multiple of 8 on. */
export function placeTables(
  programs: readonly Program[],
  start: number,
): { readonly placed: PlacedProgram[]; readonly data: number[] } {
  const data: number[] = [];
  const placed = programs.map((program): PlacedProgram => {
    const lane = program.format as Lane;
    while (data.length % 8 !== 0) data.push(0);
    const tables = (program.tables ?? []).map(({ type, values }): PlacedTable => {
      const address = start + data.length;
      for (const text of [...values, type === 'int' ? 'i:0' : 'nan']) {
        data.push(...(type === 'int' ? integerInMemory(text, lane) : floatBytes(lane, exactDouble(text))));
      }
      return { address, length: values.length, type };
    });
    return { program, lane, tables };
  });
  return { placed, data };
}

function integerInMemory(text: string, lane: Lane): number[] {
  const value = BigInt.asUintN(64, exactInteger(text, 8 * BYTES[lane]));
  return Array.from({ length: BYTES[lane] }, (_, i) => Number((value >> BigInt(8 * i)) & 255n));
}

/**
 * One program's instructions, one by one: `operation` is scalar or vector, `push` pushes an operand.
 * @param needed which instructions are written. @defaultValue all
 */
export function wasmInstructions(
  { program, lane, tables }: PlacedProgram,
  operation: typeof scalarOperation,
  push: (operand: Operand) => number[],
  result: (i: number) => number,
  needed: (i: number) => boolean = () => true,
): number[][] {
  const pushed = (operand: Operand): Pushed =>
    isConstant(program, operand)
      ? { push: push(operand), constant: program.constants[Number(operand.slice(1))] }
      : { push: push(operand), zeroBits: zeroBits(program, operand) };
  const write = ({ op, args }: Instruction): number[] =>
    op === 'lookup'
      ? operation(op, lane, [pushed(args[1])], tables[Number(args[0].slice(1))])
      : operation(requireHardware(op), lane, args.map(pushed));
  return program.code.map((instruction, i) =>
    needed(i) ? [...write(instruction), SET, ...unsigned(result(i))] : [],
  );
}

/** How many of an integer's lowest bits a mask or a shift by a constant made zero. */
function zeroBits(program: Program, operand: Operand): number {
  const made = operand.startsWith('t') ? program.code[Number(operand.slice(1))] : undefined;
  const by = made?.args.find((arg) => isConstant(program, arg));
  if (made === undefined || by === undefined || (made.op !== 'iand' && made.op !== 'ishl')) return 0;
  const constant = exactInteger(program.constants[Number(by.slice(1))], 64);
  if (made.op === 'ishl') return by === made.args[1] ? Number(constant) : 0;
  let count = 0;
  while (count < 64 && ((constant >> BigInt(count)) & 1n) === 0n) count++;
  return count;
}

/** Is an operand one of the program's constants? */
export function isConstant(program: Program, operand: Operand): boolean {
  return operand.startsWith('c') && !program.inputs.includes(operand);
}

/** What the program gives. */
export function resultOperand(program: Program): string {
  return program.code.length === 0 ? program.inputs[0] : `t${program.code.length - 1}`;
}

/** Local variables of the instructions' values. */
export function localTypes({ program, lane }: PlacedProgram): ValueType[] {
  return program.code.map((instruction) => stackType(resultType(program, instruction), lane));
}
