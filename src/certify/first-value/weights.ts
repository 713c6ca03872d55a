import { registerOf } from '../../program/operand.ts';
import type { Program } from '../../program/program.ts';
import { OPEN_VALUE } from '../forward/float-rules.ts';
import { Undecided, type BoolValue, type FloatValue, type ForwardValue } from '../forward/forward-value.ts';
import { NoRoundoffBound } from '../roundoff-rules.ts';

/** Operations that round, with a weight that is not 0. */
export type Weighted = {
  readonly register: number;
  readonly op: string;
  readonly weight: number;
  readonly operands: readonly number[];
};

/**
 * How the floats of a program that its result is made of grow with the input: where the input is multiplied by 2^(ka), k an
 * integer, and its *first value*, the one float that is made of bits of the input by integer operations, by 2^k, a register of
 * weight d is multiplied by 2^(kd), as computed, exactly, while nothing overflows and nothing is rounded as a subnormal number.
 *
 * By induction: products, quotients, sums of one weight and their roundings are multiplied so; choices are those of
 * {@link signature}, and constants do not change.
 */
export class Weights {
  /** Which choices were made, and what is constant: of the same signature the same program is meant. */
  readonly signature: string;
  /** The first value's register. */
  readonly first: number;
  /** The weight of the result. */
  readonly result: number;
  readonly rounded: readonly Weighted[];
  /** Quotients of floats that grow alike. */
  readonly quotients: readonly number[];

  private readonly at: (register: number) => ForwardValue;
  private readonly program: Program;
  private readonly bits: number;
  private readonly operands: readonly (readonly number[])[];
  private readonly start: number;
  private readonly known = new Map<number, number>();
  private readonly marks: string[] = [];
  private readonly list: Weighted[] = [];
  private readonly ratios: number[] = [];
  private found: number | undefined;

  /**
   * @param at the program's values on all of the inputs that are meant
   * @param by the weight of the input
   * @param bits of an integer
   * @param first the first value, where it is known
   * @throws NoRoundoffBound where the result has no weight, or there is no first value; Undecided as `at`
   */
  constructor(
    program: Program,
    at: (register: number) => ForwardValue,
    by: number,
    bits: number,
    first?: number,
  ) {
    this.bits = bits;
    this.program = program;
    this.at = at;
    this.start = 1 + program.constants.length;
    this.operands = program.code.map(({ args }) => args.map((arg) => registerOf(program, arg)));
    this.found = first;
    this.known.set(0, by);
    if (first !== undefined) this.known.set(first, 1);
    this.result = this.of(this.start + program.code.length - 1);
    if (this.found === undefined) throw new NoRoundoffBound('there is no first value');
    this.first = this.found;
    this.signature = this.marks.join(' ');
    this.rounded = this.list;
    this.quotients = this.ratios;
  }

  operandsOf(register: number): readonly number[] {
    return this.operands[register - this.start];
  }

  /** Is a register the result, up to its sign? */
  isResult(register: number): boolean {
    const result = this.at(this.start + this.operands.length - 1) as FloatValue;
    return result.made === register;
  }

  /** The weight of a float that the result is made of. */
  of(register: number): number {
    let weight = this.known.get(register);
    if (weight === undefined) this.known.set(register, (weight = this.weight(register)));
    return weight;
  }

