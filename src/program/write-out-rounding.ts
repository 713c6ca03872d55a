import { powerOfTwo } from '../number/double-bits.ts';
import { toHexFloat } from '../number/exact-constant.ts';
import type { Format } from '../number/format.ts';
import { findFormat } from '../number/formats.ts';
import { isRealOperation, type MachineOperation } from './machine-operations.ts';
import { resolveOperand } from './operand.ts';
import { storageOf, type Operand, type Program } from './program.ts';
import { ProgramBuilder } from './program-builder.ts';
import { writeSumError } from './sum-error.ts';
import { validateProgram } from './validate-program.ts';

/** The formats that targets compute in. */
export type WideName = 'f32' | 'f64';

/** Operations whose results in a narrow format are rounded ones; of the others the results are numbers of it anyway. */
const ROUNDED: ReadonlySet<MachineOperation> = new Set(['add', 'sub', 'mul', 'div', 'fma', 'sqrt', 'floor', 'ceil', 'round', 'trunc']); // prettier-ignore
/** Operations on floats and truth values that are the same in a wider format. */
const SAME: ReadonlySet<MachineOperation> = new Set(['min', 'max', 'lt', 'le', 'eq', 'select']);

/** Can a program with this operation be written out, as far as its operations go? */
export function writesOut(op: MachineOperation): boolean {
  return isRealOperation(op) || SAME.has(op) || op === 'lookup';
}

/**
 * A program whose arithmetic is in a narrow floating-point format (bf16, fp8e4m3, float(…), …) as one in a wider format that
 * rounds every result to the narrow one, in operations that all targets have: for inputs of the narrow format it gives
 * the same numbers, bit for bit.
 * @returns why there is none, for integers as wide as the narrow format, and where rounding twice is not rounding once
 */
export function writeOutRounding(given: Program, wideName: WideName): Program | { readonly refused: string } {
  const program = validateProgram(given);
  if (program.format === 'real') return { refused: 'real numbers are not rounded' };
  const narrow = findFormat(program.format);
  const refused = reasonAgainst(program, narrow, wideName);
  if (refused !== undefined) return { refused };
  const writer = new RoundingWriter(new ProgramBuilder(wideName, program.inputs), findFormat(wideName));
  const { b } = writer;
  const values: Operand[] = [];
  const tables = (program.tables ?? []).map(({ type, values: entries }) => b.table(type, entries));
  const operand = (text: Operand): Operand => {
    const at = resolveOperand(program, text);
    if (at === undefined) throw new RangeError(`no operand ${text}`);
    if (at.kind === 'constant') return b.constant(program.constants[at.index]);
    return { input: program.inputs, instruction: values, table: tables }[at.kind][at.index];
  };
  for (const { op, args } of program.code) {
    const operands = args.map(operand);
    if (op === 'fma') values.push(writer.rounded(writer.oddProductSum(operands), narrow));
    else if (ROUNDED.has(op)) values.push(writer.rounded(b.operation(op, ...operands), narrow));
    else if (SAME.has(op) || op === 'lookup' || narrow.signedZero) values.push(b.operation(op, ...operands));
    // `neg` and `abs` in a format with one zero.
    else values.push(writer.oneZero(b.operation(op, ...operands)));
  }
  const result = values.at(-1) ?? b.input(0);
  const storage = findFormat(storageOf(program));
  return b.build(storage === narrow ? result : writer.rounded(result, storage));
}

/** Why a program cannot be written out so. */
function reasonAgainst(program: Program, narrow: Format, wideName: WideName): string | undefined {
  const wide = findFormat(wideName);
  if (narrow.spacing !== 'floating' || narrow.precision >= wide.precision)
    return `${narrow.name} is no narrower floating point`;
  const typed = program.code.find(({ op }) => !writesOut(op));
  if (typed !== undefined) return `there is no ${typed.op} of ${narrow.bits} bits in ${wideName}`;
  if (wideName === 'f64') return undefined;
  const uses = (op: MachineOperation): boolean => program.code.some((each) => each.op === op);
  if (!innocuous(narrow, wide)) return `results in ${narrow.name} are not those of ${wideName}, rounded`;
  if (uses('fma') && !exactProducts(narrow, wide))
    return `products of ${narrow.name} are not exact in ${wideName}`;
  return undefined;
}

/** Are products of two numbers exact, none too small or too large? */
function exactProducts({ precision, emin, emax }: Format, wide: Format): boolean {
  const lowest = emin - precision + 1;
  return 2 * precision <= wide.precision && 2 * lowest >= wide.emin && 2 * (emax + 1) <= wide.emax;
}

/** Bits of significand for which, with the wide format's own exponents, rounding twice is shown to be rounding once. */
const SHARED_EXPONENTS_PRECISION = 8;

/**
 * Is rounding to the wide format and then to the narrow one rounding once, for + − × ÷ √ of narrow numbers? With twice the bits
 * and two more it is (Figueroa 1995), where neither over- nor underflow of the wide format comes in between (see
 * `floatFormat`). With the wide format's own exponents results underflow in both, and p = 8 and P = 24 bits do too. Let
 * m be halfway between two subnormal narrow numbers, an odd multiple of 2^−134. Sums are exact there. A quotient is m or
 * farther from it than 2^−143, and the wide format's spacing is 2^−149. A product of 16 bits that is no multiple of 2^−149
 * lies below 2^−134, and would have to be m − 2^−150 = 65535·2^−150 to become m; but 65535 = 255·257 is no product of
 * numbers of 8 bits, for 257 is prime.
 */
