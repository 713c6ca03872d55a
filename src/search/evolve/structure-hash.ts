import { MACHINE_OPERATIONS } from '../../program/machine-operations.ts';
import { ARITY, WORDS, type Structure } from './structure.ts';

/** Operations whose first two operands may be swapped (in real arithmetic). */
export const COMMUTATIVE = Uint8Array.from(
  MACHINE_OPERATIONS.map((op) => (['add', 'mul', 'min', 'max', 'fma'].includes(op) ? 1 : 0)),
);

const CONSTANT = [0x7f4a7c15, 0x1ce4e5b9] as const;
const INPUT = [0x2545f491, 0x6a09e667] as const;

/** Murmur3's finalizer (Appleby, public domain). */
function mix(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

let capacity = 0;
let down = [new Int32Array(0), new Int32Array(0)];
let uses = new Int32Array(0);

function reserve(nodes: number): void {
  if (nodes <= capacity) return;
  capacity = 2 * nodes;
  down = [new Int32Array(capacity), new Int32Array(capacity)];
  uses = new Int32Array(capacity);
}

/**
 * A 53-bit hash of what a structure computes as a graph: the same for any order of instructions, numbering of
 * constants, order of commutative operands, and whatever dead code there is. Instructions that are shared and
 * instructions that are there twice differ. Does not allocate; call it on canonical structures to also see through
 * the rewriting that `canonicalStructure` does.
 */
export function structuralHash({ code }: Structure): number {
  const n = code.length / WORDS;
  reserve(n + 1);
  uses.fill(0, 0, n + 1);
  uses[n] = 1;
  for (let i = n; i > 0; i--) {
    if (uses[i] === 0) continue;
    const at = WORDS * (i - 1);
    for (let k = 1; k <= ARITY[code[at]]; k++) if (code[at + k] > 0) uses[code[at + k]]++;
  }
  const high = lane(code, n, 0);
  const low = lane(code, n, 1);
  return (high >>> 0) * 0x200000 + (low >>> 11);
}

/** Hash of an operation on values that have the hashes a, b, c (where it has none, that of x). */
function hashOperation(which: 0 | 1, op: number, a: number, b: number, c: number): number {
  const seed = mix(op + 1 + which * 0x9e3779b9);
  // What does not commute takes its second operand for something else.
  const skew = COMMUTATIVE[op] === 1 ? 0 : 0x27d4eb2f;
  const value = mix(seed + mix(a ^ seed) + mix((b + skew) ^ seed));
  return ARITY[op] < 3 ? value : mix(value ^ Math.imul(c, 0x165667b1));
}

/**
 * What each node of a graph is made of, as a hash: the first of the two that `structuralHash` has.
 * @param nodes node 0 is x; operands of a node come before it, constants are below 0
 */
export function treeHashes(
  nodes: readonly { readonly op: number; readonly a: number; readonly b: number; readonly c: number }[],
): Int32Array {
  const h = new Int32Array(nodes.length);
  h[0] = INPUT[0];
  const of = (ref: number): number => (ref < 0 ? CONSTANT[0] : h[ref]);
  for (let i = 1; i < nodes.length; i++) {
    const { op, a, b, c } = nodes[i];
    h[i] = hashOperation(0, op, of(a), of(b), of(c));
  }
  return h;
}

/** One of two independent 32-bit hashes: of the tree of the result, and of how often each subtree is used. */
function lane(code: Int32Array, n: number, which: 0 | 1): number {
  const h = down[which];
  h[0] = INPUT[which];
  let sum = 0;
  for (let i = 1; i <= n; i++) {
    if (uses[i] === 0) continue;
    const at = WORDS * (i - 1);
    const operand = (k: number): number => (code[at + k] < 0 ? CONSTANT[which] : h[code[at + k]]);
    const value = hashOperation(which, code[at], operand(1), operand(2), operand(3));
    h[i] = value;
    sum = (sum + mix(value + Math.imul(uses[i], 0x3c6ef372))) | 0;
  }
  return mix(h[n] ^ mix(sum));
}