  private weight(register: number): number {
    const i = register - this.start;
    const constant = this.constantAt(register);
    if (constant !== undefined) {
      if (i >= 0) this.mark(register, constant);
      return 0;
    }
    if (i < 0) throw new NoRoundoffBound('an integer of no known weight');
    const { op } = this.program.code[i];
    const [a, b, c] = this.operands[i];
    switch (op) {
      case 'neg':
      case 'abs':
        return this.of(a);
      case 'min':
      case 'max':
        if (this.of(a) !== this.of(b))
          throw new NoRoundoffBound('a choice between values that do not grow alike');
        return this.of(a);
      case 'select': {
        const { truth } = this.at(a) as BoolValue;
        this.mark(register, truth);
        return this.of(truth ? b : c);
      }
      case 'float':
        return this.ofPattern(register, a);
      case 'add':
      case 'sub':
        return this.told(register, op, [a, b], this.ofSum(this.of(a), this.of(b), a, b));
      case 'mul':
        return this.told(register, op, [a, b], this.of(a) + this.of(b));
      case 'div':
        if (this.of(a) === this.of(b) && this.of(a) !== 0) this.ratios.push(register);
        return this.told(register, op, [a, b], this.of(a) - this.of(b));
      case 'fma':
        return this.told(register, op, [a, b, c], this.ofSum(this.of(a) + this.of(b), this.of(c), a, c));
      case 'sqrt':
      case 'floor':
      case 'ceil':
      case 'round':
      case 'trunc':
        if (this.of(a) === 0) return 0;
        throw new NoRoundoffBound(`\`${op}\` of what grows with the input`);
      default:
        throw new NoRoundoffBound(`\`${op}\` of what may grow with the input`);
    }
  }

  /** The float of another one's pattern but for its sign, or of bits of which nothing is known but between what they lie. */
  private ofPattern(register: number, pattern: number): number {
    const source = this.signedSource(pattern);
    if (source !== undefined) return this.of(source);
    const open = (this.at(register) as FloatValue).ideal === OPEN_VALUE;
    if (!open || (this.found !== undefined && this.found !== register))
      throw new NoRoundoffBound('more than one float of open bits');
    this.found = register;
    return 1;
  }

  /** The float of whose pattern an integer differs in its sign bit alone, if in anything. */
  private signedSource(register: number): number | undefined {
    const i = register - this.start;
    if (i < 0) return undefined;
    const { op } = this.program.code[i];
    const [a, b] = this.operands[i];
    if (op === 'bits') return a;
    if (op !== 'iand' && op !== 'ior' && op !== 'ixor') return undefined;
    for (const [mask, other] of [
      [a, b],
      [b, a],
    ]) {
      const by = this.integerAt(mask);
      const source = by !== undefined && isOfSign(op, by, this.bits) ? this.signedSource(other) : undefined;
      if (by === undefined || source === undefined) continue;
      this.mark(mask, by);
      return source;
    }
    return undefined;
  }

  /** What a float is on all of the inputs; constants of the program too. */
  private constantAt(register: number): number | undefined {
    const value = this.tried(register);
    return value?.kind === 'float' && value.constant === true ? value.from : undefined;
  }

  private integerAt(register: number): bigint | undefined {
    const value = this.tried(register);
    return value?.kind === 'int' && value.constant === true ? value.min : undefined;
  }

  /** Of many inputs at once not all values have bounds. */
  private tried(register: number): ForwardValue | undefined {
    try {
      return this.at(register);
    } catch (error) {
      if (error instanceof NoRoundoffBound || error instanceof Undecided) return undefined;
      throw error;
    }
  }

  private told(register: number, op: string, operands: readonly number[], weight: number): number {
    if (weight !== 0) this.list.push({ register, op, weight, operands });
    return weight;
  }

  /** @param left what is 0 where the first summand is */
  private ofSum(a: number, b: number, left: number, right: number): number {
    if (this.isZero(left)) return b;
    if (a !== b && !this.isZero(right)) throw new NoRoundoffBound('a sum of values that do not grow alike');
    return a;
  }

  private isZero(register: number): boolean {
    return this.constantAt(register) === 0;
  }

  private mark(register: number, what: number | bigint | boolean): void {
    this.marks.push(`${register}:${what}`);
  }
}

/** Does it change no bit of a pattern but that of the sign? */
function isOfSign(op: 'iand' | 'ior' | 'ixor', mask: bigint, bits: number): boolean {
  const sign = -(1n << BigInt(bits - 1));
  return op === 'iand' ? mask === -1n || mask === ~sign : mask === 0n || mask === sign;
}
