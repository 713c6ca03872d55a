import { fail } from '../../error/fault.ts';
import { doubleTerm } from '../../expression/double-term.ts';
import { apply, rational, variable, type Expression } from '../../expression/expression.ts';
import { exponentOf, nextDown, nextUp, powerOfTwo, roundEven } from '../../number/double-bits.ts';
import { exactDouble } from '../../number/exact-double.ts';
import type { Format } from '../../number/format.ts';
import { exactInteger, isIntegerText } from '../../program/integer-constant.ts';
import { type HardwareOperation, type RealOperation } from '../../program/machine-operations.ts';
import { registerOf } from '../../program/operand.ts';
import { requireHardware } from '../../program/require-real.ts';
import type { Program } from '../../program/program.ts';
import {
  lowestBit,
  NoRoundoffBound,
  PER_UNIT,
  realError,
  Rounding,
  RULES,
  up,
  type Value,
} from '../roundoff-rules.ts';
import { extraError, rangeOf, type ArithmeticModel } from './arithmetic-model.ts';
import {
  Undecided,
  type BoolValue,
  type Choice,
  type FloatValue,
  type ForwardValue,
  type IntValue,
} from './forward-value.ts';
import { Cancelling, type Origins } from './cancelling.ts';
import { IntegerRules, isKnown, negated } from './integer-rules.ts';

/** At most so many ways at one fork. */
const WAYS = 4;

/** What an instruction was found to be, or to choose, on a whole piece: on parts of it, it is the same. */
type Decision = number | bigint | boolean | undefined;

type Forced = ReadonlyMap<number, Choice>;
type Run = {
  readonly at: (register: number) => ForwardValue;
  readonly forced: Forced;
  readonly decisions: Decision[];
  /** The whole piece, on which decisions are made, not a part of it. */
  readonly deciding: boolean;
  /** Are the real functions wanted, or their bounds alone? */
  readonly terms: boolean;
};

/**
 * On a piece of the inputs the program is one real function `ideal` (integers, comparisons and floats that take one
 * value on the piece are that value), whose rounding error {@link error} bounds on every part of the piece.
 */
export type PieceProgram = {
  ideal(): Expression;
  /** The result, where it is the same everywhere on the piece: it may be infinite. */
  readonly known: number | undefined;
  /** The results on the whole piece lie between these. */
  readonly range: readonly [from: number, to: number];
  /** Bounds |computed − ideal| in `ERROR_UNIT`s for inputs in [lo, hi], a part of the piece of one sign. */
  error(lo: number, hi: number): number;
};

/**
 * Forward analysis of a typed program on pieces of its input, for formats that are subsets of binary64 and an
 * arithmetic model.
 *
 * Theorem. Let x be a number of the format in the piece and ŷ a result that the model allows. For every float register
 * the analysis keeps (ideal, lo, hi, error, from, to, lattice) with ideal(x) ∈ [lo, hi], |v̂ − ideal(x)| ≤ error,
 * v̂ ∈ [from, to] and v̂ a multiple of 2^lattice, for the computed v̂. By induction over the instructions:
 * - rounding: `roundoff-rules.ts` (Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., §2.2; Muller et al.,
 *   Handbook of Floating-Point Arithmetic, 2nd ed., §2.2 and §4.2 for results that are exact, by their lattice);
 * - range: operations are monotone in each operand, and so is rounding (Handbook §2.2): the corners of the operands'
 *   ranges, each rounded, enclose every result (`arithmetic-model.ts`);
 * - where from = to, v̂ is that number on the whole piece, whatever the ideal was: adding 1.5·2^(p−1) and taking it off
 *   again makes such a number, an integer. It is a constant of the piece from then on, without error;
 * - bits: patterns of floats of one sign are monotone; a pattern plus k·2^(p−1) is that of v̂·2^k while both are normal
 *   (Handbook §3.1); a changed sign bit is that of −v̂. All else on integers must be known (from = to) or throws;
 * - a comparison, min, max, select or look-up must go one way on the piece, or throws {@link Undecided}.
 */
