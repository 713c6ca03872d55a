import { MACHINE_OPERATION_TABLE, type MachineOperation } from '../../program/machine-operations.ts';
import type { Random } from '../../number/random.ts';
import { WordDraft, type WordForm } from './word-draft.ts';
import { COMMUTATIVE, slotType } from './word-structure.ts';

/** Operands of two inserted operations together, at most: a fused one on top of another would be hundreds of thousands. */
const MOST_OPERANDS = 4;

/** Where operations are put in: on the way of one operand to one node (one past the last: of the result to the outside). */
type Place = { readonly node: number; readonly operand: number };

/** An operand of an inserted operation: as a node's, or the value that was there before. */
type Choice = number | 'there' | 'constant';

/**
 * Every way to put `length` operations (1 or 2) on `operations` in between: v becomes v·(c − v), a constant becomes
 * c + d·t. They take the value that was there, whatever is computed before, the input, and constants. A term more of a
 * polynomial in whatever there is, a factor, a power is such an insertion; unlike a chain it changes what
 * is inside.
 */
export function* insertions(
  operations: readonly MachineOperation[],
  form: WordForm,
  length: 1 | 2,
): Generator<WordDraft> {
  const count = form.structure.nodes.length;
  for (let node = 1; node <= count + 1; node++) {
    for (let operand = 0; operand < argumentsOf(form, node).length; operand++) {
      const place = { node, operand };
      const there = argumentsOf(form, node)[operand];
      if (!takesFloat(form, place)) continue;
      const before = Array.from({ length: node }, (_, i) => i).filter((i) => i !== there);
      const values: Choice[] = ['constant', 'there', ...before];
      for (const op of operations) {
        const { arity } = MACHINE_OPERATION_TABLE[op];
        for (const first of operandsOf(op, values)) {
          if (length === 1) {
            if (first.includes('there')) yield put(form, place, [{ op, args: first }]);
            continue;
          }
          for (const next of operations) {
            if (arity + MACHINE_OPERATION_TABLE[next].arity > MOST_OPERANDS) continue;
            // The first of the inserted nodes stands where the changed one did.
            for (const second of operandsOf(next, [...values, INSERTED])) {
              if (!second.includes(INSERTED) || !(first.includes('there') || second.includes('there')))
                continue;
              yield put(form, place, [
                { op, args: first },
                { op: next, args: second },
              ]);
            }
          }
        }
      }
    }
  }
}

/** One or two operations of any kind put in at random; `undefined` where that is not possible. */
export function insertAtRandom(
  form: WordForm,
  operations: readonly MachineOperation[],
  random: Random,
): WordDraft | undefined {
  const node = 1 + random.integer(form.structure.nodes.length + 1);
  const operand = random.integer(argumentsOf(form, node).length);
  const length = 1 + random.integer(2);
  const inserted: Inserted[] = [];
  for (let i = 0; i < length; i++) {
    const op = operations[random.integer(operations.length)];
    const { arity, operands, result } = MACHINE_OPERATION_TABLE[op];
    if (result === 'bool' || operands.includes('bool')) return undefined;
    const args = Array.from({ length: arity }, (): Choice => {
      const kind = random.next();
      return kind < 0.3 ? 'constant' : kind < 0.5 ? 'there' : random.integer(node);
    });
    args[random.integer(arity)] = i === 0 ? 'there' : INSERTED;
    inserted.push({ op, args });
  }
  return put(form, { node, operand }, inserted);
}

type Inserted = { readonly op: MachineOperation; readonly args: readonly Choice[] };

/** No node has this number: the inserted operation before. */
const INSERTED = -1;

/** Operands of a node; those of the one past the last are the result. */
function argumentsOf({ structure: { nodes } }: WordForm, node: number): readonly number[] {
  return nodes[node - 1]?.args ?? [nodes.length];
}

/** What is a constant there must be a float's; values can be read as floats everywhere but where booleans are taken. */
function takesFloat({ structure: { nodes, slots } }: WordForm, { node, operand }: Place): boolean {
  if (node > nodes.length) return true;
  const { op, args } = nodes[node - 1];
  const arg = args[operand];
  return arg < 0 ? slots[-arg - 1] === 'float' : slotType(op, operand) !== undefined;
}

function* operandsOf(op: MachineOperation, choices: readonly Choice[]): Generator<readonly Choice[]> {
  const { arity } = MACHINE_OPERATION_TABLE[op];
  for (let code = 0; code < choices.length ** arity; code++) {
    const indices = Array.from(
      { length: arity },
      (_, k) => Math.floor(code / choices.length ** k) % choices.length,
    );
    if (COMMUTATIVE.has(op) && indices[0] < indices[1]) continue;
    yield indices.map((i) => choices[i]);
  }
}

/** The form with operations put in; the last of them is what was there from now on. */
function put(form: WordForm, { node, operand }: Place, inserted: readonly Inserted[]): WordDraft {
  const draft = new WordDraft();
  draft.words.push(...form.words);
  const { nodes } = form.structure;
  const there = argumentsOf(form, node)[operand];
  for (const { op, args } of nodes.slice(0, node - 1)) draft.node(op, [...args]);
  for (const { op, args } of inserted) {
    const last = draft.nodes.length;
    draft.node(
      op,
      args.map((arg) => {
        if (arg === 'there') return there;
        if (arg === 'constant') return draft.constant();
        return arg === INSERTED ? last : arg;
      }),
    );
  }
  const moved = (arg: number): number => (arg < node ? arg : arg + inserted.length);
  const last = draft.nodes.length;
  for (const [i, { op, args }] of nodes.slice(node - 1).entries()) {
    draft.node(op, i === 0 ? args.map((arg, k) => (k === operand ? last : moved(arg))) : args.map(moved));
  }
  draft.result = draft.nodes.length;
  return draft;
}
