import { doubleTerm } from '../../expression/double-term.ts';
import { apply, rational, variable, type Expression } from '../../expression/expression.ts';
import { doubleInterval, type DoubleInterval } from '../../number/double-interval.ts';
import { exponentOf, nextDown, nextUp, powerOfTwo } from '../../number/double-bits.ts';
import type { Format } from '../../number/format.ts';
import type { RealOperation } from '../../program/machine-operations.ts';
import { largestHalved } from '../../program/product-error.ts';
import {
  lowestBit,
  NoRoundoffBound,
  PER_UNIT,
  realError,
  RULES,
  up,
  type Limit,
  type Rounding,
  type Value,
} from '../roundoff-rules.ts';
import { extraError, rangeOf, type ArithmeticModel } from './arithmetic-model.ts';
import type { Cancelling, Origins } from './cancelling.ts';
import type { FloatValue, ForwardValue } from './forward-value.ts';
import type { SplitRest } from './fused-form.ts';
import { negated } from './integer-rules.ts';

/** How operands are read: by register, on the whole piece or a part of it, with the real functions or without. */
type Reading = {
  readonly at: (register: number) => ForwardValue;
  readonly deciding: boolean;
  readonly terms: boolean;
  readonly clip?: { readonly register: number; readonly limit: Limit };
};

/** In the place of a float whose bits are open. */
export const OPEN_VALUE = variable('a float of open bits');

/** Powers of two that errors with known origins are multiplied with, at most, as exponents. */
const MOST_SCALED = 900;

/** What an operation on floats makes of them (see {@link ForwardAnalysis} for why it holds). */
export class FloatRules {
  private readonly format: Format;
  private readonly model: ArithmeticModel;
  private open = false;
  private readonly rounding: Rounding;
  private readonly cancelling: Cancelling | undefined;
  private readonly rests: ReadonlyMap<number, SplitRest>;

  /** @param rests registers that are computed by halves of their factors ({@link fusedForm}) */
  constructor(
    format: Format,
    model: ArithmeticModel,
    rounding: Rounding,
    cancelling: Cancelling | undefined,
    rests: ReadonlyMap<number, SplitRest> = new Map(),
  ) {
    this.format = format;
    this.model = model;
    this.rounding = rounding;
    this.cancelling = cancelling;
    this.rests = rests;
  }

  /** A value that is known. Infinities and NaN have no ideal: no rule takes them. */
  constant(value: number, terms: boolean): FloatValue {
    const finite = Number.isFinite(value) ? value : 0;
    return {
      kind: 'float',
      constant: true,
      ideal: terms ? doubleTerm(finite) : undefined,
      lo: value,
      hi: value,
      error: 0,
      lattice: lowestBit(finite),
      from: value,
      to: value,
    };
  }

  /** Were there patterns of which only the range is known, since {@link forgetOpen}? */
  isOpen(): boolean {
    return this.open;
  }

  forgetOpen(): void {
    this.open = false;
  }

  /**
   * The float with any pattern of these, whose last bits are 0 as told: a function of the input that nothing more is said of.
   */
  between(min: bigint, max: bigint, zeros = 0): FloatValue | undefined {
    const { format } = this;
    if (min < 0n !== max < 0n) return undefined;
    const ends = [min, max].map((pattern) => format.decode(BigInt.asUintN(format.bits, pattern)));
    if (!ends.every(Number.isFinite)) return undefined;
    this.open = true;
    const [from, to] = [Math.min(...ends), Math.max(...ends)];
    return {
      kind: 'float',
      ideal: OPEN_VALUE,
      lo: from,
      hi: to,
      error: 0,
      lattice: this.rounding.ulpExponent(from > 0 ? from : to < 0 ? to : 0) + zeros,
      from,
      to,
    };
  }