export class ForwardAnalysis {
  readonly format: Format;
  readonly model: ArithmeticModel;
  private readonly program: Program;
  private readonly inputTerm: Expression;
  private readonly rounding: Rounding;
  private readonly integers: IntegerRules;
  private readonly constants: readonly ForwardValue[];
  private readonly operands: readonly (readonly number[])[];
  private readonly first: number;
  /** Only where every operation is rounded to nearest: shaders may fuse and flush. */
  private readonly cancelling: Cancelling | undefined;

  constructor(program: Program, format: Format, name: string, model: ArithmeticModel = 'ieee') {
    if (program.storage !== undefined && program.storage !== program.format) {
      fail({
        kind: 'unsupported',
        message: `no rounding analysis of ${program.format} with a storage format`,
      });
    }
    if (program.inputs.length !== 1) {
      fail({
        kind: 'unsupported',
        message: `a proof needs a program of one input, this has ${program.inputs.length}`,
      });
    }
    this.program = program;
    this.format = format;
    this.model = model;
    this.inputTerm = variable(name);
    this.rounding = new Rounding(format, model === 'shader');
    this.integers = new IntegerRules(format);
    this.constants = program.constants.map((text) =>
      isIntegerText(text)
        ? this.integers.known(exactInteger(text, format.bits))
        : this.constant(exactDouble(text), true),
    );
    this.first = 1 + this.constants.length;
    this.operands = program.code.map(({ args }) => args.map((arg) => registerOf(program, arg)));
    this.cancelling =
      model === 'ieee' ? new Cancelling(program.code, this.operands, this.first, this.rounding) : undefined;
  }

  /**
   * The program on the inputs of the format in [lo, hi].
   * @param forced registers that are taken to be one of the values that {@link Undecided} named
   * @throws Undecided where the program may go several ways; NoRoundoffBound where a value may be none
   */
  piece(lo: number, hi: number, forced: Forced = new Map()): PieceProgram {
    const decisions: Decision[] = [];
    const result = this.run(lo, hi, { forced, decisions, deciding: true, terms: false });
    const part = { forced, decisions, deciding: false, terms: false };
    return {
      ideal: () =>
        this.run(lo, hi, { forced, decisions, deciding: false, terms: true }).ideal ?? rational(0n),
      known: isPoint(result) ? result.from : undefined,
      range: [result.from, result.to],
      error: (a, b) => this.run(a, b, part).error,
    };
  }

  private run(lo: number, hi: number, how: Omit<Run, 'at'>): FloatValue {
    const values: (ForwardValue | undefined)[] = [this.input(lo, hi), ...this.constants];
    // On demand: of a selection only the branch that is taken is looked at.
    const at = (register: number): ForwardValue => (values[register] ??= this.value(register, run));
    const run: Run = { ...how, at };
    const { length } = this.program.code;
    const result = at(length === 0 ? 0 : this.first + length - 1);
    if (result.kind !== 'float') throw new RangeError('the result is no float');
    return result;
  }

  private value(register: number, run: Run): ForwardValue {
    const i = register - this.first;
    const choice = run.forced.get(register);
    const decided = typeof choice === 'number' ? choice : run.deciding ? undefined : run.decisions[i];
    if (typeof decided === 'bigint') return this.integers.known(decided);
    if (typeof decided === 'number') return this.flushed(this.constant(decided, run.terms));
    const value = this.step(
      requireHardware(this.program.code[i].op),
      i,
      run,
      decided ?? (choice as boolean | undefined),
    );
    if (value.kind === 'int' && run.deciding && value.min === value.max) {
      run.decisions[i] = value.min;
      return this.integers.known(value.min);
    }
    if (value.kind !== 'float') return value;
    if (run.deciding && isPoint(value)) {
      run.decisions[i] = value.from;
      return this.flushed(this.constant(value.from, run.terms));
    }
    return this.flushed(value);
  }

  private input(lo: number, hi: number): FloatValue {
    const nearest = lo <= 0 && hi >= 0 ? 0 : Math.min(Math.abs(lo), Math.abs(hi));
    return this.flushed({
      kind: 'float',
      form: new Map([[0, 1]]),
      ideal: this.inputTerm,
      lo,
      hi,
      error: 0,
      lattice: lo === hi ? lowestBit(lo) : this.rounding.ulpExponent(nearest),
      from: lo,
      to: hi,
    });
  }

