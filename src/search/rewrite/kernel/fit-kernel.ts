import {
  apply,
  rational,
  variable as variableTerm,
  type Expression,
} from '../../../expression/expression.ts';
import { substitute } from '../../../expression/substitute.ts';
import { readBig } from '../../../number/big-text.ts';
import { toHexFloat } from '../../../number/exact-constant.ts';
import type { Format } from '../../../number/format.ts';
import { withWorkspace } from '../../../number/workspace.ts';
import { createOracle } from '../../../oracle/create-oracle.ts';
import type { Oracle } from '../../../oracle/oracle.ts';
import { NapierError } from '../../../error/fault.ts';
import { fitPolynomial } from '../../fit-polynomial.ts';
import { fitRational } from '../../fit-rational.ts';
import type { FitFailure, PolynomialFit, RationalFit } from '../../fit.ts';
import { SampleStore } from '../../sample-store.ts';
import { roundedValue } from '../../reduction/rounded-value.ts';
import { kernelStructure, type Structure } from '../../structure.ts';
import { exactRational } from '../exact-rational.ts';
import { polynomialTerm } from '../polynomial-term.ts';
import type { Region } from './lossy-regions.ts';
import { shortBetween } from './short-between.ts';

/** A polynomial or a quotient of two that is near an expression on an interval. */
export type Kernel = {
  readonly expression: Expression;
  readonly region: Region;
  /** How it was made: `minimax polynomial of 9 terms in x - 1`. */
  readonly series: string;
};

/** Numbers of coefficients of polynomials; above the first so many, quotients are asked first. */
const POLYNOMIALS = [2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 18];
const FEW = 12;
/** Numbers of coefficients of numerator and denominator. */
const QUOTIENTS = [4, 5, 6, 7, 8];
/** Coefficients from which on a fit that has not got far is given up. */
const HOPED = 4;
/** Relative error of so many that shows a function to be nothing like a polynomial. */
const UNLIKE = 1 / 8;
/** A kernel's own error lies so many bits below the format's. */
const MARGIN = 2;
/** Levelling to the last digit buys nothing: coefficients are rounded. */
const TOLERANCE = 1e-2;
/** Exchanges of a fit: of smooth functions it takes about as many as there are coefficients. */
const EXCHANGES = 24;
/** Looks at a function, evenly and towards 0, and turns up and down that a kernel may follow. */
const LOOKS = 48;
const TURNS = 6;
/** An interval whose ends are so many times apart is far away rather than about its middle. */
const FAR = 16;
const PRECISION = 400;
/** Bits for one value: what needs more is not worth waiting for. */
const MOST_BITS = 6000;

/** What the kernel is a polynomial in: t as a term in x, x as a term in t, and the interval of t. */
type Argument = {
  readonly t: Expression;
  readonly x: Expression;
  readonly lo: number;
  readonly hi: number;
  readonly name: string;
};

/**
 * The minimax polynomial of fewest coefficients, or where that is many a quotient of polynomials, whose relative error on
 * an interval lies below a format's rounding, its coefficients rounded to the format: in x where the interval is about 0,
 * in 1/x where it reaches far, else in x − c, c a short number in the middle.
 */
export function fitKernel(
  expression: Expression,
  variable: string,
  region: Region,
  format: Format,
): Kernel | undefined {
  const argument = argumentOf(variable, region);
  if (!(argument.lo < argument.hi)) return undefined;
  const inT = substitute(expression, new Map([[variable, argument.x]]));
  const oracle = createOracle(inT, [variable], { maxPrecision: MOST_BITS });
  const [lo, hi] = [toHexFloat(argument.lo), toHexFloat(argument.hi)];
  if (isRestless(oracle, argument, format)) return undefined;
  const store = new SampleStore({ oracle, lo, hi, measure: 'relative' });
  try {
    const structure = kernelStructure(oracle, argument.lo, argument.hi);
    if (structure === undefined) return undefined;
    const fit = bestFit(store, structure, 2 ** -(format.precision + MARGIN));
    const made = fit && termOf(fit, argument.t, format);
    return made && { ...made, region, series: `${made.series} in ${argument.name}` };
  } catch (error) {
    // The oracle may refuse points of what was given, and does so with a reason: then there is no kernel there.
    if (error instanceof NapierError) return undefined;
    throw error;
  } finally {
    store.dispose();
  }
}

