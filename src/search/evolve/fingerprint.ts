import {
  isFunctionOperation,
  MACHINE_OPERATIONS,
  type FunctionOperation,
} from '../../program/machine-operations.ts';
import { SMOOTH_OPCODES } from './space.ts';
import { WORDS, type Structure } from './structure.ts';

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

/** Slopes of functions at a, where they have the value r; by opcode. */
const SLOPE: readonly (((a: number, r: number) => number) | undefined)[] = slopesByOpcode({
  exp: (_a, r) => r,
  expm1: (_a, r) => r + 1,
  log: (a) => 1 / a,
  log1p: (a) => 1 / (1 + a),
  sin: (a) => Math.cos(a),
  cos: (a) => -Math.sin(a),
  atan: (a) => 1 / (1 + a * a),
  tanh: (_a, r) => 1 - r * r,
});

function slopesByOpcode(slopes: Record<FunctionOperation, (a: number, r: number) => number>) {
  return MACHINE_OPERATIONS.map((op) => (isFunctionOperation(op) ? slopes[op] : undefined));
}

const POINTS = 16;
/** Of which structures of few constants need only the first. */
const FEW = { constants: 6, points: 8 } as const;
const MAX_SLOTS = 15;
const MAX_NODES = 64;
/** A column of the Jacobian of which less than this is left beside the others depends on them. */
const RANK_TOLERANCE = 1e-10;
/** A constant that changes no value by more than this part, when it changes by all of itself, is felt nowhere. */
const FELT = 1e-12;
/** Values count as equal when they agree to so many bits of the fraction. */
const KEPT_BITS = 30;

/** Points and constants of no pattern: fractional parts of multiples of the golden ratio and of √2. */
export const PRINT_POINTS = Float64Array.from(
  { length: POINTS },
  (_, i) => 0.31 + 1.9 * (((i + 1) * 0.6180339887498949) % 1),
);
export const PRINT_CONSTANTS = Float64Array.from(
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

/** Points of the structure at work. */
let points: number = POINTS;
const values = new Float64Array(MAX_NODES * POINTS);
const adjoints = new Float64Array((MAX_NODES + MAX_SLOTS) * POINTS);
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
  if (n >= MAX_NODES || k > MAX_SLOTS) return { hash: undefined, redundant: false };
  points = k <= FEW.constants ? FEW.points : POINTS;
  const smooth = evaluate(structure, n);
  const last = n * POINTS;
  let hash = 0x12345;
  let second = 0x54321;
  for (let p = 0; p < points; p++) {
    const value = values[last + p];
    if (!Number.isFinite(value)) return { hash: undefined, redundant: false };
    const { high, low } = keptBits(value);
    hash = mix(hash ^ low ^ Math.imul(high, 0x9e3779b1));
    second = mix(second + Math.imul(low, 0x85ebca6b) + high);
  }
  if (!smooth || k === 0) return { hash: hashOf(hash, second), redundant: false };
  sweep(structure, n, k);
  return { hash: hashOf(hash, second), redundant: isDeficient(n, k) };
}

const hashOf = (high: number, low: number): number => (high >>> 0) * 0x200000 + (low >>> 11);

const double = new Float64Array(1);
const halves = new Uint32Array(double.buffer);

/** Sign, exponent and the first bits of the fraction, rounded, as an integer of two words; both zeros alike. */
function keptBits(value: number): { high: number; low: number } {
  double[0] = value === 0 ? 0 : value;
  const dropped = 52 - KEPT_BITS;
  const carried = halves[0] + 2 ** (dropped - 1);
  const top = halves[1] + (carried > 0xffffffff ? 1 : 0);
  return { high: top >>> dropped, low: (carried >>> dropped) | (top << (32 - dropped)) | 0 };
}

