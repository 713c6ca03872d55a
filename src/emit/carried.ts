import type { EmitFunction, Target } from './target.ts';

/**
 * What a target is given to write: the function as it is, or, where the target lacks the format of inputs and results
 * (f16) but not that of the arithmetic, the function without its last rounding. `undefined`: the target refuses both.
 */
export function carried(target: Target, f: EmitFunction): EmitFunction | undefined {
  if (target.refuses(f.program) === undefined) return f;
  const { storage, ...program } = f.program;
  if (storage === undefined || target.refuses(program) !== undefined) return undefined;
  return { ...f, program, carries: storage };
}
