import { MACHINE_OPERATION_TABLE, MACHINE_OPERATIONS } from '../../program/machine-operations.ts';

/**
 * A straight-line program over one input x with *free constants*: a shape to be fitted. The value is the last
 * instruction's; without instructions it is x.
 *
 * See also `canonicalStructure` (structure-canonical.ts), `structuralHash` (structure-hash.ts), `structureToProgram`
 * and `programToStructure` (structure-program.ts).
 */
export type Structure = {
  /**
   * Four words an instruction: opcode (index in `MACHINE_OPERATIONS`) and three operand codes (unused ones 0).
   * An operand code is 0 for x, i + 1 for the value of instruction i, −(k + 1) for constant slot k.
   */
  readonly code: Int32Array;
  /** Constant slots 0 … constants − 1. In a canonical structure each is used exactly once, in order. */
  readonly constants: number;
};

/** Words an instruction takes in {@link Structure.code}. */
export const WORDS = 4;

/** Number of operands of each opcode. */
export const ARITY = Uint8Array.from(MACHINE_OPERATIONS.map((op) => MACHINE_OPERATION_TABLE[op].arity));

/** Instructions that depend on x and that the result depends on: the cost model `operations`. */
export function countOperations({ code }: Structure): number {
  const n = code.length / WORDS;
  const varying = new Uint8Array(n + 1);
  const live = new Uint8Array(n + 1);
  varying[0] = 1;
  live[n] = 1;
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < ARITY[code[WORDS * i]]; k++) {
      const arg = code[WORDS * i + 1 + k];
      if (arg >= 0 && varying[arg]) varying[i + 1] = 1;
    }
  }
  let count = 0;
  for (let i = n - 1; i >= 0; i--) {
    if (!live[i + 1]) continue;
    count += varying[i + 1];
    for (let k = 0; k < ARITY[code[WORDS * i]]; k++) {
      const arg = code[WORDS * i + 1 + k];
      if (arg > 0) live[arg] = 1;
    }
  }
  return count;
}
