import {
  MACHINE_OPERATION_TABLE,
  MACHINE_OPERATIONS,
  type MachineOperation,
} from '../../program/machine-operations.ts';
import { COMMUTATIVE, slotType, type SlotType, type WordNode, type WordStructure } from './word-structure.ts';

/** A structure with constants, as one individual of the search has it. */
export type WordForm = { readonly structure: WordStructure; readonly words: readonly number[] };

/** A structure in the making: nodes may be unused or work on constants alone, and constants may be shared. */
export class WordDraft {
  readonly nodes: { op: MachineOperation; args: number[] }[] = [];
  /** Undefined: not chosen yet. */
  readonly words: (number | undefined)[] = [];
  /** The operand that is the result. */
  result = 0;

  static of({ structure, words }: WordForm): WordDraft {
    const draft = new WordDraft();
    for (const { op, args } of structure.nodes) draft.nodes.push({ op, args: [...args] });
    draft.words.push(...words);
    draft.result = draft.nodes.length;
    return draft;
  }

  node(op: MachineOperation, args: number[]): number {
    return this.nodes.push({ op, args });
  }

  /** A constant still to be chosen. */
  constant(word?: number): number {
    return -this.words.push(word);
  }

  isBoolean(operand: number): boolean {
    return operand > 0 && MACHINE_OPERATION_TABLE[this.nodes[operand - 1].op].result === 'bool';
  }

  /**
   * The structure in canonical form: only what the result needs, in the order in which it needs it; work on constants
   * alone is one constant; operands of commutative operations in one order; subtracting a constant is adding another
   * where `operations` has that.
   * @returns `undefined` where a boolean is taken for a word or a word for a boolean, for a structure that a shorter one equals (x − x), that does not depend on the input, or is
   *   longer than `most`.
   */
  finish(
    most: number,
    operations: readonly MachineOperation[],
  ): { structure: WordStructure; words: (number | undefined)[] } | undefined {
    const hashes = this.nodes.map(() => 0);
    const varies = this.nodes.map(() => false);
    const depends = (arg: number): boolean => arg === 0 || (arg > 0 && varies[arg - 1]);
    const hash = (arg: number): number => (arg === 0 ? 1 : depends(arg) ? hashes[arg - 1] : 2);
    for (const [i, node] of this.nodes.entries()) {
      varies[i] = node.args.some(depends);
      const { op, args } = added(node, depends, operations);
      const parts = args.map(hash);
      if (COMMUTATIVE.has(op)) parts.sort((a, b) => a - b);
      hashes[i] = parts.reduce(combine, MACHINE_OPERATIONS.indexOf(op) + 3);
    }
    if (this.result <= 0 || !varies[this.result - 1] || this.isBoolean(this.result)) return undefined;

    const nodes: WordNode[] = [];
    const slots: SlotType[] = [];
    const words: (number | undefined)[] = [];
    const places = new Map<number, number>();
    let sound = true;
    const visit = (operand: number): number => {
      const known = operand === 0 ? 0 : places.get(operand);
      if (known !== undefined) return known;
      const { op, args } = added(this.nodes[operand - 1], depends, operations);
      const ordered = COMMUTATIVE.has(op) ? args.toSorted((a, b) => hash(b) - hash(a)) : args;
      if (
        ordered.length === 2 &&
        depends(ordered[0]) &&
        hash(ordered[0]) === hash(ordered[1]) &&
        IDLE.has(op)
      ) {
        sound = false;
      }
      const taken = ordered.map((arg, k) => {
        if (depends(arg)) {
          if (this.isBoolean(arg) !== (slotType(op, k) === undefined)) sound = false;
          return visit(arg);
        }
        const type = slotType(op, k);
        if (type === undefined) {
          sound = false;
          return 0;
        }
        slots.push(type);
        const word = arg < 0 ? this.words[-arg - 1] : undefined;
        return -words.push(op === this.nodes[operand - 1].op ? word : undefined);
      });
      const place = nodes.push({ op, args: taken });
      places.set(operand, place);
      return place;
    };
    visit(this.result);
    return sound && nodes.length <= most ? { structure: { nodes, slots }, words } : undefined;
  }
}

/** a − c for a constant c is a + (−c): one form of both, its constant to be found anew. */
function added(
  node: { readonly op: MachineOperation; readonly args: readonly number[] },
  depends: (arg: number) => boolean,
  operations: readonly MachineOperation[],
): { readonly op: MachineOperation; readonly args: readonly number[] } {
  const sum = node.op === 'sub' ? 'add' : node.op === 'isub' ? 'iadd' : undefined;
  if (sum === undefined || depends(node.args[1]) || !operations.includes(sum)) return node;
  return { op: sum, args: node.args };
}

/** Of one value twice they make nothing new. */
const IDLE: ReadonlySet<MachineOperation> = new Set([
  'sub',
  'isub',
  'ixor',
  'iand',
  'ior',
  'div',
  'min',
  'max',
]);

function combine(h: number, k: number): number {
  h = Math.imul(h ^ k, 0x9e3779b1);
  return h ^ (h >>> 15);
}

/** Equal for equal structures, and for no others. */
export function structureKey({ nodes }: WordStructure): string {
  return nodes.map(({ op, args }) => `${op} ${args.map((arg) => (arg < 0 ? 'c' : arg)).join(' ')}`).join(';');
}
