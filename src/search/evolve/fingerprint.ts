import { MACHINE_OPERATIONS } from '../../program/machine-operations.ts';
import { SMOOTH_OPCODES } from './space.ts';
import { ARITY, WORDS, type Structure } from './structure.ts';

const code = (op: string): number => (MACHINE_OPERATIONS as readonly string[]).indexOf(op);
const ADD = code('add');
const SUB = code('sub');
const MUL = code('mul');
const DIV = code('div');
const NEG = code('neg');
const FMA = code('fma');
const SQRT = code('sqrt');
const ABS = code('abs');
const MIN = code('min');
const MAX = code('max');

const POINTS = 16;
const MAX_SLOTS = 24;
const MAX_NODES = 64;
/** A column of the Jacobian of which less than this is left beside the others depends on them. */
const RANK_TOLERANCE = 1e-10;
/** Values count as equal when they agree to about this many digits. */
const KEPT_BITS = 2 ** 30;

/** Points and constants of no pattern: fractional parts of multiples of the golden ratio and of √2. */
const X = Float64Array.from({ length: POINTS }, (_, i) => 0.31 + 1.9 * (((i + 1) * 0.6180339887498949) % 1));
const CONSTANTS = Float64Array.from(
  { length: MAX_SLOTS },
  (_, k) => (k % 3 === 2 ? -1 : 1) * (0.55 + 1.7 * (((k + 1) * 0.4142135623730951) % 1)),
);

export type Fingerprint = {
  /** Equal for structures that compute the same at the constants tried (but for rounding); `undefined`: no value. */
  readonly hash: number | undefined;
  /**
   * Some constants can be changed together without changing the function, to first order at generic constants: a
   * structure with fewer constants does the same.
   */
  readonly redundant: boolean;
};

const values = new Float64Array(MAX_NODES * POINTS);
const slopes = new Float64Array(MAX_NODES * MAX_SLOTS * POINTS);
const columns = new Float64Array(MAX_SLOTS * POINTS);

/**
 * What a structure does at fixed pseudo-random points and constants (Unified Functional Hashing, Gillard et al.,
 * 2023, with constants as part of the input), and whether its constants are independent there. Costs about as much as one step
 * of a fit. Structures beyond 63 instructions or 15 constants, or with operations that are not smooth or have no
 * value here, are never called redundant.
 */
export function fingerprint(structure: Structure): Fingerprint {
  const n = structure.code.length / WORDS;
  const k = structure.constants;
  if (n >= MAX_NODES || k >= POINTS || k > MAX_SLOTS) return { hash: undefined, redundant: false };
  const smooth = evaluate(structure, n, k);
  const last = n * POINTS;
  let hash = 0x12345;
  let low = 0x54321;
  for (let p = 0; p < POINTS; p++) {
    const value = values[last + p];
    if (!Number.isFinite(value)) return { hash: undefined, redundant: false };
    const exponent = value === 0 ? 0 : Math.ceil(Math.log2(Math.abs(value)));
    const kept = Math.round((value / 2 ** exponent) * KEPT_BITS);
    hash = mix(hash ^ kept ^ Math.imul(exponent, 0x9e3779b1));
    low = mix(low + Math.imul(kept, 0x85ebca6b) + exponent);
  }
  const redundant = smooth && k > 0 && isDeficient(n, k);
  return { hash: (hash >>> 0) * 0x200000 + (low >>> 11), redundant };
}

