/**
 * The rewriting of `src/search/evolve/structure-canonical.ts` (which says what it is for), on flat memory: nodes and
 * constants are in static tables that `clearGraph` empties. A reference is 0 for x, i > 0 for node i, −(k + 1) for
 * constant k. A test holds both to the same answers.
 */
import { functionValue } from '../function';
import { Operation } from '../operation';
import { clear, copy } from './block';
import { arityOf, commutes, isAllowed } from './operations';

/** Nodes (four i32 words: opcode and three references) and constants that a graph has room for. */
export const MOST_NODES: i32 = 256;
export const MOST_VALUES: i32 = 2048;
const nodes = memory.data(256 * 16, 16);
const values = memory.data(2048 * 8, 16);
const uses = memory.data(256 * 4, 16);
/** A node without constants as one word: opcode and operands, those of commutative ones in order; of others 0. */
const keys = memory.data(256 * 8, 16);

let liveConstants: i32 = 0;
let allowed: bool = false;
let nodeCount: i32 = 1;
let valueCount: i32 = 0;
/** There was no room: the graph is not to be used. */
let full: bool = false;

/** Begins a graph with `count` constants. */
export function clearGraph(constants: usize, count: i32): void {
  nodeCount = 1;
  valueCount = count;
  full = false;
  copy(values, constants, <usize>count << 3);
}

export function isFull(): bool {
  return full;
}

/** Nodes, with x, that is number 0. */
export function graphSize(): i32 {
  return nodeCount;
}

// @ts-ignore: decorator
@inline
export function nodeAt(i: i32): usize {
  return nodes + (<usize>i << 4);
}

// @ts-ignore: decorator
@inline
export function usesOf(i: i32): i32 {
  return load<i32>(uses + (<usize>i << 2));
}

export function addConstant(value: f64): i32 {
  if (valueCount == MOST_VALUES) {
    full = true;
    return -1;
  }
  store<f64>(values + (<usize>valueCount << 3), value);
  return -++valueCount;
}

// @ts-ignore: decorator
@inline
export function valueOf(ref: i32): f64 {
  return ref < 0 ? load<f64>(values + (<usize>(-ref - 1) << 3)) : NaN;
}

function apply(op: i32, a: f64, b: f64, c: f64): f64 {
  if (op == Operation.add) return a + b;
  if (op == Operation.sub) return a - b;
  if (op == Operation.mul) return a * b;
  if (op == Operation.div) return a / b;
  if (op == Operation.neg) return -a;
  if (op == Operation.abs) return abs(a);
  if (op == Operation.min) return b < a ? b : a;
  if (op == Operation.max) return a < b ? b : a;
  if (op == Operation.fma) return a * b + c;
  if (op == Operation.sqrt) return sqrt(a);
  if (op == Operation.floor) return floor(a);
  if (op == Operation.ceil) return ceil(a);
  if (op == Operation.round) return nearest(a);
  if (op == Operation.trunc) return trunc(a);
  return functionValue(op, a);
}

/** Equal nodes are one, unless they have constants: those are free to differ. */
function node(op: i32, a: i32, b: i32, c: i32): i32 {
  let key: u64 = 0;
  if ((a | b | c) >= 0) {
    const first = commutes(op) ? min(a, b) : a;
    key = (<u64>(op + 1) << 48) | (<u64>first << 32) | (<u64>(a + b - first) << 16) | <u64>c;
    for (let i = 1; i < nodeCount; i++) if (load<u64>(keys + (<usize>i << 3)) == key) return i;
  }
  if (nodeCount == MOST_NODES) {
    full = true;
    return 0;
  }
  store<u64>(keys + (<usize>nodeCount << 3), key);
  const at = nodeAt(nodeCount);
  store<i32>(at, op);
  store<i32>(at, a, 4);
  store<i32>(at, b, 8);
  store<i32>(at, c, 12);
  return nodeCount++;
}

// @ts-ignore: decorator
@inline
function fold(op: i32, a: i32, value: f64): i32 {
  return make(op, a, addConstant(value), 0);
}

