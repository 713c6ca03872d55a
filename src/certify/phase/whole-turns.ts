import { doubleTerm } from '../../expression/double-term.ts';
import { rational, variable } from '../../expression/expression.ts';
import { integerOf, multiplyDyadics, negateDyadic, type Dyadic } from '../../number/dyadic.ts';
import { powerOfTwo } from '../../number/double-bits.ts';
import type { ForwardAnalysis } from '../forward/forward-analysis.ts';
import type { FloatValue, ForwardValue, Residue } from '../forward/forward-value.ts';
import { lowestBit, NoRoundoffBound, Rounding, up } from '../roundoff-rules.ts';
import { attempt } from './find-cut.ts';
import { LinearAnalysis, type LinearProgram } from './linear-analysis.ts';
import {
  INPUT,
  isInteger,
  isNoise,
  ONE,
  partOf,
  plusTimes,
  sizeOfForm,
  type LinearForm,
} from './linear-form.ts';
import type { QuarterTurns } from './quarter-turns.ts';

/** What holds of inputs at which κx is an integer: f(x) = S(a + q), q = `quarters` + `perCount` times the count, if there is one. */
export type WholeTurns = {
  /** Registers that hold one number at all of these inputs. */
  readonly known: ReadonlyMap<number, number>;
  readonly count?: { readonly register: number; readonly from: number; readonly to: number };
  readonly quarters: bigint;
  readonly perCount: bigint;
};

/** Bits of the count that are told apart: a turn has four quarters. */
export const COUNT_BITS = 2;
/** In the place of the input, which a result beyond its reduction must not depend on. */
export const NOT_AN_INPUT = variable('the argument before its reduction');

/**
 * Theorem. Let κ have finitely many bits and x = m·2^g with an integer m. If a register holds cx + Σc_jN_j + d exactly, N_j integers, and for an
 * integer b the numbers (κ − bc)·2^g and bc_j are multiples of S's period, bd an integer, then κx is b times the register, less bd, modulo that.
 * @throws NoRoundoffBound where there is no such register, and κx is no multiple of the period
 */
export function wholeTurns(
  whole: LinearProgram,
  known: (register: number) => ForwardValue,
  turns: QuarterTurns,
): WholeTurns {
  const { program, first, operands, format } = whole;
  const input = known(0);
  if (input.kind !== 'float' || input.from * input.to <= 0) throw new NoRoundoffBound('inputs of two signs');
  const exponent = new Rounding(format).ulpExponent(Math.min(Math.abs(input.from), Math.abs(input.to)));
  const linear = new LinearAnalysis(whole, known);
  const constants = new Map<number, number>();
  const counts = new Set<number>();
  program.code.forEach(({ op }, i) => {
    const form = attempt(() => linear.at(first + i)?.form);
    if (form !== undefined && [...form.keys()].every((symbol) => symbol === ONE))
      constants.set(first + i, doubleOf(form.get(ONE)));
    const source = op === 'bits' || op === 'toint' ? operands[i][0] : 0;
    const value = source >= first ? attempt(() => linear.at(source)) : undefined;
    if (value !== undefined && value.lattice >= 0 && [...value.form.keys()].some(isInteger))
      counts.add(source);
  });
  const { period } = turns;
  const angle = new Map([[INPUT, turns.perUnit]]);
  if (isMultiple(angle, exponent, period)) return { known: constants, quarters: 0n, perCount: 0n };
  for (const register of counts) {
    const form = linear.at(register)?.form as LinearForm;
    if ([...form.keys()].some(isNoise)) continue;
    for (let by = 0n; by < period; by++) {
      const left = plusTimes(angle, negateDyadic({ m: by, e: 0 }), form);
      const quarters = integerOf(left.get(ONE) ?? { m: 0n, e: 0 });
      if (quarters === undefined || !isMultiple(left, exponent, period)) continue;
      const near = doubleOf(form.get(ONE));
      const spread = up(
        sizeOfForm(
          partOf(form, (symbol) => symbol !== ONE),
          linear.bounds,
        ),
      );
      const moving = up(linear.bound(partOf(form, (symbol) => symbol !== ONE)));
      const far = Math.min(spread, moving);
      return {
        known: constants,
        count: { register, from: near - far, to: near + far },
        quarters,
        perCount: by,
      };
    }
  }
  throw new NoRoundoffBound('nothing is known of the integer taken off');
}

/** Is all of a form but its constant a multiple of an integer, the input being one of 2^exponent? */
function isMultiple(form: LinearForm, exponent: number, of: bigint): boolean {
  return [...form].every(([symbol, factor]) => {
    if (symbol === ONE) return true;
    const unit = symbol === INPUT ? multiplyDyadics(factor, { m: 1n, e: exponent }) : factor;
    const whole = integerOf(unit);
    return whole !== undefined && whole % of === 0n;
  });
}

const doubleOf = (value: Dyadic | undefined): number =>
  value === undefined ? 0 : Number(value.m) * powerOfTwo(value.e);

/**
 * On inputs between two at which κx is an integer: is the result S(a + q) for every count?
 * @throws NoRoundoffBound where it is not, Undecided where that is open
 */
export function checkWhole(
  analysis: ForwardAnalysis,
  { lo, hi }: { readonly lo: number; readonly hi: number },
  { known, count, quarters, perCount }: WholeTurns,
  turns: QuarterTurns,
): void {
  const input = { ...(analysis.valuesOn(lo, hi)(0) as FloatValue), ideal: NOT_AN_INPUT };
  const given = new Map<number, FloatValue>([[0, input]]);
  if (count !== undefined) given.set(count.register, floatBetween(count));
  for (const [register, value] of known) given.set(register, constantFloat(value));
  for (let value = 0n; value < (count === undefined ? 1n : 1n << BigInt(COUNT_BITS)); value++) {
    const residues = new Map<number, Residue>();
    if (count !== undefined) residues.set(count.register, { bits: COUNT_BITS, value });
    const way = analysis.pieceOf(lo, hi, () => given, { forced: new Map(), residues });
    if (way.known !== turns.atZero(quarters + perCount * value))
      throw new NoRoundoffBound('the result at a whole number of quarter turns');
  }
}

/** A float whose value is used by its bits alone. */
export function floatBetween({ from, to }: { readonly from: number; readonly to: number }): FloatValue {
  return { kind: 'float', ideal: NOT_AN_INPUT, lo: from, hi: to, error: 0, lattice: 0, from, to };
}

function constantFloat(value: number): FloatValue {
  const ideal = value === 0 ? rational(0n) : doubleTerm(value);
  const range = { lo: value, hi: value, from: value, to: value };
  return { kind: 'float', constant: true, ideal, error: 0, lattice: lowestBit(value), ...range };
}
