import { bigToDecimal, readBig } from '../number/big-text.ts';
import { mpfr, ROUND } from '../number/mpfr.ts';
import { withWorkspace } from '../number/workspace.ts';

/** Significant decimal digits of an error in a finding. */
const DIGITS = 4;

/** The least four-digit decimal that is not below `x`: what is printed for a bound is a bound. */
export function decimalUp(x: number): string {
  return withWorkspace(53, (w) => bigToDecimal(w.number(x), DIGITS, ROUND.UP));
}

/** The largest four-digit decimal that is not above `x`. */
export function decimalDown(x: number): string {
  return withWorkspace(53, (w) => bigToDecimal(w.number(x), DIGITS, ROUND.DOWN));
}

/** The double of an exact hexadecimal float such as a certificate's bound; NaN when it is not one. */
export function exactDouble(text: string): number {
  return withWorkspace(53, (w) => {
    const x = w.big();
    return readBig(x, text) === 0 ? mpfr.mpfr_get_d(x, ROUND.NEAREST) : NaN;
  });
}
