/**
 * All ways to change a structure, each knowing nothing but the graph. Names of the mutations, in this order:
 * `MUTATIONS` of `src/search/evolve/breeder.ts`.
 */
import {
  draftResult,
  draftSize,
  insert,
  newConstant,
  newNode,
  operandOf,
  operationOf,
  reaches,
  replaceUses,
  replaceUsesUpTo,
  setOperand,
  setOperation,
  setResult,
} from './draft';
import { arityOf, operationAt, operationCount } from './operations';
import { below } from './random';

export namespace Mutation {
  export const operation: i32 = 0;
  export const rewire: i32 = 1;
  export const splice: i32 = 2;
  export const remove: i32 = 3;
  export const append: i32 = 4;
  export const swap: i32 = 5;
  export const graft: i32 = 6;
  export const compose: i32 = 7;
}

/** How often each is drawn. */
const WHEEL: StaticArray<u8> = [0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 4, 4, 5, 6, 7, 7];

export function drawMutation(): i32 {
  return unchecked(WHEEL[below(WHEEL.length)]);
}

const ALIKE: i32 = 5;

/** A constant, x, or a node that does not depend on `above` (a node to be: 0). */
function anyRef(above: i32): i32 {
  const pick = below(draftSize() + 2);
  if (pick == 0) return newConstant(NaN);
  if (pick == 1) return 0;
  const ref = pick - 1;
  return above > 0 && reaches(ref, above) ? newConstant(NaN) : ref;
}

function anyNode(): i32 {
  const size = draftSize();
  return size == 0 ? 0 : 1 + below(size);
}

function anyOperation(): i32 {
  return operationAt(below(operationCount()));
}

/** A new node of any operation with `operand` in any place; in all of them (a square, …) one time in `ALIKE`. */
function around(operand: i32, above: i32): i32 {
  const op = anyOperation();
  const arity = arityOf(op);
  const place = below(ALIKE) == 0 ? -1 : below(arity);
  const a = place <= 0 ? operand : anyRef(above);
  const b = arity < 2 ? 0 : place < 0 || place == 1 ? operand : anyRef(above);
  const c = arity < 3 ? 0 : place < 0 || place == 2 ? operand : anyRef(above);
  return newNode(op, a, b, c);
}

function anyPlace(i: i32): i32 {
  return 1 + below(arityOf(operationOf(i)));
}

function changeOperation(i: i32): void {
  const before = arityOf(operationOf(i));
  const op = anyOperation();
  // What the new one has more of is drawn while the node is still the old one.
  for (let k = before + 1; k <= arityOf(op); k++) setOperand(i, k, anyRef(i));
  setOperation(i, op);
}

/** A new instruction on one edge, or on all edges from one value. */
function splice(i: i32): void {
  if (i == 0 || below(3) == 0) {
    const old = below(draftSize() + 1);
    replaceUses(old, around(old, old), draftSize());
    return;
  }
  const place = anyPlace(i);
  setOperand(i, place, around(operandOf(i, place), i));
}

/**
 * @param code a structure of n instructions, with its constants, that `graft` and `compose` take a part of
 */
export function applyMutation(which: i32, code: usize, constants: usize, n: i32): void {
  if (which == Mutation.append) {
    setResult(around(draftResult(), 0));
    return;
  }
  if (which == Mutation.compose) {
    // A value v becomes φ(v), for all that uses it, where φ is a part of another structure (or of this one).
    if (n == 0) return;
    const before = draftSize();
    const old = below(before + 1);
    replaceUsesUpTo(old, insert(code, constants, old, 1 + below(n)), before);
    return;
  }
  const i = anyNode();
  if (which == Mutation.splice) {
    splice(i);
    return;
  }
  if (i == 0) return;
  if (which == Mutation.operation) changeOperation(i);
  else if (which == Mutation.rewire) setOperand(i, anyPlace(i), anyRef(i));
  else if (which == Mutation.remove) replaceUses(i, operandOf(i, anyPlace(i)), 0);
  else if (which == Mutation.swap) {
    if (arityOf(operationOf(i)) < 2) return;
    const a = operandOf(i, 1);
    setOperand(i, 1, operandOf(i, 2));
    setOperand(i, 2, a);
  } else if (n > 0) setOperand(i, anyPlace(i), insert(code, constants, 0, 1 + below(n)));
}
