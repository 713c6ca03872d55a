import { fail } from '../error/fault.ts';
import { exponentOf, nextDown, nextUp, powerOfTwo, roundEven } from '../number/double-bits.ts';
import { fromHexFloat } from '../number/exact-constant.ts';
import type { Format } from '../number/format.ts';
import type { MachineOperation } from '../program/machine-operations.ts';
import { registerOf } from '../program/operand.ts';
import type { Program } from '../program/program.ts';

/**
 * What is known of a value on a cell. `lo…hi` encloses the exact value (no rounding anywhere before it), `error`
 * bounds |computed − exact|, and the computed value is a multiple of 2^lattice, which is how exact operations are
 * recognised: a multiple of 2^g below 2^(g + precision) is a number of the format (Sterbenz's lemma, products with
 * powers of two, short constants are all cases of it).
 */
type Value = { readonly lo: number; readonly hi: number; readonly error: number; readonly lattice: number };

/** Upper bounds on non-negative sums and products: one step up per rounded operation. */
const up = (x: number): number => x + Math.abs(x) * 2.3e-16 + Number.MIN_VALUE;

/** Thrown where no finite bound follows from the cell; smaller cells may do. */
export class NoRoundoffBound extends Error {
  readonly reason: string;
  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
}

/**
 * Forward rounding-error analysis of a program on cells of its input, for formats that are subsets of binary64
 * (Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., §2.2, with ½ ulp instead of u where that is
 * smaller, subnormals included). Enclosures are in binary64, rounded outward.
 */
export class RoundoffAnalysis {
  private readonly program: Program;
  private readonly format: Format;
  private readonly constants: readonly Value[];
  private readonly operands: readonly (readonly number[])[];

  constructor(program: Program, format: Format) {
    this.program = program;
    this.format = format;
    this.constants = program.constants.map((text) => {
      const value = fromHexFloat(text);
      if (value === undefined || !Number.isFinite(value)) {
        return fail({ kind: 'unsupported', message: `no rounding analysis with the constant \`${text}\`` });
      }
      return { lo: value, hi: value, error: 0, lattice: lowestBit(value) };
    });
    this.operands = program.code.map(({ args }) => args.map((arg) => registerOf(program, arg)));
  }

  /**
   * Bounds |computed − exact| of the result for all inputs of the format in [lo, hi], which must not contain 0
   * inside. @throws NoRoundoffBound on overflow, division by 0, or a root of a negative value
   */
  error(lo: number, hi: number): number {
    const nearest = Math.min(Math.abs(lo), Math.abs(hi));
    const input: Value = { lo, hi, error: 0, lattice: lo === hi ? lowestBit(lo) : this.ulpExponent(nearest) };
    const values: Value[] = [input, ...this.constants];
    this.program.code.forEach(({ op }, i) => {
      const [a, b, c] = this.operands[i];
      values.push(RULES[op](this, values[a], values[b], values[c]));
    });
    return values.length === 1 + this.constants.length ? 0 : values[values.length - 1].error;
  }

  private ulpExponent(x: number): number {
    const least = this.format.emin - this.format.precision + 1;
    return x === 0 ? least : Math.max(exponentOf(x), this.format.emin) - this.format.precision + 1;
  }

  /**
   * The result of one rounding: `lo…hi` encloses the exact value, `carried` bounds what the operands' errors make
   * of it, and before this rounding the computed value is a multiple of 2^lattice.
   */
  rounded(lo: number, hi: number, carried: number, lattice: number): Value {
    if (!(Number.isFinite(lo) && Number.isFinite(hi) && Number.isFinite(carried))) throw new NoRoundoffBound('overflow');
    const { format } = this;
    const largest = up(Math.max(Math.abs(lo), Math.abs(hi)) + carried);
    if (!(largest < format.maxFinite)) throw new NoRoundoffBound('overflow');
    const least = this.ulpExponent(0);
    if (lattice >= least && largest <= powerOfTwo(Math.min(1023, lattice + format.precision))) {
      return { lo, hi, error: carried, lattice };
    }
    // Below a power of two the ulp is the smaller one, and the power itself needs no rounding.
    const half = format.ulp(nextDown(largest)) / 2;
    const rounding = half === 0 ? Number.MIN_VALUE : half;
    const smallest = lo > 0 ? lo - carried : hi < 0 ? -hi - carried : 0;
    const grid = smallest > 0 ? this.ulpExponent(nextDown(smallest)) : least;
    return { lo, hi, error: up(carried + rounding), lattice: Math.max(grid, lattice, least) };
  }
}

/** The exponent of the last set bit of a double: it is a multiple of 2^that. */
function lowestBit(x: number): number {
  if (x === 0) return Infinity;
  let exponent = Math.max(exponentOf(x) - 52, -1074);
  // At most 53 steps: x / 2^exponent is an integer below 2^53.
  let unit = powerOfTwo(exponent);
  while (exponent < 1023 && Number.isInteger(x / (unit * 2))) {
    unit *= 2;
    exponent++;
  }
  return exponent;
}

const magnitude = (a: Value): number => Math.max(Math.abs(a.lo), Math.abs(a.hi));
/** Bounds the computed value's magnitude. */
const reach = (a: Value): number => up(magnitude(a) + a.error);

