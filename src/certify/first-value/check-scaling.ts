import { exponentOf } from '../../number/double-bits.ts';
import type { Format } from '../../number/format.ts';
import type { FloatValue, ForwardValue } from '../forward/forward-value.ts';
import { NoRoundoffBound } from '../roundoff-rules.ts';
import type { Weighted, Weights } from './weights.ts';

/**
 * Are the values of a program, multiplied by 2^(kd), d the weight of each, those for inputs multiplied by 2^(ka), for k from one number
 * to another? Nothing may overflow, and what is rounded is to be a normal number, or so small that it is exact (a sum of
 * floats is both, for it is a multiple of the least number).
 * @throws NoRoundoffBound where they may not be
 */
export function checkScaling(
  weights: Weights,
  at: (register: number) => ForwardValue,
  format: Format,
  scales: readonly [least: number, most: number],
): void {
  for (const one of weights.rounded) {
    const { register, weight } = one;
    const { from, to } = at(register) as FloatValue;
    const [least, most] = [nearest(from, to), Math.max(Math.abs(from), Math.abs(to))];
    const exponents = scales.map((k) => k * weight);
    const [low, high] = [Math.min(...exponents), Math.max(...exponents)];
    if (exponentOf(most) + high > format.emax) throw new NoRoundoffBound('overflow');
    // Of the result, and so of the function, the unit is to be that of a normal number.
    const room = weights.isResult(register) ? 1 : 0;
    const normal = exponentOf(least) + low >= format.emin + room;
    const exact = room === 0 && latticeOf(one, at) + low >= format.emin - format.precision + 1;
    if (!normal && !exact) throw new NoRoundoffBound('a subnormal number is rounded');
  }
}

/** Before it is rounded a value is a multiple of 2^this, at all scales. */
function latticeOf({ op, operands }: Weighted, at: (register: number) => ForwardValue): number {
  if (op === 'add' || op === 'sub') return Infinity;
  const [a, b, c] = operands.map((operand) => (at(operand) as FloatValue).lattice);
  if (op === 'mul') return a + b;
  return op === 'fma' ? Math.min(a + b, c) : -Infinity;
}

const nearest = (from: number, to: number): number => (from > 0 ? from : to < 0 ? -to : 0);
