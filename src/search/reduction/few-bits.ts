import { exponentOf, powerOfTwo } from '../../number/double-bits.ts';

/** The nearest number of so many significant bits; 0 for what is not finite. */
export function fewBits(x: number, bits: number): number {
  if (x === 0 || !Number.isFinite(x)) return 0;
  const unit = powerOfTwo(exponentOf(x) - bits + 1);
  return Math.round(x / unit) * unit;
}
