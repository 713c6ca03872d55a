import {
  addDyadics,
  DYADIC_ONE,
  DYADIC_ZERO,
  dyadicOf,
  magnitudeAbove,
  multiplyDyadics,
  negateDyadic,
  type Dyadic,
} from '../../number/dyadic.ts';
import { up } from '../roundoff-rules.ts';

/**
 * A sum of symbols with exact coefficients. Symbols are numbers that are one and the same at an input, wherever they turn up: the
 * input, 1, the integer that a register is (less a constant), and what the operation of a register rounds away.
 */
export type LinearForm = ReadonlyMap<number, Dyadic>;

export const INPUT = 0;
export const ONE = -1;
/** The computed value of the register whose size is told. */
export const HELD = -2;
export const integerSymbol = (register: number): number => 2 * register;
export const noiseSymbol = (register: number): number => 2 * register + 1;
export const isInteger = (symbol: number): boolean => symbol > 0 && symbol % 2 === 0;
export const isNoise = (symbol: number): boolean => symbol > 0 && symbol % 2 === 1;

export function symbolForm(symbol: number, coefficient: Dyadic = DYADIC_ONE): LinearForm {
  return new Map([[symbol, coefficient]]);
}

/** a + factor·b; what cancels is gone. */
export function plusTimes(a: LinearForm, factor: Dyadic, b: LinearForm): LinearForm {
  const sum = new Map(a);
  for (const [symbol, coefficient] of b) {
    const total = addDyadics(sum.get(symbol) ?? DYADIC_ZERO, multiplyDyadics(factor, coefficient));
    if (total.m === 0n) sum.delete(symbol);
    else sum.set(symbol, total);
  }
  return sum;
}

/** Larger bounds are multiplied exactly. */
const FAR = 2 ** 60;
const MINUS_ONE = negateDyadic(DYADIC_ONE);
export const sumOf = (a: LinearForm, b: LinearForm): LinearForm => plusTimes(a, DYADIC_ONE, b);
export const differenceOf = (a: LinearForm, b: LinearForm): LinearForm => plusTimes(a, MINUS_ONE, b);
export const scaledForm = (factor: Dyadic, a: LinearForm): LinearForm => plusTimes(new Map(), factor, a);

/** The part of a form whose symbols are of a kind. */
export function partOf(form: LinearForm, holds: (symbol: number) => boolean): LinearForm {
  return new Map([...form].filter(([symbol]) => holds(symbol)));
}

/** Σ |coefficient|·bound, rounded up. */
export function sizeOfForm(form: LinearForm, bounds: ReadonlyMap<number, number>): number {
  let size = 0;
  for (const [symbol, coefficient] of form) {
    const bound = bounds.get(symbol) ?? Infinity;
    // A coefficient may be below all doubles, and the input near the largest.
    const far = bound > FAR && bound < Infinity;
    const term = far
      ? magnitudeAbove(multiplyDyadics(coefficient, dyadicOf(bound)))
      : up(magnitudeAbove(coefficient) * bound);
    size = up(size + term);
  }
  return size;
}
