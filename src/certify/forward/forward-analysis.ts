import { fail } from '../../error/fault.ts';
import { rational, variable, variablesOf, type Expression } from '../../expression/expression.ts';
import { roundEven } from '../../number/double-bits.ts';
import { exactDouble } from '../../number/exact-double.ts';
import type { Format } from '../../number/format.ts';
import { exactInteger, isIntegerText } from '../../program/integer-constant.ts';
import type { HardwareOperation } from '../../program/machine-operations.ts';
import { registerOf } from '../../program/operand.ts';
import { requireHardware } from '../../program/require-real.ts';
import type { Program } from '../../program/program.ts';
import { lowestBit, NoRoundoffBound, Rounding, type Limit } from '../roundoff-rules.ts';
import type { ArithmeticModel } from './arithmetic-model.ts';
import { Cancelling } from './cancelling.ts';
import { compareFloats, isFirst, isPositive } from './compare-floats.ts';
import { FloatRules, OPEN_VALUE } from './float-rules.ts';
import {
  Undecided,
  type BoolValue,
  type Choice,
  type FloatValue,
  type ForwardValue,
  type IntValue,
  type Residue,
} from './forward-value.ts';
import { fusedForm, type FusedForm } from './fused-form.ts';
import { IntegerRules, isKnown, negated } from './integer-rules.ts';
import { straightProgram } from './straight-program.ts';

const OPEN_PATTERN = 'a bit pattern is open';
/** Operations whose result is NaN where an operand is. */
const NAN_PRESERVING: ReadonlySet<HardwareOperation> = new Set(['add', 'sub', 'mul', 'div', 'fma', 'sqrt']);
/** At most so many ways at one fork. */
const WAYS = 4;
/** Conversions to integers may be held from here on. */
const SATURATED = 1n << 31n;

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
  /** Low bits of the integers that some floats are. */
  readonly residues?: ReadonlyMap<number, Residue>;
  /** The exact value of a register is no larger than this: of other inputs nothing is said. */
  readonly clip?: { readonly register: number; readonly limit: Limit };
};

/** Values that are known from elsewhere: by register, the input's (0) among them. */
export type GivenValues = ReadonlyMap<number, FloatValue>;

/**
 * On a piece of the inputs the program is one real function `ideal` (integers, comparisons and floats that take one
 * value on the piece are that value), whose rounding error {@link error} bounds on every part of the piece.
 */
