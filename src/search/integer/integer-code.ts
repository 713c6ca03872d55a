import type { IntegerOperation } from '../../program/integer-operations.ts';
import { ProgramBuilder } from '../../program/program-builder.ts';
import type { Operand, Program } from '../../program/program.ts';

/**
 * A value in a draft: 0 is the input's count of units, k > 0 the result of node k − 1, and −1 − k constant k. What `ilt`
 * gives is taken by `iselect` alone, as its first operand.
 */
export type Place = number;

/** `c` is 0 where an operation takes two operands. */
export type IntegerNode = {
  readonly op: IntegerOperation;
  readonly a: Place;
  readonly b: Place;
  readonly c: Place;
};

/** A straight-line program on integers of 32 bits; its value is the last node's, or the input where there is none. */
export type IntegerDraft = { readonly nodes: readonly IntegerNode[]; readonly constants: Int32Array };

export const isBoolean = (nodes: readonly IntegerNode[], place: Place): boolean =>
  place > 0 && nodes[place - 1].op === 'ilt';

/** Builds drafts; what was built before may be gone on from in several ways ({@link fork}). */
export class IntegerBuilder {
  private readonly nodes: IntegerNode[];
  private readonly constants: number[];
  /** Constants that are given once each: counts of shifts, masks. */
  private readonly shared: Map<number, Place>;

  constructor(
    nodes: readonly IntegerNode[] = [],
    constants: readonly number[] = [],
    shared: ReadonlyMap<number, Place> = new Map(),
  ) {
    this.nodes = [...nodes];
    this.constants = [...constants];
    this.shared = new Map(shared);
  }

  fork(): IntegerBuilder {
    return new IntegerBuilder(this.nodes, this.constants, this.shared);
  }

  constant(value: number): Place {
    let place = this.shared.get(value | 0);
    if (place === undefined) this.shared.set(value | 0, (place = this.ownConstant(value)));
    return place;
  }

  /** A constant of its own, that tuning may move without moving others. */
  ownConstant(value: number): Place {
    return -this.constants.push(value | 0);
  }

  add(op: IntegerOperation, a: Place, b: Place, c: Place = 0): Place {
    return this.nodes.push({ op, a, b, c });
  }

  /** Shifted right by a constant count; to the left where that is negative. */
  shift(a: Place, count: number): Place {
    if (count === 0) return a;
    return this.add(count > 0 ? 'isar' : 'ishl', a, this.constant(Math.abs(count)));
  }

  /** The draft whose value is `result`, without what that does not need. */
  draft(result: Place): IntegerDraft {
    return withoutUnused({ nodes: this.nodes, constants: Int32Array.from(this.constants) }, result);
  }
}

const operandsOf = ({ op, a, b, c }: IntegerNode): Place[] => (op === 'iselect' ? [a, b, c] : [a, b]);

/** The draft with the nodes and constants alone that `result` needs. A result that is no node gives no nodes. */
export function withoutUnused({ nodes, constants }: IntegerDraft, result: Place): IntegerDraft {
  const used = new Set<Place>([result]);
  for (let i = nodes.length; i > 0; i--) {
    if (used.has(i)) for (const place of operandsOf(nodes[i - 1])) used.add(place);
  }
  const names = new Map<Place, Place>([[0, 0]]);
  const kept: number[] = [];
  constants.forEach((value, k) => used.has(-1 - k) && names.set(-1 - k, -kept.push(value)));
  const code: IntegerNode[] = [];
  nodes.slice(0, Math.max(0, result)).forEach(({ op, a, b, c }, i) => {
    if (!used.has(i + 1)) return;
    const [p, q, r] = [a, b, op === 'iselect' ? c : 0].map((place) => names.get(place) as Place);
    names.set(i + 1, code.push({ op, a: p, b: q, c: r }));
  });
  return { nodes: code, constants: Int32Array.from(kept) };
}

/** The draft as a program that computes in `format`, of 32 bits, and stores in `storage`. */
export function integerProgram(
  { nodes, constants }: IntegerDraft,
  format: string,
  storage: string,
  variable: string,
): Program {
  const builder = new ProgramBuilder(format, [variable], storage);
  const values: Operand[] = [builder.operation('bits', builder.input(0))];
  const operand = (place: Place): Operand =>
    place < 0 ? builder.integer(constants[-1 - place]) : values[place];
  for (const node of nodes) values.push(builder.operation(node.op, ...operandsOf(node).map(operand)));
  return builder.build(builder.operation('float', values[values.length - 1]));
}
