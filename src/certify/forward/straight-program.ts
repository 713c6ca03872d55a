import type { Format } from '../../number/format.ts';
import { powerOfTwo } from '../../number/double-bits.ts';
import { toHexFloat } from '../../number/exact-constant.ts';
import { ProgramBuilder } from '../../program/program-builder.ts';
import type { Operand, Program } from '../../program/program.ts';
import type { FloatValue, ForwardValue, IntValue } from './forward-value.ts';
import { NoRoundoffBound } from '../roundoff-rules.ts';
import { isKnown } from './integer-rules.ts';

/** Where the analysis of a whole piece is read. */
type Reading = {
  readonly program: Program;
  readonly format: Format;
  /** Registers that instructions read; the first register that is an instruction's. */
  readonly operands: readonly (readonly number[])[];
  readonly first: number;
  readonly at: (register: number) => ForwardValue;
};

/** The pattern of a float register, its sign turned or not, plus an offset. */
type Pattern = { readonly of: number; readonly negative: boolean; readonly offset: bigint };

/**
 * The program as it runs on a piece of its inputs: floats alone, the same bits. What is known there is a constant, of
 * selections the branch that is taken is left, exponents put in by bits are products with powers of two (exact, since
 * the analysis has such a pattern only where both are normal).
 * @throws NoRoundoffBound where integers are left that no rule takes away
 */
export function straightProgram({ program, format, operands, first, at }: Reading): Program {
  const b = new ProgramBuilder(program.format, program.inputs);
  const made = new Map<number, Operand>();
  const number = (x: number): Operand => b.constant(toHexFloat(x));

  const emit = (register: number): Operand => {
    let operand = made.get(register);
    if (operand === undefined) made.set(register, (operand = fresh(register)));
    return operand;
  };
  const fresh = (register: number): Operand => {
    const value = at(register) as FloatValue;
    if (value.constant === true) return number(value.from);
    if (register === 0) return b.input(0);
    const i = register - first;
    const { op } = program.code[i];
    const same = operands[i].find((operand) => operand !== register && at(operand) === value);
    if (op !== 'lookup' && same !== undefined) return emit(same);
    if (op === 'abs') return b.operation('neg', emit(operands[i][0]));
    if (op === 'float') return scaled(patternOf(operands[i][0]));
    return b.operation(op, ...operands[i].map(emit));
  };
  const scaled = ({ of, negative, offset }: Pattern): Operand => {
    const unit = 1n << BigInt(format.precision - 1);
    if (offset % unit !== 0n) throw new NoRoundoffBound('a pattern that is no multiple of a float');
    const value = negative ? b.operation('neg', emit(of)) : emit(of);
    const power = Number(offset / unit);
    // One factor may be no number of the format.
    const halves =
      Math.abs(power) < format.emax ? [power] : [Math.trunc(power / 2), power - Math.trunc(power / 2)];
    return halves.reduce(
      (product, part) => (part === 0 ? product : b.operation('mul', product, number(powerOfTwo(part)))),
      value,
    );
  };
  const patternOf = (register: number): Pattern => {
    const i = register - first;
    const { op } = i < 0 ? { op: undefined } : program.code[i];
    const [p, q] = i < 0 ? [] : operands[i];
    if (op === 'bits') return { of: p, negative: false, offset: 0n };
    if (op === 'iselect') {
      const taken = operands[i].find((operand) => at(operand) === at(register));
      if (taken !== undefined) return patternOf(taken);
    }
    const known = (operand: number): bigint | undefined => {
      const value = at(operand) as IntValue;
      return isKnown(value) ? value.min : undefined;
    };
    const [left, right] = p === undefined || q === undefined ? [] : [known(p), known(q)];
    if (op === 'iadd' && left !== undefined) return shifted(patternOf(q), left);
    if (right === undefined) throw new NoRoundoffBound('an integer that is no pattern of a float');
    const inner = patternOf(p);
    if (op === 'iadd') return shifted(inner, right);
    if (op === 'isub') return shifted(inner, -right);
    // What the analysis takes here changes the sign, or bits that are the same on the whole piece.
    const [before, after] = [p, register].map((operand) => (at(operand) as IntValue).min);
    if (op === 'iand' || op === 'ior' || op === 'ixor')
      return before < 0n === after < 0n
        ? shifted(inner, after - before)
        : { ...inner, negative: !inner.negative };
    throw new NoRoundoffBound(`an integer made by ${op ?? 'a constant'}`);
  };
  const { length } = program.code;
  return b.build(emit(length === 0 ? 0 : first + length - 1));
}

const shifted = (pattern: Pattern, by: bigint): Pattern => ({ ...pattern, offset: pattern.offset + by });
