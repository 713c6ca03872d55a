import type { ApplyTerm, Expression } from '../../expression/expression.ts';
import { foldExpression } from '../../expression/fold.ts';
import { bigToDecimal } from '../../number/big-text.ts';
import { toHexFloat } from '../../number/exact-constant.ts';
import { findFormat, type FormatName } from '../../number/formats.ts';
import {
  isFunctionOperation,
  isRealOperation,
  MACHINE_OPERATIONS,
  type MachineOperation,
} from '../../program/machine-operations.ts';
import { withConstant } from '../../oracle/with-constant.ts';
import { ProgramBuilder } from '../../program/program-builder.ts';
import type { Operand, Program } from '../../program/program.ts';

/** Digits of constants of `real` that no decimal writes exactly. */
const DIGITS = 80;
/** Larger powers are not multiplied out. */
const MOST_POWER = 1024n;
/** Roots of roots, at most. */
const MOST_ROOTS = 3;

/** A part of a term: its operand once it is built, and the term itself while it is constant. */
type Part = { readonly constant?: Expression; readonly operand: () => Operand | undefined };

/**
 * The program that computes a term as it is written: one instruction an operation, equal parts once, parts without a
 * variable as constants (rounded to the format; in `real` exact where they have a finite decimal). Powers of constant
 * exponents p/2^k are products and square roots, `rsqrt` is a quotient.
 * @returns `undefined` when the term has an operation that programs of the format have not, or a constant no value
 */
export function expressionProgram(
  expression: Expression,
  format: FormatName,
  variable: string,
): Program | undefined {
  const b = new ProgramBuilder(format, [variable]);
  const constantOf = (term: Expression): Operand | undefined => {
    const text = constantText(term, format);
    return text === undefined ? undefined : b.constant(text);
  };
  const part = foldExpression<Part>(expression, (term, args) => {
    if (term.kind === 'variable') {
      return { operand: () => (term.name === variable ? b.input(0) : undefined) };
    }
    if (term.kind !== 'apply' || args.every((arg) => arg.constant !== undefined)) {
      return { constant: term, operand: () => constantOf(term) };
    }
    const built = build(b, format, term, args);
    return { operand: () => built };
  });
  // A constant by itself is no program: the result depends on the input.
  const result = part.constant === undefined ? part.operand() : undefined;
  return result === undefined ? undefined : b.build(result);
}

function build(
  b: ProgramBuilder,
  format: FormatName,
  { operation, args: terms }: ApplyTerm,
  args: readonly Part[],
): Operand | undefined {
  if (operation === 'pow') return power(b, args[0].operand(), terms[1]);
  const operands = args.map((arg) => arg.operand()).filter((operand) => operand !== undefined);
  if (operands.length < args.length) return undefined;
  if (operation === 'rsqrt') return b.div(b.constant('0x1p+0'), b.sqrt(operands[0]));
  const op = MACHINE_OPERATIONS.find((name) => name === operation);
  return op !== undefined && isProgramOperation(op, format) ? b.operation(op, ...operands) : undefined;
}

/** Is it an operation on floats alone that programs of the format have? */
function isProgramOperation(op: MachineOperation, format: FormatName): boolean {
  return isRealOperation(op) || (format === 'real' && isFunctionOperation(op));
}

/** A power as products by repeated squaring, of the base or a root of it; `undefined` when it is none. */
function power(b: ProgramBuilder, base: Operand | undefined, exponent: Expression): Operand | undefined {
  if (base === undefined || exponent.kind !== 'number') return undefined;
  let { numerator: times, denominator } = exponent;
  const negative = times < 0n;
  if (negative) times = -times;
  if (times === 0n || times > MOST_POWER || denominator > 1n << BigInt(MOST_ROOTS)) return undefined;
  const squares = (from: Operand, count: bigint): Operand | undefined => {
    let product: Operand | undefined;
    for (let square = from; ; square = b.mul(square, square)) {
      if (count & 1n) product = product === undefined ? square : b.mul(product, square);
      count >>= 1n;
      if (count === 0n) return product;
    }
  };
  const whole = times / denominator;
  let product = whole === 0n ? undefined : squares(base, whole);
  for (let rest = times % denominator, root = base; rest > 0n;) {
    if (denominator % 2n !== 0n) return undefined;
    denominator /= 2n;
    root = b.sqrt(root);
    if (rest < denominator) continue;
    rest -= denominator;
    product = product === undefined ? root : b.mul(product, root);
  }
  return negative && product !== undefined ? b.div(b.constant('0x1p+0'), product) : product;
}

function constantText(term: Expression, format: FormatName): string | undefined {
  if (format !== 'real') {
    const value = withConstant(term, (big) => findFormat(format).roundBig(big));
    return value === undefined || !Number.isFinite(value) ? undefined : toHexFloat(value);
  }
  const exact = term.kind === 'number' ? exactDecimal(term.numerator, term.denominator) : undefined;
  return exact ?? withConstant(term, (big) => bigToDecimal(big, DIGITS));
}

/** A rational as a finite decimal, where it is one of at most {@link DIGITS} places. */
function exactDecimal(numerator: bigint, denominator: bigint): string | undefined {
  let scale = 1n;
  for (let places = 0; places <= DIGITS; places++, scale *= 10n) {
    if ((numerator * scale) % denominator !== 0n) continue;
    const digits = (numerator * scale) / denominator;
    return places === 0 ? `${digits}` : `${digits}e-${places}`;
  }
  return undefined;
}
