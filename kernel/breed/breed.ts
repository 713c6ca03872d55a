/**
 * Batches of new structures from given ones: drawn, mutated, rewritten, hashed, dropped when seen before or when they do
 * what another does, looked at on the points, and the best of each few handed back. One call makes thousands; nothing is
 * allocated. Host: `src/search/evolve/breeder.ts`.
 *
 * A record holds one structure: hash (u64), distance (f64), then as i32 n, k, the parent's number (in a parent's record: its own), how many mutations and
 * which (4 bits each); then code (16 bytes an instruction), then constants. All records have one size.
 */
import { copy } from './block';
import { applyMutation, drawMutation, Mutation } from './mutate';
import { finishDraft, isDraftFull, startDraft, startFrom } from './draft';
import { isFull, settleGraph } from './graph';
import { hashGraph } from './hash';
import { look, hasTarget } from './look';
import { writeOrdered } from './order';
import { fingerprint, Print, printHash } from './print';
import { below, bits32, drawConstant } from './random';
import { close, CLOSED, visit } from './seen';

/** Bytes before the code of a record; where its parts are. */
export const HEAD: usize = 48;
const HASH: usize = 0;
const DISTANCE: usize = 8;
const INSTRUCTIONS: usize = 16;
const SLOTS: usize = 20;
const PARENT: usize = 24;
const MUTATIONS: usize = 28;
const WHICH: usize = 32;

/** Archives a breeder has room for. */
const MOST_ARCHIVES: i32 = 64;
const counts = memory.data(64 * 4, 16);
const filled = memory.data(64 * 4, 16);
const entered = memory.data(64 * 4, 16);
const tally = memory.data(8 * 8, 16);

let parents: usize = 0;
let capacity: i32 = 0;
let record: usize = 0;
let archives: i32 = 0;
/** Archives that have members. */
let filledCount: i32 = 0;
let constantsAt: usize = 0;
let mostConstants: i32 = 0;
let contest: i32 = 1;
let draws: i32 = 1;
let visits: u32 = 1;
/** The best so far of each number of operations' contest, one record each, and the candidate at work. */
let leaders: usize = 0;
let candidate: usize = 0;
let attempt: usize = 0;

/** What happened, counted: f64 numbers in this order. */
namespace Tally {
  export const candidates: usize = 0;
  export const structural: usize = 8;
  export const functional: usize = 16;
  export const redundant: usize = 24;
  export const looked: usize = 32;
}

// @ts-ignore: decorator
@inline
function count(which: usize): void {
  store<f64>(tally + which, load<f64>(tally + which) + 1);
}

/** Five numbers, to be read and set to 0 by the host: see `Tally`. */
export function tallyAddress(): usize {
  return tally;
}

/** Bytes of one record. */
export function recordBytes(operations: i32, constants: i32): usize {
  return (HEAD + (<usize>operations << 4) + (<usize>constants << 3) + 15) & ~15;
}

/**
 * @param at memory for `operations` · (`members` + 1) + 2 records
 * @param members records of each number of operations: those of n operations from number (n − 1) · members on
 * @param contests of so many new candidates of one number of operations the best is handed back
 * @param tries draws of constants that are not known yet
 * @param looks times that one structure is looked at: 15 or more for any number
 */
export function useParents(
  at: usize,
  operations: i32,
  constants: i32,
  members: i32,
  contests: i32,
  tries: i32,
  looks: i32,
): void {
  parents = at;
  archives = min(operations, MOST_ARCHIVES);
  capacity = members;
  mostConstants = constants;
  record = recordBytes(operations, constants);
  constantsAt = HEAD + (<usize>operations << 4);
  leaders = at + <usize>(operations * members) * record;
  candidate = leaders + <usize>operations * record;
  attempt = candidate + record;
  contest = contests;
  draws = tries;
  visits = min<u32>(looks, CLOSED);
  filledCount = 0;
  memory.fill(counts, 0, 256);
  memory.fill(entered, 0, 256);
}

/** The archive of n operations has so many members. */
export function setMembers(operations: i32, members: i32): void {
  store<i32>(counts + (<usize>(operations - 1) << 2), members);
  filledCount = 0;
  for (let i = 0; i < archives; i++) {
    if (load<i32>(counts + (<usize>i << 2)) == 0) continue;
    store<i32>(filled + (<usize>filledCount << 2), i);
    filledCount++;
  }
}

/** The place of a member of a number of operations drawn uniformly, drawn uniformly; −1 when there is none. */
function pick(): i32 {
  if (filledCount == 0) return -1;
  const archive = load<i32>(filled + (<usize>below(filledCount) << 2));
  return archive * capacity + below(load<i32>(counts + (<usize>archive << 2)));
}

// @ts-ignore: decorator
@inline
function codeOf(place: i32): usize {
  return parents + <usize>place * record + HEAD;
}

// @ts-ignore: decorator
@inline
function constantsOf(place: i32): usize {
  return parents + <usize>place * record + constantsAt;
}

// @ts-ignore: decorator
@inline
function lengthOf(place: i32): i32 {
  return place < 0 ? 0 : load<i32>(parents + <usize>place * record, INSTRUCTIONS);
}

// @ts-ignore: decorator
@inline
function slotsOf(place: i32): i32 {
  return place < 0 ? 0 : load<i32>(parents + <usize>place * record, SLOTS);
}

