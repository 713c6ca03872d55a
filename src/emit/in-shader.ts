import { boundInShader } from '../certify/forward/bound-in-shader.ts';
import { shaderForm } from '../certify/forward/shader-form.ts';
import { NapierError } from '../error/fault.ts';
import type { EmitFunction } from './target.ts';

/**
 * A proved function as a shading language is to have it: integers by `round`, and a bound on its error against all
 * that the language allows, where one can be proved. Others are left as they are.
 */
export function inShader(f: EmitFunction): EmitFunction {
  const { certificate, specification, program } = f;
  if (certificate?.measure !== 'ulp' || program.format !== 'f32' || f.carries !== undefined) return f;
  if (program.storage !== undefined && program.storage !== 'f32') return f;
  const form = shaderForm(program) ?? program;
  try {
    return { ...f, program: form, allowed: boundInShader(form, specification) };
  } catch (error) {
    if (!(error instanceof NapierError)) throw error;
    return f;
  }
}
