import { MACHINE_OPERATIONS } from '../../program/machine-operations.ts';
import type { Random } from '../../number/random.ts';
import { Draft, type Ref } from './draft.ts';
import type { SearchSpace } from './space.ts';
import type { CanonicalStructure } from './structure-canonical.ts';
import { ARITY, WORDS, type Structure } from './structure.ts';

/** A structure with constants: what mutations take and give. NaN is a constant not known yet. */
export type Genome = { readonly structure: Structure; readonly constants: ArrayLike<number> };

type Mutation = (draft: Draft, space: SearchSpace, random: Random, donor: Genome) => boolean;

/**
 * All ways to change a structure, each knowing nothing but the graph. The order and the number of lines of a
 * mutation are its chance.
 */
const MUTATIONS: Readonly<Record<string, { readonly weight: number; readonly apply: Mutation }>> = {
  operation: { weight: 2, apply: changeOperation },
  rewire: { weight: 3, apply: rewire },
  splice: { weight: 3, apply: splice },
  delete: { weight: 2, apply: remove },
  append: { weight: 2, apply: append },
  swap: { weight: 1, apply: swapOperands },
  graft: { weight: 1, apply: graft },
  compose: { weight: 2, apply: compose },
};
const NAMES = Object.keys(MUTATIONS);
const WHEEL = NAMES.flatMap((name) => Array.from({ length: MUTATIONS[name].weight }, () => name));

export type Mutant = CanonicalStructure & {
  /** Names of the mutations, in order. */
  readonly how: string;
};

/**
 * One to four mutations of a parent, in canonical form with the parent's constants where they still have a place.
 * @param donors where a graft comes from: called when one is made
 * @returns `undefined` when nothing that depends on x is left
 */
export function mutate(
  parent: Genome,
  space: SearchSpace,
  random: Random,
  donors: () => Genome,
): Mutant | undefined {
  const draft = new Draft(parent.structure, parent.constants);
  const names: string[] = [];
  // One mutation half of the time, two a quarter of it, …
  let count = 1;
  while (count < 4 && random.integer(2) === 0) count++;
  while (names.length < count) {
    const name = WHEEL[random.integer(WHEEL.length)];
    // A part of itself half of the time: what is useful once may be so twice.
    const foreign = (name === 'graft' || name === 'compose') && random.integer(2) === 0;
    const donor = foreign ? donors() : parent;
    names.push(name);
    MUTATIONS[name].apply(draft, space, random, donor);
  }
  const finished = draft.finish();
  return finished && { ...finished, how: names.join('+') };
}

/**
 * Every structure that one more instruction on the result gives: any operation, with the result and any other value
 * or a constant as operands, either way round.
 */
export function appended(parent: Genome, space: SearchSpace): CanonicalStructure[] {
  const { structure, constants } = parent;
  const found: CanonicalStructure[] = [];
  const n = structure.code.length / WORDS;
  const add = (op: number, make: (draft: Draft) => readonly Ref[]): void => {
    const draft = new Draft(structure, constants);
    const [a, b = 0, c = 0] = make(draft);
    draft.result = draft.node(op, a, b, c);
    const finished = draft.finish();
    if (finished !== undefined && finished.structure.code.length === WORDS * (n + 1)) found.push(finished);
  };
  const others: ((draft: Draft) => Ref)[] = [(draft) => draft.constant()];
  for (let ref = 0; ref <= n; ref++) others.push(() => ref);
  for (const name of space.operations) {
    const op = MACHINE_OPERATIONS.indexOf(name);
    if (ARITY[op] === 1) add(op, (draft) => [draft.result]);
    for (const other of ARITY[op] === 2 ? others : []) {
      add(op, (draft) => [draft.result, other(draft)]);
      add(op, (draft) => [other(draft), draft.result]);
    }
    for (const other of ARITY[op] === 3 ? others : []) {
      for (const third of others) {
        add(op, (draft) => [draft.result, other(draft), third(draft)]);
        add(op, (draft) => [other(draft), third(draft), draft.result]);
      }
    }
  }
  return found;
}

/** What each operation makes of the result alone: op(v), op(v, v), … */
export function stacked(parent: Genome, space: SearchSpace): CanonicalStructure[] {
  const found: CanonicalStructure[] = [];
  for (const name of space.operations) {
    const draft = new Draft(parent.structure, parent.constants);
    const { result, size } = draft;
    draft.result = draft.node(MACHINE_OPERATIONS.indexOf(name), result, result, result);
    const finished = draft.finish();
    if (finished === undefined || finished.structure.constants !== parent.structure.constants) continue;
    if (finished.structure.code.length === WORDS * (size + 1)) found.push(finished);
  }
  return found;
}

