import { readRational, toHexFloat, type ExactRational } from '../number/exact-constant.ts';
import { rational, type NumberTerm } from './expression.ts';

/** The rational number that a finite double is. */
export function doubleTerm(value: number): NumberTerm {
  const { numerator, denominator } = readRational(toHexFloat(value)) as ExactRational;
  return rational(numerator, denominator);
}
