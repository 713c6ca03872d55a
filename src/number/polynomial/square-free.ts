import { dividedExactly } from './divide.ts';
import { commonDivisor } from './gcd.ts';
import {
  asInteger,
  derivativeIn,
  isZero,
  primitivePart,
  subtracted,
  variablesIn,
  type Polynomial,
} from './polynomial.ts';

export type Power = { readonly base: Polynomial; readonly exponent: number };

/**
 * p = Π baseᵏ for a primitive p that no variable divides, with coprime square-free bases, exponents rising (Yun 1976, in
 * one variable after the other: what is free of a variable is the part that its derivative does not see).
 */
export function squareFreeParts(p: Polynomial): Power[] {
  const [variable] = variablesIn(p);
  if (variable === undefined) return [];
  const derivative = derivativeIn(p, variable);
  const first = commonDivisor(p, derivative);
  // `first.divisor` also has every factor that is free of the variable, as a whole.
  let w = first.cofactors[0];
  let y = first.cofactors[1];
  const out: Power[] = [];
  let rest = p;
  for (let exponent = 1; asInteger(w) === undefined; exponent++) {
    const z = subtracted(y, derivativeIn(w, variable));
    const step = isZero(z) ? undefined : commonDivisor(w, z);
    const part = primitivePart(step?.divisor ?? w);
    if (asInteger(part) === undefined) {
      out.push({ base: part, exponent });
      for (let k = 0; k < exponent; k++) rest = dividedExactly(rest, part) as Polynomial;
    }
    if (step === undefined) break;
    [w, y] = step.cofactors;
  }
  const free = primitivePart(rest);
  if (asInteger(free) === undefined) out.push(...squareFreeParts(free));
  return merged(out);
}

/** Parts of one exponent stay apart: they are coprime, and smaller. */
function merged(parts: Power[]): Power[] {
  return parts.sort((a, b) => a.exponent - b.exponent);
}