/** One to four mutations: one half of the time, two a quarter of it, … Leaves the new graph. @returns its result */
function mutant(parent: i32): i32 {
  startDraft(codeOf(max(parent, 0)), constantsOf(max(parent, 0)), lengthOf(parent), slotsOf(parent));
  let many = 1;
  while (many < 4 && bits32() >> 31) many++;
  let which = 0;
  for (let i = 0; i < many; i++) {
    const mutation = drawMutation();
    which |= mutation << (4 * i);
    // A part of itself half of the time: what is useful once may be so twice.
    const foreign = mutation >= Mutation.graft && bits32() >> 31;
    const donor = foreign ? pick() : parent;
    applyMutation(mutation, codeOf(max(donor, 0)), constantsOf(max(donor, 0)), lengthOf(donor));
  }
  store<i32>(candidate, parent < 0 ? -1 : load<i32>(parents + <usize>parent * record, PARENT), PARENT);
  store<i32>(candidate, many, MUTATIONS);
  store<i32>(candidate, which, WHICH);
  return finishDraft();
}

/** Each thing once: not a structure that was looked at often enough, nor one that does what another does. */
function isFresh(hash: u64, before: u32, n: i32, k: i32): bool {
  if (before > 0) return true;
  const kind = fingerprint(candidate + HEAD, n, k);
  if (kind == Print.redundant) {
    count(Tally.redundant);
    close(hash);
    return false;
  }
  if (kind == Print.hashed && visit(printHash()) > 0) {
    count(Tally.functional);
    close(hash);
    return false;
  }
  return true;
}

/** Draws the constants that are not known, or not finite; the best of a few draws. */
function judge(n: i32, k: i32): void {
  const code = candidate + HEAD;
  const from = candidate + constantsAt;
  const to = attempt + constantsAt;
  const bytes = <usize>k << 3;
  let unknown = false;
  for (let s: usize = 0; s < bytes; s += 8) if (!isFinite(load<f64>(from + s))) unknown = true;
  if (!unknown) {
    store<f64>(candidate, distanceOf(code, n, k, from), DISTANCE);
    return;
  }
  let best: f64 = Infinity;
  // The constants as they were are kept where the attempt's code would be.
  copy(attempt + HEAD, from, bytes);
  for (let t = 0; t < draws; t++) {
    for (let s: usize = 0; s < bytes; s += 8) {
      const value = load<f64>(attempt + HEAD + s);
      store<f64>(to + s, isFinite(value) ? value : drawConstant());
    }
    const distance = distanceOf(code, n, k, to);
    if (t > 0 && !(distance < best)) continue;
    best = distance;
    copy(from, to, bytes);
  }
  store<f64>(candidate, best, DISTANCE);
}

function distanceOf(code: usize, n: i32, k: i32, constants: usize): f64 {
  count(Tally.looked);
  return hasTarget() ? look(code, n, k, constants) : 0;
}

/** @returns whether there now is a candidate to be judged */
function draw(): bool {
  count(Tally.candidates);
  const result = mutant(pick());
  if (result <= 0 || isDraftFull() || isFull()) return false;
  const n = settleGraph(result, mostConstants);
  if (n == 0 || n > archives) return false;
  const hash = hashGraph(result);
  const before = visit(hash);
  if (before >= visits) {
    count(Tally.structural);
    return false;
  }
  const k = writeOrdered(result, candidate + HEAD, candidate + constantsAt);
  store<u64>(candidate, hash, HASH);
  store<i32>(candidate, n, INSTRUCTIONS);
  store<i32>(candidate, k, SLOTS);
  return isFresh(hash, before, n, k);
}

/**
 * Makes candidates until `most` winners of contests are at `out` or `limit` candidates were made.
 * @returns how many records there are at `out`
 */
export function breed(out: usize, most: i32, limit: i32): i32 {
  let won = 0;
  for (let made = 0; made < limit && won < most; made++) {
    if (!draw()) continue;
    const n = load<i32>(candidate, INSTRUCTIONS);
    judge(n, load<i32>(candidate, SLOTS));
    const leader = leaders + <usize>(n - 1) * record;
    const many = entered + (<usize>(n - 1) << 2);
    const entries = load<i32>(many) + 1;
    if (entries == 1 || load<f64>(candidate, DISTANCE) < load<f64>(leader, DISTANCE)) {
      copy(leader, candidate, record);
    }
    store<i32>(many, entries % contest);
    if (entries == contest) {
      copy(out + <usize>won * record, leader, record);
      won++;
    }
  }
  return won;
}

/** For tests and other callers: a structure of `n` instructions into the graph. @returns the result there */
function loadStructure(code: usize, constants: usize, n: i32): i32 {
  startFrom(code, constants, n);
  return finishDraft();
}

/**
 * The canonical form of the structure at `code` with `constants`, as a record at `out` (of the size that `useParents`
 * fixed; without limits on operations or constants but the room). @returns instructions; −1: no value depends on x,
 * −2: no room
 */
export function canonicalise(code: usize, constants: usize, n: i32, out: usize): i32 {
  const result = loadStructure(code, constants, n);
  if (isDraftFull() || isFull()) return -2;
  if (result < 0) return -1;
  const live = settleGraph(result, mostConstants);
  if (live > archives || (live == 0 && result > 0)) return -2;
  store<u64>(out, hashGraph(result), HASH);
  store<i32>(out, live, INSTRUCTIONS);
  store<i32>(out, writeOrdered(result, out + HEAD, out + constantsAt), SLOTS);
  return live;
}

/** Looks at parents 0 … among − 1 of n operations, in turn, `times` times in all. @returns the least distance */
export function lookAgain(operations: i32, among: i32, times: i32): f64 {
  let least: f64 = Infinity;
  const first = (operations - 1) * capacity;
  for (let i = 0, place = 0; i < times; i++) {
    const at = parents + <usize>(first + place) * record;
    least = min(least, look(at + HEAD, load<i32>(at, INSTRUCTIONS), load<i32>(at, SLOTS), at + constantsAt));
    if (++place == among) place = 0;
  }
  return least;
}