function argumentOf(name: string, { lo, hi }: Region): Argument {
  const x = variableTerm(name);
  const [near, far] = [Math.min(Math.abs(lo), Math.abs(hi)), Math.max(Math.abs(lo), Math.abs(hi))];
  if (lo <= 0 && hi >= 0) return { t: x, x, lo, hi, name };
  if (far > FAR * near) {
    if (near < 1) return { t: x, x, lo, hi, name };
    const one = rational(1n);
    return { t: apply('div', one, x), x: apply('div', one, x), lo: 1 / hi, hi: 1 / lo, name: `1/${name}` };
  }
  const c = shortBetween(lo + (hi - lo) / 4, hi - (hi - lo) / 4);
  const size = exactRational(Math.abs(c));
  const [t, back] = c < 0 ? [apply('add', x, size), apply('sub', x, size)] : [apply('sub', x, size), apply('add', size, x)]; // prettier-ignore
  return { t, x: back, lo: lo - c, hi: hi - c, name: `${name} ${c < 0 ? '+' : '-'} ${Math.abs(c)}` };
}

/** Whether a function turns up and down too often on an interval, or has no value where it is looked at, other than at 0. */
function isRestless(oracle: Oracle, { lo, hi }: Argument, format: Format): boolean {
  const even = Array.from({ length: LOOKS }, (_, i) => lo + ((hi - lo) * (i + 0.5)) / LOOKS);
  const towards = Array.from({ length: LOOKS }, (_, i) => [hi * 0.7 ** i, lo * 0.7 ** i]).flat();
  const points = [...even, ...towards.filter((x) => x >= lo && x <= hi && x !== 0)].sort((a, b) => a - b);
  let [turns, before, way] = [0, NaN, 0];
  for (const x of points) {
    const value = roundedValue(oracle, x, format);
    if (!Number.isFinite(value)) return true;
    const step = Math.sign(value - before) || way;
    if (way !== 0 && step === -way) turns++;
    [before, way] = [value, step];
  }
  return turns > TURNS;
}

function bestFit(
  store: SampleStore,
  { first, stride }: Structure,
  most: number,
): PolynomialFit | RationalFit | undefined {
  const powers = (count: number, from: number): number[] =>
    Array.from({ length: count }, (_, k) => from + k * stride);
  const options = { samples: store, tolerance: TOLERANCE, maxIterations: EXCHANGES };
  // Digits grow with the coefficients, in proportion at least: what is too slow by far will not get there.
  const isHopeless = (fit: PolynomialFit | RationalFit | FitFailure, count: number, all: number): boolean =>
    fit.kind === 'failure' || (count >= HOPED && Math.log2(fit.error) > (Math.log2(most) * count) / all / 2);
  const polynomial = (counts: readonly number[]): PolynomialFit | undefined => {
    for (const count of counts) {
      const fit = fitPolynomial(store.target, powers(count, first), options);
      if (fit.kind === 'polynomial' && fit.error <= most) return fit;
      if (isHopeless(fit, count, POLYNOMIALS[POLYNOMIALS.length - 1])) return undefined;
    }
    return undefined;
  };
  const probe = fitPolynomial(store.target, powers(HOPED, first), options);
  if (probe.kind === 'failure' || probe.error > UNLIKE) return undefined;
  const short = polynomial(POLYNOMIALS.filter((count) => count <= FEW));
  if (short !== undefined) return short;
  for (const count of QUOTIENTS) {
    const fit = fitRational(store.target, powers(count, first), powers(count, 0), options);
    if (fit.kind === 'rational' && fit.error <= most) return fit;
    if (isHopeless(fit, count, QUOTIENTS[QUOTIENTS.length - 1])) break;
  }
  return polynomial(POLYNOMIALS.filter((count) => count > FEW));
}

function termOf(
  fit: PolynomialFit | RationalFit,
  t: Expression,
  format: Format,
): { readonly expression: Expression; readonly series: string } | undefined {
  const horner = (powers: readonly number[], texts: readonly string[]): Expression | undefined => {
    const rounded = new Map(powers.map((power, k) => [power, roundedText(texts[k], format)] as const));
    return [...rounded.values()].every(Number.isFinite)
      ? polynomialTerm(powers, (power) => rounded.get(power) ?? 0, t)
      : undefined;
  };
  if (fit.kind === 'polynomial') {
    const expression = horner(fit.powers, fit.coefficients);
    return expression && { expression, series: `minimax polynomial of ${fit.powers.length} terms` };
  }
  const over = horner(fit.numeratorPowers, fit.numerator);
  const under = horner(fit.denominatorPowers, fit.denominator);
  if (over === undefined || under === undefined) return undefined;
  return {
    expression: apply('div', over, under),
    series: `minimax quotient of ${fit.numerator.length} over ${fit.denominator.length} terms`,
  };
}

function roundedText(text: string, format: Format): number {
  return withWorkspace(PRECISION, (w) => {
    const x = w.big();
    readBig(x, text);
    return format.roundBig(x);
  });
}
