import { MACHINE_OPERATIONS, type MachineOperation } from '../../program/machine-operations.ts';
import { ARITY, WORDS, type Structure } from './structure.ts';

const RING: ReadonlySet<MachineOperation> = new Set(['add', 'sub', 'mul', 'neg', 'fma']);
const OUTSIDE_RING = Uint8Array.from(MACHINE_OPERATIONS.map((op) => (RING.has(op) ? 0 : 1)));
const LEVELS = 64;
const known = new WeakMap<Structure, number>();

/**
 * What kind of program a structure is, in one number, whatever it approximates: how many constants, how many
 * operations that polynomials do not have, how many values (x too) that are used more than once. Programs of one form
 * compete with each other: a power of a quotient, a polynomial in a square and a continued fraction have different ones.
 */
export function formOf(structure: Structure): number {
  let form = known.get(structure);
  if (form === undefined) known.set(structure, (form = computeForm(structure)));
  return form;
}

function computeForm({ code, constants }: Structure): number {
  const n = code.length / WORDS;
  const uses = new Uint8Array(n + 1);
  let outside = 0;
  for (let i = 0; i < n; i++) {
    const at = WORDS * i;
    const op = code[at];
    outside += OUTSIDE_RING[op];
    // An operation on one value twice (a square) is one use.
    const seen = new Set<number>();
    for (let k = 1; k <= ARITY[op]; k++) if (code[at + k] >= 0) seen.add(code[at + k]);
    for (const ref of seen) uses[ref]++;
  }
  let shared = 0;
  for (const many of uses) if (many > 1) shared++;
  return (constants * LEVELS + outside) * LEVELS + shared;
}
