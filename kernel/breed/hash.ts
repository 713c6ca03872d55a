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

// @ts-ignore: decorator
@inline
function operand(down: usize, ref: i32, constant: i32): i32 {
  return ref < 0 ? constant : load<i32>(down + (<usize>ref << 2));
}

/** One of two independent 32-bit hashes: of the tree of the result, and of how often each subtree is used. */
// @ts-ignore: decorator
@inline
function lane(down: usize, result: i32, input: i32, constant: i32, salt: i32): i32 {
  store<i32>(down, input);
  let sum = 0;
  for (let i = 1; i <= result; i++) {
    const used = usesOf(i);
    if (used == 0) continue;
    const at = nodeAt(i);
    const op = load<i32>(at);
    const arity = arityOf(op);
    const a = operand(down, load<i32>(at, 4), constant);
    let value = mix(op + 1 + salt);
    if (arity > 1) {
      const b = operand(down, load<i32>(at, 8), constant);
      if (commutes(op)) value = mix(value + mix(a ^ value) + mix(b ^ value));
      else value = mix(mix(value + a) ^ (b * 0x27d4eb2f));
      if (arity > 2) value = mix(value ^ (operand(down, load<i32>(at, 12), constant) * 0x165667b1));
    } else value = mix(value + a);
    store<i32>(down + (<usize>i << 2), value);
    sum += mix(value + used * 0x3c6ef372);
  }
  return mix(load<i32>(down + (<usize>result << 2)) ^ mix(sum));
}

/** 53 bits. */
export function hashGraph(result: i32): u64 {
  const high = <u32>lane(first, result, 0x2545f491, CONSTANT_0, 0);
  const low = <u32>lane(second, result, 0x6a09e667, CONSTANT_1, <i32>0x9e3779b9);
  return ((<u64>high) << 21) + (low >> 11);
}

/** Of the graph that was hashed last: a hash of what a node (or x: 0) is made of. */
export function treeHash(ref: i32): i32 {
  return load<i32>(first + (<usize>ref << 2));
}
