import { bigToHex, readBig } from '../../number/big-text.ts';
import { mpfr, ROUND } from '../../number/mpfr.ts';
import { withWorkspace } from '../../number/workspace.ts';
import type { FormatName } from '../../number/formats.ts';
import type { Operand, Program } from '../../program/program.ts';
import { ProgramBuilder } from '../../program/program-builder.ts';
import type { RationalFit } from '../fit.ts';
import { continuedFraction } from './continued-fraction.ts';
import { evaluatePolynomial, power, type Term } from './evaluate-polynomial.ts';

/** How a rational function is written as a program: one division of two polynomials, or a continued fraction. */
export const RATIONAL_FORMS = ['quotient', 'fraction'] as const;
export type RationalForm = (typeof RATIONAL_FORMS)[number];

/**
 * A rational fit as a program (format `real`), with constants of `bits` bits where they are not the fit's own.
 * `undefined` when the form does not exist for this fit (a continued fraction with a vanishing level, fixed terms).
 */
export function rationalProgram(
  fit: RationalFit,
  form: RationalForm,
  format: FormatName,
  variable: string,
  fma: boolean,
  bits: number,
): Program | undefined {
  const b = new ProgramBuilder(format, [variable]);
  const x = b.input(0);
  const result = form === 'quotient' ? quotient(b, x, fit, fma, bits) : fraction(b, x, fit, fma, bits);
  return result === undefined ? undefined : b.build(result);
}

/** Both polynomials by Horner, divided by the denominator's leading coefficient: one multiplication less. */
function quotient(b: ProgramBuilder, x: Operand, fit: RationalFit, fma: boolean, bits: number): Operand {
  const lists = [fit.numerator, fit.denominator];
  const [numerator, denominator] = fit.fixed.length > 0 ? lists : monic(lists, bits);
  const above: Term[] = [
    ...fit.fixed,
    ...fit.numeratorPowers.map((exponent, k) => ({ power: exponent, coefficient: numerator[k] })),
  ].sort((p, q) => p.power - q.power);
  const below = fit.denominatorPowers.map((exponent, k) => ({
    power: exponent,
    coefficient: denominator[k],
  }));
  return b.div(
    evaluatePolynomial(b, x, above, 'horner', fma),
    evaluatePolynomial(b, x, below, 'horner', fma),
  );
}

function monic(lists: readonly (readonly string[])[], bits: number): string[][] {
  return withWorkspace(2 * bits, (w) => {
    const unit = w.big();
    readBig(unit, lists[1][lists[1].length - 1]);
    if (mpfr.mpfr_zero_p(unit)) return lists.map((list) => [...list]);
    return lists.map((list) =>
      list.map((text) => {
        const value = w.big();
        const short = w.big(bits);
        readBig(value, text);
        mpfr.mpfr_div(short, value, unit, ROUND.NEAREST);
        if (mpfr.mpfr_zero_p(short)) mpfr.mpfr_set_zero(short, 0);
        return bigToHex(short);
      }),
    );
  });
}

function fraction(
  b: ProgramBuilder,
  x: Operand,
  fit: RationalFit,
  fma: boolean,
  bits: number,
): Operand | undefined {
  if (fit.fixed.length > 0) return undefined;
  const [first] = fit.numeratorPowers;
  const stride = (fit.numeratorPowers[1] ?? first + (fit.denominatorPowers[1] ?? 1)) - first;
  const parts = continuedFraction(fit.numerator, fit.denominator, bits);
  if (parts === undefined || parts.levels.length === 0) return undefined;
  const u = power(b, x, stride);
  const polynomial = (coefficients: readonly string[]): Operand =>
    evaluatePolynomial(
      b,
      u,
      coefficients.map((coefficient, k) => ({ power: k, coefficient })),
      'horner',
      fma,
    );
  let tail: Operand | undefined;
  for (const { scale, part } of [...parts.levels].reverse()) {
    const value = polynomial(part);
    tail = b.div(b.constant(scale), tail === undefined ? value : b.add(value, tail));
  }
  const nothing = parts.head.every((text) => /^[+-]?0x0p\+0$/.test(text));
  const inner = nothing ? (tail as Operand) : b.add(polynomial(parts.head), tail as Operand);
  return first === 0 ? inner : b.mul(inner, power(b, x, first));
}
