import { boundInShader } from '../certify/forward/bound-in-shader.ts';
import { shaderForm } from '../certify/forward/shader-form.ts';
import { NapierError } from '../error/fault.ts';
import type { Format } from '../number/format.ts';
import { findFormat } from '../number/formats.ts';
import { compileProgram } from '../program/evaluate.ts';
import type { Program } from '../program/program.ts';
import type { EmitFunction } from './target.ts';

/**
 * A proved function as a shading language is to have it: integers by `round`, and a bound on its error against all
 * that the language allows, where one can be proved. One that carries a narrower format has integers by `round` where that gives
 * the same at every number of that format. Others, and those whose roundings are written out, are left as they are.
 */
export function inShader(f: EmitFunction): EmitFunction {
  const { certificate, specification, program, carries, rounds } = f;
  if (rounds !== undefined) return f;
  if (carries !== undefined && program.format === 'f32') {
    const form = shaderForm(program, true);
    return form !== undefined && isSame(form, program, findFormat(carries)) ? { ...f, program: form } : f;
  }
  if (certificate?.measure !== 'ulp' || program.format !== 'f32') return f;
  if (program.storage !== undefined && program.storage !== 'f32') return f;
  const form = shaderForm(program) ?? program;
  try {
    return { ...f, program: form, allowed: boundInShader(form, specification) };
  } catch (error) {
    if (!(error instanceof NapierError)) throw error;
    return f;
  }
}

/** Formats of so many numbers are gone through. */
const FEW_BITS = 16;

/** Do both programs give the same at every number of a format? Shading languages tell neither NaNs nor zeros apart. */
function isSame(a: Program, b: Program, format: Format): boolean {
  if (format.bits > FEW_BITS || a.inputs.length !== 1) return false;
  const [p, q] = [compileProgram(a), compileProgram(b)];
  for (let pattern = 0; pattern < 2 ** format.bits; pattern++) {
    const x = format.decode(BigInt(pattern));
    const [one, other] = [p(x), q(x)];
    if (one !== other && (one === one || other === other)) return false;
  }
  return true;
}