  /** Where a model lets subnormal numbers be replaced by 0, at any place, what is seen of them may be either. */
  flushed(a: FloatValue): FloatValue {
    const { minNormal } = this.format;
    if (this.model === 'ieee') return a;
    const subnormal = a.from < minNormal && a.to > -minNormal && !(a.from === 0 && a.to === 0);
    if (!subnormal) return a;
    return {
      ...a,
      error: up(a.error + minNormal * PER_UNIT),
      from: Math.min(a.from, 0),
      to: Math.max(a.to, 0),
    };
  }

  /** An operation that is rounded. */
  rounded(op: RealOperation, operands: readonly FloatValue[], register: number, run: Reading): FloatValue {
    const { format, model } = this;
    const { deciding, terms } = run;
    if (operands.some(({ from }) => from !== from)) return this.constant(NaN, false);
    // (Of two uses of a subnormal number a shader may replace one by 0.)
    const same = operands.length === 2 && operands[0] === operands[1] && (model === 'ieee' || op === 'mul');
    if (op === 'div') this.checkDivisor(operands[1]);
    if (op === 'sqrt' && operands[0].to < 0) return this.constant(NaN, false);
    if (op === 'sqrt' && operands[0].from < 0)
      throw new NoRoundoffBound('square root of a value that may be negative');
    let [from, to] = rangeOf(
      op,
      model,
      format,
      operands.map((v) => [v.from, v.to] as const),
      same,
    );
    if (from !== from || to !== to) throw new NoRoundoffBound('not a number');
    // A constant of the piece: the caller takes it as such.
    if (deciding && from === to) return this.constant(from, terms);
    if (!(Number.isFinite(from) && Number.isFinite(to))) throw new NoRoundoffBound('overflow');
    const unchanged = this.withoutZero(op, operands);
    if (unchanged !== undefined) return unchanged;
    const [a, b, c] = operands as readonly Value[];
    const { clip } = run;
    const rounding = clip?.register === register ? this.rounding.upTo(clip.limit) : this.rounding;
    const plain = RULES[op](rounding, a, b, c);
    const naive = op === 'div' ? narrowed(plain, ownRange(operands[0], operands[1])) : plain;
    const better = op === 'div' ? this.ownQuotient(operands[0], operands[1], naive) : undefined;
    const least = better !== undefined && better.error < naive.error ? better : naive;
    const known = this.cancelling?.result(op, operands, register, { ...run, rounding }, least);
    let { error, lattice } = known ?? least;
    let { rest } = known ?? (least as Origins);
    const { lo, hi, noise, form } = known ?? (least as Origins);
    const halves = this.rests.get(register);
    if (halves !== undefined) {
      const lost = this.lostInHalves(halves, operands);
      if (lost > 0) {
        error = up(error + lost);
        rest = rest === undefined ? undefined : up(rest + lost);
        [from, to] = [from - realError(lost), to + realError(lost)];
      }
    }
    if (model === 'shader') {
      const largest = Math.max(Math.abs(from), Math.abs(to));
      const extra = extraError(op, format, largest);
      error = extra === 0 ? error : up(error + extra * PER_UNIT);
      // A product may be fused with a later sum: it then was never rounded, and has no lattice.
      const exact = op === 'mul' && lattice === a.lattice + b.lattice;
      lattice = (op === 'mul' && !exact) || op === 'div' || op === 'sqrt' ? -Infinity : lattice;
    }
    const ideal = !terms
      ? undefined
      : (known?.ideal ?? apply(op, ...operands.map((v) => v.ideal as Expression)));
    // The computed value is no farther from the ideal than its error.
    const slack = realError(error);
    from = Math.max(from, format.round(nextDown(lo - slack), 'down'));
    to = Math.min(to, format.round(nextUp(hi + slack), 'up'));
    const sum =
      op === 'add' && !(model === 'shader' && lattice === -Infinity)
        ? sumOf(operands[0], operands[1])
        : undefined;
    return { kind: 'float', ideal, lo, hi, error, lattice, from, to, sum, form, noise, rest, made: register };
  }

