import { linearStep } from '../in-type/linear-step.ts';
import type { Points } from './truth.ts';

/** Coefficients, lowest power first, in the format; and the largest error in the measure before evaluation rounds. */
export type PieceFit = { readonly coefficients: readonly number[]; readonly error: number };

/**
 * The polynomial of least largest error on the points, its coefficients numbers of a format: the highest is rounded,
 * and the others are fitted anew to what it leaves, down to the constant term (Brisebarre & Chevillard, ARITH 2007, do
 * it on a lattice; on a short piece the lower terms take up what the higher ones lose). Where no error is allowed at 0
 * the constant term is that value.
 */
export function fitPiece(
  { x, f, unit }: Points,
  degree: number,
  round: (value: number) => number,
): PieceFit | undefined {
  if (x.length === 0) return undefined;
  const exact = unit.findIndex((u, i) => u === 0 && x[i] === 0);
  const places = [...x.keys()].filter((i) => unit[i] > 0);
  // The other places of exactness cannot all be met by a polynomial: the proof will say so.
  const least = exact < 0 ? 0 : 1;
  const coefficients = Array.from({ length: degree + 1 }, () => 0);
  if (exact >= 0) coefficients[0] = f[exact];
  const top = Math.min(degree, places.length - 1 + least);
  for (let k = top; k >= least; k--) {
    const powers = Array.from({ length: k - least + 1 }, (_, j) => j + least);
    const found = minimax(places, x, f, unit, coefficients, powers);
    if (found === undefined) continue;
    coefficients[k] = round(found[found.length - 1]) + 0;
  }
  let error = 0;
  for (const i of x.keys()) {
    const rest = Math.abs(horner(coefficients, x[i]) - f[i]);
    error = Math.max(error, rest === 0 ? 0 : rest / unit[i]);
  }
  return coefficients.every(Number.isFinite) ? { coefficients, error } : undefined;
}

/** Best changes of some coefficients: by exchange, or by interpolation where there are no more points than terms. */
function minimax(
  places: readonly number[],
  x: readonly number[],
  f: readonly number[],
  unit: readonly number[],
  fixed: readonly number[],
  powers: readonly number[],
): readonly number[] | undefined {
  const free = fixed.map((c, k) => (powers.includes(k) ? 0 : c));
  // A point twice, its error half as heavy: the exchange wants more points than terms.
  const chosen = places.length > powers.length ? places : [...places, places[places.length - 1]];
  if (chosen.length <= powers.length) return undefined;
  const value = Float64Array.from(chosen, (i) => horner(free, x[i]) - f[i]);
  const half = Float64Array.from(chosen, (i, k) => unit[i] * (k >= places.length ? 2 : 1));
  const slopes = powers.map((k) => Float64Array.from(chosen, (i) => x[i] ** k));
  return linearStep({ value, middle: new Float64Array(chosen.length), half, slopes })?.change;
}

export function horner(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight((sum, c) => sum * x + c, 0);
}
