import { integer } from '../../expression/expression.ts';
import { descriptionLength, EXACT_ROUNDINGS, realBits, type Ruler } from './description.ts';
import { exactValues, type ExactValue } from './exact-values.ts';
import { constantDeviations, fitConstants, freeConstants } from './fit-constants.ts';
import type { Formula } from './formula.ts';
import type { FormulaMachine } from './formula-machine.ts';
import { integerBits } from './polynomial-code.ts';
import { withoutZeros } from './without-zeros.ts';

export type Snapped = {
  readonly formula: Formula;
  readonly loss: number;
  /** Bits that describe formula and data, but for what all formulas share. */
  readonly length: number;
};

/** A constant is tried at exact numbers this many deviations from it. */
const REACH = 4;
/** Exact numbers that are tried for one constant. */
const TRIES = 4;

const NOTHING: ExactValue = { term: integer(0), value: 0, bits: integerBits(0) };

/**
 * Makes constants exact, one after the other, the rest fitted again each time, as long as the description of formula
 * and data gets shorter: an exact number costs its digits, a fitted one as many bits as the data fix of it. So with
 * noise 1.02 ± 0.05 becomes 1, and 1.02 ± 0.001 does not.
 * @param formula fitted
 */
export function snapConstants(formula: Formula, machine: FormulaMachine, ruler: Ruler): Snapped {
  let best = measured(formula, machine.loss(formula), new Map(), machine, ruler);
  const given = new Map<number, number>();
  const settled = new Set<number>();
  for (;;) {
    const deviations = constantDeviations(best.formula, machine, ruler.floor);
    const free = freeConstants(best.formula).filter((at) => !settled.has(at));
    if (free.length === 0) return { ...best, formula: withoutZeros(best.formula) };
    const proposals = free.map((at) => {
      const value = best.formula.values[at];
      const deviation = deviations.get(at) as number;
      const options = exactValues(value, REACH * deviation + 2 ** -49 * Math.abs(value), TRIES);
      return { at, options, gain: realBits(value, deviation) - (options[0]?.bits ?? Infinity) };
    });
    // The constant that gains most goes first: its exactness sharpens the others.
    const { at, options } = proposals.reduce((a, b) => (b.gain > a.gain ? b : a));
    settled.add(at);
    if (idle(best, at, machine, ruler) && options.every(({ value }) => value !== 0)) options.push(NOTHING);
    let better: Snapped | undefined;
    for (const option of options) {
      const bits = new Map(given).set(at, option.bits);
      const values = best.formula.values.map((v, i) => (i === at ? option.value : v));
      const exact = values.map((_, i) => (i === at ? option.term : best.formula.exact?.[i]));
      const fitted = fitConstants({ code: best.formula.code, values, exact }, machine, 25);
      if (fitted === undefined) continue;
      const tried = measured(
        { code: best.formula.code, values: fitted.values, exact },
        fitted.loss,
        bits,
        machine,
        ruler,
      );
      if (tried.length <= (better ?? best).length + 1e-9) {
        better = tried;
        given.set(at, option.bits);
      }
    }
    if (better !== undefined) best = better;
  }
}

/** Would the data's rounding hide it if a constant were 0? Then its term explains rounding, however well that fixes it. */
function idle({ formula, loss }: Snapped, at: number, machine: FormulaMachine, ruler: Ruler): boolean {
  if (ruler.loss !== undefined) return false;
  const without = formula.values.map((value, i) => (i === at ? 0 : value));
  return machine.loss(formula, without) - loss <= EXACT_ROUNDINGS * ruler.rows * ruler.floor;
}

/** @param exactBits bits of the constants that are exact */
export function measured(
  formula: Formula,
  loss: number,
  exactBits: ReadonlyMap<number, number>,
  machine: FormulaMachine,
  ruler: Ruler,
): Snapped {
  const deviations = constantDeviations(formula, machine, ruler.floor);
  const digits = formula.values.map((value, at) => {
    const deviation = deviations.get(at);
    return deviation === undefined ? (exactBits.get(at) ?? givenBits(value)) : realBits(value, deviation);
  });
  return { formula, loss, length: descriptionLength(formula, loss, digits, ruler) };
}

/** Bits of a constant that was exact when it was proposed (an exponent). */
function givenBits(value: number): number {
  return Number.isInteger(value) ? integerBits(value) : integerBits(2 * value) + integerBits(2);
}
