import { doubleTerm } from '../../expression/double-term.ts';
import { apply, variable, type Expression } from '../../expression/expression.ts';
import { exponentOf, nextDown, nextUp } from '../../number/double-bits.ts';
import type { ForwardAnalysis, GivenValues } from '../forward/forward-analysis.ts';
import type { FloatValue } from '../forward/forward-value.ts';
import { lowestBit, Rounding } from '../roundoff-rules.ts';
import type { Weights } from './weights.ts';

/** First values y of a part of a binade, and inputs σ(y/Y)^a·u, Y and σ powers of two. */
export type FirstValueCell = {
  readonly low: number;
  readonly high: number;
  readonly power: number;
  readonly sigma: number;
  readonly by: number;
  /** They are multiples of 2 to this power. */
  readonly lattice: number;
};

/** The values at y = Y: the real functions are those of the rest but for a power of y/Y. */
function plainValues(
  analysis: ForwardAnalysis,
  weights: Weights,
  { power, sigma }: FirstValueCell,
  name: string,
  u: readonly [lo: number, hi: number],
): GivenValues {
  const [lo, hi] = [sigma * u[0], sigma * u[1]];
  const first = { ideal: doubleTerm(power), lo: power, hi: power, lattice: lowestBit(power) };
  return new Map([
    [0, exactly(inputAt(analysis, { lo, hi, sigma, name }))],
    [weights.first, exactly({ ...first, from: power, to: power })],
  ]);
}

/** The real functions of quotients that do not grow with the input. */
export function quotientsOf(
  analysis: ForwardAnalysis,
  weights: Weights,
  cell: FirstValueCell,
  name: string,
  u: readonly [lo: number, hi: number],
): ReadonlyMap<number, Expression> {
  const at = analysis.valuesWith(plainValues(analysis, weights, cell, name, u), true);
  return new Map(
    weights.quotients.map((register) => [register, (at(register) as FloatValue).ideal as Expression]),
  );
}

/**
 * What is known for u between two numbers and all y of a cell: the input, the first value, and quotients of exact values that do not
 * grow with the input, which are the same for all y.
 */
export function givenValues(
  analysis: ForwardAnalysis,
  weights: Weights,
  cell: FirstValueCell,
  ideals: ReadonlyMap<number, Expression>,
  name: string,
  u: readonly [lo: number, hi: number],
): GivenValues {
  const { low, high, power, sigma, by, lattice } = cell;
  const [least, most] = [low / power, high / power];
  let [lo, hi] = [sigma * u[0], sigma * u[1]];
  for (let k = 0; k < by; k++) [lo, hi] = [nextDown(lo * least), nextUp(hi * most)];
  const first = { ideal: doubleTerm(power), lo: low, hi: high, lattice, from: low, to: high };
  const values = new Map([
    [0, exactly(inputAt(analysis, { lo, hi, sigma, name }))],
    [weights.first, exactly(first)],
  ]);
  const [at, plain] = [values, plainValues(analysis, weights, cell, name, u)].map((given) =>
    analysis.valuesWith(given),
  );
  const rounding = new Rounding(analysis.format);
  for (const [register, ideal] of ideals) {
    const operands = weights.operandsOf(register).map((operand) => at(operand) as FloatValue);
    if (operands.some(({ error }) => error !== 0)) continue;
    const range = plain(register) as FloatValue;
    const { error, lattice: grid } = rounding.rounded(range.lo, range.hi, 0, -Infinity);
    values.set(register, {
      ...exactly({ ideal, lo: range.lo, hi: range.hi, lattice: grid, from: range.lo, to: range.hi }),
      error,
      noise: [{ symbol: register, bound: error, lo: 1, hi: 1 }],
      rest: 0,
    });
  }
  return values;
}

type Known = Pick<FloatValue, 'ideal' | 'lo' | 'hi' | 'lattice' | 'from' | 'to'>;

/** The input as a float of its full precision: it stands for numbers of any binade, which have no more bits. */
function inputAt(
  { format }: ForwardAnalysis,
  { lo, hi, sigma, name }: { lo: number; hi: number; sigma: number; name: string },
): Known {
  return {
    ideal: apply('mul', doubleTerm(sigma), variable(name)),
    lo,
    hi,
    lattice: exponentOf(lo) - format.precision + 1,
    from: lo,
    to: hi,
  };
}

const exactly = (known: Known): FloatValue => ({ kind: 'float', given: true, error: 0, ...known });
