import { integer } from '../../expression/expression.ts';
import { DATA_ROUNDING, descriptionLength, realBits, type Ruler } from './description.ts';
import { exactValues, type ExactValue } from './exact-values.ts';
import { constantDeviations, fitConstants, freeConstants } from './fit-constants.ts';
import type { Formula } from './formula.ts';
import type { FormulaMachine } from './formula-machine.ts';
import { integerBits } from './polynomial-code.ts';
import { rationalBits } from './rational-bits.ts';
import { CODE, CONSTANT_CODE } from './regress-operations.ts';
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

/** The part of the data's size that a term may make at most for 0 to be tried in its place. */
const NEGLIGIBLE = 1e-9;
const NOTHING: ExactValue = { term: integer(0), value: 0, bits: rationalBits(0) };

/**
 * Makes constants exact, one after the other, the rest fitted again each time, as long as the description of formula
 * and data gets shorter: an exact number costs its digits, a fitted one as many bits as the data fix of it. So with
 * noise 1.02 ± 0.05 becomes 1, and 1.02 ± 0.001 does not.
 * @param formula fitted
 */
export function snapConstants(formula: Formula, machine: FormulaMachine, ruler: Ruler): Snapped {
  const given = new Map<number, number>();
  let best = measured(formula, machine.loss(formula), given, machine, ruler);
  const idle = idleConstants(best, machine, ruler);
  if (idle.length > 0) {
    const bits = new Map(idle.map((at) => [at, NOTHING.bits]));
    const tried = withExact(best.formula, new Map(idle.map((at) => [at, NOTHING])), bits, machine, ruler);
    if (tried !== undefined && tried.length <= best.length) {
      best = tried;
      for (const at of idle) given.set(at, NOTHING.bits);
    }
  }
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
    let better: Snapped | undefined;
    for (const option of options) {
      const bits = new Map(given).set(at, option.bits);
      const tried = withExact(best.formula, new Map([[at, option]]), bits, machine, ruler);
      if (tried === undefined) continue;
      if (tried.length <= (better ?? best).length + 1e-9) {
        better = tried;
        given.set(at, option.bits);
      }
    }
    if (better === undefined) continue;
    best = better;
    // What was refused while this one was open may be as good now: an offset that is nearly nothing is dear until it is 0.
    settled.clear();
  }
}

/** With some constants exact, and those that are not fitted again. */
function withExact(
  { code, values, exact }: Formula,
  options: ReadonlyMap<number, ExactValue>,
  bits: ReadonlyMap<number, number>,
  machine: FormulaMachine,
  ruler: Ruler,
): Snapped | undefined {
  const tried: Formula = {
    code,
    values: values.map((value, i) => options.get(i)?.value ?? value),
    exact: values.map((_, i) => options.get(i)?.term ?? exact?.[i]),
  };
  const fitted = fitConstants(tried, machine, 25);
  if (fitted === undefined) return undefined;
  return measured({ ...tried, values: fitted.values }, fitted.loss, bits, machine, ruler);
}

/**
 * Constants that nobody would miss: 0 in the place of one is hidden by the data's rounding, or nearly so. Their terms explain that
 * rounding, alone or with others that take back what they give, and it fixes them well; so they go together.
 */
function idleConstants({ formula, loss }: Snapped, machine: FormulaMachine, ruler: Ruler): number[] {
  if (ruler.loss !== undefined) return [];
  const most = NEGLIGIBLE ** 2 * ((ruler.rows * ruler.floor) / DATA_ROUNDING ** 2);
  return freeConstants(formula).filter((at) => {
    const without = formula.values.map((value, i) => (i === at ? 0 : value));
    return machine.loss(formula, without) - loss <= most;
  });
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
  const exponents = exponentsOf(formula);
  const digits = formula.values.map((value, at) => {
    const deviation = deviations.get(at);
    if (deviation !== undefined) return realBits(value, deviation);
    return (
      exactBits.get(at) ??
      (exponents.has(at) && Number.isInteger(value) ? integerBits(value) : givenBits(value))
    );
  });
  return { formula, loss, length: descriptionLength(formula, loss, digits, ruler) };
}

/** Bits of a constant that was exact when it was proposed. */
function givenBits(value: number): number {
  return Number.isInteger(value) ? rationalBits(value) : rationalBits(2 * value, 2);
}

/** Which constants are raised to. */
function exponentsOf({ code }: Formula): ReadonlySet<number> {
  const found = new Set<number>();
  let next = 0;
  code.forEach((c, i) => {
    if (c !== CONSTANT_CODE) return;
    if (code[i + 1] === CODE.pow) found.add(next);
    next += 1;
  });
  return found;
}
