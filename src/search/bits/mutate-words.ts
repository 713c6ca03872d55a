import type { Random } from '../../number/random.ts';
import { MACHINE_OPERATION_TABLE, type MachineOperation } from '../../program/machine-operations.ts';
import { insertAtRandom } from './insert-words.ts';
import { WordDraft, type WordForm } from './word-draft.ts';
import { COMMUTATIVE } from './word-structure.ts';

/** Nodes that are put on top of a structure at once, at most: a correction step has four or five. */
const MOST_GROWN = 5;
/** The share of mutations that put something in between. */
const INSERTING = 0.2;

/** A structure changed at random, of at most `most` nodes if nothing is lost in `finish`. */
export function mutateWords(
  parent: WordForm | undefined,
  other: WordForm | undefined,
  operations: readonly MachineOperation[],
  most: number,
  random: Random,
): WordDraft {
  const draft = parent === undefined ? new WordDraft() : WordDraft.of(parent);
  const room = most - draft.nodes.length;
  const kind = random.next();
  if (parent !== undefined && room > 0 && random.next() < INSERTING) {
    return insertAtRandom(parent, operations, random) ?? draft;
  }
  if (draft.nodes.length === 0 || (kind < 0.55 && room > 0)) {
    grow(draft, operations, 1 + random.integer(Math.max(1, Math.min(MOST_GROWN, room))), random);
  } else if (kind < 0.65 && room > 0) {
    repeat(draft, random);
  } else if (kind < 0.72 && other !== undefined) {
    join(draft, other, operations, random);
  } else {
    for (let changes = 1 + random.integer(3); changes > 0; changes--) alter(draft, operations, random);
  }
  return draft;
}

/** Every structure of one operation, of two, … up to `most`, some more than once. */
export function* smallStructures(
  operations: readonly MachineOperation[],
  most: number,
): Generator<WordDraft> {
  for (let n = 1; n <= most; n++) yield* extensions(operations, new WordDraft(), n);
}

/** Every composition of `length` operations, each of the one before it (the first: of the input) and of constants. */
export function* compositions(operations: readonly MachineOperation[], length: number): Generator<WordDraft> {
  const links = operations.flatMap((op) =>
    Array.from({ length: MACHINE_OPERATION_TABLE[op].arity }, (_, place) => ({ op, place })).filter(
      ({ place }) => !(COMMUTATIVE.has(op) && place > 0),
    ),
  );
  for (let code = 0; code < links.length ** length; code++) {
    const draft = new WordDraft();
    for (let k = length - 1; k >= 0; k--) {
      const { op, place } = links[Math.floor(code / links.length ** k) % links.length];
      const { arity } = MACHINE_OPERATION_TABLE[op];
      draft.result = draft.node(
        op,
        Array.from({ length: arity }, (_, i) => (i === place ? draft.result : draft.constant())),
      );
    }
    yield draft;
  }
}

/**
 * Every way to put `length` operations on top of a draft, each of which takes the one before it (the first: the result)
 * or, the first, the input; besides, they take the input, the draft's result, the chain's own values, or constants.
 */
export function* chains(
  operations: readonly MachineOperation[],
  draft: WordDraft,
  length: number,
): Generator<WordDraft> {
  const base = draft.nodes.length;
  for (const op of operations) {
    const { arity } = MACHINE_OPERATION_TABLE[op];
    yield* chainLinks(operations, draft, length, base, op, arity, []);
  }
}

function* chainLinks(
  operations: readonly MachineOperation[],
  draft: WordDraft,
  length: number,
  base: number,
  op: MachineOperation,
  arity: number,
  args: readonly number[],
): Generator<WordDraft> {
  const before = draft.nodes.length;
  if (args.length < arity) {
    // The constant is a name here; it becomes one when the chain is complete.
    const choices = [0, CONSTANT, ...Array.from({ length: before - base + 1 }, (_, i) => base + i)];
    for (const arg of choices) {
      const redundant = COMMUTATIVE.has(op) && args.length === 1 && arg > args[0];
      if (!redundant) yield* chainLinks(operations, draft, length, base, op, arity, [...args, arg]);
    }
    return;
  }
  if (!args.some((arg) => arg === before || (before === base && arg === 0))) return;
  const next = new WordDraft();
  next.nodes.push(...draft.nodes);
  next.words.push(...draft.words);
  next.result = next.node(
    op,
    args.map((arg) => (arg === CONSTANT ? next.constant() : arg)),
  );
  if (length === 1) {
    yield next;
    return;
  }
  for (const following of operations) {
    const row = MACHINE_OPERATION_TABLE[following];
    yield* chainLinks(operations, next, length - 1, base, following, row.arity, []);
  }
}

/** No operand: constants are −1, −2, … and nodes 1, 2, …; below all of them. */
const CONSTANT = -1_000_000;

function* extensions(
  operations: readonly MachineOperation[],
  draft: WordDraft,
  missing: number,
): Generator<WordDraft> {
  const known = draft.nodes.length;
  for (const op of operations) {
    const { arity } = MACHINE_OPERATION_TABLE[op];
    const choices = known + 2;
    for (let code = 0; code < choices ** arity; code++) {
      const next = new WordDraft();
      for (const node of draft.nodes) next.nodes.push({ op: node.op, args: [...node.args] });
      next.words.push(...draft.words);
      const args = Array.from({ length: arity }, (_, k) => {
        const choice = Math.floor(code / choices ** k) % choices;
        return choice === 0 ? next.constant() : choice - 1;
      });
      if (args.some((arg, k) => wantsBoolean(op, k) !== next.isBoolean(arg))) continue;
      next.result = next.node(op, args);
      if (missing === 1) yield next;
      else yield* extensions(operations, next, missing - 1);
    }
  }
}

