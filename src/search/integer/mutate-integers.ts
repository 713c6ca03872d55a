import type { Random } from '../../number/random.ts';
import type { IntegerOperation } from '../../program/integer-operations.ts';
import { isBoolean, withoutUnused, type IntegerDraft, type IntegerNode, type Place } from './integer-code.ts';

const SHIFTS: ReadonlySet<IntegerOperation> = new Set(['ishl', 'ishr', 'isar']);
const LARGEST = 2 ** 31;

/** A draft with one thing changed; undefined where the change makes no draft. */
export function mutateInteger(
  draft: IntegerDraft,
  operations: readonly IntegerOperation[],
  random: Random,
): IntegerDraft | undefined {
  const nodes = draft.nodes.slice();
  const constants = [...draft.constants];
  const pick = (below: number): number => random.integer(below);
  const result = nodes.length;
  /** A value that is defined before node `at`, or a constant. */
  const operand = (at: number, boolean = false): Place | undefined => {
    for (let i = 0; i < 8; i++) {
      const place = pick(at + 1 + constants.length) - constants.length;
      if (isBoolean(nodes, place) === boolean) return place;
    }
    return boolean ? undefined : 0;
  };
  const constant = (value: number): Place => -constants.push(value | 0);
  const someConstant = (): Place => {
    const size = 2 ** (random.next() * 18);
    return constant(Math.round(random.integer(2) === 0 ? size : -size));
  };
  const kind = pick(nodes.length === 0 ? 1 : 7);
  const at = nodes.length === 0 ? 0 : pick(nodes.length);
  if (kind === 0) {
    // A new operation whose value stands for one of those that a node takes, or for the result.
    const position = nodes.length === 0 ? 0 : pick(nodes.length + 1);
    const op = operations[pick(operations.length)];
    if (op === 'ilt' || op === 'iselect') return undefined;
    const node = nodes[position];
    const slot = node && (['a', 'b', 'c'] as const)[pick(node.op === 'iselect' ? 3 : 2)];
    const replaced = node === undefined ? nodes.length : node[slot as 'a' | 'b' | 'c'];
    if (isBoolean(nodes, replaced)) return undefined;
    const other = SHIFTS.has(op)
      ? constant(1 + pick(20))
      : pick(2) === 0
        ? (operand(position) as Place)
        : someConstant();
    const turned = !SHIFTS.has(op) && pick(2) === 0;
    const inserted: IntegerNode = { op, a: turned ? other : replaced, b: turned ? replaced : other, c: 0 };
    const moved = nodes.map(({ op: kept, a, b, c }) => {
      const name = (place: Place): Place => (place > position ? place + 1 : place);
      return { op: kept, a: name(a), b: name(b), c: name(c) };
    });
    moved.splice(position, 0, inserted);
    if (node !== undefined) moved[position + 1] = { ...moved[position + 1], [slot as 'a']: position + 1 };
    return withoutUnused({ nodes: moved, constants: Int32Array.from(constants) }, result + 1);
  }
  const node = nodes[at];
  if (kind === 1 || kind === 2) {
    // A node less: its users take one of its operands.
    if (node.op === 'ilt') return undefined;
    const heir = node.op === 'iselect' ? (pick(2) === 0 ? node.b : node.c) : pick(2) === 0 ? node.a : node.b;
    if (at === nodes.length - 1)
      return heir < 0 || isBoolean(nodes, heir)
        ? undefined
        : withoutUnused({ nodes, constants: Int32Array.from(constants) }, heir);
    for (let i = at + 1; i < nodes.length; i++) {
      const take = (place: Place): Place => (place === at + 1 ? heir : place);
      nodes[i] = { ...nodes[i], a: take(nodes[i].a), b: take(nodes[i].b), c: take(nodes[i].c) };
    }
  } else if (kind === 3) {
    const slot = (['a', 'b', 'c'] as const)[pick(node.op === 'iselect' ? 3 : 2)];
    const boolean = isBoolean(nodes, node[slot]);
    const place = !boolean && pick(3) === 0 ? someConstant() : operand(at, boolean);
    if (place === undefined) return undefined;
    nodes[at] = { ...node, [slot]: place };
  } else if (kind === 4) {
    const op = operations[pick(operations.length)];
    if (op === 'ilt' || op === 'iselect' || node.op === 'ilt' || node.op === 'iselect') return undefined;
    nodes[at] = { ...node, op };
  } else {
    // A constant: by a step, a factor of two, or its sign; shifts by one.
    if (constants.length === 0) return undefined;
    const k = pick(constants.length);
    const isShift = nodes.some(({ op, b }) => SHIFTS.has(op) && b === -1 - k);
    const step = isShift ? 1 : 2 ** pick(16);
    const change = pick(isShift ? 2 : 4);
    const value = constants[k];
    const next =
      change === 0 ? value + step : change === 1 ? value - step : change === 2 ? value * 2 : value / 2;
    if (Math.abs(next) >= LARGEST) return undefined;
    constants[k] = Math.trunc(next);
  }
  return withoutUnused({ nodes, constants: Int32Array.from(constants) }, result);
}
