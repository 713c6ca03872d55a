import { boundInMediump } from '../certify/forward/bound-in-mediump.ts';
import { boundInShader } from '../certify/forward/bound-in-shader.ts';
import { shaderForm } from '../certify/forward/shader-form.ts';
import { NapierError } from '../error/fault.ts';
import type { Format } from '../number/format.ts';
import { findFormat } from '../number/formats.ts';
import { createRandom } from '../number/random.ts';
import { compileProgram } from '../program/evaluate.ts';
import type { Program } from '../program/program.ts';
import type { EmitFunction } from './target.ts';

/**
 * A proved function as a shading language is to have it: integers by `round`, and a bound on its error against all
 * that the language allows, where one can be proved. Where none can, or it carries a narrower format, it has integers by `round`
 * where that gives the same at every number of a narrow format, at many of f32: compilers do take (x + c) − c for x, so the program
 * that was proved would compute something else. Others, and those whose roundings are written out, are left as they are.
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
  const form = shaderForm(program);
  try {
    return { ...f, program: form ?? program, allowed: boundInShader(form ?? program, specification) };
  } catch (error) {
    if (!(error instanceof NapierError)) throw error;
    if (form === undefined || !isSame(form, program, findFormat('f32'))) return f;
    return { ...f, program: form, roundsInstead: true };
  }
}

/**
 * A function whose floats shall all be `mediump`, with the bound that is proved of it there: no other proof holds.
 * @throws NapierError `not-proved` where there is none
 */
export function inMediump({ certificate: _certificate, ...f }: EmitFunction): EmitFunction {
  return { ...f, mediump: boundInMediump(f.program, f.specification) };
}

/** All numbers of formats of so many bits; of wider ones as many, each with other last bits. */
const COMPARED_BITS = 16;

/** Do both programs give the same? Shading languages tell neither NaNs nor zeros apart. */
function isSame(a: Program, b: Program, format: Format): boolean {
  if (a.inputs.length !== 1) return false;
  const [p, q] = [compileProgram(a), compileProgram(b)];
  const last = BigInt(Math.max(0, format.bits - COMPARED_BITS));
  const random = createRandom(1);
  for (let pattern = 0n; pattern < 1n << BigInt(COMPARED_BITS); pattern++) {
    const x = format.decode((pattern << last) | (random.bits64() & ((1n << last) - 1n)));
    const [one, other] = [p(x), q(x)];
    if (one !== other && (one === one || other === other)) return false;
  }
  return true;
}
