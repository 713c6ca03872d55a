import { fail } from '../error/fault.ts';

// What cannot be the name of a function in one of the targets, nor of a Python module that imports its library.
const RESERVED = new Set(
  `arguments async auto await bool break case catch char class const continue debugger default delete do double else
  enum eval export extends extern false finally float for function goto if implements import in inline instanceof int
  interface let long main new null of package private protected public register restrict return short signed sizeof
  static struct super switch this throw true try typedef typeof undefined union unsigned var void volatile while with
  yield and as assert begin box crate def del discard dyn elif except fn from global impl inout is jax jnp lambda lax
  len local loop macro match mod module move mut nonlocal not np numpy or out pass print pub quote raise ref self sys
  torch trait type unsafe use using where zip`.split(/\s+/),
);

/** A name that files and functions of every target can have. @throws NapierError `name` */
export function codeName(source: string): string {
  const span = [0, source.length] as const;
  const hint = 'letters, digits and _, a letter first, at most 64; such as tanh_fast';
  if (!/^[A-Za-z][A-Za-z0-9_]{0,63}$/.test(source)) {
    fail({ kind: 'name', message: 'not a name for a function', source, span, hint });
  }
  if (RESERVED.has(source))
    fail({ kind: 'name', message: `\`${source}\` is a reserved word`, source, span, hint });
  return source;
}