  /** A float times a power of two, by its pattern plus `offset`; `undefined` where that is no such multiple of it. */
  scaled(of: FloatValue, offset: bigint, terms: boolean): FloatValue | undefined {
    if (offset === 0n) return of;
    const unit = 1n << BigInt(this.format.precision - 1);
    if (offset % unit !== 0n) return undefined;
    const power = Number(offset / unit);
    const factor = powerOfTwo(power);
    const ends = [of.from, of.to].map(Math.abs);
    const [least, most] = [Math.min(...ends), Math.max(...ends)];
    const { minNormal, maxFinite } = this.format;
    if (least < minNormal || most > maxFinite) return undefined;
    const [low, high] = [exponentOf(least) + power, exponentOf(most) + power];
    if (low < this.format.emin || high > this.format.emax) return undefined;
    const down = (x: number): number => times(x, power, factor, nextDown);
    const above = (x: number): number => times(x, power, factor, nextUp);
    // Factors of known errors are scaled as they are, where no factor leaves the doubles.
    const known = of.noise !== undefined && Math.abs(power) <= MOST_SCALED;
    const noise = known
      ? of.noise.map((one) => ({ ...one, lo: down(one.lo), hi: above(one.hi) }))
      : undefined;
    return {
      kind: 'float',
      ideal: terms ? apply('mul', of.ideal as Expression, powerTerm(power)) : undefined,
      lo: down(of.lo),
      hi: above(of.hi),
      error: of.error === 0 ? 0 : up(times(of.error, power, factor, nextUp)),
      lattice: of.lattice + power,
      from: times(of.from, power, factor, (x) => x),
      to: times(of.to, power, factor, (x) => x),
      ...(noise === undefined ? {} : { noise, rest: of.rest === 0 ? 0 : up(above(of.rest ?? of.error)) }),
    };
  }

  /**
   * a/(a + c) with the same a, whose error nearly cancels: with â computed and b̂ = â + c + δ,
   * â/(â + c) − a/(a + c) = c(â − a)/((â + c)(a + c)) and â/b̂ − â/(â + c) = −âδ/(b̂(â + c)).
   */
  private ownQuotient(a: FloatValue, b: FloatValue, { lo, hi }: Value): Value | undefined {
    if (b.sum?.of !== a || a.error === 0) return undefined;
    const least = b.lo > 0 ? b.lo : b.hi < 0 ? -b.hi : 0;
    const leastWithError = nextDown(least - realError(a.error));
    const computed = b.from > 0 ? b.from : b.to < 0 ? -b.to : 0;
    if (!(leastWithError > 0 && computed > 0)) return undefined;
    const first = up(up(up(a.error * Math.abs(b.sum.plus)) / leastWithError) / nextDown(least));
    const reach = Math.max(Math.abs(a.from), Math.abs(a.to));
    // One rounding of â + c, and a flush.
    const { format, model } = this;
    const size = up(Math.max(Math.abs(b.lo), Math.abs(b.hi)) + realError(a.error));
    const delta = (model === 'ieee' ? format.ulp(size) / 2 : format.ulp(size) + format.minNormal) * PER_UNIT;
    const second = up(up(up(reach / leastWithError) * delta) / computed);
    return this.rounding.rounded(lo, hi, up(first + second), -Infinity);
  }

  /** a + 0, a − 0, 0 + b and a·0 + c are exact; a·1 too. */
  private withoutZero(op: RealOperation, [a, b, c]: readonly FloatValue[]): FloatValue | undefined {
    const is = (v: FloatValue, x: number): boolean => v.constant === true && v.from === x && v.to === x;
    if ((op === 'add' || op === 'sub') && is(b, 0)) return a;
    if (op === 'add' && is(a, 0)) return b;
    if (op === 'sub' && is(a, 0)) return negated(b);
    if (op === 'mul' && is(a, 1)) return b;
    if (op === 'mul' && is(b, 1)) return a;
    if (op === 'fma' && (is(a, 0) || is(b, 0))) return c;
    return undefined;
  }

