/** What the host says of each opcode (`src/search/evolve/breeder.ts` writes it): arity, commutes, smooth; one byte each. */
const MOST_OPERATIONS: i32 = 64;
const ROW: i32 = 4;
const table = memory.data(256);
/** Opcodes a search may use, in its order. */
const allowed = memory.data(64);
let count: i32 = 0;

// @ts-ignore: decorator
@inline
export function arityOf(op: i32): i32 {
  return load<u8>(table + <usize>(op * ROW));
}

// @ts-ignore: decorator
@inline
export function commutes(op: i32): bool {
  return load<u8>(table + <usize>(op * ROW), 1) != 0;
}

// @ts-ignore: decorator
@inline
export function isSmooth(op: i32): bool {
  return load<u8>(table + <usize>(op * ROW), 2) != 0;
}

// @ts-ignore: decorator
@inline
export function isAllowed(op: i32): bool {
  return load<u8>(table + <usize>(op * ROW), 3) != 0;
}

/** An operation of the table, and whether programs of the search may have it. */
export function defineOperation(op: i32, arity: i32, commutative: bool, smooth: bool, used: bool): void {
  if (op >= MOST_OPERATIONS) return;
  const at = table + <usize>(op * ROW);
  store<u8>(at, <u8>arity);
  store<u8>(at, commutative, 1);
  store<u8>(at, smooth, 2);
  store<u8>(at, used, 3);
  if (!used) return;
  store<u8>(allowed + <usize>count, <u8>op);
  count++;
}

export function operationCount(): i32 {
  return count;
}

export function operationAt(i: i32): i32 {
  return load<u8>(allowed + <usize>i);
}
