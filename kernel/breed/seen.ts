/** The table of `src/search/evolve/seen.ts` (which says what it holds), at an address that the host gives. */
const WAYS: i32 = 4;
const COUNT_BITS: u32 = 4;
const COUNT_MASK: u32 = 15;
/** A structure not to be looked at again. */
export const CLOSED: u32 = COUNT_MASK;

let table: usize = 0;
let mask: u32 = 0;

/** `entries` words, a power of 2. */
export function useSeen(at: usize, entries: i32): void {
  table = at;
  mask = entries / WAYS - 1;
}

/** Where the entry is, now the first of its bucket; made when it was not there. */
function find(hash: u64): usize {
  const bucket = table + ((<usize>(<u32>hash & mask)) << 4);
  const tag = ((<u32>(hash >> 25)) & 0xfffffff) << COUNT_BITS;
  let way = bucket;
  const last = bucket + 12;
  while (way < last && (load<u32>(way) ^ tag) > COUNT_MASK) way += 4;
  const word = load<u32>(way);
  const found = (word ^ tag) <= COUNT_MASK ? word : tag;
  for (; way > bucket; way -= 4) store<u32>(way, load<u32>(way - 4));
  store<u32>(bucket, found);
  return bucket;
}

/** Counts a visit. @returns the visits before this one, 15 for what is closed */
export function visit(hash: u64): u32 {
  const at = find(hash);
  const word = load<u32>(at);
  const visits = word & COUNT_MASK;
  if (visits < COUNT_MASK - 1) store<u32>(at, word + 1);
  return visits;
}

export function close(hash: u64): void {
  const at = find(hash);
  store<u32>(at, load<u32>(at) | COUNT_MASK);
}
