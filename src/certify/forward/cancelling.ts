import { rational } from '../../expression/expression.ts';
import { exponentOf, powerOfTwo } from '../../number/double-bits.ts';
import { doubleInterval, type DoubleInterval } from '../../number/double-interval.ts';
import type { RealOperation } from '../../program/machine-operations.ts';
import type { Program } from '../../program/program.ts';
import { isConstantPower, up, type Rounding, type Value } from '../roundoff-rules.ts';
import { ExactSums, isNearDifference, type Form } from './exact-sums.ts';
import type { FloatValue } from './forward-value.ts';
import { negated } from './integer-rules.ts';
import { carriedBy, sizeOf, type NoisyError } from './noise.ts';
import { Residuals } from './residuals.ts';

/** An error whose origins are known may be so much larger than one of which only the size is: it may cancel yet. */
const KNOWN = 1 + 2 ** -20;

/** A result with what is known of its error's origins. */
export type Origins = Value & Pick<FloatValue, 'noise' | 'rest' | 'form' | 'ideal'>;

/** Where the values of registers are read, whether the real functions are wanted, and how results are rounded. */
type Reading = {
  readonly at: (register: number) => unknown;
  readonly terms: boolean;
  readonly rounding: Rounding;
};

/** Errors that cancel: what a sum rounds away and a later operation takes up again, in IEEE 754 arithmetic. */
export class Cancelling {
  private readonly sums: ExactSums;
  private readonly residuals: Residuals;

  constructor(program: Program, operands: readonly (readonly number[])[], first: number) {
    this.residuals = new Residuals(program, operands, first);
    this.sums = new ExactSums(program.code, operands, first, this.residuals.followed());
  }

  /**
   * The result of an operation whose error is `least` by size alone; `undefined` where there is nothing to add to that.
   */
  result(
    op: RealOperation,
    operands: readonly FloatValue[],
    register: number,
    { at, terms, rounding }: Reading,
    least: Value,
  ): Origins | undefined {
    const { sums } = this;
    const [a, b] = operands;
    const followed = sums.follows(register);
    const additive = op === 'add' || op === 'sub';
    const values = at as (register: number) => FloatValue;
    const exact = additive && (sums.isExact(register, values) || isNearDifference(op, a, b));
    if (!followed && !exact && operands.every(({ noise }) => noise === undefined)) return undefined;
    const carried = carriedBy(op, operands);
    if (carried === undefined) return undefined;
    const formed = followed || operands.some((operand) => operand.form !== undefined);
    const form = additive
      ? formed
        ? sums.formOf(register, a, b)
        : undefined
      : followed
        ? new Map([[register, 1]])
        : undefined;
    const constantOf = (other: number): number | undefined => {
      const value = values(other);
      return value.constant === true ? value.from : undefined;
    };
    const same = this.residuals.isZero(register, constantOf)
      ? zero(terms)
      : form !== undefined && additive
        ? sumOver(form, values, terms)
        : undefined;
    const parts =
      same === undefined || same.ideal !== undefined || !additive
        ? undefined
        : rangeOver(sums.partsOf(register, values), values);
    const lo = Math.max(least.lo, same?.lo ?? -Infinity, parts?.lo ?? -Infinity);
    const hi = Math.min(least.hi, same?.hi ?? Infinity, parts?.hi ?? Infinity);
    const size = sizeOf(carried);
    const lattice = latticeOf(op, operands);
    const scaling = op === 'mul' && (isConstantPower(a) || isConstantPower(b));
    const rounded = exact
      ? { error: size, lattice }
      : rounding.rounded(lo, hi, size, lattice, undefined, scaling);
    const own = rounded.error === size ? 0 : up(rounded.error - size);
    const origins = followed
      ? asOrigin(carried, own, register)
      : { noise: carried.noise, rest: own === 0 ? carried.rest : up(carried.rest + own) };
    const error = sizeOf(origins);
    if (error <= least.error * KNOWN)
      return { lo, hi, error, lattice: rounded.lattice, ...origins, form, ideal: same?.ideal };
    const whole = followed ? asOrigin({ noise: [], rest: least.error }, 0, register) : {};
    return { lo, hi, error: least.error, lattice: least.lattice, ...whole, form, ideal: same?.ideal };
  }
}

/** Before it is rounded a result is a multiple of 2^this. */
function latticeOf(op: RealOperation, [a, b, c]: readonly Value[]): number {
  if (op === 'add' || op === 'sub') return Math.min(a.lattice, b.lattice);
  if (op === 'mul') return a.lattice + b.lattice;
  return op === 'fma' ? Math.min(a.lattice + b.lattice, c.lattice) : -Infinity;
}

/**
 * Of a value that is followed what has no known origin has its own: told as a number next to 1, its power of two as the first
 * factor. So factors are as large as what they make of the error, and do not leave the doubles where that does not.
 */
function asOrigin({ noise, rest }: NoisyError, own: number, symbol: number): NoisyError {
  const bound = own === 0 ? rest : up(rest + own);
  if (bound === 0) return { noise, rest: 0 };
  if (bound === Infinity) return { noise, rest: bound };
  const unit = powerOfTwo(exponentOf(bound));
  return { noise: [...noise, { symbol, bound: bound / unit, lo: unit, hi: unit }], rest: 0 };
}

function zero(terms: boolean): Pick<FloatValue, 'lo' | 'hi' | 'ideal'> {
  return { lo: 0, hi: 0, ideal: terms ? rational(0n) : undefined };
}

/** The range of a sum of registers; its real function where it is one of them, or 0. */
function sumOver(
  form: Form,
  at: (register: number) => FloatValue,
  terms: boolean,
): Pick<FloatValue, 'lo' | 'hi' | 'ideal'> {
  if (form.size === 0) return zero(terms);
  const [[register, count]] = form;
  if (form.size > 1 || Math.abs(count) !== 1) return { ...rangeOver(form, at), ideal: undefined };
  const value = at(register);
  return count === 1 ? value : negated(value);
}

/** The range of a sum of registers, the small ones added first. */
function rangeOver(form: Form, at: (register: number) => FloatValue): DoubleInterval {
  const parts = [...form].map(([register, count]) => {
    const { lo, hi } = at(register);
    return doubleInterval.mul({ lo, hi }, { lo: count, hi: count });
  });
  const size = ({ lo, hi }: DoubleInterval): number => Math.max(Math.abs(lo), Math.abs(hi));
  return parts.toSorted((p, q) => size(p) - size(q)).reduce(doubleInterval.add, { lo: 0, hi: 0 });
}
