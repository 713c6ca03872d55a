import { fail } from '../error/fault.ts';
import { apply, rational, variable, type Expression } from '../expression/expression.ts';
import { readRational } from '../number/exact-constant.ts';
import { resolveOperand } from './operand.ts';
import type { Program } from './program.ts';
import { requireReal } from './require-real.ts';

/**
 * What a program means over the reals: the term it computes, without any rounding; constants are exact rationals,
 * inputs are variables of their names. Shared instructions are shared terms.
 * @throws NapierError (`unsupported`) when a constant is infinite or NaN, or an operation has no meaning over the reals.
 */
export function programToExpression(program: Program): Expression {
  const operations = program.code.map(({ op }) => requireReal(op));
  const constants = program.constants.map((text, i) => {
    const value = readRational(text);
    return value === undefined
      ? fail({ kind: 'unsupported', message: `program, constant ${i}: \`${text}\` is not a real number` })
      : rational(value.numerator, value.denominator);
  });
  const inputs = program.inputs.map(variable);
  const terms: Expression[] = [];
  for (const [i, { args }] of program.code.entries()) {
    const operands = args.map((arg) => {
      const operand = resolveOperand(program, arg);
      if (operand === undefined || operand.kind === 'table') throw new RangeError(`no operand ${arg}`);
      return { input: inputs, constant: constants, instruction: terms }[operand.kind][operand.index];
    });
    terms.push(apply(operations[i], ...operands));
  }
  return terms.at(-1) ?? inputs[0];
}
