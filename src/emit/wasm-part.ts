import type { Operand } from '../program/program.ts';
import { unsigned, type ValueType } from '../program/wasm-encoder.ts';
import type { Lane } from '../program/wasm-opcodes.ts';
import {
  constantBytes,
  GET,
  scalarOperation,
  SET,
  splatConstant,
  vectorOperation,
} from '../program/wasm-operations.ts';
import { isConstant, localTypes, wasmInstructions, type PlacedProgram } from '../program/wasm-program.ts';

/** Code with constants in locals of its own, set before a loop, for one or more vectors a turn. */
export type Part = { readonly setup: readonly number[]; readonly copies: readonly Copy[] };

/** The code for one vector: inputs are loaded by the load's code, instructions run one after the other. */
export type Copy = {
  readonly load: (addresses: readonly number[], code: readonly number[]) => number[];
  readonly code: readonly (readonly number[])[];
  readonly push: (operand: Operand) => number[];
};

/**
 * Instructions of a program as a part of a loop, with locals of its own, so that the registers of one loop are not
 * taken up by another's constants.
 * @param lane the lane it computes in: the program's, or its storage's for instructions that mean the same there
 * @param fresh a new local's number
 * @param copies vectors a turn. @defaultValue 1
 * @param wide vectors, or one value with its constants in place. @defaultValue true
 * @param needed the instructions. @defaultValue all
 */
export function wasmPart(
  placed: PlacedProgram,
  lane: Lane,
  fresh: (type: ValueType) => number,
  {
    copies = 1,
    wide = true,
    needed,
  }: { readonly copies?: number; readonly wide?: boolean; readonly needed?: ReadonlySet<number> },
): Part {
  const { program } = placed;
  const isNeeded = (i: number): boolean => needed?.has(i) ?? true;
  const used = new Set(program.code.filter((_, i) => isNeeded(i)).flatMap(({ args }) => args));
  const constants = new Map(
    program.constants.flatMap((text, i) =>
      wide && used.has(`c${i}`) ? [[`c${i}`, { local: fresh('v128'), text }]] : [],
    ),
  );
  const types = localTypes(placed);
  const copy = (): Copy => {
    const inputs = program.inputs.map(() => fresh(wide ? 'v128' : lane));
    const results = types.map((type, i) => (isNeeded(i) ? fresh(wide ? 'v128' : type) : -1));
    const push = (operand: Operand): number[] => {
      const input = program.inputs.indexOf(operand);
      if (input >= 0) return [GET, ...unsigned(inputs[input])];
      const index = Number(operand.slice(1));
      if (!isConstant(program, operand)) return [GET, ...unsigned(results[index])];
      const constant = constants.get(operand);
      return constant === undefined
        ? constantBytes(lane, program.constants[index])
        : [GET, ...unsigned(constant.local)];
    };
    return {
      push,
      load: (from, code) =>
        inputs.flatMap((to, p) => [GET, ...unsigned(from[p]), ...code, SET, ...unsigned(to)]),
      code: wasmInstructions(
        { ...placed, lane },
        wide ? vectorOperation : scalarOperation,
        push,
        (i) => results[i],
        isNeeded,
      ),
    };
  };
  return {
    setup: [...constants.values()].flatMap(({ local, text }) => [
      ...splatConstant(lane, text),
      SET,
      ...unsigned(local),
    ]),
    copies: Array.from({ length: copies }, copy),
  };
}