  /** What a rest by halves may be off beside its rounding, in error units, by numbers that are too small for all their bits. */
  private lostInHalves(kind: SplitRest, [a, b]: readonly FloatValue[]): number {
    const { format } = this;
    const largest = ({ from, to }: FloatValue): number => Math.max(Math.abs(from), Math.abs(to));
    const most = largestHalved(format);
    if (largest(a) > most || largest(b) > most) throw new NoRoundoffBound('halves of a factor may overflow');
    const least = this.rounding.ulpExponent(0);
    // (Of a division the first factor is the quotient, with its sign turned.)
    const normal = a.from >= format.minNormal || a.to <= -format.minNormal;
    if (a.lattice + b.lattice >= least && (kind === 'product' || normal)) return 0;
    const units = kind === 'product' ? 8 : 8 + 4 * Math.max(1, largest(b));
    return up(units * powerOfTwo(least) * PER_UNIT);
  }

  private checkDivisor({ from, to }: FloatValue): void {
    const least = from > 0 ? from : to < 0 ? -to : 0;
    if (least === 0) throw new NoRoundoffBound('division by a value that may be 0');
    if (this.model === 'ieee') return;
    const most = Math.max(Math.abs(from), Math.abs(to));
    if (least < 2 ** -126 || most > 2 ** 126) throw new NoRoundoffBound('a divisor beyond 2^±126');
  }
}

/** The range of a/(a + c), which rises or falls with a all along where a + c has one sign. */
function ownRange(a: FloatValue, b: FloatValue): DoubleInterval | undefined {
  if (b.sum?.of !== a || !(b.lo > 0 || b.hi < 0)) return undefined;
  const c = { lo: b.sum.plus, hi: b.sum.plus };
  const ends = [a.lo, a.hi].map((x) => ({ lo: x, hi: x }));
  const sums = ends.map((end) => doubleInterval.add(end, c));
  if (!sums.every(({ lo, hi }) => lo > 0 || hi < 0) || sums[0].lo > 0 !== sums[1].lo > 0) return undefined;
  const [p, q] = ends.map((end, k) => doubleInterval.div(end, sums[k]));
  const [lo, hi] = [Math.min(p.lo, q.lo), Math.max(p.hi, q.hi)];
  // Of two of one sign it is a part of the whole; next to 1 doubles would not tell.
  const part = c.lo > 0 ? a.lo >= 0 : a.hi <= 0;
  return part ? { lo: Math.max(lo, 0), hi: Math.min(hi, 1) } : { lo, hi };
}

function narrowed(value: Value, range: DoubleInterval | undefined): Value {
  if (range === undefined) return value;
  return { ...value, lo: Math.max(value.lo, range.lo), hi: Math.min(value.hi, range.hi) };
}

/** x·2^power, where it may leave the doubles on the way. */
function times(x: number, power: number, factor: number, outward: (x: number) => number): number {
  if (power >= -1000 && power <= 1000) {
    const y = x * factor;
    return y / factor === x ? y : outward(y);
  }
  const half = Math.trunc(power / 2);
  return times(times(x, half, powerOfTwo(half), outward), power - half, powerOfTwo(power - half), outward);
}

function powerTerm(power: number): Expression {
  return power >= 0 ? rational(1n << BigInt(power)) : rational(1n, 1n << BigInt(-power));
}

/** A float plus a number that is known; of a product that may be fused with the sum nothing is said. */
function sumOf(a: FloatValue, b: FloatValue): FloatValue['sum'] {
  if (b.constant === true && a.constant !== true && a.lattice > -Infinity) return { of: a, plus: b.from };
  if (a.constant === true && b.constant !== true && b.lattice > -Infinity) return { of: b, plus: a.from };
  return undefined;
}
