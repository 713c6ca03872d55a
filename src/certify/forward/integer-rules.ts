import { apply } from '../../expression/expression.ts';
import type { Format } from '../../number/format.ts';
import { Undecided, type FloatValue, type IntValue, type Residue } from './forward-value.ts';
import { negatedNoise } from './noise.ts';

/** Enclosures of the operations on integers as wide as a format; bounds are signed. */
export class IntegerRules {
  private readonly format: Format;
  private readonly bits: number;

  constructor(format: Format) {
    this.format = format;
    this.bits = format.bits;
  }

  known(value: bigint): IntValue {
    const wrapped = BigInt.asIntN(this.bits, value);
    return { kind: 'int', min: wrapped, max: wrapped, constant: true };
  }

  /** The bit pattern of a float that keeps its sign on the piece, or is NaN there: then it may be any of NaN's. */
  patternOf(of: FloatValue, register: number, source: number): IntValue {
    const { from, to } = of;
    const half = 1n << BigInt(this.bits - 1);
    if (isNaN(from)) return { kind: 'int', min: -half, max: half - 1n, pattern: { of, offset: 0n }, source };
    const same = from === to && from !== 0;
    // A zero of either sign: of its pattern only the sign is open, and that of what has its sign changed.
    if (of.constant === true && from === 0 && to === 0)
      return {
        kind: 'int',
        min: -half,
        max: 0n,
        pattern: { of, offset: 0n },
        source,
      };
    if (!same && !(from > 0 || to < 0))
      throw new Undecided(register, undefined, 'the sign of a value whose bits are taken is open');
    const [p, q] = [this.encode(from), this.encode(to)];
    return { kind: 'int', min: p < q ? p : q, max: p < q ? q : p, pattern: { of, offset: 0n }, source };
  }

  private encode(x: number): bigint {
    return BigInt.asIntN(this.bits, this.format.encode(x));
  }

  /** The pattern of a float in 2^(p−1)…2^p − 1, whose low bits are those of the integer that it is. */
  patternWith(residue: Residue, of: FloatValue, register: number, source: number): IntValue {
    const pattern = this.patternOf(of, register, source);
    const { format } = this;
    const whole = of.from > 0 && format.ulp(of.from) === 1 && format.ulp(of.to) === 1;
    return whole ? this.modulo(pattern, residue) : pattern;
  }

  /** An integer of which its low bits are known too; all of it, where these are all. */
  modulo(a: IntValue, { bits, value }: Residue): IntValue {
    if (bits >= this.bits) return this.known(value);
    return { ...a, residue: { bits, value: BigInt.asUintN(bits, value) } };
  }

  add(a: IntValue, b: IntValue): IntValue {
    const shifted = shiftedPattern(a, b, 1n) ?? shiftedPattern(b, a, 1n);
    return this.combined(this.bounded(a.min + b.min, a.max + b.max, a, b, shifted), a, b, (p, q) => p + q);
  }

  subtract(a: IntValue, b: IntValue): IntValue {
    const result = this.bounded(a.min - b.max, a.max - b.min, a, b, shiftedPattern(a, b, -1n));
    return this.combined(result, a, b, (p, q) => p - q);
  }

  multiply(a: IntValue, b: IntValue): IntValue {
    const corners = [a.min * b.min, a.min * b.max, a.max * b.min, a.max * b.max];
    return this.combined(this.bounded(least(corners), greatest(corners), a, b), a, b, (p, q) => p * q);
  }

  shiftLeft(a: IntValue, b: IntValue): IntValue | undefined {
    const by = this.amount(b);
    if (by === undefined) return undefined;
    const result = this.bounded(a.min << by, a.max << by, a, b);
    if (a.residue === undefined) return result;
    return this.modulo(result, { bits: a.residue.bits + Number(by), value: a.residue.value << by });
  }

  /** Zeros move in: a negative pattern is a large one. */
  shiftRight(a: IntValue, b: IntValue): IntValue | undefined {
    const by = this.amount(b);
    if (by === undefined) return undefined;
    if (by === 0n) return a;
    if (a.min < 0n && a.max >= 0n) return undefined;
    const [p, q] = [a.min, a.max].map((x) => BigInt.asUintN(this.bits, x) >> by);
    return this.bounded(p, q, a, b);
  }

  shiftSigned(a: IntValue, b: IntValue): IntValue | undefined {
    const by = this.amount(b);
    return by === undefined ? undefined : this.bounded(a.min >> by, a.max >> by, a, b);
  }

