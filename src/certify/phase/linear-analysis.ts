import { exponentOf, nextDown, powerOfTwo } from '../../number/double-bits.ts';
import {
  addDyadics,
  divideDyadics,
  DYADIC_ONE,
  DYADIC_ZERO,
  dyadicOf,
  nearestInteger,
  negateDyadic,
  type Dyadic,
} from '../../number/dyadic.ts';
import { sumError } from '../../number/error-free.ts';
import { bitLength } from '../../number/exact/integers.ts';
import type { Format } from '../../number/format.ts';
import { registerOf } from '../../program/operand.ts';
import { largestHalved } from '../../program/product-error.ts';
import type { Program } from '../../program/program.ts';
import type { FusedForm } from '../forward/fused-form.ts';
import { OPEN_VALUE } from '../forward/float-rules.ts';
import type { ForwardValue } from '../forward/forward-value.ts';
import { lowestBit, NoRoundoffBound, Rounding, up } from '../roundoff-rules.ts';
import {
  differenceOf,
  HELD,
  INPUT,
  integerSymbol,
  isInteger,
  noiseSymbol,
  ONE,
  partOf,
  plusTimes,
  scaledForm,
  sizeOfForm,
  sumOf,
  symbolForm,
  type LinearForm,
} from './linear-form.ts';
import { isProductRest, twoSumsOf, type TwoSum } from './two-sums.ts';

/** A computed value: exactly `form`, at most `size`, a multiple of 2^lattice. */
export type LinearValue = { readonly form: LinearForm; readonly size: number; readonly lattice: number };

/** A register whose computed value is known to be at most `most`, and its form, whose bounds were found before. */
export type Held = { readonly register: number; readonly most: number; readonly form: LinearForm };

/** Of symbols: bounds on their magnitudes, and what integers are less than their registers. */
export type SymbolFacts = {
  readonly bounds: ReadonlyMap<number, number>;
  readonly offsets: ReadonlyMap<number, Dyadic>;
};

/** Bits of a quotient of coefficients, where one symbol is to cancel. */
const QUOTIENT_BITS = 300;

/** What does not change from one set of inputs to another. */
export class LinearProgram {
  readonly program: Program;
  readonly rests: FusedForm['rests'];
  readonly format: Format;
  readonly first: number;
  readonly operands: readonly (readonly number[])[];
  readonly twoSums: ReadonlyMap<number, TwoSum>;

  constructor({ program, rests }: FusedForm, format: Format) {
    this.program = program;
    this.rests = rests;
    this.format = format;
    this.first = 1 + program.constants.length;
    this.operands = program.code.map(({ args }) => args.map((arg) => registerOf(program, arg)));
    this.twoSums = twoSumsOf(program.code, this.operands, this.first);
  }
}

/**
 * The part of a program that is linear in its input but for roundings and integers taken off, on inputs of one sign and binade.
 *
 * Theorem. For every input there and every register that has a value here, the computed value is exactly `form`: the sum of its
 * symbols' values, times their coefficients. A symbol is the input x, 1, N_r or δ_r of a register r; δ_r is what r's operation
 * rounds away, and where r holds a multiple of 1 after it was rounded to such, r is N_r plus a constant and N_r = D_r + δ_r with a form D_r.
 * By induction over the operations: sums, and products with a constant, are linear; a result that is a multiple of 2^g
 * and at most 2^(g+p) is not rounded; else |δ_r| ≤ ½ ulp of the greatest exact result; a TwoSum gives δ of its sum.
 * Bounds: Σ|coefficient|·bound, also after some N_r is replaced by D_r + δ_r, or by what a value whose size is told says of it; the least holds.
 */
export class LinearAnalysis {
  private readonly whole: LinearProgram;
  private readonly known: (register: number) => ForwardValue;
  private readonly held: Held | undefined;
  private readonly rounding: Rounding;
  private readonly values = new Map<number, LinearValue | undefined>();
  private readonly definitions = new Map<number, LinearForm>();
  readonly bounds: Map<number, number>;
  readonly offsets: Map<number, Dyadic>;

