import { fail } from '../../error/fault.ts';
import { exactDouble } from '../../number/exact-double.ts';
import { FORMATS } from '../../number/formats.ts';
import { withWorkspace } from '../../number/workspace.ts';
import { createOracle } from '../../oracle/create-oracle.ts';
import type { MachineOperation } from '../../program/machine-operations.ts';
import { resolveOperand } from '../../program/operand.ts';
import type { Program } from '../../program/program.ts';
import type { Specification } from '../../program/specification.ts';
import { formatDomain } from '../exhaustive-domain.ts';
import { distanceFromFunction, type Range } from './distance-from-function.ts';

/** What holds of a program whose floats are `mediump` ones of GLSL ES 3.00, on any machine. */
export type MediumpBound = {
  /** For every value that the input holds the result is finite, and |result − f| ≤ absolute. */
  readonly absolute: number;
  readonly pieces: number;
};

/**
 * GLSL ES 3.00, §4.5.1, of mediump: a result is within 2^−10 of its size (more exact ones are allowed, fused ones too), numbers
 * of magnitude 2^14 and more need not exist, those below 2^−14 may be flushed. Below 2^−14 an unflushed one has units of 2^−24.
 */
const RELATIVE = 2 ** -10;
const LARGEST = 2 ** 14;
const LEAST = 2 ** -14;
const UNIT = 2 ** -24;
/** A quotient is within 2.5 units, a root 1/inverseSqrt, as in `arithmetic-model.ts`. */
const UNITS: Readonly<Partial<Record<MachineOperation, number>>> = { div: 2.5, sqrt: 5 };
/** Covers the roundings of the doubles that the ends of ranges are. */
const SAFE = 1 + 2 ** -20;

/** So many pieces of each power of two to begin with, and so many more where the error is largest. */
const PIECES = 32;
const SPLITS = 4000;

/** What a comparison may give. */
type Truth = readonly boolean[];
type Value = Range | { readonly truth: Truth };

/**
 * Proves a bound on the error of a program of floats alone, all of them `mediump`, whichever of the results that GLSL ES 3.00 allows
 * each operation gives, constants and the input included. Not covered: reordering. The error is against the function at the
 * value that the input holds after its own rounding.
 * @throws NapierError `not-proved` where a value may leave mediump's range, or an operation has no meaning there
 */
export function boundInMediump(program: Program, specification: Specification): MediumpBound {
  const { function: truth, variable, domain } = specification;
  const { first, last } = formatDomain(domain, FORMATS.f32);
  const [lo, hi] = [first, last].map((ordinal) => FORMATS.f32.fromOrdinal(ordinal));
  if (lo <= -LARGEST || hi >= LARGEST)
    unproved(`${variable} may be of magnitude 2^14 or more, beyond what mediump promises`);
  const oracle = createOracle(truth, [variable]);
  return withWorkspace(96, (w) => {
    const errorOn = (piece: Range): number => {
      const found = rangeOfProgram(program, piece);
      if (found === undefined)
        unproved(
          `no bound in mediump near ${variable} = ${piece[0]}: a value may be beyond 2^14, or a divisor 0`,
        );
      return distanceFromFunction(found, piece, oracle, w).distance;
    };
    const queue = startingPieces(lo, hi).map((piece) => ({ piece, error: errorOn(piece) }));
    for (let i = 0; i < SPLITS; i++) {
      const at = queue.reduce((best, { error }, k) => (error > queue[best].error ? k : best), 0);
      const {
        piece: [from, to],
        error,
      } = queue[at];
      const middle = from + (to - from) / 2;
      if (!(from < middle && middle < to)) break;
      const halves = ([[from, middle], [middle, to]] as const).map((piece) => ({ piece, error: errorOn(piece) })); // prettier-ignore
      queue.splice(at, 1, ...halves);
      // Halves no better than the whole: what is left is not the piece's width.
      if (Math.max(halves[0].error, halves[1].error) > 0.999 * error) break;
    }
    const absolute = Math.max(...queue.map(({ error }) => error));
    if (!(absolute < LARGEST)) unproved('no bound in mediump: the function has no bounded enclosure there');
    return { absolute, pieces: queue.length };
  });
}

function unproved(message: string): never {
  return fail({
    kind: 'not-proved',
    message,
    hint: '--precision highp, or a program whose values stay within mediump: magnitudes of 2^14, relative errors of 2^-10',
  });
}

/** Equal parts of each power of two; what is below 2^−14 on either side of 0 is one part. */
function startingPieces(lo: number, hi: number): Range[] {
  const ends = [lo, hi, ...(lo < -LEAST && hi > -LEAST ? [-LEAST] : []), ...(lo < LEAST && hi > LEAST ? [LEAST] : [])]; // prettier-ignore
  for (let power = LEAST; power < LARGEST; power *= 2) {
    for (let k = 0; k < PIECES; k++) {
      const x = power * (1 + k / PIECES);
      for (const end of [x, -x]) if (end > lo && end < hi) ends.push(end);
    }
  }
  const sorted = [...new Set(ends)].sort((a, b) => a - b);
  if (sorted.length === 1) return [[lo, lo]];
  return sorted.slice(1).map((to, k) => [sorted[k], to]);
}

