import type { SystemProgram } from '../../program/system/system.ts';

/** Instructions of one piece: compilers' optimisers give up on functions that are much longer. */
export type Chunk = {
  /** Instructions [from, to). */
  readonly from: number;
  readonly to: number;
  /** Instructions of earlier pieces that this one reads, by their index. */
  readonly reads: readonly number[];
  /** Instructions of this piece that later ones read. */
  readonly keeps: readonly number[];
  /** Outputs that are known when this piece ends and not before. */
  readonly outputs: readonly number[];
};

export type Chunked = {
  readonly chunks: readonly Chunk[];
  /** Where a value that crosses pieces lies in the memory between them, by the index of its instruction. */
  readonly slots: ReadonlyMap<number, number>;
};

/** The outputs that each instruction gives, by its index; those of inputs and constants under −1. */
export function outputsByInstruction({
  inputs,
  constants,
  outputs,
}: SystemProgram): ReadonlyMap<number, readonly number[]> {
  const first = inputs.length + constants.length;
  const found = new Map<number, number[]>();
  outputs.forEach(({ register }, i) => {
    const at = Math.max(-1, register - first);
    const list = found.get(at);
    if (list === undefined) found.set(at, [i]);
    else list.push(i);
  });
  return found;
}

/** A program in pieces of at most `length` instructions. */
export function chunked({ inputs, constants, code, outputs }: SystemProgram, length: number): Chunked {
  const first = inputs.length + constants.length;
  const pieces = Math.max(1, Math.ceil(code.length / length));
  const size = Math.max(1, Math.ceil(code.length / pieces));
  const pieceOf = (i: number): number => Math.floor(i / size);
  const reads = Array.from({ length: pieces }, () => new Set<number>());
  const crossing = new Set<number>();
  code.forEach(({ args }, i) => {
    for (const arg of args) {
      const j = arg - first;
      if (j >= 0 && pieceOf(j) !== pieceOf(i)) {
        reads[pieceOf(i)].add(j);
        crossing.add(j);
      }
    }
  });
  const slots = new Map([...crossing].sort((a, b) => a - b).map((j, k) => [j, k]));
  const chunks = reads.map((read, k): Chunk => {
    const [from, to] = [k * size, Math.min(code.length, (k + 1) * size)];
    return {
      from,
      to,
      reads: [...read].sort((a, b) => a - b),
      keeps: [...slots.keys()].filter((j) => j >= from && j < to),
      outputs: outputs.flatMap(({ register }, i) => {
        const j = register - first;
        return (j < 0 ? k === 0 : j >= from && j < to) ? [i] : [];
      }),
    };
  });
  return { chunks, slots };
}