  /**
   * @param known the program's values on these inputs, of which integers, bits, look-ups and selections are taken
   * @param before bounds found without `held`, which hold here too
   */
  constructor(
    whole: LinearProgram,
    known: (register: number) => ForwardValue,
    held?: Held,
    before?: SymbolFacts,
  ) {
    this.whole = whole;
    this.known = known;
    this.held = held;
    this.rounding = new Rounding(whole.format);
    this.bounds = new Map(before?.bounds);
    this.offsets = new Map(before?.offsets);
    const input = known(0);
    if (input.kind !== 'float') throw new RangeError('the input is no float');
    const size = Math.max(Math.abs(input.from), Math.abs(input.to));
    this.bounds.set(INPUT, size).set(ONE, 1);
    if (held !== undefined) this.bounds.set(HELD, held.most);
    this.values.set(0, { form: symbolForm(INPUT), size, lattice: input.lattice });
  }

  /** `undefined`: not linear, or nothing is known. @throws what `known` throws */
  at(register: number): LinearValue | undefined {
    if (!this.values.has(register)) this.values.set(register, this.value(register));
    return this.values.get(register);
  }

  /** A bound on |form|. */
  bound(form: LinearForm): number {
    return this.boundBy(form, this.held);
  }

  /** A bound on |form| by definitions, and by what is held where that is told. */
  private boundBy(form: LinearForm, held: Held | undefined): number {
    let least = sizeOfForm(form, this.bounds);
    const integers = [...form.keys()].filter(isInteger);
    if (integers.length === 0 && !form.has(INPUT)) return least;
    const latest = Math.max(...integers);
    if (held !== undefined) {
      const shared = [...held.form.keys()].filter((symbol) => isInteger(symbol) && form.has(symbol));
      const symbol = shared.length > 0 ? Math.max(...shared) : INPUT;
      const own = held.form.get(symbol);
      if (own !== undefined && form.has(symbol)) {
        const factor = divideDyadics(form.get(symbol) as Dyadic, own, QUOTIENT_BITS);
        const rest = plusTimes(plusTimes(form, negateDyadic(factor), held.form), factor, symbolForm(HELD));
        least = Math.min(least, sizeOfForm(rest, this.bounds), this.boundBy(rest, undefined));
      }
    }
    const definition = this.definitions.get(latest);
    if (definition === undefined) return least;
    const factor = form.get(latest) as Dyadic;
    const without = partOf(form, (symbol) => symbol !== latest);
    return Math.min(least, this.boundBy(plusTimes(without, factor, definition), held));
  }

  private value(register: number): LinearValue | undefined {
    const { first, program, operands } = this.whole;
    const i = register - first;
    if (i < 0) return this.constant(register);
    const [p, q, r] = operands[i];
    switch (program.code[i].op) {
      case 'lookup':
        return this.constant(register);
      case 'float':
        return this.scaledInput(register, p);
      case 'select': {
        const condition = this.known(p);
        return condition.kind === 'bool' ? this.at(condition.truth ? q : r) : undefined;
      }
      case 'min':
      case 'max':
      case 'abs':
        return this.chosen(register, operands[i]);
      case 'neg':
        return this.negated(p);
      case 'round':
        return this.roundedToInteger(register, p);
      case 'add': {
        const lost = this.whole.twoSums.get(register);
        return (lost && this.lostBy(lost)) ?? this.linear(register, this.at(p), this.at(q), 1);
      }
      case 'sub':
        return this.fraction(p, q) ?? this.linear(register, this.at(p), this.at(q), -1);
      case 'mul':
        return this.ofProduct(register, this.product(p, q));
      case 'fma':
        if (this.whole.rests.has(register)) return this.restByHalves(register, p, q);
        return this.restOfProduct(register) ?? this.linear(register, this.product(p, q), this.at(r), 1);
      default:
        return undefined;
    }
  }

  private constant(register: number): LinearValue | undefined {
    const value = this.known(register);
    if (value.kind !== 'float' || value.constant !== true || !Number.isFinite(value.from)) return undefined;
    const { from } = value;
    const form = from === 0 ? new Map() : symbolForm(ONE, dyadicOf(from));
    return { form, size: Math.abs(from), lattice: lowestBit(from) };
  }

