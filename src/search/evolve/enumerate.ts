import { MACHINE_OPERATIONS } from '../../program/machine-operations.ts';
import { fingerprint } from './fingerprint.ts';
import { COMMUTATIVE, structuralHash } from './structure-hash.ts';
import { canonicalStructure } from './structure-canonical.ts';
import type { SearchSpace } from './space.ts';
import { ARITY, WORDS, type Structure } from './structure.ts';

/** All structures of a number of operations, and how many graphs were seen to be the same or more than is needed. */
export type Enumeration = {
  readonly structures: readonly Structure[];
  /** Instruction sequences that were made. */
  readonly made: number;
  /** The same as another after rewriting, or shorter: they are among another number's structures. */
  readonly equivalent: number;
  /** Compute what another does, at the constants tried. */
  readonly functional: number;
  /** With constants that can be traded for each other, so that fewer would do. */
  readonly redundant: number;
};

/**
 * Every structure of exactly n operations of a space, once: all sequences of instructions in which each result is
 * used, in canonical form, without those that a functional fingerprint calls the same or redundant.
 *
 * Sequences are made in one order of independent instructions only: an instruction that does not use the one before
 * it must not come earlier in the order of instruction words.
 */
export function enumerateStructures(space: SearchSpace, n: number): Enumeration {
  const steps = enumerating(space, n);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** The same in steps, of a second at most where there are five operations: others may have their turn in between. */
export function* enumerating(space: SearchSpace, n: number): Generator<void, Enumeration, void> {
  const found = new Map<number, Structure>();
  const functions = new Set<number>();
  const counts = { made: 0, equivalent: 0, functional: 0, redundant: 0 };
  const words: number[] = [];
  const uses = new Int32Array(n + 1);
  let open = 0;

  const finish = (): void => {
    counts.made++;
    const canonical = canonicalStructure({ code: numbered(words), constants: words.length });
    if (canonical === undefined || canonical.structure.code.length !== WORDS * n) {
      counts.equivalent++;
      return;
    }
    const { structure } = canonical;
    const hash = structuralHash(structure);
    if (structure.constants > space.maxConstants || found.has(hash)) {
      counts.equivalent++;
      return;
    }
    const print = fingerprint(structure);
    if (print.redundant) counts.redundant++;
    else if (print.hash !== undefined && functions.has(print.hash)) counts.functional++;
    else {
      found.set(hash, structure);
      if (print.hash !== undefined) functions.add(print.hash);
    }
  };

  function* extend(i: number): Generator<void, void, void> {
    if (i === n) {
      finish();
      return;
    }
    // Every result but the last must find a use: an instruction takes at most its arity of them.
    const left = n - i;
    for (const name of space.operations) {
      const op = MACHINE_OPERATIONS.indexOf(name);
      const arity = ARITY[op];
      for (const args of operands(arity, i, COMMUTATIVE[op] === 1)) {
        if (!comesAfter(words, i, op, args)) continue;
        let closed = 0;
        for (const arg of args) if (arg > 0 && uses[arg]++ === 0) closed++;
        open += 1 - closed;
        // What is open now must be closed by the instructions left, each opening one itself.
        if (open - 1 <= (left - 1) * MOST_CLOSED) {
          words.push(op, args[0] ?? 0, args[1] ?? 0, args[2] ?? 0);
          yield* extend(i + 1);
          words.length -= WORDS;
          if (i < STEPPED) yield;
        }
        open -= 1 - closed;
        for (const arg of args) if (arg > 0) uses[arg]--;
      }
    }
  }
  yield* extend(0);
  return { structures: [...found.values()], ...counts };
}

/** How many sequences of n instructions there are, used or not: what an enumeration costs at most. */
export function sequences(space: SearchSpace, n: number): number {
  let product = 1;
  for (let i = 0; i < n; i++) {
    let choices = 0;
    for (const name of space.operations) choices += (i + 2) ** ARITY[MACHINE_OPERATIONS.indexOf(name)];
    product *= choices;
  }
  return product;
}

/**
 * How many structures of n operations there are, about: their instructions in any order, the operands of each in any,
 * make n!·2^n sequences of one. For `+ - * /` this is 8, 72, 768, 9,600 and 138,240; there are 5, 40, 467, 7,152 and 141,953.
 */
export function aboutStructures(space: SearchSpace, n: number): number {
  let orders = 1;
  for (let i = 1; i <= n; i++) orders *= 2 * i;
  return sequences(space, n) / orders;
}

/** A step of `enumerating` is all sequences that begin with the same so many instructions. */
const STEPPED = 2;
/** An instruction of three operands can close three results and opens one. */
const MOST_CLOSED = 2;
const CONSTANT = -1;

/** Operand codes for instruction i: x, results before it, or a constant (−1, numbered later); not constants alone. */
function operands(arity: number, i: number, commutative: boolean): number[][] {
  const one = Array.from({ length: i + 2 }, (_, k) => k - 1);
  let all: number[][] = [[]];
  for (let k = 0; k < arity; k++) all = all.flatMap((args) => one.map((arg) => [...args, arg]));
  return all.filter(
    (args) => args.some((arg) => arg !== CONSTANT) && !(commutative && arity > 1 && args[0] < args[1]),
  );
}

function comesAfter(words: readonly number[], i: number, op: number, args: readonly number[]): boolean {
  if (i === 0 || args.includes(i)) return true;
  const at = WORDS * (i - 1);
  const now = [op, args[0] ?? 0, args[1] ?? 0, args[2] ?? 0];
  for (let k = 0; k < WORDS; k++) if (now[k] !== words[at + k]) return now[k] > words[at + k];
  // Twice the same instruction: of use when its constants may differ.
  return args.includes(CONSTANT);
}

/** Instruction words with every constant a slot of its own. */
function numbered(words: readonly number[]): Int32Array {
  let slots = 0;
  return Int32Array.from(words, (word, at) => {
    const isOperand = at % WORDS > 0 && at % WORDS <= ARITY[words[at - (at % WORDS)]];
    return isOperand && word === CONSTANT ? -++slots : word;
  });
}