function mix(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** Fills values and slopes of every node. @returns whether slopes are those of the function */
function evaluate(structure: Structure, n: number, k: number): boolean {
  const words = structure.code;
  values.set(X, 0);
  slopes.fill(0, 0, (n + 1) * k * POINTS);
  let smooth = true;
  for (let i = 1; i <= n; i++) {
    const at = WORDS * (i - 1);
    const op = words[at];
    if (SMOOTH_OPCODES[op] === 0) smooth = false;
    const arity = ARITY[op];
    const [a, b, c] = [words[at + 1], words[at + 2], words[at + 3]];
    for (let p = 0; p < POINTS; p++) {
      const va = a < 0 ? CONSTANTS[-a - 1] : values[a * POINTS + p];
      const vb = arity < 2 ? 0 : b < 0 ? CONSTANTS[-b - 1] : values[b * POINTS + p];
      const vc = arity < 3 ? 0 : c < 0 ? CONSTANTS[-c - 1] : values[c * POINTS + p];
      const v = apply(op, va, vb, vc);
      values[i * POINTS + p] = v;
      if (!smooth) continue;
      const [da, db] = partials(op, va, vb, v);
      for (let s = 0; s < k; s++) {
        let d = da * slope(a, s, k, p);
        if (arity > 1) d += db * slope(b, s, k, p);
        if (arity > 2) d += slope(c, s, k, p);
        slopes[(i * k + s) * POINTS + p] = d;
      }
    }
  }
  return smooth;
}

function slope(ref: number, s: number, k: number, p: number): number {
  if (ref < 0) return -ref - 1 === s ? 1 : 0;
  return slopes[(ref * k + s) * POINTS + p];
}

function apply(op: number, a: number, b: number, c: number): number {
  switch (op) {
    case ADD:
      return a + b;
    case SUB:
      return a - b;
    case MUL:
      return a * b;
    case DIV:
      return a / b;
    case NEG:
      return -a;
    case FMA:
      return a * b + c;
    case SQRT:
      return Math.sqrt(a);
    case ABS:
      return Math.abs(a);
    case MIN:
      return b < a ? b : a;
    case MAX:
      return a < b ? b : a;
    default:
      // Steps (floor, …): what they are of hardly matters, only that equal operands give equal values.
      return Math.floor(a * 8 + op) / 8;
  }
}

const pair: [number, number] = [0, 0];

/** Partial derivatives in the first two operands (in the third, of `fma` alone, it is 1). */
function partials(op: number, a: number, b: number, v: number): readonly [number, number] {
  pair[0] = op === MUL || op === FMA ? b : op === DIV ? 1 / b : op === NEG ? -1 : op === SQRT ? 0.5 / v : 1;
  pair[1] = op === ADD ? 1 : op === SUB ? -1 : op === DIV ? -v / b : a;
  return pair;
}

/** Gram–Schmidt with column pivoting on the result's slopes. */
function isDeficient(n: number, k: number): boolean {
  for (let s = 0; s < k; s++) {
    let size = 0;
    for (let p = 0; p < POINTS; p++) size = Math.max(size, Math.abs(slopes[(n * k + s) * POINTS + p]));
    if (!(size < Infinity)) return false;
    if (size === 0) return true;
    for (let p = 0; p < POINTS; p++) columns[s * POINTS + p] = slopes[(n * k + s) * POINTS + p] / size;
  }
  for (let done = 0; done < k; done++) {
    let pivot = done;
    let largest = -1;
    for (let s = done; s < k; s++) {
      const size = dot(s, s);
      if (size > largest) [largest, pivot] = [size, s];
    }
    if (largest < RANK_TOLERANCE ** 2) return true;
    if (pivot !== done) {
      for (let p = 0; p < POINTS; p++) {
        const kept = columns[done * POINTS + p];
        columns[done * POINTS + p] = columns[pivot * POINTS + p];
        columns[pivot * POINTS + p] = kept;
      }
    }
    // Twice is enough (Kahan): the second pass takes out what rounding left.
    for (let pass = 0; pass < 2; pass++) {
      for (let s = done + 1; s < k; s++) {
        const factor = dot(done, s) / largest;
        for (let p = 0; p < POINTS; p++) columns[s * POINTS + p] -= factor * columns[done * POINTS + p];
      }
    }
  }
  return false;
}

function dot(s: number, t: number): number {
  let sum = 0;
  for (let p = 0; p < POINTS; p++) sum += columns[s * POINTS + p] * columns[t * POINTS + p];
  return sum;
}
