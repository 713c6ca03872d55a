import { roundEven } from './double-bits.ts';
import type { RoundingMode } from './format.ts';

/** A double to an integer in each direction; exact below 2^52, where doubles have halves. */
export const ROUND_INTEGER: Readonly<Record<RoundingMode, (x: number) => number>> = {
  'nearest-even': roundEven,
  'nearest-away': (x) => {
    const whole = Math.trunc(x);
    return Math.abs(x - whole) >= 0.5 ? whole + Math.sign(x) : whole;
  },
  up: Math.ceil,
  down: Math.floor,
  'to-zero': Math.trunc,
  'to-odd': (x) => {
    const whole = Math.trunc(x);
    return whole === x || whole % 2 !== 0 ? whole : whole + Math.sign(x);
  },
};