  /** A value that is known. Infinities and NaN have no ideal: no rule takes them. */
  private constant(value: number, terms: boolean): FloatValue {
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

  /** Where a model lets subnormal numbers be replaced by 0, at any place, what is seen of them may be either. */
  private flushed(a: FloatValue): FloatValue {
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

  private step(op: HardwareOperation, i: number, run: Run, choice: boolean | undefined): ForwardValue {
    const register = this.first + i;
    if (op === 'lookup') return this.lookup(i, run);
    if (op === 'select' || op === 'iselect') {
      const [condition, yes, no] = this.operands[i];
      return run.at((run.at(condition) as BoolValue).truth ? yes : no);
    }
    const [a, b, c] = this.operands[i].map(run.at);
    switch (op) {
      case 'lt':
      case 'le':
      case 'eq':
        return { kind: 'bool', truth: this.compare(op, a as FloatValue, b as FloatValue, register, choice) };
      case 'ilt': {
        const [p, q] = [a as IntValue, b as IntValue];
        if (typeof choice === 'boolean') return { kind: 'bool', truth: choice };
        if (p.max < q.min) return { kind: 'bool', truth: true };
        if (p.min >= q.max) return { kind: 'bool', truth: false };
        throw new Undecided(register, [true, false], 'a comparison of integers is open');
      }
      case 'min':
      case 'max':
        return this.chosen(i, run, choice, () => this.isFirst(op, a as FloatValue, b as FloatValue, register))
          ? a
          : b;
      case 'neg':
        return negated(a as FloatValue);
      case 'abs':
        return this.chosen(i, run, choice, () => this.isPositive(a as FloatValue, register))
          ? a
          : negated(a as FloatValue);
      case 'floor':
      case 'ceil':
      case 'round':
      case 'trunc':
        return this.toInteger(op, a as FloatValue, register, run);
      case 'bits':
        return this.integers.patternOf(a as FloatValue, register, this.operands[i][0]);
      case 'float':
        return this.fromPattern(a as IntValue, register, run.terms);
      case 'toint':
        return this.nearestInteger(a as FloatValue, this.operands[i][0]);
      case 'fromint': {
        const value = this.only(a as IntValue, register, run);
        return this.constant(this.format.round(Number(value)), run.terms);
      }
      case 'iadd':
        return this.integers.add(a as IntValue, b as IntValue);
      case 'isub':
        return this.integers.subtract(a as IntValue, b as IntValue);
      case 'imul':
        return this.integers.multiply(a as IntValue, b as IntValue);
      case 'ishl':
        return this.must(this.integers.shiftLeft(a as IntValue, b as IntValue), a as IntValue, register, run);
      case 'ishr':
        return this.must(
          this.integers.shiftRight(a as IntValue, b as IntValue),
          a as IntValue,
          register,
          run,
        );
      case 'isar':
        return this.must(
          this.integers.shiftSigned(a as IntValue, b as IntValue),
          a as IntValue,
          register,
          run,
        );
      case 'iand':
      case 'ior':
      case 'ixor': {
        const [p, q] = [a as IntValue, b as IntValue];
        return this.must(this.integers.bitwise(op, p, q), isKnown(q) ? p : q, register, run);
      }
      case 'lmul':
        throw new NoRoundoffBound('products of patterns are not analysed');
      default:
        return this.rounded(op, [a, b, c].slice(0, this.operands[i].length) as FloatValue[], register, run);
    }
  }

  /** An operation that is rounded. */
  private rounded(
    op: RealOperation,
    operands: readonly FloatValue[],
    register: number,
    run: Run,
  ): FloatValue {
    const { format, model } = this;
    const { deciding, terms } = run;
    if (operands.some(({ from }) => from !== from)) return this.constant(NaN, false);
    // (Of two uses of a subnormal number a shader may replace one by 0.)
    const same = operands.length === 2 && operands[0] === operands[1] && (model === 'ieee' || op === 'mul');
    if (op === 'div') this.checkDivisor(operands[1]);
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
    const unchanged = operands.length === 2 ? this.withoutZero(op, operands[0], operands[1]) : undefined;
    if (unchanged !== undefined) return unchanged;
    const [a, b, c] = operands as readonly Value[];
    const naive = RULES[op](this.rounding, a, b, c);
    const better = op === 'div' ? this.ownQuotient(operands[0], operands[1], naive) : undefined;
    const least = better !== undefined && better.error < naive.error ? better : naive;
    const known = this.cancelling?.result(op, operands, register, run, least);
    let { error, lattice } = known ?? least;
    const { lo, hi, noise, rest, form } = known ?? (least as Origins);
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
    return { kind: 'float', ideal, lo, hi, error, lattice, from, to, sum, form, noise, rest };
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

  /** a + 0, a − 0 and 0 + b are exact; a·1 too. */
  private withoutZero(op: RealOperation, a: FloatValue, b: FloatValue): FloatValue | undefined {
    const is = (v: FloatValue, x: number): boolean => v.constant === true && v.from === x && v.to === x;
    if ((op === 'add' || op === 'sub') && is(b, 0)) return a;
    if (op === 'add' && is(a, 0)) return b;
    if (op === 'sub' && is(a, 0)) return negated(b);
    if (op === 'mul' && is(a, 1)) return b;
    if (op === 'mul' && is(b, 1)) return a;
    return undefined;
  }

  private checkDivisor({ from, to }: FloatValue): void {
    const least = from > 0 ? from : to < 0 ? -to : 0;
    if (least === 0) throw new NoRoundoffBound('division by a value that may be 0');
    if (this.model === 'ieee') return;
    const most = Math.max(Math.abs(from), Math.abs(to));
    if (least < 2 ** -126 || most > 2 ** 126) throw new NoRoundoffBound('a divisor beyond 2^±126');
  }

  private compare(
    op: 'lt' | 'le' | 'eq',
    a: FloatValue,
    b: FloatValue,
    register: number,
    choice: Choice | undefined,
  ): boolean {
    if (typeof choice === 'boolean') return choice;
    if (op === 'lt') {
      if (a.to < b.from) return true;
      if (a.from >= b.to) return false;
    } else if (op === 'le') {
      if (a.to <= b.from) return true;
      if (a.from > b.to) return false;
    } else {
      if (a.to < b.from || b.to < a.from) return false;
      if (a.from === a.to && b.from === b.to) return a.from === b.from;
    }
    throw new Undecided(register, [true, false], 'a comparison is open');
  }

  /** A choice between operands is made on the whole piece, and kept on its parts. */
  private chosen(i: number, run: Run, choice: boolean | undefined, decide: () => boolean): boolean {
    if (choice !== undefined) return choice;
    const made = decide();
    if (run.deciding) run.decisions[i] = made;
    return made;
  }

  /** Is the first operand the lesser one (for `min`; for `max` the greater one)? */
  private isFirst(op: 'min' | 'max', a: FloatValue, b: FloatValue, register: number): boolean {
    const [low, high] = op === 'min' ? [a, b] : [b, a];
    if (low.to <= high.from) return true;
    if (high.to <= low.from) return false;
    throw new Undecided(register, [true, false], 'which of two values is the larger is open');
  }

  private isPositive(a: FloatValue, register: number): boolean {
    if (a.from >= 0) return true;
    if (a.to <= 0) return false;
    throw new Undecided(register, undefined, 'the sign of a value is open');
  }

  private toInteger(
    op: 'floor' | 'ceil' | 'round' | 'trunc',
    a: FloatValue,
    register: number,
    { deciding, terms }: Run,
  ): FloatValue {
    const rule = { floor: Math.floor, ceil: Math.ceil, round: roundEven, trunc: Math.trunc }[op];
    const [from, to] = [rule(a.from), rule(a.to)];
    if (deciding && from === to) return this.constant(this.format.round(from), terms);
    // An integer already: on the whole piece, or the value would have been decided.
    if (a.lattice >= 0 || !deciding) return a;
    throw new Undecided(register, integersBetween(from, to), 'a rounding to an integer is open');
  }

  private nearestInteger(a: FloatValue, source: number): IntValue {
    const top = 1n << BigInt(this.format.bits - 1);
    const clamp = (x: number): bigint => {
      const value = Number.isFinite(x) ? BigInt(roundEven(x)) : x > 0 ? top : -top;
      return value >= top ? top - 1n : value < -top ? -top : value;
    };
    return { kind: 'int', min: clamp(a.from), max: clamp(a.to), source };
  }

  /** The float with a pattern: another float times a power of two, or one that is known. */
  private fromPattern(a: IntValue, register: number, terms: boolean): FloatValue {
    const scaled = a.pattern === undefined ? undefined : this.scaled(a.pattern.of, a.pattern.offset, terms);
    if (scaled !== undefined) return scaled;
    if (isKnown(a)) return this.constant(this.format.decode(BigInt.asUintN(this.format.bits, a.min)), terms);
    throw new Undecided(register, undefined, 'a bit pattern is open');
  }

  private scaled(of: FloatValue, offset: bigint, terms: boolean): FloatValue | undefined {
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
    return {
      kind: 'float',
      ideal: terms ? apply('mul', of.ideal as Expression, powerTerm(power)) : undefined,
      lo: down(of.lo),
      hi: above(of.hi),
      error: of.error === 0 ? 0 : up(times(of.error, power, factor, nextUp)),
      lattice: of.lattice + power,
      from: times(of.from, power, factor, (x) => x),
      to: times(of.to, power, factor, (x) => x),
    };
  }

  private lookup(i: number, run: Run): ForwardValue {
    const [tableAt, indexAt] = this.operands[i];
    const table = (this.program.tables as NonNullable<Program['tables']>)[tableAt];
    const index = this.only(run.at(indexAt) as IntValue, this.first + i, run);
    const inside = index >= 0n && index < BigInt(table.values.length);
    if (table.type === 'int')
      return this.integers.known(inside ? exactInteger(table.values[Number(index)], this.format.bits) : 0n);
    return this.constant(inside ? exactDouble(table.values[Number(index)]) : NaN, run.terms);
  }

  private only(a: IntValue, register: number, run: Run): bigint {
    if (isKnown(a)) return a.min;
    throw this.open(a, register, run);
  }

  private must(result: IntValue | undefined, a: IntValue, register: number, run: Run): IntValue {
    if (result === undefined) throw this.open(a, register, run);
    return result;
  }

  /** An integer is open because the float that it was made of is. */
  private open(a: IntValue, register: number, run: Run): Undecided {
    const source = a.source === undefined ? undefined : run.at(a.source);
    if (a.source === undefined || a.source < this.first || source?.kind !== 'float') {
      return new Undecided(register, undefined, 'an integer is open');
    }
    return new Undecided(a.source, this.numbersBetween(source.from, source.to), 'an integer is open');
  }

  private numbersBetween(from: number, to: number): number[] | undefined {
    const [first, last] = [this.format.ordinal(from), this.format.ordinal(to)];
    if (last - first >= BigInt(WAYS)) return undefined;
    const list: number[] = [];
    for (let o = first; o <= last; o++) list.push(this.format.fromOrdinal(o));
    return list;
  }
}

function integersBetween(from: number, to: number): number[] | undefined {
  if (!(to - from < WAYS)) return undefined;
  return Array.from({ length: to - from + 1 }, (_, k) => from + k);
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

const isPoint = ({ from, to }: FloatValue): boolean => from === to || from !== from;

function powerTerm(power: number): Expression {
  return power >= 0 ? rational(1n << BigInt(power)) : rational(1n, 1n << BigInt(-power));
}

/** A float plus a number that is known; of a product that may be fused with the sum nothing is said. */
function sumOf(a: FloatValue, b: FloatValue): FloatValue['sum'] {
  if (b.constant === true && a.constant !== true && a.lattice > -Infinity) return { of: a, plus: b.from };
  if (a.constant === true && b.constant !== true && b.lattice > -Infinity) return { of: b, plus: a.from };
  return undefined;
}