/** A constant, x, or a node that does not depend on `of` (a node to be: 0). */
function anyRef(draft: Draft, random: Random, of: Ref): Ref {
  const pick = random.integer(draft.size + 2);
  if (pick === 0) return draft.constant();
  if (pick === 1) return 0;
  const ref = pick - 1;
  return of > 0 && draft.reaches(ref, of) ? draft.constant() : ref;
}

function anyNode(draft: Draft, random: Random): Ref {
  return draft.size === 0 ? 0 : 1 + random.integer(draft.size);
}

function anyOperation(space: SearchSpace, random: Random): number {
  return MACHINE_OPERATIONS.indexOf(space.operations[random.integer(space.operations.length)]);
}

/** A new node of any operation with `operand` in any place. */
function around(draft: Draft, space: SearchSpace, random: Random, operand: Ref, of: Ref): Ref {
  const op = anyOperation(space, random);
  const args = [0, 0, 0];
  const place = random.integer(ARITY[op]);
  for (let k = 0; k < ARITY[op]; k++) args[k] = k === place ? operand : anyRef(draft, random, of);
  return draft.node(op, args[0], args[1], args[2]);
}

function changeOperation(draft: Draft, space: SearchSpace, random: Random): boolean {
  const i = anyNode(draft, random);
  if (i === 0) return false;
  const at = WORDS * i;
  const before = ARITY[draft.nodes[at]];
  const op = anyOperation(space, random);
  draft.nodes[at] = op;
  for (let k = before + 1; k <= ARITY[op]; k++) draft.nodes[at + k] = anyRef(draft, random, i);
  return true;
}

function rewire(draft: Draft, _space: SearchSpace, random: Random): boolean {
  const i = anyNode(draft, random);
  if (i === 0) return false;
  const place = WORDS * i + 1 + random.integer(ARITY[draft.nodes[WORDS * i]]);
  draft.nodes[place] = anyRef(draft, random, i);
  return true;
}

/** A new instruction on one edge, or on all edges from one value. */
function splice(draft: Draft, space: SearchSpace, random: Random): boolean {
  const i = anyNode(draft, random);
  if (i === 0 || random.integer(3) === 0) {
    const old = random.integer(draft.size + 1);
    draft.replaceUses(old, around(draft, space, random, old, old), draft.size);
    return true;
  }
  const place = WORDS * i + 1 + random.integer(ARITY[draft.nodes[WORDS * i]]);
  draft.nodes[place] = around(draft, space, random, draft.nodes[place], i);
  return true;
}

function remove(draft: Draft, _space: SearchSpace, random: Random): boolean {
  const i = anyNode(draft, random);
  if (i === 0) return false;
  const kept = draft.nodes[WORDS * i + 1 + random.integer(ARITY[draft.nodes[WORDS * i]])];
  draft.replaceUses(i, kept, 0);
  return true;
}

function append(draft: Draft, space: SearchSpace, random: Random): boolean {
  draft.result = around(draft, space, random, draft.result, 0);
  return true;
}

function swapOperands(draft: Draft, _space: SearchSpace, random: Random): boolean {
  const i = anyNode(draft, random);
  if (i === 0 || ARITY[draft.nodes[WORDS * i]] < 2) return false;
  const at = WORDS * i;
  [draft.nodes[at + 1], draft.nodes[at + 2]] = [draft.nodes[at + 2], draft.nodes[at + 1]];
  return true;
}

/** An operand becomes a part of another structure, with its constants. */
function graft(draft: Draft, _space: SearchSpace, random: Random, donor: Genome): boolean {
  const i = anyNode(draft, random);
  const n = donor.structure.code.length / WORDS;
  if (i === 0 || n === 0) return false;
  const place = WORDS * i + 1 + random.integer(ARITY[draft.nodes[WORDS * i]]);
  draft.nodes[place] = draft.insert(donor.structure, donor.constants, 0, 1 + random.integer(n));
  return true;
}

/** A value v becomes φ(v), for all that uses it, where φ is a part of another structure (or of this one). */
function compose(draft: Draft, _space: SearchSpace, random: Random, donor: Genome): boolean {
  const n = donor.structure.code.length / WORDS;
  if (n === 0) return false;
  const old = random.integer(draft.size + 1);
  const before = draft.size;
  const now = draft.insert(donor.structure, donor.constants, old, 1 + random.integer(n));
  for (let i = 1; i <= before; i++) {
    const at = WORDS * i;
    for (let k = 1; k <= ARITY[draft.nodes[at]]; k++)
      if (draft.nodes[at + k] === old) draft.nodes[at + k] = now;
  }
  if (draft.result === old) draft.result = now;
  return true;
}
