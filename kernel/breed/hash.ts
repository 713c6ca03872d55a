/** The hash of `src/search/evolve/structure-hash.ts` on the live nodes of a settled graph. */
import { arityOf, commutes } from './operations';
import { nodeAt, usesOf } from './graph';

const CONSTANT_0: i32 = 0x7f4a7c15;
const CONSTANT_1: i32 = 0x1ce4e5b9;
const first = memory.data(256 * 4, 16);
const second = memory.data(256 * 4, 16);

/** Murmur3's finalizer (Appleby, public domain). */
// @ts-ignore: decorator
@inline
export function mix(h: i32): i32 {
  h = (h ^ (<i32>(<u32>h >> 16))) * <i32>0x85ebca6b;
  h = (h ^ (<i32>(<u32>h >> 13))) * <i32>0xc2b2ae35;
  return h ^ <i32>(<u32>h >> 16);
}

// Selections instead of branches here: which operands are constants, and what commutes, no processor can foresee.
// @ts-ignore: decorator
@inline
function operand(down: usize, ref: i32, constant: i32): i32 {
  return select<i32>(constant, load<i32>(down + (<usize>max(ref, 0) << 2)), ref < 0);
}

const INPUT_0: i32 = 0x2545f491;
const INPUT_1: i32 = 0x6a09e667;
const SALT: i32 = <i32>0x9e3779b9;
const SKEW: i32 = 0x27d4eb2f;

// @ts-ignore: decorator
@inline
function hashOne(seed: i32, skew: i32, a: i32, b: i32): i32 {
  return mix(seed + mix(a ^ seed) + mix((b + skew) ^ seed));
}

/**
 * 53 bits, of two independent 32-bit hashes: of the tree of the result, and of how often each subtree is used.
 */
export function hashGraph(result: i32): u64 {
  store<i32>(first, INPUT_0);
  store<i32>(second, INPUT_1);
  let sum0 = 0;
  let sum1 = 0;
  for (let i = 1; i <= result; i++) {
    const used = usesOf(i);
    if (used == 0) continue;
    const at = nodeAt(i);
    const op = load<i32>(at);
    const arity = arityOf(op);
    const a = load<i32>(at, 4);
    const b = load<i32>(at, 8);
    const c = load<i32>(at, 12);
    const skew = select<i32>(0, SKEW, commutes(op));
    const a0 = operand(first, a, CONSTANT_0);
    const b0 = operand(first, b, CONSTANT_0);
    const a1 = operand(second, a, CONSTANT_1);
    const b1 = operand(second, b, CONSTANT_1);
    let value0 = hashOne(mix(op + 1), skew, a0, b0);
    let value1 = hashOne(mix(op + 1 + SALT), skew, a1, b1);
    if (arity > 2) {
      value0 = mix(value0 ^ (operand(first, c, CONSTANT_0) * 0x165667b1));
      value1 = mix(value1 ^ (operand(second, c, CONSTANT_1) * 0x165667b1));
    }
    store<i32>(first + (<usize>i << 2), value0);
    store<i32>(second + (<usize>i << 2), value1);
    sum0 += mix(value0 + used * 0x3c6ef372);
    sum1 += mix(value1 + used * 0x3c6ef372);
  }
  const high = <u32>mix(load<i32>(first + (<usize>result << 2)) ^ mix(sum0));
  const low = <u32>mix(load<i32>(second + (<usize>result << 2)) ^ mix(sum1));
  return ((<u64>high) << 21) + (low >> 11);
}

/** Of the graph that was hashed last: a hash of what a node (or x: 0) is made of. */
export function treeHash(ref: i32): i32 {
  return load<i32>(first + (<usize>ref << 2));
}