  /** `and`, `or`, `xor` where one operand is known and the other's open bits do not matter, or both are known. */
  bitwise(op: 'iand' | 'ior' | 'ixor', a: IntValue, b: IntValue): IntValue | undefined {
    const mask = isKnown(b) ? b.min : isKnown(a) ? a.min : undefined;
    if (mask === undefined) return undefined;
    const other = isKnown(b) ? a : b;
    const signs = this.onSign(op, other, mask);
    if (signs !== undefined) return signs;
    const meaning = {
      iand: (x: bigint) => x & mask,
      ior: (x: bigint) => x | mask,
      ixor: (x: bigint) => x ^ mask,
    }[op];
    if (isKnown(other)) return this.known(meaning(other.min));
    const { residue } = other;
    if (
      op === 'iand' &&
      residue !== undefined &&
      BigInt.asUintN(this.bits, mask) >> BigInt(residue.bits) === 0n
    )
      return this.known(residue.value & mask);
    // Bits below the highest one in which the ends differ may be anything.
    const open = this.openBits(other);
    const hidden = op === 'iand' ? (mask & open) === 0n : op === 'ior' ? (mask & open) === open : false;
    if (hidden) return this.known(meaning(other.min));
    const kept = (mask & open) === (op === 'iand' ? open : 0n);
    if (!kept || other.pattern === undefined)
      return op === 'iand' ? this.withoutLowBits(other, mask) : undefined;
    // What changes are bits that are the same all along.
    const [min, max] = [meaning(other.min), meaning(other.max)];
    const { of, offset } = other.pattern;
    return { kind: 'int', min, max, pattern: { of, offset: offset + min - other.min }, source: other.source };
  }

  /** Clearing low bits rounds down: to a multiple of a power of two. */
  private withoutLowBits({ min, max, source }: IntValue, mask: bigint): IntValue | undefined {
    const unit = -mask;
    if (!(unit > 0n) || (unit & mask) !== unit) return undefined;
    return { kind: 'int', min: min & mask, max: max & mask, source, zeros: unit.toString(2).length - 1 };
  }

  private openBits({ min, max }: IntValue): bigint {
    const differ = BigInt.asUintN(this.bits, min ^ max);
    return (1n << BigInt(differ.toString(2).length)) - 1n;
  }

  /** Operations on the sign bit of a pattern alone are −x, |x| and −|x|. */
  private onSign(op: 'iand' | 'ior' | 'ixor', a: IntValue, mask: bigint): IntValue | undefined {
    const sign = -(1n << BigInt(this.bits - 1));
    const neutral = op === 'iand' ? -1n : 0n;
    if (mask === neutral) return a;
    if (a.pattern === undefined || a.pattern.offset !== 0n) return undefined;
    if (isNaN(a.pattern.of.from)) return mask === sign || mask === ~sign ? a : undefined;
    const negative = a.max < 0n;
    const flips =
      op === 'ixor' ? mask === sign : op === 'ior' ? mask === sign && !negative : mask === ~sign && negative;
    const keeps = op === 'ior' ? mask === sign && negative : op === 'iand' && mask === ~sign && !negative;
    if (keeps) return a;
    if (!flips) return undefined;
    const of = negated(a.pattern.of);
    const [p, q] = [a.min ^ sign, a.max ^ sign];
    return { ...a, min: p < q ? p : q, max: p < q ? q : p, pattern: { of, offset: 0n } };
  }

  /** Low bits of sums, differences and products are those of the low bits. */
  private combined(
    result: IntValue,
    a: IntValue,
    b: IntValue,
    meaning: (p: bigint, q: bigint) => bigint,
  ): IntValue {
    if (a.residue === undefined && b.residue === undefined) return result;
    const [p, q] = [a, b].map((one) => one.residue ?? (isKnown(one) ? this.whole(one) : undefined));
    if (p === undefined || q === undefined) return result;
    return this.modulo(result, { bits: Math.min(p.bits, q.bits), value: meaning(p.value, q.value) });
  }

  private whole({ min }: IntValue): Residue {
    return { bits: this.bits, value: min };
  }

  private amount(b: IntValue): bigint | undefined {
    return isKnown(b) ? BigInt.asUintN(this.bits, b.min) & BigInt(this.bits - 1) : undefined;
  }

  /** All results between the two, wrapped: known only where none of them, or all of them alike, wrap. */
  private bounded(
    min: bigint,
    max: bigint,
    a: IntValue,
    b: IntValue,
    pattern?: IntValue['pattern'],
  ): IntValue {
    const [low, high] = [min, max].map((x) => BigInt.asIntN(this.bits, x));
    const source = a.source ?? b.source;
    if (low - min !== high - max) {
      const half = 1n << BigInt(this.bits - 1);
      return { kind: 'int', min: -half, max: half - 1n, source };
    }
    return { kind: 'int', min: low, max: high, pattern: low === min ? pattern : undefined, source };
  }
}

/** Parts of a piece follow the same rules as the whole: an integer that is known on a part alone is not. */
export const isKnown = ({ constant }: IntValue): boolean => constant === true;

function shiftedPattern(a: IntValue, by: IntValue, sign: 1n | -1n): IntValue['pattern'] {
  if (a.pattern === undefined || !isKnown(by)) return undefined;
  return { of: a.pattern.of, offset: a.pattern.offset + sign * by.min };
}

export function negated(a: FloatValue): FloatValue {
  return {
    ...a,
    ideal: a.ideal && apply('neg', a.ideal),
    lo: -a.hi,
    hi: -a.lo,
    from: -a.to,
    to: -a.from,
    noise: a.noise && negatedNoise(a.noise),
    form: a.form && new Map([...a.form].map(([register, count]) => [register, -count])),
    sum: undefined,
  };
}

const least = (values: readonly bigint[]): bigint => values.reduce((a, b) => (b < a ? b : a));
const greatest = (values: readonly bigint[]): bigint => values.reduce((a, b) => (b > a ? b : a));