/** The results that the program may give on a piece; `undefined` where one may be beyond mediump's range. */
function rangeOfProgram(program: Program, input: Range): Range | undefined {
  const made: Value[] = [];
  const constants = program.constants.map((text) => held([exactDouble(text), exactDouble(text)]));
  if (constants.some(([from, to]) => !(from > -LARGEST && to < LARGEST))) return undefined;
  const x = flushed(input);
  for (const { op, args } of program.code) {
    const operands = args.map((arg): Value => {
      const resolved = resolveOperand(program, arg);
      if (resolved?.kind === 'input') return x;
      if (resolved?.kind === 'constant') return constants[resolved.index];
      return made[(resolved as { index: number }).index];
    });
    const value = step(op, operands);
    if (!('truth' in value) && !(value[0] > -LARGEST && value[1] < LARGEST)) return undefined;
    made.push(value);
  }
  return program.code.length === 0 ? x : (made[made.length - 1] as Range);
}

/** What one operation may give. */
function step(op: MachineOperation, operands: readonly Value[]): Value {
  const [a, b, c] = operands as Range[];
  switch (op) {
    case 'neg':
      return [-a[1], -a[0]];
    case 'abs':
      return a[0] >= 0 ? a : a[1] <= 0 ? [-a[1], -a[0]] : [0, Math.max(-a[0], a[1])];
    case 'min':
      return [Math.min(a[0], b[0]), Math.min(a[1], b[1])];
    case 'max':
      return [Math.max(a[0], b[0]), Math.max(a[1], b[1])];
    case 'lt':
      return { truth: outcomes(a[0] < b[1], a[1] >= b[0]) };
    case 'le':
      return { truth: outcomes(a[0] <= b[1], a[1] > b[0]) };
    case 'eq':
      return { truth: outcomes(a[0] <= b[1] && b[0] <= a[1], !(a[0] === a[1] && b[0] === b[1] && a[0] === b[0])) };
    case 'select': {
      const { truth } = operands[0] as { truth: Truth };
      const chosen = truth.map((yes) => (yes ? b : c));
      return [Math.min(...chosen.map(([from]) => from)), Math.max(...chosen.map(([, to]) => to))];
    }
    default:
      return held(exactRange(op, operands as readonly Range[]), UNITS[op]);
  }
} // prettier-ignore

const outcomes = (yes: boolean, no: boolean): Truth => [...(yes ? [true] : []), ...(no ? [false] : [])];

/** The range of the exact results, but for roundings of doubles; NaN where there may be none. */
function exactRange(op: MachineOperation, [a, b]: readonly Range[]): Range {
  switch (op) {
    case 'add':
      return [a[0] + b[0], a[1] + b[1]];
    case 'sub':
      return [a[0] - b[1], a[1] - b[0]];
    case 'mul': {
      const products = a.flatMap((p) => b.map((q) => p * q));
      // The square of one value is not below 0.
      return [a === b ? Math.max(0, Math.min(a[0] * a[0], a[1] * a[1], a[0] * a[1])) : Math.min(...products), Math.max(...products)];
    }
    case 'div': {
      if (b[0] <= 0 && b[1] >= 0) return [NaN, NaN];
      const quotients = a.flatMap((p) => b.map((q) => p / q));
      return [Math.min(...quotients), Math.max(...quotients)];
    }
    case 'sqrt':
      return a[0] < 0 ? [NaN, NaN] : [Math.sqrt(a[0]), Math.sqrt(a[1])];
    case 'floor':
      return [Math.floor(a[0]), Math.floor(a[1])];
    case 'ceil':
      return [Math.ceil(a[0]), Math.ceil(a[1])];
    case 'trunc':
      return [Math.trunc(a[0]), Math.trunc(a[1])];
    case 'round':
      // Ties may go either way.
      return [Math.ceil(a[0] - 0.5), Math.floor(a[1] + 0.5)];
    default:
      return [NaN, NaN];
  }
} // prettier-ignore

/** What a machine may hold of exact values in a range. */
function held([from, to]: Range, units = 1): Range {
  const slack = units * RELATIVE * SAFE;
  return flushed([from - Math.abs(from) * slack - UNIT * units, to + Math.abs(to) * slack + UNIT * units]);
}

/** Small numbers may be taken for 0. */
function flushed([from, to]: Range): Range {
  return from < LEAST && to > -LEAST ? [Math.min(from, 0), Math.max(to, 0)] : [from, to];
}