function product(a: Value, b: Value): [lo: number, hi: number] {
  if (a === b) {
    const low = a.lo > 0 ? a.lo : a.hi < 0 ? -a.hi : 0;
    const high = magnitude(a);
    return [low === 0 ? 0 : Math.max(0, nextDown(low * low)), nextUp(high * high)];
  }
  const corners = [a.lo * b.lo, a.lo * b.hi, a.hi * b.lo, a.hi * b.hi];
  return [nextDown(Math.min(...corners)), nextUp(Math.max(...corners))];
}

/** |âb̂ − ab| ≤ |a| e_b + |b̂| e_a. */
function productError(a: Value, b: Value): number {
  return up(up(magnitude(a) * b.error) + up(reach(b) * a.error));
}

function step(rule: (x: number) => number): (analysis: RoundoffAnalysis, a: Value) => Value {
  return (_, a) => {
    const lo = rule(a.lo);
    const hi = rule(a.hi);
    const computedLo = rule(nextDown(a.lo - a.error));
    const computedHi = rule(nextUp(a.hi + a.error));
    // Two arguments within e of each other: their steps differ by less than e + 1, and by nothing on one step.
    const same = a.error === 0 || computedLo === computedHi;
    return { lo, hi, error: same ? 0 : up(a.error + 1), lattice: Math.max(0, a.lattice) };
  };
}

type Rule = (analysis: RoundoffAnalysis, a: Value, b: Value, c: Value) => Value;

const RULES: Record<MachineOperation, Rule> = {
  add: (analysis, a, b) =>
    analysis.rounded(nextDown(a.lo + b.lo), nextUp(a.hi + b.hi), sum(a.error, b.error), Math.min(a.lattice, b.lattice)),
  sub: (analysis, a, b) =>
    analysis.rounded(nextDown(a.lo - b.hi), nextUp(a.hi - b.lo), sum(a.error, b.error), Math.min(a.lattice, b.lattice)),
  mul: (analysis, a, b) => analysis.rounded(...product(a, b), productError(a, b), a.lattice + b.lattice),
  div: (analysis, a, b) => {
    // Also for the computed divisor: it is what the machine divides by.
    const least = b.lo > 0 ? nextDown(b.lo - b.error) : b.hi < 0 ? nextDown(-b.hi - b.error) : 0;
    if (!(least > 0)) throw new NoRoundoffBound('division by a value that may be 0');
    const corners = [a.lo / b.lo, a.lo / b.hi, a.hi / b.lo, a.hi / b.hi];
    const lo = nextDown(Math.min(...corners));
    const hi = nextUp(Math.max(...corners));
    // â/b̂ − a/b = ((â − a) − (a/b)(b̂ − b)) / b̂.
    const quotient = Math.max(Math.abs(lo), Math.abs(hi));
    const carried = sum(a.error, up(quotient * b.error));
    return analysis.rounded(lo, hi, carried === 0 ? 0 : up(carried / least), -Infinity);
  },
  fma: (analysis, a, b, c) => {
    const [lo, hi] = product(a, b);
    const carried = sum(productError(a, b), c.error);
    const lattice = Math.min(a.lattice + b.lattice, c.lattice);
    return analysis.rounded(nextDown(lo + c.lo), nextUp(hi + c.hi), carried, lattice);
  },
  sqrt: (analysis, a) => {
    if (!(a.lo - a.error >= 0)) throw new NoRoundoffBound('square root of a value that may be negative');
    const lo = Math.max(0, nextDown(Math.sqrt(a.lo)));
    // |√â − √a| = |â − a| / (√â + √a), and at most √|â − a|.
    const below = nextDown(Math.sqrt(Math.max(0, nextDown(a.lo - a.error)))) + lo;
    const carried = a.error === 0 ? 0 : Math.min(up(Math.sqrt(a.error)), below > 0 ? up(a.error / nextDown(below)) : Infinity);
    return analysis.rounded(lo, nextUp(Math.sqrt(a.hi)), carried, -Infinity);
  },
  neg: (_, a) => ({ lo: -a.hi, hi: -a.lo, error: a.error, lattice: a.lattice }),
  abs: (_, a) => {
    if (a.lo >= 0) return a;
    const hi = Math.max(-a.lo, a.hi);
    return { lo: a.hi <= 0 ? -a.hi : 0, hi, error: a.error, lattice: a.lattice };
  },
  min: (_, a, b) => ({
    lo: Math.min(a.lo, b.lo),
    hi: Math.min(a.hi, b.hi),
    error: Math.max(a.error, b.error),
    lattice: Math.min(a.lattice, b.lattice),
  }),
  max: (_, a, b) => ({
    lo: Math.max(a.lo, b.lo),
    hi: Math.max(a.hi, b.hi),
    error: Math.max(a.error, b.error),
    lattice: Math.min(a.lattice, b.lattice),
  }),
  floor: step(Math.floor),
  ceil: step(Math.ceil),
  round: step(roundEven),
  trunc: step(Math.trunc),
};

function sum(a: number, b: number): number {
  return a === 0 ? b : b === 0 ? a : up(a + b);
}