function mix(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** Values of every node. @returns whether the function has slopes */
function evaluate({ code: words }: Structure, n: number): boolean {
  values.set(PRINT_POINTS, 0);
  let smooth = true;
  for (let i = 1; i <= n; i++) {
    const at = WORDS * (i - 1);
    const op = words[at];
    if (SMOOTH_OPCODES[op] === 0) smooth = false;
    for (let p = 0; p < points; p++) {
      const v = apply(op, operand(words[at + 1], p), operand(words[at + 2], p), operand(words[at + 3], p));
      values[i * POINTS + p] = v;
    }
  }
  return smooth;
}

function operand(ref: number, p: number): number {
  return ref < 0 ? PRINT_CONSTANTS[-ref - 1] : values[ref * POINTS + p];
}

/**
 * What a change of each constant does to the result, by one reverse sweep: the adjoint of a slot, as each is used once.
 */
function sweep({ code: words }: Structure, n: number, k: number): void {
  adjoints.fill(0, 0, (n + k + 1) * POINTS);
  adjoints.fill(1, n * POINTS, (n + 1) * POINTS);
  const add = (ref: number, p: number, slope: number): void => {
    adjoints[(ref < 0 ? n - ref : ref) * POINTS + p] += slope;
  };
  for (let i = n; i > 0; i--) {
    const [op, a, b, c] = words.subarray(WORDS * (i - 1), WORDS * i);
    for (let p = 0; p < points; p++) {
      const seed = adjoints[i * POINTS + p];
      const [left, right] = [operand(a, p), operand(b, p)];
      const v = values[i * POINTS + p];
      if (op === ADD || op === SUB) {
        add(a, p, seed);
        add(b, p, op === ADD ? seed : -seed);
      } else if (op === MUL || op === FMA) {
        add(a, p, seed * right);
        add(b, p, seed * left);
        if (op === FMA) add(c, p, seed);
      } else if (op === DIV) {
        add(a, p, seed / right);
        add(b, p, -((seed / right) * v));
      } else if (op === NEG) add(a, p, -seed);
      else if (op === SQRT) add(a, p, (seed * 0.5) / v);
      else if (SLOPE[op] !== undefined) add(a, p, seed * SLOPE[op](left, v));
    }
  }
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
      if (SLOPE[op] !== undefined) return Math[MACHINE_OPERATIONS[op] as FunctionOperation](a);
      // Steps (floor, …): what they are of hardly matters, only that equal operands give equal values.
      return Math.floor(a * 8 + op) / 8;
  }
}

/** Gram–Schmidt with column pivoting on the result's slopes. */
function isDeficient(n: number, k: number): boolean {
  for (let s = 0; s < k; s++) {
    let size = 0;
    let felt = false;
    for (let p = 0; p < points; p++) {
      const slope = Math.abs(adjoints[(n + 1 + s) * POINTS + p]);
      size = Math.max(size, slope);
      if (slope * Math.abs(PRINT_CONSTANTS[s]) > FELT * Math.abs(values[n * POINTS + p])) felt = true;
    }
    if (!(size < Infinity)) return false;
    if (!felt) return true;
    for (let p = 0; p < points; p++) columns[s * POINTS + p] = adjoints[(n + 1 + s) * POINTS + p] / size;
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
      for (let p = 0; p < points; p++) {
        const kept = columns[done * POINTS + p];
        columns[done * POINTS + p] = columns[pivot * POINTS + p];
        columns[pivot * POINTS + p] = kept;
      }
    }
    // Once is enough: what rounding leaves (1e-16 of a column) is far below what counts (1e-10).
    for (let s = done + 1; s < k; s++) {
      const factor = dot(done, s) / largest;
      for (let p = 0; p < points; p++) columns[s * POINTS + p] -= factor * columns[done * POINTS + p];
    }
  }
  return false;
}

/** Even and odd terms apart, as the kernel does: both must decide alike. */
function dot(s: number, t: number): number {
  let even = 0;
  let odd = 0;
  for (let p = 0; p < points; p += 2) {
    even += columns[s * POINTS + p] * columns[t * POINTS + p];
    odd += columns[s * POINTS + p + 1] * columns[t * POINTS + p + 1];
  }
  return even + odd;
}