/** An operand for place k of an operation: a boolean where one is taken, else a word. */
function operand(
  draft: WordDraft,
  op: MachineOperation,
  k: number,
  before: number,
  random: Random,
): number | undefined {
  const wanted = MACHINE_OPERATION_TABLE[op].operands[k] === 'bool';
  const kind = random.next();
  if (!wanted && kind < 0.25) return 0;
  if (wanted || kind < 0.7) {
    // Newer values are likelier.
    for (let tries = 0; tries < 4; tries++) {
      const age = random.integer(1 + random.integer(before + 1));
      const found = before - age;
      if (draft.isBoolean(found) === wanted) return found;
    }
    if (wanted) return undefined;
    return 0;
  }
  return draft.constant();
}

/** A chain of operations on top: each takes the one before it somewhere. */
function grow(
  draft: WordDraft,
  operations: readonly MachineOperation[],
  count: number,
  random: Random,
): void {
  const base = draft.result;
  // A burst is mostly of one kind: arithmetic on floats, or on integers.
  const kind = random.next();
  const alike = operations.filter((op) => {
    const isFloat = MACHINE_OPERATION_TABLE[op].operands.includes('float');
    return kind < 0.5 ? isFloat : kind < 0.7 ? !isFloat : true;
  });
  const choice = alike.length === 0 ? operations : alike;
  for (let i = 0; i < count; i++) {
    const before = draft.nodes.length;
    const op = choice[random.integer(choice.length)];
    const { arity } = MACHINE_OPERATION_TABLE[op];
    const args: number[] = [];
    for (let k = 0; k < arity; k++) {
      const found = random.next() < 0.25 ? base : operand(draft, op, k, before, random);
      const isOfType = found !== undefined && (found < 0 || draft.isBoolean(found) === wantsBoolean(op, k));
      args.push(isOfType ? found : 0);
    }
    const chained = random.integer(arity);
    if (i > 0 && draft.isBoolean(draft.result) === wantsBoolean(op, chained)) args[chained] = draft.result;
    draft.result = draft.node(op, args);
  }
}

function wantsBoolean(op: MachineOperation, k: number): boolean {
  return MACHINE_OPERATION_TABLE[op].operands[k] === 'bool';
}

/**
 * What is done to a value within the structure is done to the result once more: a correction step becomes two.
 * Constants are copied, and tuned apart.
 */
function repeat(draft: WordDraft, random: Random): void {
  const n = draft.nodes.length;
  const from = 1 + random.integer(n);
  const copies = new Map<number, number>([[from, draft.result]]);
  for (let i = from + 1; i <= n; i++) {
    const { op, args } = draft.nodes[i - 1];
    if (!args.some((arg) => copies.has(arg))) continue;
    const copied = args.map((arg) =>
      arg < 0 ? draft.constant(draft.words[-arg - 1]) : (copies.get(arg) ?? arg),
    );
    copies.set(i, draft.node(op, copied));
  }
  draft.result = copies.get(n) ?? draft.result;
}

/** The results of two structures, joined by an operation. */
function join(
  draft: WordDraft,
  other: WordForm,
  operations: readonly MachineOperation[],
  random: Random,
): void {
  const first = draft.result;
  const offset = draft.nodes.length;
  for (const { op, args } of other.structure.nodes) {
    const moved = args.map((arg) =>
      arg < 0 ? draft.constant(other.words[-arg - 1]) : arg === 0 ? 0 : arg + offset,
    );
    draft.result = draft.node(op, moved);
  }
  const binary = operations.filter((op) => {
    const { operands } = MACHINE_OPERATION_TABLE[op];
    return operands.length === 2;
  });
  if (binary.length === 0) return;
  const args = random.next() < 0.5 ? [first, draft.result] : [draft.result, first];
  draft.result = draft.node(binary[random.integer(binary.length)], args);
}

/** One operation, operand or constant changed; or the result becomes an earlier value. */
function alter(draft: WordDraft, operations: readonly MachineOperation[], random: Random): void {
  const i = random.integer(draft.nodes.length);
  const node = draft.nodes[i];
  const kind = random.next();
  if (kind < 0.35) {
    const { operands, result } = MACHINE_OPERATION_TABLE[node.op];
    const alike = operations.filter((op) => {
      const row = MACHINE_OPERATION_TABLE[op];
      return (
        row.operands.length === operands.length &&
        (row.result === 'bool') === (result === 'bool') &&
        row.operands.every((type, k) => (type === 'bool') === (operands[k] === 'bool'))
      );
    });
    if (alike.length > 0) node.op = alike[random.integer(alike.length)];
  } else if (kind < 0.9) {
    const k = random.integer(node.args.length);
    const found = operand(draft, node.op, k, i, random);
    if (found !== undefined && (found < 0 || draft.isBoolean(found) === wantsBoolean(node.op, k))) {
      node.args[k] = found;
    }
  } else if (i > 0 && !draft.isBoolean(i)) {
    draft.result = i;
  }
}
