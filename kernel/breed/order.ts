/**
 * Writes the live nodes of a settled graph as instructions, in the one order that
 * `src/search/evolve/structure-canonical.ts` gives them.
 */
import { clear } from './block';
import { treeHash } from './hash';
import { arityOf, commutes } from './operations';
import { graphSize, nodeAt, usesOf, valueOf } from './graph';

const label = memory.data(256 * 4, 16);
const above = memory.data(256 * 4, 16);
const numbers = memory.data(256 * 4, 16);

let code: usize = 0;
let constants: usize = 0;
let written: i32 = 0;
let slots: i32 = 0;
let root: i32 = 0;
let labelled: bool = false;

// @ts-ignore: decorator
@inline
function combine(h: i32, k: i32): i32 {
  h = (h ^ k) * <i32>0x9e3779b1;
  return h ^ <i32>(<u32>h >> 15);
}

// @ts-ignore: decorator
@inline
function labelOf(ref: i32): i32 {
  return ref < 0 ? 0x51ed270b : load<i32>(label + (<usize>ref << 2));
}

// @ts-ignore: decorator
@inline
function addAbove(ref: i32, value: i32): void {
  if (ref <= 0) return;
  const at = above + (<usize>ref << 2);
  store<i32>(at, load<i32>(at) + value);
}

/** See `labels` of the reference: what a node is made of, and what uses it, three times over. */
function labels(result: i32): void {
  const bytes = <usize>graphSize() << 2;
  for (let i = 0; i < graphSize(); i++) store<i32>(label + (<usize>i << 2), 1);
  clear(above, bytes);
  for (let round = 0; round < 3; round++) {
    for (let i = 1; i <= result; i++) {
      const used = usesOf(i);
      if (used == 0) continue;
      const at = nodeAt(i);
      const op = load<i32>(at);
      const arity = arityOf(op);
      const a = labelOf(load<i32>(at, 4));
      let h = combine(combine(op + 17, used), load<i32>(above + (<usize>i << 2)));
      if (commutes(op)) h = combine(h, combine(a, 77) + combine(labelOf(load<i32>(at, 8)), 77));
      else {
        h = combine(h, a);
        if (arity > 1) h = combine(combine(h, 5), labelOf(load<i32>(at, 8)));
      }
      if (arity > 2) h = combine(combine(h, 9), labelOf(load<i32>(at, 12)));
      store<i32>(label + (<usize>i << 2), h);
    }
    if (round == 2) break;
    clear(above, bytes);
    for (let i = result; i > 0; i--) {
      if (usesOf(i) == 0) continue;
      const at = nodeAt(i);
      const op = load<i32>(at);
      const arity = arityOf(op);
      const from = combine(labelOf(i), load<i32>(above + (<usize>i << 2)));
      addAbove(load<i32>(at, 4), combine(from, 1));
      if (arity > 1) addAbove(load<i32>(at, 8), combine(from, commutes(op) ? 1 : 2));
      if (arity > 2) addAbove(load<i32>(at, 12), combine(from, 3));
    }
  }
}

// @ts-ignore: decorator
@inline
function numberOf(ref: i32): i32 {
  return load<i32>(numbers + (<usize>ref << 2));
}

// @ts-ignore: decorator
@inline
function operand(at: usize, ref: i32): void {
  if (ref >= 0) {
    store<i32>(at, numberOf(ref));
    return;
  }
  store<f64>(constants + (<usize>slots << 3), valueOf(ref));
  store<i32>(at, -++slots);
}

/** By what they are made of; where that is the same, by what uses them. */
function isAfter(a: i32, b: i32): bool {
  const left = treeHash(a);
  const right = treeHash(b);
  if (left != right) return left > right;
  if (a == b) return false;
  if (!labelled) {
    labels(root);
    labelled = true;
  }
  return labelOf(a) > labelOf(b);
}

/** A walk from a node, left operand first, that writes each instruction when its operands are there. */
function walk(i: i32): void {
  const at = nodeAt(i);
  const op = load<i32>(at);
  const arity = arityOf(op);
  let a = load<i32>(at, 4);
  let b = load<i32>(at, 8);
  const c = load<i32>(at, 12);
  if (commutes(op) && b >= 0 && (a < 0 || isAfter(a, b))) {
    const swap = a;
    a = b;
    b = swap;
  }
  if (a > 0 && numberOf(a) == 0) walk(a);
  if (arity > 1 && b > 0 && numberOf(b) == 0) walk(b);
  if (arity > 2 && c > 0 && numberOf(c) == 0) walk(c);
  const to = code + (<usize>written << 4);
  store<i32>(to, op);
  operand(to + 4, a);
  if (arity > 1) operand(to + 8, b);
  else store<i32>(to, 0, 8);
  if (arity > 2) operand(to + 12, c);
  else store<i32>(to, 0, 12);
  store<i32>(numbers + (<usize>i << 2), ++written);
}

/** After `hashGraph`. Writes code to `to` (16 bytes a live node) and constants to `values`. @returns how many constants there are */
export function writeOrdered(result: i32, to: usize, values: usize): i32 {
  root = result;
  labelled = false;
  clear(numbers, <usize>graphSize() << 2);
  code = to;
  constants = values;
  written = 0;
  slots = 0;
  if (result > 0) walk(result);
  return slots;
}