  /** The input times a power of two, by its bits. */
  private scaledInput(register: number, source: number): LinearValue | undefined {
    const [bits, value, input] = [this.known(source), this.known(register), this.known(0)];
    if (value.kind !== 'float') return undefined;
    if (value.constant === true) return this.constant(register);
    if (bits.kind !== 'int' || bits.pattern === undefined || bits.pattern.of !== input) return undefined;
    if (value.ideal === OPEN_VALUE) return undefined;
    const power = Number(bits.pattern.offset >> BigInt(this.whole.format.precision - 1));
    const size = Math.max(Math.abs(value.from), Math.abs(value.to));
    return { form: symbolForm(INPUT, { m: 1n, e: power }), size, lattice: value.lattice };
  }

  /** An operand, or minus one: which, other analysis has decided. */
  private chosen(register: number, operands: readonly number[]): LinearValue | undefined {
    const value = this.known(register);
    for (const operand of operands) if (this.known(operand) === value) return this.at(operand);
    const [only] = operands;
    const of = this.known(only);
    if (operands.length !== 1 || value.kind !== 'float' || of.kind !== 'float') return undefined;
    return value.from === -of.to && value.to === -of.from && of.to <= 0 ? this.negated(only) : undefined;
  }

  private negated(register: number): LinearValue | undefined {
    const value = this.at(register);
    return value && { ...value, form: scaledForm(negateDyadic(DYADIC_ONE), value.form) };
  }

  private lostBy({ sum, of }: TwoSum): LinearValue | undefined {
    const [a, b] = of.map((register) => this.at(register));
    const s = this.at(sum);
    if (a === undefined || b === undefined || s === undefined) return undefined;
    const form = differenceOf(sumOf(a.form, b.form), s.form);
    return { form, size: this.bound(form), lattice: Math.min(a.lattice, b.lattice) };
  }

  /** a − round(a): exact, for it is a itself below 1/2, and beyond that a multiple of a's last place. */
  private fraction(p: number, q: number): LinearValue | undefined {
    const { program, first, operands } = this.whole;
    const isRound = q >= first && program.code[q - first].op === 'round' && operands[q - first][0] === p;
    const [a, n] = isRound ? [this.at(p), this.at(q)] : [];
    if (a === undefined || n === undefined) return undefined;
    const form = differenceOf(a.form, n.form);
    return { form, size: Math.min(this.bound(form), 1 / 2), lattice: Math.min(a.lattice, 0) };
  }

  /** Exact as that of a fused operation is, where no half overflows. */
  private restByHalves(register: number, p: number, q: number): LinearValue | undefined {
    const most = largestHalved(this.whole.format);
    const small = [p, q].every((factor) => (this.at(factor)?.size ?? Infinity) <= most);
    return small ? this.restOfProduct(register) : undefined;
  }

  private restOfProduct(register: number): LinearValue | undefined {
    const { program, first, operands, format } = this.whole;
    if (!isProductRest(program.code, operands, first, register)) return undefined;
    const [p, q, minus] = operands[register - first];
    const [product, rounded] = [this.product(p, q), this.at(minus)];
    if (product === undefined || rounded === undefined) return undefined;
    const least = this.rounding.ulpExponent(0);
    if (product.lattice < least || !(rounded.size < format.maxFinite)) return undefined;
    const form = sumOf(product.form, rounded.form);
    return { form, size: this.bound(form), lattice: product.lattice };
  }

  /** A product with a constant, before it is rounded. */
  private product(p: number, q: number): LinearValue | undefined {
    const [a, b] = [this.at(p), this.at(q)];
    if (a === undefined || b === undefined) return undefined;
    for (const [constant, other] of [
      [a, b],
      [b, a],
    ]) {
      const factor = constantOf(constant.form);
      if (factor !== undefined)
        return {
          form: scaledForm(factor, other.form),
          size: productAbove(a.size, b.size),
          lattice: a.lattice + b.lattice,
        };
    }
    return undefined;
  }

  private ofProduct(register: number, product: LinearValue | undefined): LinearValue | undefined {
    return product && this.rounded(register, product.form, product.lattice, product.size);
  }

  private linear(
    register: number,
    a: LinearValue | undefined,
    b: LinearValue | undefined,
    sign: 1 | -1,
  ): LinearValue | undefined {
    if (a === undefined || b === undefined) return undefined;
    const form = sign === 1 ? sumOf(a.form, b.form) : differenceOf(a.form, b.form);
    return this.rounded(register, form, Math.min(a.lattice, b.lattice), sumAbove(a.size, b.size));
  }

