/**
 * A structure taken apart, to be changed: `src/search/evolve/draft.ts` on flat memory. Nodes may be in any order as long
 * as there is no cycle; constants carry their values (NaN: not known yet). References as in `graph.ts`.
 */
import { clear, copy } from './block';
import { clearGraph, make } from './graph';
import { arityOf } from './operations';

const MOST_NODES: i32 = 224;
const MOST_VALUES: i32 = 1024;
const nodes = memory.data(225 * 16, 16);
const values = memory.data(1026 * 8, 16);
/** While a draft is finished: the reference of each node in the graph, 0 where it is not known. */
const made = memory.data(224 * 4, 16);
const marks = memory.data(224, 16);
const inserted = memory.data(224 * 4, 16);

let size: i32 = 0;
let valueCount: i32 = 0;
let result: i32 = 0;
let full: bool = false;

// @ts-ignore: decorator
@inline
function at(i: i32): usize {
  return nodes + (<usize>i << 4);
}

export function draftSize(): i32 {
  return size;
}

export function draftResult(): i32 {
  return result;
}

export function setResult(ref: i32): void {
  result = ref;
}

/** There was no room: the draft is not to be used. */
export function isDraftFull(): bool {
  return full;
}

export function operationOf(i: i32): i32 {
  return load<i32>(at(i));
}

export function setOperation(i: i32, op: i32): void {
  store<i32>(at(i), op);
}

/** Operand k = 1, 2, 3 of node i. */
export function operandOf(i: i32, k: i32): i32 {
  return load<i32>(at(i) + (<usize>k << 2));
}

export function setOperand(i: i32, k: i32, ref: i32): void {
  store<i32>(at(i) + (<usize>k << 2), ref);
}

export function newConstant(value: f64): i32 {
  if (valueCount == MOST_VALUES) {
    full = true;
    return -1;
  }
  store<f64>(values + (<usize>valueCount << 3), value);
  return -++valueCount;
}

export function newNode(op: i32, a: i32, b: i32, c: i32): i32 {
  if (size + 1 == MOST_NODES) {
    full = true;
    return 0;
  }
  const to = at(++size);
  store<i32>(to, op);
  store<i32>(to, a, 4);
  store<i32>(to, b, 8);
  store<i32>(to, c, 12);
  return size;
}

// @ts-ignore: decorator
@inline
function translated(ref: i32, constants: usize): i32 {
  if (ref < 0) return newConstant(load<f64>(constants + (<usize>(-ref - 1) << 3)));
  return load<i32>(inserted + (<usize>ref << 2));
}

/** Writes the first `last` instructions of a structure, with `x` in place of its input. @returns the last one's node */
export function insert(code: usize, constants: usize, x: i32, last: i32): i32 {
  // The node of the last instruction is not used inside: it needs no place of its own when there are none.
  if (last >= MOST_NODES) {
    full = true;
    return 0;
  }
  store<i32>(inserted, x);
  for (let i = 0; i < last && !full; i++, code += 16) {
    const op = load<i32>(code);
    const arity = arityOf(op);
    const a = translated(load<i32>(code, 4), constants);
    const b = arity > 1 ? translated(load<i32>(code, 8), constants) : 0;
    const c = arity > 2 ? translated(load<i32>(code, 12), constants) : 0;
    store<i32>(inserted + (<usize>(i + 1) << 2), newNode(op, a, b, c));
  }
  return full ? 0 : load<i32>(inserted + (<usize>last << 2));
}

/** A structure of n instructions and k constants. It must be canonical: its references are then the draft's as they are. */
export function startDraft(code: usize, constants: usize, n: i32, k: i32): void {
  full = n >= MOST_NODES || k > MOST_VALUES;
  size = full ? 0 : n;
  valueCount = full ? 0 : k;
  result = size;
  copy(at(1), code, <usize>size << 4);
  copy(values, constants, <usize>valueCount << 3);
}

/** Any structure of n instructions. */
export function startFrom(code: usize, constants: usize, n: i32): void {
  size = 0;
  valueCount = 0;
  full = false;
  result = insert(code, constants, 0, n);
}

function mark(ref: i32): void {
  if (ref <= 0 || load<u8>(marks + <usize>ref)) return;
  store<u8>(marks + <usize>ref, 1);
  const node = at(ref);
  const arity = arityOf(load<i32>(node));
  for (let k = 1; k <= arity; k++) mark(load<i32>(node + (<usize>k << 2)));
}

/** Marks the node and all that it is made of. */
function markFrom(ref: i32): void {
  clear(marks, <usize>(size + 1));
  mark(ref);
}

/** Is node `to` an operand of `from`, or of its operands, or `from` itself? */
export function reaches(from: i32, to: i32): bool {
  if (from == to) return true;
  if (from <= 0) return false;
  markFrom(from);
  return load<u8>(marks + <usize>to) != 0;
}

/** Makes every use of `old`, but those by `but` and what it is made of, a use of `now`. */
export function replaceUses(old: i32, now: i32, but: i32): void {
  markFrom(but);
  replaceUnmarked(old, now, size);
}

/** Makes every use of `old` by nodes 1 … last a use of `now`. */
export function replaceUsesUpTo(old: i32, now: i32, last: i32): void {
  clear(marks, <usize>(size + 1));
  replaceUnmarked(old, now, last);
}

function replaceUnmarked(old: i32, now: i32, last: i32): void {
  for (let i = 1; i <= last; i++) {
    if (load<u8>(marks + <usize>i)) continue;
    const node = at(i);
    const arity = arityOf(load<i32>(node));
    for (let k = 1; k <= arity; k++) {
      if (load<i32>(node + (<usize>k << 2)) == old) store<i32>(node + (<usize>k << 2), now);
    }
  }
  if (result == old) result = now;
}

/** What a reference of the draft is in the graph: constants are what they were. */
// @ts-ignore: decorator
@inline
function graphRef(ref: i32): i32 {
  if (ref <= 0) return ref;
  const known = load<i32>(made + (<usize>ref << 2));
  return known != 0 ? known : walk(ref);
}

/** Makes a node, what it is made of first. (One that turns out to be x is made again when it is met again: no harm.) */
function walk(ref: i32): i32 {
  const node = at(ref);
  const op = load<i32>(node);
  const arity = arityOf(op);
  const a = graphRef(load<i32>(node, 4));
  const b = arity > 1 ? graphRef(load<i32>(node, 8)) : 0;
  const c = arity > 2 ? graphRef(load<i32>(node, 12)) : 0;
  const found = make(op, a, b, c);
  store<i32>(made + (<usize>ref << 2), found);
  return found;
}

/** Rewrites the draft into the graph. @returns the result there: below 0 when it does not depend on x */
export function finishDraft(): i32 {
  clearGraph(values, valueCount);
  clear(made, <usize>(size + 1) << 2);
  return graphRef(result);
}
