import { doubleWordArithmetic, type WordArithmetic } from '../number/double-word.ts';
import { toHexFloat } from '../number/exact-constant.ts';
import { findFormat } from '../number/formats.ts';
import type { TwoWordFormat } from '../number/two-word-format.ts';
import { fail } from '../error/fault.ts';
import { refuseOperation, requireReals, twoWordConstants } from './evaluate-two-word.ts';
import { resolveOperand } from './operand.ts';
import { splitterOf, writeHalves, writeProductError } from './product-error.ts';
import type { Operand, Program } from './program.ts';
import { ProgramBuilder } from './program-builder.ts';
import { writeSumError } from './sum-error.ts';
import { validateProgram } from './validate-program.ts';

type Two = readonly [high: Operand, low: Operand];

/**
 * A program over the reals as one of single words that does the arithmetic of a format of two, operation by operation:
 * inputs are single words, and so is the result, the nearest to the two words computed. On numbers that neither over- nor
 * underflow on the way it gives the first word of `compileTwoWord`. Low words that are 0 are left out.
 * @throws NapierError (`unsupported`) for operations other than + − × ÷ √, fma and neg, and for a format whose numbers are
 *   not sums of their words
 */
export function writeOutWords(given: Program, format: TwoWordFormat): Program {
  const program = requireReals(validateProgram(given), format);
  const { sumOf } = format;
  if (sumOf === undefined) {
    return fail({
      kind: 'unsupported',
      message: `programs in ${format.name} are not written out: ${format.name} is no sum of words`,
      hint: 'as a library, compileTwoWord evaluates them',
    });
  }
  const b = new ProgramBuilder(sumOf, program.inputs);
  const zero = b.constant(toHexFloat(0));
  const arithmetic = doubleWordArithmetic(wordsOf(b, zero, findFormat(sumOf).precision));
  const negated = (a: Operand): Operand => (a === zero ? zero : b.neg(a));
  const constants = twoWordConstants(program, format).map(([high, low]): Two => [
    b.constant(toHexFloat(high)),
    b.constant(toHexFloat(low)),
  ]);
  const inputs = program.inputs.map((_, i): Two => [b.input(i), zero]);
  const values: Two[] = [];
  const at = (operand: Operand): Two => {
    const resolved = resolveOperand(program, operand);
    if (resolved === undefined || resolved.kind === 'table') throw new RangeError(`no operand ${operand}`);
    return { input: inputs, constant: constants, instruction: values }[resolved.kind][resolved.index];
  };
  for (const { op, args } of program.code) {
    const [x, y, z] = args.map(at);
    const opposite = (a: Two): Two => [negated(a[0]), negated(a[1])];
    switch (op) {
      case 'add':
        values.push(arithmetic.add(x, y));
        break;
      case 'sub':
        values.push(arithmetic.add(x, opposite(y)));
        break;
      case 'mul':
        values.push(arithmetic.mul(x, y));
        break;
      case 'div':
        values.push(arithmetic.div(x, y));
        break;
      case 'fma':
        values.push(arithmetic.add(arithmetic.mul(x, y), z));
        break;
      case 'sqrt':
        values.push(arithmetic.sqrt(x));
        break;
      case 'neg':
        values.push(opposite(x));
        break;
      default:
        return refuseOperation(op, format);
    }
  }
  return b.build((values.at(-1) ?? inputs[0])[0]);
}

/** One word's operations as instructions of a program; what a word of 0 adds or makes is known. */
function wordsOf(b: ProgramBuilder, zero: Operand, precision: number): WordArithmetic<Operand> {
  const splitter = b.constant(toHexFloat(splitterOf(precision)));
  const write = (op: 'add' | 'sub' | 'mul', x: Operand, y: Operand): Operand => b.operation(op, x, y);
  const add = (x: Operand, y: Operand): Operand => (x === zero ? y : y === zero ? x : b.add(x, y));
  const sub = (x: Operand, y: Operand): Operand => (y === zero ? x : x === zero ? b.neg(y) : b.sub(x, y));
  const mul = (x: Operand, y: Operand): Operand => (x === zero || y === zero ? zero : b.mul(x, y));
  return {
    add,
    sub,
    mul,
    div: (x, y) => (x === zero ? zero : b.div(x, y)),
    sqrt: (x) => b.sqrt(x),
    twice: (x) => b.add(x, x),
    sumError: (x, y, sum) => (x === zero || y === zero ? zero : writeSumError(write, x, y, sum)),
    productError: (x, y, product) => {
      if (product === zero) return zero;
      const [p, q] = [x, y].map((factor) => writeHalves(write, splitter, factor));
      return writeProductError(write, p, q, product);
    },
  };
}