  /** @param most a bound on |form| by the operands' sizes */
  private rounded(
    register: number,
    form: LinearForm,
    lattice: number,
    most: number,
  ): LinearValue | undefined {
    const { format } = this.whole;
    const bound = Math.min(this.bound(form), most);
    const told = this.held?.register === register ? this.held.most : Infinity;
    const size = Math.min(bound, told);
    const least = this.rounding.ulpExponent(0);
    if (lattice >= least && bound <= this.exactBelow(lattice)) return { form, size, lattice };
    if (!(size < format.maxFinite)) return undefined;
    const half = format.ulp(nextDown(size)) / 2;
    // Away from 0 by a constant part: so coarse are the numbers there.
    const constant = form.get(ONE);
    const moving = partOf(form, (symbol) => symbol !== ONE);
    const nearest = constant === undefined ? 0 : magnitudeBelow(constant) - up(this.bound(moving));
    const grid = nearest > 0 ? this.rounding.ulpExponent(nextDown(nearest)) : least;
    const result = Math.max(lattice, grid, least);
    this.bounded(noiseSymbol(register), half);
    const delta = symbolForm(noiseSymbol(register));
    if (result < 0) return { form: sumOf(form, delta), size, lattice: result };
    return this.integer(register, form, size, half);
  }

  /** Multiples of 2^lattice of no more than this are numbers of the format. */
  private exactBelow(lattice: number): number {
    const { precision, emax, maxFinite } = this.whole.format;
    const exponent = lattice + precision;
    return exponent > emax ? maxFinite : powerOfTwo(exponent);
  }

  private roundedToInteger(register: number, operand: number): LinearValue | undefined {
    const value = this.at(operand);
    if (value === undefined || value.lattice >= 0) return value;
    if (value.size < 1 / 2) return { form: new Map(), size: 0, lattice: 0 };
    const most = this.whole.format.maxFinite;
    if (!(value.size < most / 4)) return undefined;
    this.bounded(noiseSymbol(register), 1 / 2);
    return this.integer(register, value.form, up(value.size + 1), 1 / 2);
  }

  /** N plus the integer next to the constant of `form`, N = the rest of it + δ. */
  private integer(register: number, form: LinearForm, size: number, delta: number): LinearValue {
    const offset: Dyadic = { m: nearestInteger(form.get(ONE) ?? DYADIC_ZERO), e: 0 };
    const moving = plusTimes(form, negateDyadic(offset), symbolForm(ONE));
    const symbol = integerSymbol(register);
    const before = this.offsets.get(symbol);
    // In both analyses a symbol is to be the same number.
    if (before !== undefined && addDyadics(before, negateDyadic(offset)).m !== 0n)
      throw new NoRoundoffBound('an integer part with two constants');
    this.offsets.set(symbol, offset);
    this.definitions.set(symbol, sumOf(moving, symbolForm(noiseSymbol(register))));
    this.bounded(symbol, up(this.bound(moving) + delta));
    return { form: plusTimes(symbolForm(symbol), offset, symbolForm(ONE)), size, lattice: 0 };
  }

  private bounded(symbol: number, bound: number): void {
    this.bounds.set(symbol, Math.min(bound, this.bounds.get(symbol) ?? Infinity));
  }
}

/** a + b, rounded up. */
function sumAbove(a: number, b: number): number {
  const sum = a + b;
  return sumError(a, b, sum) === 0 ? sum : up(sum);
}

/** a·b, rounded up. */
function productAbove(a: number, b: number): number {
  const product = a * b;
  if (a === 0 || b === 0) return 0;
  const exact = [a, b].some((x) => x === powerOfTwo(exponentOf(x))) && product > Number.MIN_VALUE * 2 ** 52;
  return exact ? product : up(product);
}

/** The number that a form is; `undefined` where there is more in it. */
function constantOf(form: LinearForm): Dyadic | undefined {
  if (form.size === 0) return { m: 0n, e: 0 };
  return form.size === 1 ? form.get(ONE) : undefined;
}

/** |a| as a double, rounded towards 0; 0 where it is far from 1. */
function magnitudeBelow({ m, e }: Dyadic): number {
  const size = m < 0n ? -m : m;
  const excess = Math.max(0, bitLength(size) - 53);
  const power = e + excess;
  return power < -1000 || power > 900 ? 0 : Number(size >> BigInt(excess)) * powerOfTwo(power);
}