/** The node or constant that `op` gives, simplified. Operands that it does not have are 0. */
export function make(op: i32, a: i32, b: i32, c: i32): i32 {
  const arity = arityOf(op);
  if (a < 0 && (arity < 2 || b < 0) && (arity < 3 || c < 0)) {
    return addConstant(apply(op, valueOf(a), valueOf(b), valueOf(c)));
  }
  if (a < 0 && commutes(op)) {
    const swap = a;
    a = b;
    b = swap;
  }
  const inner = nodeAt(max(a, 0));
  const io = a > 0 ? load<i32>(inner) : -1;
  const ia = load<i32>(inner, 4);
  const ib = load<i32>(inner, 8);
  switch (op) {
    case Operation.add:
      if (a == b) return make(Operation.mul, a, addConstant(2), 0);
      if (b >= 0) break;
      if (io == Operation.add && ib < 0) return fold(op, ia, valueOf(ib) + valueOf(b));
      if (io == Operation.sub && ia < 0) return make(io, addConstant(valueOf(ia) + valueOf(b)), ib, 0);
      break;
    case Operation.sub:
      if (b < 0) return fold(Operation.add, a, -valueOf(b));
      if (a == b) return addConstant(0);
      if (a < 0) return subtractFrom(a, b);
      break;
    case Operation.mul:
      if (b >= 0) break;
      if (io == Operation.mul && ib < 0) return fold(op, ia, valueOf(ib) * valueOf(b));
      if (io == Operation.neg) return fold(op, ia, -valueOf(b));
      if (io == Operation.div && ia < 0) return make(io, addConstant(valueOf(ia) * valueOf(b)), ib, 0);
      break;
    case Operation.div:
      if (b < 0) return fold(Operation.mul, a, 1 / valueOf(b));
      if (a == b) return addConstant(1);
      if (a < 0) return divideInto(a, b);
      break;
    case Operation.neg:
      if (io == Operation.neg) return ia;
      if (io == Operation.sub) return make(io, ib, ia, 0);
      if (io == Operation.mul && ib < 0) return fold(io, ia, -valueOf(ib));
      if (io == Operation.div && ia < 0) return make(io, addConstant(-valueOf(ia)), ib, 0);
      break;
    case Operation.abs:
      if (io == Operation.abs) return a;
      if (io == Operation.neg) return make(op, ia, 0, 0);
      break;
    case Operation.min:
    case Operation.max:
      if (a == b) return a;
      if (b < 0 && io == op && ib < 0) return fold(op, ia, apply(op, valueOf(ib), valueOf(b), 0));
      break;
    case Operation.fma:
      if (a < 0 && b < 0) return fold(Operation.add, c, valueOf(a) * valueOf(b));
      break;
  }
  return node(op, a, b, c);
}

/** constant − node */
function subtractFrom(a: i32, b: i32): i32 {
  const at = nodeAt(b);
  const op = b > 0 ? load<i32>(at) : -1;
  const p = load<i32>(at, 4);
  const q = load<i32>(at, 8);
  if (op == Operation.add && q < 0) return make(Operation.sub, addConstant(valueOf(a) - valueOf(q)), p, 0);
  if (op == Operation.sub && p < 0) return fold(Operation.add, q, valueOf(a) - valueOf(p));
  return node(Operation.sub, a, b, 0);
}

/** constant / node */
function divideInto(a: i32, b: i32): i32 {
  const at = nodeAt(b);
  const op = b > 0 ? load<i32>(at) : -1;
  const p = load<i32>(at, 4);
  const q = load<i32>(at, 8);
  if (op == Operation.mul && q < 0) return make(Operation.div, addConstant(valueOf(a) / valueOf(q)), p, 0);
  if (op == Operation.div && p < 0) return fold(Operation.mul, q, valueOf(a) / valueOf(p));
  return node(Operation.div, a, b, 0);
}

// @ts-ignore: decorator
@inline
function use(ref: i32): void {
  // Without a branch: constants count as x, whose uses nobody asks for.
  const at = uses + (<usize>max(ref, 0) << 2);
  store<i32>(at, load<i32>(at) + 1);
  liveConstants += <i32>(ref < 0);
}

/** How many operands each node is, counting those of live nodes only, and the result once. @returns live nodes */
function countUses(result: i32): i32 {
  clear(uses, <usize>nodeCount << 2);
  store<i32>(uses + (<usize>result << 2), 1);
  liveConstants = 0;
  allowed = true;
  let live = 0;
  for (let i = result; i > 0; i--) {
    if (usesOf(i) == 0) continue;
    live++;
    const at = nodeAt(i);
    const op = load<i32>(at);
    const arity = arityOf(op);
    if (!isAllowed(op)) allowed = false;
    use(load<i32>(at, 4));
    if (arity > 1) use(load<i32>(at, 8));
    if (arity > 2) use(load<i32>(at, 12));
  }
  return live;
}

/** u − v becomes u + v′ where v is a product or quotient with a constant that nothing else uses. */
function absorbSigns(result: i32): void {
  for (let i = 1; i <= result; i++) {
    const at = nodeAt(i);
    const b = load<i32>(at, 8);
    if (load<i32>(at) != Operation.sub || b <= 0 || load<i32>(at, 4) < 0 || usesOf(i) == 0 || usesOf(b) > 1) continue;
    const taken = nodeAt(b);
    const op = load<i32>(taken);
    if (op == Operation.mul && load<i32>(taken, 8) < 0) {
      store<i32>(taken, addConstant(-valueOf(load<i32>(taken, 8))), 8);
    } else if (op == Operation.div && load<i32>(taken, 4) < 0) {
      store<i32>(taken, addConstant(-valueOf(load<i32>(taken, 4))), 4);
    } else continue;
    store<i32>(at, Operation.add);
    if (!isAllowed(Operation.add)) allowed = false;
  }
}

/**
 * Ends the rewriting: after this, `usesOf` is known, and nodes may be hashed and ordered.
 * @param most constants
 * @returns how many nodes are live; 0 when there are too many constants, or operations that the space has not
 */
export function settleGraph(result: i32, most: i32): i32 {
  const live = countUses(result);
  absorbSigns(result);
  return allowed && liveConstants <= most ? live : 0;
}