export type PieceProgram = {
  ideal(): Expression;
  /** The same floats by operations on floats alone. @throws NoRoundoffBound where integers are left */
  straight(): Program;
  /** The result, where it is the same everywhere on the piece: it may be infinite. */
  readonly known: number | undefined;
  /** The results on the whole piece lie between these. */
  readonly range: readonly [from: number, to: number];
  /**
   * Bounds |computed − ideal| in `ERROR_UNIT`s for inputs in [lo, hi], a part of the piece of one sign; with `limit`, for those of
   * them alone at which |ideal| is within it.
   */
  error(lo: number, hi: number, limit?: Limit): number;
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
  /** What is analysed, its registers those of the program given. */
  readonly form: FusedForm;
  private readonly program: Program;
  private readonly inputTerm: Expression;
  private readonly rounding: Rounding;
  private readonly integers: IntegerRules;
  private readonly constants: readonly ForwardValue[];
  private readonly operands: readonly (readonly number[])[];
  private readonly first: number;
  private readonly floats: FloatRules;

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
    this.form = model === 'ieee' ? fusedForm(program) : { program, rests: new Map() };
    const { program: fused, rests } = this.form;
    this.program = fused;
    this.format = format;
    this.model = model;
    this.inputTerm = variable(name);
    this.rounding = new Rounding(format, model === 'shader');
    this.integers = new IntegerRules(format);
    this.first = 1 + program.constants.length;
    this.operands = fused.code.map(({ args }) => args.map((arg) => registerOf(fused, arg)));
    // Only where every operation is rounded to nearest do errors cancel for sure: shaders may fuse and flush.
    const cancelling = model === 'ieee' ? new Cancelling(fused, this.operands, this.first) : undefined;
    this.floats = new FloatRules(format, model, this.rounding, cancelling, rests);
    this.constants = program.constants.map((text) =>
      isIntegerText(text)
        ? this.integers.known(exactInteger(text, format.bits))
        : this.floats.constant(exactDouble(text), true),
    );
  }

  /**
   * The program on the inputs of the format in [lo, hi].
   * @param forced registers that are taken to be one of the values that {@link Undecided} named
   * @throws Undecided where the program may go several ways; NoRoundoffBound where a value may be none
   */
  piece(lo: number, hi: number, forced: Forced = new Map()): PieceProgram {
    return this.pieceOf(lo, hi, (a, b) => new Map([[0, this.input(a, b)]]), { forced });
  }

  /**
   * The program on the values that `given` tells for each part of [lo, hi], the range of any one real number that they and
   * no others depend on.
   * @throws as {@link piece}
   */
  pieceOf(
    lo: number,
    hi: number,
    given: (lo: number, hi: number) => GivenValues,
    how: Pick<Run, 'forced' | 'residues'>,
  ): PieceProgram {
    const decisions: Decision[] = [];
    const whole = given(lo, hi);
    this.floats.forgetOpen();
    const at = this.run(whole, { ...how, decisions, deciding: true, terms: false });
    const result = this.resultOf(at);
    const part = { ...how, decisions, deciding: false, terms: false };
    const ideal = (): Expression => this.result(whole, { ...part, terms: true }).ideal ?? rational(0n);
    // Of some patterns only the range is known: nothing may be left of them but what was decided.
    if (this.floats.isOpen() && variablesOf(ideal()).includes(OPEN_VALUE.name))
      throw new Undecided(0, undefined, OPEN_PATTERN);
    return {
      ideal,
      straight: () => {
        const { program, format, operands, first } = this;
        return straightProgram({ program, format, operands, first, at });
      },
      known: isPoint(result) ? result.from : undefined,
      range: [result.from, result.to],
      error: (a, b, limit) => {
        const known = given(a, b);
        const values = this.valuesOf(known);
        const found = this.resultOf(this.runOn(values, part));
        if (limit === undefined || found.made === undefined) return found.error;
        // What comes before that register is not changed by it.
        const again = values.slice(0, found.made);
        for (const [register, value] of known) again[register] = value;
        return this.resultOf(this.runOn(again, { ...part, clip: { register: found.made, limit } })).error;
      },
    };
  }

  /** The program's values on inputs in [lo, hi], by register, on demand. @throws as {@link piece} */
  valuesOn(lo: number, hi: number): (register: number) => ForwardValue {
    return this.valuesWith(new Map([[0, this.input(lo, hi)]]));
  }

  /** Its values where some are known, with their real functions or without. @throws as {@link piece} */
  valuesWith(given: GivenValues, terms = false): (register: number) => ForwardValue {
    return this.run(given, { forced: new Map(), decisions: [], deciding: true, terms });
  }

  private result(given: GivenValues, how: Omit<Run, 'at'>): FloatValue {
    return this.resultOf(this.run(given, how));
  }

  private resultOf(at: Run['at']): FloatValue {
    const { length } = this.program.code;
    const result = at(length === 0 ? 0 : this.first + length - 1);
    if (result.kind !== 'float') throw new RangeError('the result is no float');
    return result;
  }

  private run(given: GivenValues, how: Omit<Run, 'at'>): (register: number) => ForwardValue {
    return this.runOn(this.valuesOf(given), how);
  }

  private valuesOf(given: GivenValues): (ForwardValue | undefined)[] {
    const values: (ForwardValue | undefined)[] = [undefined, ...this.constants];
    for (const [register, value] of given) values[register] = value;
    return values;
  }

  /** @param values what is known already, by register; the others' values are kept in it */
  private runOn(
    values: (ForwardValue | undefined)[],
    how: Omit<Run, 'at'>,
  ): (register: number) => ForwardValue {
    // What is not known is asked for again by every value that it is part of.
    const failed = new Map<number, unknown>();
    const found = (register: number): ForwardValue => {
      if (failed.has(register)) throw failed.get(register);
      try {
        return this.value(register, run);
      } catch (error) {
        failed.set(register, error);
        throw error;
      }
    };
    // On demand: of a selection only the branch that is taken is looked at.
    const at = (register: number): ForwardValue => (values[register] ??= found(register));
    const run: Run = { ...how, at };
    return at;
  }

  private value(register: number, run: Run): ForwardValue {
    const i = register - this.first;
    const choice = run.forced.get(register);
    const decided = typeof choice === 'number' ? choice : run.deciding ? undefined : run.decisions[i];
    if (typeof decided === 'bigint') return this.integers.known(decided);
    if (typeof decided === 'number') return this.floats.flushed(this.floats.constant(decided, run.terms));
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
      return this.floats.flushed(this.floats.constant(value.from, run.terms));
    }
    return this.floats.flushed(value);
  }

  private input(lo: number, hi: number): FloatValue {
    const nearest = lo <= 0 && hi >= 0 ? 0 : Math.min(Math.abs(lo), Math.abs(hi));
    return this.floats.flushed({
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

  private step(op: HardwareOperation, i: number, run: Run, choice: boolean | undefined): ForwardValue {
    const register = this.first + i;
    if (op === 'lookup') return this.lookup(i, run);
    if (op === 'select' || op === 'iselect') {
      const [condition, yes, no] = this.operands[i];
      return run.at((run.at(condition) as BoolValue).truth ? yes : no);
    }
    const [a, b, c] = NAN_PRESERVING.has(op) ? this.operandsOf(i, run) : this.operands[i].map(run.at);
    switch (op) {
      case 'lt':
      case 'le':
      case 'eq':
        // (Of two uses of a subnormal number a shader may replace one by 0.)
        if (a === b && this.model === 'ieee')
          return { kind: 'bool', truth: op !== 'lt' && !isNaN((a as FloatValue).from) };
        return { kind: 'bool', truth: compareFloats(op, a as FloatValue, b as FloatValue, register, choice) };
      case 'ilt': {
        const [p, q] = [a as IntValue, b as IntValue];
        if (typeof choice === 'boolean') return { kind: 'bool', truth: choice };
        if (p.max < q.min) return { kind: 'bool', truth: true };
        if (p.min >= q.max) return { kind: 'bool', truth: false };
        throw new Undecided(register, [true, false], 'a comparison of integers is open');
      }
      case 'min':
      case 'max':
        // (With a NaN a shader may give any of them.)
        if (this.model === 'ieee' && [a, b].some((value) => isNaN((value as FloatValue).from))) return a;
        return this.chosen(i, run, choice, () => isFirst(op, a as FloatValue, b as FloatValue, register))
          ? a
          : b;
      case 'neg':
        return negated(a as FloatValue);
      case 'abs':
        return this.chosen(i, run, choice, () => isPositive(a as FloatValue, register))
          ? a
          : negated(a as FloatValue);
      case 'floor':
      case 'ceil':
      case 'round':
      case 'trunc':
        return this.toInteger(op, a as FloatValue, register, run);
      case 'bits': {
        const [source] = this.operands[i];
        const residue = run.residues?.get(source);
        return residue === undefined
          ? this.integers.patternOf(a as FloatValue, register, source)
          : this.integers.patternWith(residue, a as FloatValue, register, source);
      }
      case 'float':
        return this.fromPattern(a as IntValue, register, run.terms);
      case 'toint': {
        const residue = run.residues?.get(this.operands[i][0]);
        const nearest = this.nearestInteger(a as FloatValue, this.operands[i][0]);
        const held = nearest.min <= -SATURATED || nearest.max >= SATURATED;
        return residue === undefined || held ? nearest : this.integers.modulo(nearest, residue);
      }
      case 'fromint': {
        const value = this.only(a as IntValue, register, run);
        return this.floats.constant(this.format.round(Number(value)), run.terms);
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
        return this.floats.rounded(
          op,
          [a, b, c].slice(0, this.operands[i].length) as FloatValue[],
          register,
          run,
        );
    }
  }

  /** An operand that is NaN on the whole piece stands for all: whatever the others are, and be nothing known of them. */
  private operandsOf(i: number, run: Run): readonly ForwardValue[] {
    let fault: unknown;
    const known: ForwardValue[] = [];
    for (const register of this.operands[i]) {
      try {
        known.push(run.at(register));
      } catch (error) {
        if (!(error instanceof Undecided || error instanceof NoRoundoffBound)) throw error;
        fault ??= error;
      }
    }
    if (fault === undefined) return known;
    const nan = known.find((value) => value.kind === 'float' && value.from !== value.from);
    if (nan === undefined) throw fault;
    return this.operands[i].map(() => nan);
  }

  /** A choice between operands is made on the whole piece, and kept on its parts. */
  private chosen(i: number, run: Run, choice: boolean | undefined, decide: () => boolean): boolean {
    if (choice !== undefined) return choice;
    const made = decide();
    if (run.deciding) run.decisions[i] = made;
    return made;
  }

  private toInteger(
    op: 'floor' | 'ceil' | 'round' | 'trunc',
    a: FloatValue,
    register: number,
    { deciding, terms }: Run,
  ): FloatValue {
    const rule = { floor: Math.floor, ceil: Math.ceil, round: roundEven, trunc: Math.trunc }[op];
    const [from, to] = [rule(a.from), rule(a.to)];
    if (deciding && from === to) return this.floats.constant(this.format.round(from), terms);
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
    const scaled =
      a.pattern === undefined ? undefined : this.floats.scaled(a.pattern.of, a.pattern.offset, terms);
    if (scaled !== undefined) return scaled;
    if (isKnown(a))
      return this.floats.constant(this.format.decode(BigInt.asUintN(this.format.bits, a.min)), terms);
    const between = this.floats.between(a.min, a.max, a.zeros);
    if (between === undefined) throw new Undecided(register, undefined, OPEN_PATTERN);
    return between;
  }

  private lookup(i: number, run: Run): ForwardValue {
    const [tableAt, indexAt] = this.operands[i];
    const table = (this.program.tables as NonNullable<Program['tables']>)[tableAt];
    const index = this.only(run.at(indexAt) as IntValue, this.first + i, run);
    const inside = index >= 0n && index < BigInt(table.values.length);
    if (table.type === 'int')
      return this.integers.known(inside ? exactInteger(table.values[Number(index)], this.format.bits) : 0n);
    return this.floats.constant(inside ? exactDouble(table.values[Number(index)]) : NaN, run.terms);
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
    if (from !== from) return undefined;
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

const isPoint = ({ from, to }: FloatValue): boolean => from === to || from !== from;
