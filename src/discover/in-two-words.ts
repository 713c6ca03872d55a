import { certifyTwoWord } from '../certify/two-word-roundoff.ts';
import type { EmitFunction } from '../emit/target.ts';
import { NapierError } from '../error/fault.ts';
import { findTwoWordFormat } from '../number/two-word-formats.ts';
import { writeOutWords } from '../program/write-out-words.ts';

/**
 * A function over the reals (`real`) as one of single words that computes in a format of two, with a proof of its error
 * where there is one.
 * @param note is told why there is no proof
 * @throws NapierError `unsupported` for a program of another format, and for what the format cannot do; `name` for an
 *   unknown format
 */
export function inTwoWords(f: EmitFunction, arithmetic: string, note: (text: string) => void): EmitFunction {
  const format = findTwoWordFormat(arithmetic);
  const program = writeOutWords(f.program, format);
  const { certificate: _ofReals, ...rest } = f;
  const written: EmitFunction = {
    ...rest,
    program,
    specification: { ...f.specification, format: program.format, measure: 'ulp' },
    arithmetic: format.name,
    command: `${f.command}, then napier emit --arithmetic ${format.name}`,
  };
  try {
    return { ...written, certificate: certifyTwoWord(f.program, format, written.specification).certificate };
  } catch (error) {
    // `domain`: an error relative to a function that is 0 somewhere.
    if (!(error instanceof NapierError) || !['not-proved', 'domain'].includes(error.fault.kind)) throw error;
    note(`${f.name}: no proof in ${format.name}: ${error.fault.message}`);
    return written;
  }
}
