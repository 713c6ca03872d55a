import { toHexFloat } from '../../number/exact-constant.ts';
import type { Operand, Program } from '../../program/program.ts';
import { ProgramBuilder } from '../../program/program-builder.ts';
import { evaluatePolynomial, power, type PolynomialForm, type Term } from '../forms/evaluate-polynomial.ts';
import type { Problem } from '../problem.ts';

/** A polynomial with coefficients of the format: what a form writes as a program. */
export type MachinePolynomial = {
  readonly powers: readonly number[];
  readonly coefficients: readonly number[];
};

function terms({ powers, coefficients }: MachinePolynomial): Term[] {
  return powers.map((exponent, k) => ({ power: exponent, coefficient: toHexFloat(coefficients[k]) }));
}

/** The value of one polynomial within a program. `heads` as in {@link polynomialProgram}. */
function polynomialValue(
  b: ProgramBuilder,
  polynomial: MachinePolynomial,
  form: PolynomialForm,
  heads: number,
  fma: boolean,
  split?: number,
): Operand {
  const x = b.input(0);
  const all = terms(polynomial);
  if ((heads === 0 && split === undefined) || heads >= all.length)
    return evaluatePolynomial(b, x, all, form, fma);
  const tail = all.slice(heads);
  // The tail as x^first·q: the factor joins in the addition of the last head.
  const first = tail[0].power;
  const inner = tail.map((term) => ({ power: term.power - first, coefficient: term.coefficient }));
  let factor: Operand | undefined = first === 0 ? undefined : power(b, x, first);
  let value = evaluatePolynomial(b, x, inner, form, fma);
  if (split !== undefined) {
    const power2 = b.constant(toHexFloat(split));
    if (factor === undefined) value = b.add(value, power2);
    else {
      const head = split === 1 ? factor : b.mul(factor, power2);
      value = fma ? b.fma(value, factor, head) : b.add(b.mul(value, factor), head);
    }
    factor = undefined;
  }
  for (const { power: exponent, coefficient } of all.slice(0, heads).reverse()) {
    const constant = b.constant(coefficient);
    let head: Operand;
    if (exponent === 0) head = constant;
    else if (coefficient === '0x1p+0') head = power(b, x, exponent);
    else head = b.mul(power(b, x, exponent), constant);
    if (factor === undefined) value = b.add(value, head);
    else value = fma ? b.fma(value, factor, head) : b.add(b.mul(value, factor), head);
    factor = undefined;
  }
  return value;
}

/**
 * A polynomial as a program of the problem's format. The `heads` lowest terms are added last, the rest is made
 * relative to them: x + x³·q(x²), 1 + (x + x²·q(x)); so the result's rounding error is near that of one addition.
 *
 * With `split` s (a power of 2, so that multiplying by it is exact) the tail is x³·s + x³·q(x²), where q's first
 * coefficient is what remains of the true one: q is small, and so are the rounding errors made in it. Up to two more
 * operations.
 */
export function polynomialProgram(
  problem: Problem,
  polynomial: MachinePolynomial,
  form: PolynomialForm,
  heads: number,
  split?: number,
): Program {
  const b = new ProgramBuilder(problem.format, [problem.variable]);
  return b.build(polynomialValue(b, polynomial, form, heads, problem.fma, split));
}

/**
 * numerator/denominator, with a head c·x^power added to the quotient when given: x + x³·p(x²)/q(x²).
 */
export function quotientProgram(
  problem: Problem,
  numerator: MachinePolynomial,
  denominator: MachinePolynomial,
  head: { readonly power: number; readonly coefficient: number } | undefined,
): Program {
  const b = new ProgramBuilder(problem.format, [problem.variable]);
  const x = b.input(0);
  const below = polynomialValue(b, denominator, 'horner', 0, problem.fma);
  const quotient = b.div(polynomialValue(b, numerator, 'horner', 0, problem.fma), below);
  if (head === undefined) return b.build(quotient);
  const constant = b.constant(toHexFloat(head.coefficient));
  if (head.power === 0) return b.build(b.add(quotient, constant));
  const base = power(b, x, head.power);
  return b.build(b.add(quotient, head.coefficient === 1 ? base : b.mul(base, constant)));
}
