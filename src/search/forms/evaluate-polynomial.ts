import type { Operand } from '../../program/program.ts';
import type { ProgramBuilder } from '../../program/program-builder.ts';

/** How a polynomial is written as a program. */
export const POLYNOMIAL_FORMS = ['horner', 'estrin'] as const;
export type PolynomialForm = (typeof POLYNOMIAL_FORMS)[number];

/** A term's coefficient: the text of a constant; `1` stands for no multiplication at all. */
export type Term = { readonly power: number; readonly coefficient: string };

const ZERO = /^[+-]?0x0p\+0$/;
const ONE = '0x1p+0';

/**
 * Adds the instructions of Σ coefficient·x^power, over increasing powers, and returns the operand of the value.
 * Powers that all share a factor are done in that power of x (x² for odd and even polynomials); zero coefficients
 * cost nothing, nor does a coefficient of 1 a multiplication.
 */
export function evaluatePolynomial(
  b: ProgramBuilder,
  x: Operand,
  terms: readonly Term[],
  form: PolynomialForm,
  fma: boolean,
): Operand {
  const kept = terms.filter(({ coefficient }) => !ZERO.test(coefficient));
  if (kept.length === 0) return b.constant('0x0p+0');
  const first = kept[0].power;
  const stride = kept.reduce((d, { power }) => gcd(d, power - first), 0) || 1;
  const steps = kept.map(({ power, coefficient }) => ({ power: (power - first) / stride, coefficient }));
  const u = steps.length > 1 ? power(b, x, stride) : x;
  const inner = form === 'horner' ? horner(b, u, steps, fma) : estrin(b, u, steps, fma);
  if (first === 0) return inner;
  const factor = power(b, x, first);
  return steps.length === 1 && steps[0].coefficient === ONE ? factor : b.mul(inner, factor);
}

/** x^n by repeated squaring, the highest bit first; equal squares are shared by the builder. */
export function power(b: ProgramBuilder, x: Operand, n: number): Operand {
  if (n < 1) throw new RangeError('a power of at least 1');
  if (n === 1) return x;
  const half = power(b, x, n >> 1);
  const square = b.mul(half, half);
  return n % 2 === 0 ? square : b.mul(square, x);
}

function multiplyAdd(b: ProgramBuilder, p: Operand, q: Operand, c: Operand, fma: boolean): Operand {
  return fma ? b.fma(p, q, c) : b.add(b.mul(p, q), c);
}

function horner(b: ProgramBuilder, u: Operand, terms: readonly Term[], fma: boolean): Operand {
  const descending = [...terms].reverse();
  let value = b.constant(descending[0].coefficient);
  for (let i = 1; i < descending.length; i++) {
    const { power: exponent, coefficient } = descending[i];
    const factor = power(b, u, descending[i - 1].power - exponent);
    const constant = b.constant(coefficient);
    const leadingOne = i === 1 && descending[0].coefficient === ONE;
    value = leadingOne ? b.add(factor, constant) : multiplyAdd(b, value, factor, constant, fma);
  }
  return value;
}

/** Estrin's scheme: neighbours are joined with u, then u², then u⁴, …: short chains for machines that run several operations at once. */
function estrin(b: ProgramBuilder, u: Operand, terms: readonly Term[], fma: boolean): Operand {
  let level: (Operand | undefined)[] = [];
  for (const { power: exponent, coefficient } of terms) level[exponent] = b.constant(coefficient);
  level = Array.from(level);
  for (let factor = u; level.length > 1; factor = level.length > 1 ? b.mul(factor, factor) : factor) {
    const next: (Operand | undefined)[] = [];
    for (let i = 0; i < level.length; i += 2) {
      const [low, high] = [level[i], level[i + 1]];
      if (high === undefined) next.push(low);
      else if (low === undefined) next.push(b.mul(high, factor));
      else next.push(multiplyAdd(b, high, factor, low, fma));
    }
    level = next;
  }
  return level[0] as Operand;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
