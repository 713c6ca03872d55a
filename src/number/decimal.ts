import { bigToDecimal } from './big-text.ts';
import { ROUND } from './mpfr.ts';
import { withWorkspace } from './workspace.ts';

/** Significant decimal digits of an error that is printed. */
const DIGITS = 4;

/** The least four-digit decimal that is not below `x`: what is printed for a bound is a bound. */
export function decimalUp(x: number): string {
  return withWorkspace(53, (w) => bigToDecimal(w.number(x), DIGITS, ROUND.UP));
}

/** The largest four-digit decimal that is not above `x`. */
export function decimalDown(x: number): string {
  return withWorkspace(53, (w) => bigToDecimal(w.number(x), DIGITS, ROUND.DOWN));
}
