import { MACHINE_OPERATIONS } from '../../program/machine-operations.ts';
import { countOperations, WORDS, type Structure } from './structure.ts';
import type { FitPoints } from './kernel-fit.ts';

/**
 * A structure without the outermost operations that can be undone (v·v, √v, −v), and what is then left to fit: the
 * inverse operations applied to the target, weights by the derivative. Its optimum is the whole's to first order in
 * the error, and starts are judged by what their constants do, not by what a high power makes of it.
 * Nothing is taken off where the target has no real inverse.
 */
export function peelStructure(
  structure: Structure,
  { x, f, w }: FitPoints,
): { readonly structure: Structure; readonly points: FitPoints } {
  let { code } = structure;
  let values = f;
  let weights = w;
  while (code.length > WORDS) {
    const last = code.length - WORDS;
    const op = MACHINE_OPERATIONS[code[last]];
    const inner = last / WORDS;
    const unary = code[last + 1] === inner && (op !== 'mul' || code[last + 2] === inner);
    const shorter = { code: code.slice(0, last), constants: structure.constants };
    if (!unary || countOperations(shorter) === 0) break;
    if (op === 'mul' && values.every((v) => v > 0)) {
      values = values.map(Math.sqrt);
      weights = weights.map((weight, i) => 2 * weight * values[i]);
    } else if (op === 'sqrt' && values.every((v) => v > 0)) {
      weights = weights.map((weight, i) => weight / (2 * values[i]));
      values = values.map((v) => v * v);
    } else if (op === 'neg') values = values.map((v) => -v);
    else break;
    code = shorter.code;
  }
  return { structure: { code, constants: structure.constants }, points: { x, f: values, w: weights } };
}