function innocuous({ precision, emin, emax, subnormals }: Format, wide: Format): boolean {
  if (2 * precision + 2 > wide.precision) return false;
  const lowest = emin - precision + 1;
  if (2 * lowest > wide.emin && emax + 1 - lowest < wide.emax && 2 * (emax + 1) < wide.emax) return true;
  const shared = emin === wide.emin && emax === wide.emax && subnormals;
  return shared && precision === SHARED_EXPONENTS_PRECISION && wide.precision === 24;
}

/** Writes operations on numbers of a narrow format into a program of a wider one. */
class RoundingWriter {
  readonly b: ProgramBuilder;
  private readonly wide: Format;

  constructor(b: ProgramBuilder, wide: Format) {
    this.b = b;
    this.wide = wide;
  }

  private number(x: number): Operand {
    return this.b.constant(toHexFloat(x));
  }

  /** −0 becomes +0. */
  oneZero(x: Operand): Operand {
    return this.b.add(x, this.number(0));
  }

  /** x rounded to the narrow format, to nearest even. */
  rounded(x: Operand, narrow: Format): Operand {
    const { b, wide } = this;
    const isNumber = b.operation('eq', x, x);
    // Which bits a NaN has is left open, so none are asked for.
    const given = b.operation('select', isNumber, x, this.number(0));
    let result = this.cut(given, wide.precision - narrow.precision);
    if (narrow.emin > wide.emin || !narrow.subnormals) {
      const small = b.operation('lt', b.abs(given), this.number(narrow.minNormal));
      result = b.operation('select', small, this.belowNormal(given, narrow), result);
    }
    result = this.bounded(result, narrow);
    result = b.operation('select', isNumber, result, narrow.nan ? x : this.number(narrow.round(NaN)));
    return narrow.signedZero ? result : this.oneZero(result);
  }

  /** Without its last bits, to nearest even: in patterns, where a carry goes into the exponent. Of no NaN. */
  private cut(x: Operand, bits: number): Operand {
    const { b } = this;
    const [places, one] = [b.integer(bits), b.integer(1)];
    const pattern = b.operation('bits', x);
    const odd = b.operation('iand', b.operation('ishr', pattern, places), one);
    const half = b.integer((1n << BigInt(bits - 1)) - 1n);
    const carried = b.operation('iadd', pattern, b.operation('iadd', odd, half));
    return b.operation('float', b.operation('iand', carried, b.integer(-(1n << BigInt(bits)))));
  }

  /** x of magnitude below the smallest normal number. */
  private belowNormal(x: Operand, { emin, precision, subnormals, minNormal }: Format): Operand {
    const { b } = this;
    if (subnormals) {
      const lowest = emin - precision + 1;
      const units = b.mul(x, this.number(powerOfTwo(-lowest)));
      return b.mul(b.round(units), this.number(powerOfTwo(lowest)));
    }
    const zero = b.mul(x, this.number(0));
    const least = b.operation(
      'select',
      b.operation('lt', x, this.number(0)),
      this.number(-minNormal),
      this.number(minNormal),
    );
    return b.operation('select', b.operation('lt', this.number(minNormal / 2), b.abs(x)), least, zero);
  }

  /** What overflow gives, for x that has no more bits than the format. */
  private bounded(x: Operand, narrow: Format): Operand {
    const { b, wide } = this;
    const overflowed = narrow.round(Infinity);
    if (overflowed === Infinity && narrow.maxFinite + narrow.ulp(narrow.maxFinite) > wide.maxFinite) return x;
    const largest = this.number(narrow.maxFinite);
    if (overflowed === narrow.maxFinite) return b.max(b.min(x, largest), this.number(-narrow.maxFinite));
    const over = b.operation('lt', largest, b.abs(x));
    // Written without infinities and NaN, which not every language has as constants.
    const infinite = b.mul(x, this.number(wide.maxFinite));
    return b.operation('select', over, overflowed === Infinity ? infinite : b.sub(infinite, infinite), x);
  }

  /**
   * a·b + c of narrow numbers, whose product is exact, rounded to odd: rounding it again is rounding once
   * (`roundToOdd`).
   */
  oddProductSum([x, y, z]: readonly Operand[]): Operand {
    const { b } = this;
    const product = b.mul(x, y);
    const sum = b.add(product, z);
    const error = writeSumError((op, p, q) => b.operation(op, p, q), product, z, sum);
    // Infinite sums have NaN for an error, which is neither above nor below 0.
    const isNumber = b.operation('eq', sum, sum);
    const pattern = b.operation('bits', b.operation('select', isNumber, sum, this.number(0)));
    const one = b.integer(1);
    const even = b.operation('isub', one, b.operation('iand', pattern, one));
    const zero = this.number(0);
    const away = b.operation('select', b.operation('lt', sum, zero), b.neg(error), error);
    const outward = b.operation('lt', zero, away);
    const inward = b.operation('lt', away, zero);
    const step = b.operation(
      'iselect',
      outward,
      even,
      b.operation('iselect', inward, b.operation('isub', b.integer(0), even), b.integer(0)),
    );
    const odd = b.operation('float', b.operation('iadd', pattern, step));
    return b.operation('select', isNumber, odd, sum);
  }
}
