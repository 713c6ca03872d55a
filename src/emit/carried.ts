import { storageOf, type Program } from '../program/program.ts';
import { writeOutRounding } from '../program/write-out-rounding.ts';
import type { EmitFunction, Target } from './target.ts';

/** Wider formats that rounding to a narrow one is written out in, the first that serves. */
const WIDE = ['f32', 'f64'] as const;

/** A program as a target can hold it, and what is then to be known of it. */
export type CarriedProgram = Pick<EmitFunction, 'program' | 'carries' | 'rounds'>;

/**
 * What a target is given to write: the function as it is, or, where the target lacks the format of inputs and results
 * (f16) but not that of the arithmetic, the function without its last rounding, or, where it lacks the format of the
 * arithmetic too (bf16), the function in a wider format with every rounding written out. `undefined`: the target refuses all.
 */
export function carried(target: Target, f: EmitFunction): EmitFunction | undefined {
  const held = carriedProgram(target, f.program);
  return held && { ...f, ...held };
}

/** The same for a program alone. */
export function carriedProgram(target: Target, given: Program): CarriedProgram | undefined {
  if (target.refuses(given) === undefined) return { program: given };
  const { storage, ...program } = given;
  if (storage !== undefined && target.refuses(program) === undefined) return { program, carries: storage };
  for (const wide of WIDE) {
    const written = writeOutRounding(given, wide);
    if ('refused' in written || target.refuses(written) !== undefined) continue;
    return { program: written, rounds: { arithmetic: given.format, storage: storageOf(given) } };
  }
  return undefined;
}
